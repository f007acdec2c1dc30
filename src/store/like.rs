//! "Contains this text", as both databases have it.
//!
//! PostgreSQL's `like` tells capitals apart and its `ilike` does not. SQLite's `like` is the latter, for ASCII; what tells
//! capitals apart there is `glob`, which has other wildcards. In all of them the searched text's own `%` and `_` are
//! wildcards, and a backslash takes a character as it is, as in Supabase Auth.

/// SQLite takes patterns of 50,000 bytes, and nobody's name is so long.
const LONGEST: usize = 8_000;

/// The pattern of `like` and `ilike`; `None` if the text is too long to be found anywhere.
pub fn like(searched: &str) -> Option<String> {
    (searched.len() <= LONGEST).then(|| format!("%{searched}%"))
}

/// The pattern of SQLite's `glob` that finds what PostgreSQL's `like` finds by `pattern`.
pub fn glob(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 2);
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '%' => out.push('*'),
            '_' => out.push('?'),
            '\\' => push_literal(&mut out, characters.next().unwrap_or('\\')),
            _ => push_literal(&mut out, character),
        }
    }
    out
}

fn push_literal(out: &mut String, character: char) {
    if matches!(character, '*' | '?' | '[') {
        out.push('[');
        out.push(character);
        out.push(']');
    } else {
        out.push(character);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_of_one_become_those_of_the_other() {
        assert_eq!(glob("%a_c%"), "*a?c*");
    }

    #[test]
    fn what_only_glob_takes_for_a_wildcard_is_taken_as_it_is() {
        assert_eq!(glob("%*?[a]%"), "*[*][?][[]a]*");
    }

    #[test]
    fn a_backslash_takes_a_wildcard_as_it_is() {
        assert_eq!(glob(r"%100\%\_\\\*%"), r"*100%_\[*]*");
    }

    #[test]
    fn what_is_too_long_to_be_a_name_is_not_looked_for() {
        assert_eq!(like("a").as_deref(), Some("%a%"));
        assert_eq!(like(&"a".repeat(8_001)), None);
    }
}
