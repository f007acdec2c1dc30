//! Passwords that admins set: how strong they must be, and which hashes of others are kept.
//!
//! Nobody signs in with one here. They are kept as Supabase Auth keeps them, for a database that goes back to it.

mod hash;

pub use hash::is_readable_hash;

use crate::config::password::PasswordConfig;

/// What bcrypt reads of a password, in bytes.
pub const LONGEST_PASSWORD: usize = 72;

/// What a password lacks, in words and as clients tell reasons apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weakness {
    /// For people.
    pub message: String,
    /// `length`, `characters`.
    pub reasons: Vec<&'static str>,
}

/// Why a password is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasswordFault {
    /// More than [`LONGEST_PASSWORD`].
    TooLong,
    /// Not what the settings ask for.
    Weak(Weakness),
}

/// Checks a password against the settings.
pub fn check(password: &str, rules: &PasswordConfig) -> Result<(), PasswordFault> {
    if password.len() > LONGEST_PASSWORD {
        return Err(PasswordFault::TooLong);
    }
    let mut messages = Vec::new();
    let mut reasons = Vec::new();
    if password.len() < rules.min_length {
        reasons.push("length");
        let least = rules.min_length;
        messages.push(format!("Password should be at least {least} characters."));
    }
    let lacks = |set: &String| !password.contains(|c| set.contains(c));
    if rules.required_characters.iter().any(lacks) {
        reasons.push("characters");
        let sets = rules.required_characters.join(", ");
        messages.push(format!(
            "Password should contain at least one character of each: {sets}."
        ));
    }
    if reasons.is_empty() {
        return Ok(());
    }
    Err(PasswordFault::Weak(Weakness {
        message: messages.join(" "),
        reasons,
    }))
}

#[cfg(test)]
mod tests;
