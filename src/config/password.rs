//! What is asked of a password that an admin sets: the variables `PASSWORD_*`.

use super::problem::Problem;
use super::reader::Reader;
use super::values;
use super::variable::{Kind, Names, Variable};

/// Supabase Auth goes no lower.
const LEAST_LENGTH: usize = 6;
/// What bcrypt reads, in bytes.
const MOST_LENGTH: u64 = 72;

/// Section "passwords".
#[derive(Debug, Clone)]
pub struct PasswordConfig {
    /// `PASSWORD_MIN_LENGTH`, in bytes.
    pub min_length: usize,
    /// `PASSWORD_REQUIRED_CHARACTERS`: sets, of each of which one character is needed.
    pub required_characters: Vec<String>,
}

static MIN_LENGTH: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Number,
    default: "6",
    example: "10",
    meaning: "The shortest password that an admin may set, in bytes; less than 6 counts as 6.",
    ..Variable::named("PASSWORD_MIN_LENGTH")
};

static REQUIRED_CHARACTERS: Variable = Variable {
    names: Names::Shared,
    example: "abc:123",
    meaning: "Sets of characters between colons (`\\:` is a colon in a set); a password needs one of each.",
    ..Variable::named("PASSWORD_REQUIRED_CHARACTERS")
};

pub(super) static VARIABLES: &[&Variable] = &[&MIN_LENGTH, &REQUIRED_CHARACTERS];

pub(super) fn parse(reader: &mut Reader<'_>) -> Option<PasswordConfig> {
    let min_length = reader.value(&MIN_LENGTH, values::number::<usize>(0, MOST_LENGTH));
    let required_characters = reader.value(&REQUIRED_CHARACTERS, sets);
    Some(PasswordConfig {
        min_length: min_length?.max(LEAST_LENGTH),
        required_characters: required_characters?,
    })
}

/// A backslash before a colon makes it part of the set.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the shape of every reader of a value"
)]
fn sets(value: &str) -> Result<Vec<String>, Problem> {
    let mut sets: Vec<String> = Vec::new();
    let mut is_open = false;
    for part in value.split(':') {
        let (text, continues) = match part.strip_suffix('\\') {
            Some(text) => (format!("{text}:"), true),
            None => (part.to_owned(), false),
        };
        match sets.last_mut() {
            Some(set) if is_open => set.push_str(&text),
            _ => sets.push(text),
        }
        is_open = continues;
    }
    sets.retain(|set| !set.is_empty());
    Ok(sets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_stand_between_colons() {
        assert_eq!(
            sets("abc:123"),
            Ok(vec!["abc".to_owned(), "123".to_owned()])
        );
        assert_eq!(sets(""), Ok(Vec::new()));
        assert_eq!(sets(":a::"), Ok(vec!["a".to_owned()]));
    }

    #[test]
    fn an_escaped_colon_is_part_of_its_set() {
        assert_eq!(sets(r"a\:b:c"), Ok(vec!["a:b".to_owned(), "c".to_owned()]));
    }
}
