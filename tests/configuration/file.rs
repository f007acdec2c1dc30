//! The configuration file: what its lines mean, and what is said of one that cannot be read.

use crate::loading::load_with_file;
use daemun::config::Fault;
use daemun::config::errors::LineProblem;

fn audience(text: &str) -> String {
    load_with_file(&[], text)
        .expect("the file is all right")
        .config
        .jwt
        .audience
}

fn line_problem(text: &str) -> (usize, LineProblem) {
    let errors = load_with_file(&[], text).expect_err("a line is at fault");
    match errors.faults() {
        [Fault::Line { line, problem, .. }] => (*line, *problem),
        others => panic!("{others:?}"),
    }
}

#[test]
fn comments_blank_lines_and_blanks_do_not_count() {
    assert_eq!(
        audience("# a comment\n\n  DAEMUN_JWT_AUD = mine \r\n"),
        "mine"
    );
    assert_eq!(
        audience("\u{feff}DAEMUN_JWT_AUD=mine # a comment\n"),
        "mine"
    );
    assert_eq!(audience("export DAEMUN_JWT_AUD=mine\n"), "mine");
    assert_eq!(audience("DAEMUN_JWT_AUD=\n"), "authenticated");
    assert_eq!(audience("DAEMUN_JWT_AUD= # none\n"), "authenticated");
}

#[test]
fn a_hash_inside_a_word_belongs_to_it() {
    assert_eq!(audience("DAEMUN_JWT_AUD=a#b\n"), "a#b");
}

#[test]
fn quotes_keep_a_value_as_it_is() {
    let secret = |text: &str| {
        let loaded = load_with_file(&[], text).expect("the file is all right");
        loaded
            .config
            .jwt
            .secret
            .expect("the secret is set")
            .expose()
            .to_owned()
    };
    assert_eq!(
        secret(r#"DAEMUN_JWT_SECRET=' a "b" \n # c ' # comment"#),
        r#" a "b" \n # c "#
    );
    assert_eq!(
        secret(r#"DAEMUN_JWT_SECRET=" a \"b\" \$ \\ # c \n""#),
        " a \"b\" $ \\ # c \n"
    );
    assert_eq!(secret("DAEMUN_JWT_SECRET=a=b='c'"), "a=b='c'");
}

#[test]
fn a_line_that_cannot_be_read_is_a_fault_with_its_number() {
    assert_eq!(
        line_problem("# x\nDAEMUN_PORT 80\n"),
        (2, LineProblem::NoAssignment)
    );
    assert_eq!(line_problem("DAEMUN-PORT=80\n"), (1, LineProblem::NotAName));
    assert_eq!(line_problem("=80\n"), (1, LineProblem::NotAName));
    assert_eq!(line_problem("A='x\n"), (1, LineProblem::OpenQuote));
    assert_eq!(line_problem("A=\"x\\\"\n"), (1, LineProblem::OpenQuote));
    assert_eq!(line_problem("A='x' y\n"), (1, LineProblem::TextAfterQuote));
    assert_eq!(line_problem("A=\"\\t\"\n"), (1, LineProblem::UnknownEscape));
    assert_eq!(line_problem("A=\0\n"), (1, LineProblem::Nul));
}

#[test]
fn a_fault_of_the_file_comes_with_the_others_and_names_the_file() {
    let errors = load_with_file(&[("PORT", "x")], "nonsense\nGOTRUE_JWT_EXP=1h\n")
        .expect_err("three faults");
    insta::assert_snapshot!(errors, @r"
    the configuration has 3 faults:
      - line 1 of daemun.env is neither empty, nor a comment, nor NAME=value. Example: NAME=value
      - PORT must be a whole number from 0 to 65535. Example: PORT=8081
      - GOTRUE_JWT_EXP (line 2 of daemun.env) must be a whole number from 0 to 315360000. Example: GOTRUE_JWT_EXP=3600
    ");
}

#[test]
fn a_name_that_stands_twice_counts_as_it_stands_last() {
    let loaded =
        load_with_file(&[], "DAEMUN_JWT_AUD=a\nDAEMUN_JWT_AUD=b\n").expect("the file is all right");
    assert_eq!(loaded.config.jwt.audience, "b");
    let lines: Vec<_> = loaded.warnings.iter().map(ToString::to_string).collect();
    let last = "DAEMUN_JWT_AUD (line 2 of daemun.env)";
    assert_eq!(
        lines,
        [format!(
            "{last} and DAEMUN_JWT_AUD (line 1 of daemun.env) differ; {last} counts"
        )]
    );
}
