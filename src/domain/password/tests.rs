//! Strength, and hashes of other makes.

use super::*;

fn rules(min_length: usize, sets: &[&str]) -> PasswordConfig {
    PasswordConfig {
        min_length,
        required_characters: sets.iter().map(|set| (*set).to_owned()).collect(),
    }
}

fn weakness(password: &str, rules: &PasswordConfig) -> Weakness {
    match check(password, rules) {
        Err(PasswordFault::Weak(weakness)) => weakness,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_password_has_a_least_and_a_greatest_length() {
    let rules = rules(6, &[]);
    assert_eq!(check("123456", &rules), Ok(()));
    assert_eq!(check(&"x".repeat(72), &rules), Ok(()));
    assert_eq!(check(&"x".repeat(73), &rules), Err(PasswordFault::TooLong));
    // Bytes count, since bcrypt reads bytes.
    assert_eq!(check(&"가".repeat(25), &rules), Err(PasswordFault::TooLong));
    let short = weakness("12345", &rules);
    assert_eq!(short.message, "Password should be at least 6 characters.");
    assert_eq!(short.reasons, ["length"]);
}

#[test]
fn a_password_has_a_character_of_each_set() {
    let rules = rules(3, &["abc", "123"]);
    assert_eq!(check("xa1", &rules), Ok(()));
    let weak = weakness("a", &rules);
    assert_eq!(
        weak.message,
        "Password should be at least 3 characters. \
         Password should contain at least one character of each: abc, 123."
    );
    assert_eq!(weak.reasons, ["length", "characters"]);
}

#[test]
fn hashes_that_supabase_auth_reads_are_kept() {
    for hash in [
        "$2a$10$abcdefghijklmnopqrstuuMZ3SrBfbOgtMCmZQ1jAWQgHVyEkmTzC",
        "$2y$04$abcdefghijklmnopqrstuuMZ3SrBfbOgtMCmZQ1jAWQgHVyEkmTzC",
        "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2g",
        "$argon2i$v=19$m=16,t=2,p=1$c2FsdHNhbHQ$aGFzaA",
        "$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=c2lnbmVy$c2FsdA==$aGFzaA==",
        "$fbscrypt$v=1,n=14,r=8,p=1$c2FsdA==$aGFzaA==",
    ] {
        assert!(is_readable_hash(hash), "{hash}");
    }
}

#[test]
fn hashes_that_it_cannot_read_are_not() {
    let long = format!("$2a$10${}", "x".repeat(249));
    for hash in [
        "plain",
        "$2a$10$short",
        "$3a$10$abcdefghijklmnopqrstuuMZ3SrBfbOgtMCmZQ1jAWQgHVyEkmTzC",
        "$2a$03$abcdefghijklmnopqrstuuMZ3SrBfbOgtMCmZQ1jAWQgHVyEkmTzC",
        "$2a$32$abcdefghijklmnopqrstuuMZ3SrBfbOgtMCmZQ1jAWQgHVyEkmTzC",
        "2a$10$abcdefghijklmnopqrstuuMZ3SrBfbOgtMCmZQ1jAWQgHVyEkmTzCxx",
        "$argon2d$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2g",
        "$argon2id$v=16$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2g",
        "$argon2id$v=19$m=1048577,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2g",
        "$argon2id$v=19$m=65536,t=21,p=4$c2FsdHNhbHQ$aGFzaGhhc2g",
        "$argon2id$v=19$m=65536,t=3,p=17$c2FsdHNhbHQ$aGFzaGhhc2g",
        "$argon2id$v=19$m=65536,t=3,p=4,keyid=x$c2FsdHNhbHQ$aGFzaGhhc2g",
        "$argon2id$v=19$m=65536,t=3,p=4$$aGFzaGhhc2g",
        "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$",
        "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaA==",
        "$argon2id$v=19$m=+1,t=3,p=4$c2FsdHNhbHQ$aGFzaA",
        "$fbscrypt$v=2,n=14,r=8,p=1$c2FsdA==$aGFzaA==",
        "$fbscrypt$v=1,n=0,r=8,p=1$c2FsdA==$aGFzaA==",
        "$fbscrypt$v=1,n=14,r=8,p=256$c2FsdA==$aGFzaA==",
        "$fbscrypt$v=1,n=14,r=8,p=1$c2FsdA$aGFzaA==",
        "$fbscrypt$v=1,n=14,r=8,p=1,x=1$c2FsdA==$aGFzaA==",
        &long,
    ] {
        assert!(!is_readable_hash(hash), "{hash}");
    }
}
