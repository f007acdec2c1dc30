//! The shape of the sources, held by reading them: who may name whom, sizes, openings, and what may not be written.
//!
//! Each rule is shown to hold, and shown to fail on a made-up text that breaks it. In reading order: `text` turns Rust into
//! tokens, `tree` reads the project, `paths` finds the names in it; `layers`, `sizes` and `manners` are the rules.

#[cfg(test)]
#[path = "architecture/layers.rs"]
mod layers;
#[cfg(test)]
#[path = "architecture/manners.rs"]
mod manners;
#[cfg(test)]
#[path = "architecture/paths.rs"]
mod paths;
#[cfg(test)]
#[path = "architecture/sizes.rs"]
mod sizes;
#[cfg(test)]
#[path = "architecture/text.rs"]
mod text;
#[cfg(test)]
#[path = "architecture/tree.rs"]
mod tree;

use tree::{SourceFile, Tree};

/// Asserts that a rule found nothing, showing what it found, a line each.
#[track_caller]
fn assert_none(found: &[String]) {
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn names_point_down_the_layers_only() {
    assert_none(&layers::upward_names(&Tree::of_the_project().product()));
}

#[test]
fn a_name_that_points_up_is_found() {
    for offending in [
        "use crate::http::wire;",
        "use crate::{domain, flows::{self}};",
        "fn f() { crate::app::build(); }",
        "use super::super::sandbox::StandIn;",
        "pub use daemun::cli;",
    ] {
        let file = SourceFile::made_up("src/token/access.rs", offending);
        assert_eq!(layers::upward_names(&[file]).len(), 1, "{offending}");
    }
}

#[test]
fn names_in_comments_strings_and_tests_point_where_they_like() {
    let file = SourceFile::made_up(
        "src/token/access.rs",
        "//! [`crate::http`]\nconst A: &str = \"crate::http::B\"; #[cfg(test)] mod tests { use crate::http::wire; }",
    );

    assert_none(&layers::upward_names(&[file]));
}

#[test]
fn a_layer_that_the_order_does_not_know_is_found() {
    let file = SourceFile::made_up("src/helpers.rs", "//! Anything.");

    assert_eq!(layers::upward_names(&[file]).len(), 1);
}

#[test]
fn libraries_stay_in_the_layers_that_own_them() {
    assert_none(&layers::strayed_libraries(
        &Tree::of_the_project().product(),
    ));
}

#[test]
fn a_strayed_library_is_found() {
    for (path, offending) in [
        ("src/flows/refresh.rs", "use actix_web::web;"),
        (
            "src/domain/user.rs",
            "#[derive(diesel::Queryable)] struct A;",
        ),
        ("src/http/errors.rs", "fn f(_: r2d2::Error) {}"),
        ("src/token/mod.rs", "use reqwest::Client;"),
        ("src/config/mod.rs", "use std::{env, fs};"),
        ("src/cli/keys.rs", "use actix_web::HttpServer;"),
    ] {
        let file = SourceFile::made_up(path, offending);
        assert_eq!(layers::strayed_libraries(&[file]).len(), 1, "{offending}");
    }
}

#[test]
fn files_and_functions_keep_their_size() {
    assert_none(&sizes::too_long(&Tree::of_the_project().rust));
}

#[test]
fn a_long_file_and_a_long_function_are_found() {
    let file = "//! Long.\n".repeat(501);
    let lines = "    call(\"}\");\n".repeat(80);
    let function =
        format!("fn long() -> [u8; 1] {{\n{lines}}}\nfn short(f: fn(u8)) {{ let c = '{{'; }}");

    assert_eq!(
        sizes::too_long(&[SourceFile::made_up("src/a.rs", &file)]).len(),
        1
    );
    assert_eq!(
        sizes::too_long(&[SourceFile::made_up("src/a.rs", &function)]).len(),
        1
    );
}

#[test]
fn every_file_opens_with_what_it_owns() {
    assert_none(&manners::without_opening(&Tree::of_the_project().rust));
}

#[test]
fn a_file_without_opening_is_found() {
    for offending in ["use std::fmt;", "//!\nuse std::fmt;", "//! (to come)\n"] {
        let file = SourceFile::made_up("src/a.rs", offending);
        assert_eq!(manners::without_opening(&[file]).len(), 1, "{offending}");
    }
}

#[test]
fn every_folder_lists_its_parts() {
    assert_none(&manners::unlisted_parts(&Tree::of_the_project().product()));
}

#[test]
fn an_unlisted_part_is_found() {
    let file = SourceFile::made_up(
        "src/http/mod.rs",
        "//! The parts: [`routes`].\nmod routes;\npub(crate) mod wire;\n#[cfg(test)]\nmod tests;\n",
    );

    assert_eq!(manners::unlisted_parts(&[file]).len(), 1);
}

#[test]
fn no_warning_is_silenced_and_no_test_skipped() {
    assert_none(&manners::silenced(&Tree::of_the_project().rust));
}

#[test]
fn a_silenced_warning_and_a_skipped_test_are_found() {
    for offending in [
        "#![allow(dead_code)]",
        "#[allow(unused)] fn a() {}",
        "#[cfg_attr(all(), allow(unused))] fn a() {}",
        "#[test] #[ignore = \"slow\"] fn a() {}",
    ] {
        let file = SourceFile::made_up("src/a.rs", offending);
        assert_eq!(manners::silenced(&[file]).len(), 1, "{offending}");
    }
}

#[test]
fn words_outside_attributes_silence_nothing() {
    let file = SourceFile::made_up(
        "src/a.rs",
        "#[test] fn allow() { ignore(answer.allow([1])); }",
    );

    assert_none(&manners::silenced(&[file]));
}

#[test]
fn the_project_speaks_of_itself_alone() {
    assert_none(&manners::foreign_words(&Tree::of_the_project().all));
}

#[test]
fn a_machine_s_path_is_found() {
    let offending = format!("See {}notes.md", ["/wo", "rk/"].concat());
    let file = SourceFile::made_up("docs/a.md", &offending);

    assert_eq!(manners::foreign_words(&[file]).len(), 1);
}
