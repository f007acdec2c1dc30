//! Every line was put to Supabase Auth's glob library as well: it agrees, but for those in the last test.

use super::*;
use crate::domain::redirect::PatternFault;

#[track_caller]
fn matched(pattern: &str, texts: &[&str]) {
    let glob = Glob::parse(pattern).unwrap();
    for text in texts {
        assert!(glob.matches(text), "{pattern:?} on {text:?}");
    }
}

#[track_caller]
fn unmatched(pattern: &str, texts: &[&str]) {
    let glob = Glob::parse(pattern).unwrap();
    for text in texts {
        assert!(!glob.matches(text), "{pattern:?} on {text:?}");
    }
}

#[test]
fn plain_text_is_the_whole_text() {
    matched("a.b/c", &["a.b/c"]);
    unmatched("a.b/c", &["", "a.b/", "a.b/cc", "xa.b/c", "aXb/c", "A.b/c"]);
    matched("", &[""]);
    unmatched("", &["a"]);
}

#[test]
fn a_star_is_any_run_without_a_separator() {
    matched("a*c", &["ac", "abc", "abbc"]);
    unmatched("a*c", &["a.c", "a/c", "ab", "abcd", "xac"]);
    matched("*/*", &["/", "a/b"]);
    unmatched("*/*", &["a", "a/b/c", "a.b/c"]);
}

#[test]
fn two_stars_are_any_run_at_all() {
    matched("a**c", &["ac", "abc", "a./c", "acc"]);
    unmatched("a**c", &["ab", "xac"]);
    matched("**", &["", "a/b.c"]);
    matched("***", &["a/b.c"]);
    matched("**.**", &[".", "a.b", "a.b.c"]);
    unmatched("**.**", &["a/b"]);
}

#[test]
fn a_question_mark_is_one_character_but_a_separator() {
    matched("a?c", &["abc", "a-c"]);
    unmatched("a?c", &["ac", "a.c", "a/c", "abbc"]);
}

#[test]
fn a_set_is_one_of_its_characters_or_of_all_others() {
    matched("a[.b-]c", &["a.c", "abc", "a-c"]);
    unmatched("a[.b-]c", &["ac", "axc", "abbc"]);
    matched("[!ab]", &["c", ".", "/"]);
    unmatched("[!ab]", &["a", "b", "cc"]);
    matched("[!!]", &["a"]);
    unmatched("[!!]", &["!"]);
    matched("[\\]a]", &["]", "a"]);
}

#[test]
fn a_range_is_one_between_its_ends_or_outside() {
    matched("[b-d]", &["b", "c", "d"]);
    unmatched("[b-d]", &["a", "e", "-", "bb", ""]);
    matched("[!b-d]", &["a", "e", "/"]);
    unmatched("[!b-d]", &["b", "c", "d"]);
    matched("[b-b]", &["b"]);
}

#[test]
fn braces_are_one_of_several_patterns() {
    matched("x{a,b*,}y", &["xay", "xby", "xbzzy", "xy"]);
    unmatched("x{a,b*,}y", &["xcy", "xb.y", "xaby"]);
    matched("{a,{b,c}d}e", &["ae", "bde", "cde"]);
    unmatched("{a,{b,c}d}e", &["be", "ade", "e"]);
    matched("a{b,c}d{e,f}", &["abde", "acdf"]);
    unmatched("a{b,c}d{e,f}", &["abdef", "abd"]);
}

#[test]
fn outside_of_braces_a_comma_and_a_closing_brace_are_text() {
    matched("a,b}]", &["a,b}]"]);
}

#[test]
fn a_backslash_takes_the_next_character_as_it_is() {
    matched("\\*\\?\\[\\{\\\\", &["*?[{\\"]);
    matched("a\\bc", &["abc"]);
    unmatched("a\\*c", &["abc", "a\\*c"]);
}

#[test]
fn unclosed_braces_and_a_last_backslash_stop_nothing() {
    matched("{a", &["a"]);
    matched("{a,{b", &["a", "b"]);
    matched("a\\", &["a"]);
    unmatched("a\\", &["a\\"]);
}

#[test]
fn sets_that_mean_nothing_are_named() {
    let faults = [
        ("[abc", PatternFault::Unclosed),
        ("[", PatternFault::Unclosed),
        ("[a\\", PatternFault::Unclosed),
        ("[a-", PatternFault::Unclosed),
        ("[a-c", PatternFault::Unclosed),
        ("[]", PatternFault::EmptySet),
        ("[!]", PatternFault::EmptySet),
        ("[c-a]", PatternFault::BackwardsRange),
        ("[a-cx]", PatternFault::RangeAndMore),
        ("[a-zA-Z]", PatternFault::RangeAndMore),
    ];
    for (pattern, fault) in faults {
        assert_eq!(Glob::parse(pattern).unwrap_err().fault, fault, "{pattern}");
    }
}

/// Tried in turn, the ways to match would be more than there are atoms in the universe.
#[test]
fn a_hostile_pattern_and_target_are_judged_in_steps_that_only_their_lengths_decide() {
    let pattern = format!("{}b", "**a*a{a,aa,*}".repeat(40));
    let text = "a".repeat(4_000);
    unmatched(&pattern, &[&text]);
    matched(&pattern, &[&format!("{text}b")]);
}

#[test]
fn where_the_library_contradicts_its_own_description_the_description_holds() {
    unmatched("?*", &["", "a.b", "/a"]);
    unmatched("??", &["a.", "/a"]);
    unmatched("abc**cde", &["abcde"]);
    unmatched("a/**/b", &["a/b"]);
    matched("日?語", &["日本語"]);
    matched("***", &[""]);
    matched("***.", &["."]);
    matched("[\\-a]", &["-", "a"]);
}
