//! Where the rules differ from Supabase Auth's own check.

use super::*;

#[test]
fn the_word_null_means_no_target_although_supabase_auth_would_go_there() {
    refused(SITE, &["**", "*", "null"], &["null"]);
    allowed(SITE, &["**"], &["nullable", "undefined", "/cb"]);
}

#[test]
fn only_three_names_have_free_ports_although_supabase_auth_knows_more() {
    refused("http://0.0.0.0:3000", &[], &["http://0.0.0.0:99/"]);
    refused(
        "http://foo.localhost:3000",
        &[],
        &["http://foo.localhost:99/"],
    );
    refused("http://[::]:3000", &[], &["http://[::]:99/"]);
}

#[test]
fn only_brackets_make_an_ipv6_literal_although_supabase_auth_sees_one_without() {
    refused(SITE, &[], &["myapp://::1:"]);
    allowed(SITE, &["**"], &["myapp://::1:", "myapp://:::1"]);
    refused(
        SITE,
        &["**"],
        &["myapp://[fe80::1%25eth0]/", "myapp://[::1%25eth0]/"],
    );
}

#[test]
fn what_supabase_auth_lets_pass_where_it_sees_no_host_is_refused_if_a_browser_would_find_one() {
    refused(
        SITE,
        &["**"],
        &[
            "/\\evil.com",
            "\\\\evil.com",
            "\\/evil.com",
            "/ /evil.com",
            "///\\evil.com",
            "myapp:\\\\evil",
            "myapp:a b",
        ],
    );
    refused(
        SITE,
        &["**"],
        &["myapp://a\u{85}b", "myapp://a\u{3000}b", "myapp://a\u{a0}b"],
    );
    refused(SITE, &["**"], &["https://app.example.com/cb#a\nb"]);
}
