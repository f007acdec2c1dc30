//! Texts as Go prints them: `%q` of a string and `%v` of a list of strings, since clients compare messages word for word.

use std::fmt::Write as _;

/// `%q`: in double quotes, with Go's escapes.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        push_escaped(&mut out, c);
    }
    out.push('"');
    out
}

/// `%v` of a `[]string`: in brackets, separated by blanks.
pub fn listed(items: &[String]) -> String {
    format!("[{}]", items.join(" "))
}

fn push_escaped(out: &mut String, c: char) {
    let short = match c {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\u{7}' => "\\a",
        '\u{8}' => "\\b",
        '\u{c}' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\u{b}' => "\\v",
        _ => return push_by_code(out, c),
    };
    out.push_str(short);
}

fn push_by_code(out: &mut String, c: char) {
    let code = u32::from(c);
    let is_plain = c == ' ' || !(c.is_control() || c.is_whitespace());
    let written = match code {
        _ if is_plain => {
            out.push(c);
            Ok(())
        }
        0..0x80 => write!(out, "\\x{code:02x}"),
        0x80..0x1_0000 => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
    debug_assert!(written.is_ok(), "a String takes whatever is written");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_text_is_quoted() {
        assert_eq!(quoted("custom:x"), "\"custom:x\"");
    }

    #[test]
    fn quotes_backslashes_and_control_characters_are_escaped() {
        assert_eq!(
            quoted("a\"b\\c\n\t\u{0}\u{1b}\u{7f}"),
            r#""a\"b\\c\n\t\x00\x1b\x7f""#
        );
    }

    #[test]
    fn letters_of_every_script_stay() {
        assert_eq!(quoted("카카오 é"), "\"카카오 é\"");
    }

    #[test]
    fn unusual_blanks_are_escaped_by_their_code() {
        assert_eq!(quoted("\u{85}\u{a0}\u{2028}"), r#""\u0085\u00a0\u2028""#);
    }

    #[test]
    fn a_list_is_printed_in_brackets() {
        assert_eq!(listed(&["a".to_owned(), "b".to_owned()]), "[a b]");
        assert_eq!(listed(&[]), "[]");
    }
}
