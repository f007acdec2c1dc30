//! The one encoder of every body: JSON as Go's encoder writes it, without a trailing newline.
//!
//! `<`, `>`, `&`, U+2028 and U+2029 are escaped, so that a body is harmless inside a page, and bytes are the same as
//! those of Supabase Auth. Maps are sorted by the types that are encoded; members of objects keep their order.

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use std::io;

/// A session with one identity takes some 2.5 KB, most of it the access token.
const USUAL_SIZE: usize = 3072;

/// The first byte of U+2028 and U+2029 in UTF-8, and of a few thousand others.
const LINE_SEPARATORS_FIRST_BYTE: u8 = 0xE2;

/// Encodes `value`.
///
/// # Errors
/// Only a map with keys that are no strings, which no wire type has.
pub fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut out = Vec::with_capacity(USUAL_SIZE);
    value.serialize(&mut Serializer::with_formatter(&mut out, GoFormatter))?;
    Ok(out)
}

/// The compact form, with Go's additional escapes.
struct GoFormatter;

impl Formatter for GoFormatter {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        if !has_any_to_escape(fragment.as_bytes()) {
            return writer.write_all(fragment.as_bytes());
        }
        for piece in fragment.split_inclusive(|c| escape_of(c).is_some()) {
            let mut before = piece.chars();
            match before.next_back().and_then(escape_of) {
                Some(escape) => {
                    writer.write_all(before.as_str().as_bytes())?;
                    writer.write_all(escape)?;
                }
                None => writer.write_all(piece.as_bytes())?,
            }
        }
        Ok(())
    }
}

/// Hardly any text has something to escape, and the access token is long: so blocks of one size are compared whole, without
/// a branch, which is a few instructions to the compiler and a tenth of the time that byte by byte takes.
fn has_any_to_escape(text: &[u8]) -> bool {
    let (blocks, rest) = text.as_chunks::<16>();
    let marked = |marks, byte: &u8| marks | mark_of(*byte);
    blocks.iter().any(|block| block.iter().fold(0, marked) != 0)
        || rest.iter().any(|byte| mark_of(*byte) != 0)
}

/// Zero for a byte with which nothing begins that needs an escape.
fn mark_of(byte: u8) -> u8 {
    let marks = [b'<', b'>', b'&', LINE_SEPARATORS_FIRST_BYTE].map(|known| u8::from(byte == known));
    marks.into_iter().fold(0, |all, mark| all | mark)
}

fn escape_of(c: char) -> Option<&'static [u8]> {
    match c {
        '<' => Some(b"\\u003c"),
        '>' => Some(b"\\u003e"),
        '&' => Some(b"\\u0026"),
        '\u{2028}' => Some(b"\\u2028"),
        '\u{2029}' => Some(b"\\u2029"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(value: &serde_json::Value) -> String {
        String::from_utf8(encode(value).expect("encodes")).expect("UTF-8")
    }

    #[test]
    fn what_a_page_could_mistake_for_markup_is_escaped() {
        assert_eq!(
            text(&json!("</script><b>&amp;")),
            r#""\u003c/script\u003e\u003cb\u003e\u0026amp;""#
        );
    }

    #[test]
    fn line_separators_are_escaped_and_their_neighbours_are_not() {
        assert_eq!(
            text(&json!("a\u{2028}b\u{2029}c\u{2026}한")),
            "\"a\\u2028b\\u2029c\u{2026}한\""
        );
    }

    #[test]
    fn quotes_backslashes_and_control_characters_are_escaped_as_ever() {
        assert_eq!(
            text(&json!("\"\\\n\u{1}\u{8}<")),
            r#""\"\\\n\u0001\b\u003c""#
        );
    }

    #[test]
    fn what_is_to_be_escaped_is_found_wherever_it_stands_in_a_long_text() {
        for (raw, escaped) in [
            ("<", r"\u003c"),
            (">", r"\u003e"),
            ("&", r"\u0026"),
            ("\u{2028}", r"\u2028"),
            ("\u{2029}", r"\u2029"),
        ] {
            for before in 0..50 {
                let with = |middle: &str| ["x".repeat(before), "한".repeat(5)].join(middle);
                let expected = format!("\"{}\"", with(escaped));
                assert_eq!(text(&json!(with(raw))), expected, "after {before}");
            }
        }
    }

    #[test]
    fn a_long_text_without_anything_to_escape_stays_as_it_is() {
        for length in 0..50 {
            let plain = "aZ09-_.한…é"
                .chars()
                .cycle()
                .take(length)
                .collect::<String>();
            assert_eq!(text(&json!(plain)), format!("\"{plain}\""));
        }
    }

    #[test]
    fn keys_are_escaped_and_sorted() {
        assert_eq!(
            text(&json!({"b": 1, "a&": {"d": null, "c": [true]}})),
            r#"{"a\u0026":{"c":[true],"d":null},"b":1}"#
        );
    }
}
