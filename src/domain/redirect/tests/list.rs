//! The allow list.

use super::*;

#[test]
fn custom_schemes_need_a_pattern_and_are_lenient_about_their_hosts() {
    let targets = [
        "myapp://callback",
        "myapp://Callback?x=y",
        "myapp://",
        "myapp:///cb",
        "myapp://a_b",
        "myapp://a:b:80",
        "com.example.app:/oauth2redirect",
        "my+app.x-1://cb",
    ];
    refused(SITE, &[], &targets);
    allowed(SITE, &["**"], &targets);
    allowed(SITE, &["myapp://**"], &["myapp://callback", "myapp://"]);
    refused(
        SITE,
        &["myapp://**"],
        &["MYAPP://callback", "my_app://cb", "myapp:cb", "other://cb"],
    );
}

#[test]
fn a_pattern_sees_the_query_but_not_the_fragment() {
    let list = ["https://x.example.net/cb"];
    allowed(
        SITE,
        &list,
        &["https://x.example.net/cb", "https://x.example.net/cb#a#b"],
    );
    refused(
        SITE,
        &list,
        &[
            "https://x.example.net/cb?a=b",
            "https://x.example.net/cb/",
            "https://x.example.net/",
            "https://x.example.net",
        ],
    );
    allowed(
        SITE,
        &["https://x.example.net/cb?a=*"],
        &[
            "https://x.example.net/cb?a=b",
            "https://x.example.net/cb1a=b",
        ],
    );
}

#[test]
fn a_star_stays_within_its_label_or_segment() {
    let list = ["https://*.example.net/*"];
    allowed(
        SITE,
        &list,
        &["https://x.example.net/cb", "https://x.example.net/"],
    );
    refused(
        SITE,
        &list,
        &[
            "https://x.y.example.net/cb",
            "https://x.example.net/a/b",
            "https://x.example.net/a.b",
            "https://evil.com/.example.net/cb",
            "https://evil.com#.example.net/cb",
            "https://example.net/cb",
        ],
    );
    allowed(
        SITE,
        &["https://*-team.vercel.app/**"],
        &["https://pr-1-team.vercel.app/a/b.c?d"],
    );
    allowed(
        SITE,
        &["http://localhost:*/**"],
        &["http://localhost:8080/a/b"],
    );
}

#[test]
fn an_empty_target_is_none_even_where_everything_is_allowed() {
    refused(SITE, &["**", ""], &[""]);
}

#[test]
fn nothing_is_allowed_elsewhere_without_a_list() {
    refused(
        SITE,
        &[],
        &[
            "https://evil.com/",
            "myapp://cb",
            "http://localhost:3000/",
            "",
        ],
    );
}

#[test]
fn the_first_pattern_that_cannot_be_read_is_named() {
    let list = ["https://ok/**", "https://[a-z0-9].x/", "["].map(str::to_owned);
    let error = RedirectRules::new(None, &list).unwrap_err();
    assert_eq!(
        error,
        BadPattern {
            pattern: "https://[a-z0-9].x/".to_owned(),
            fault: PatternFault::RangeAndMore
        }
    );
    assert_eq!(
        error.to_string(),
        "the pattern \"https://[a-z0-9].x/\" cannot be read: `[…]` takes one range, or single characters, not both"
    );
}
