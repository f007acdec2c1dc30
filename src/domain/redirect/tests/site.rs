//! The site itself, and what is chosen where no candidate is allowed.

use super::*;

#[test]
fn the_site_itself_needs_no_pattern() {
    allowed(
        SITE,
        &[],
        &[
            "https://app.example.com",
            "https://app.example.com/",
            "https://app.example.com/cb?a=b#frag",
            "https://app.example.com/c\\b",
            "https://app.example.com/c b",
            "https://app.example.com//evil.com",
            "https://app.example.com:/cb",
            "HtTpS://app.example.com/cb",
            "https://user:pass@app.example.com/cb",
            "https://evil.com@app.example.com/cb",
            "https://a@b@app.example.com/cb",
            "https://app.example.com/cb?%zz",
        ],
    );
}

#[test]
fn another_scheme_host_or_port_is_not_the_site() {
    refused(
        SITE,
        &[],
        &[
            "http://app.example.com/",
            "https://APP.example.com/cb",
            "https://app.example.com./cb",
            "https://app.example.com:443/cb",
            "https://app.example.com:8443/cb",
            "https://x.app.example.com/cb",
            "https://app.example.com.evil.com/cb",
            "https://app.example.comevil.com/cb",
            "//app.example.com/cb",
            "/cb",
        ],
    );
    allowed(
        "https://app.example.com:8443/base?x=1",
        &[],
        &["https://app.example.com:8443/cb"],
    );
    refused(
        "https://app.example.com:8443/base?x=1",
        &[],
        &[
            "https://app.example.com/cb",
            "https://app.example.com:08443/cb",
            "https://app.example.com:8444/cb",
        ],
    );
}

#[test]
fn a_port_counts_as_it_is_written_even_where_the_scheme_implies_it() {
    allowed(
        "https://app.example.com:443",
        &[],
        &["https://app.example.com:443/cb"],
    );
    refused(
        "https://app.example.com:443",
        &[],
        &["https://app.example.com/cb"],
    );
    let rules = rules("https://app.example.com:443", &[]);
    assert_eq!(
        rules.choose(std::iter::empty()).as_deref(),
        Some("https://app.example.com:443")
    );
}

#[test]
fn on_the_machine_at_hand_the_port_is_free_but_the_scheme_and_the_name_are_not() {
    allowed(
        LOCAL_SITE,
        &[],
        &[
            "http://localhost/",
            "http://localhost:4000/cb",
            "http://localhost:99999/cb",
        ],
    );
    refused(
        LOCAL_SITE,
        &[],
        &[
            "https://localhost:4000/cb",
            "http://LOCALHOST:4000/cb",
            "http://localhost./cb",
            "http://localhost.evil.com/",
        ],
    );
    allowed("http://127.0.0.1:3000", &[], &["http://127.0.0.1:99/cb"]);
    allowed("http://[::1]:3000", &[], &["http://[::1]:99/cb"]);
}

#[test]
fn an_ipv6_site_is_met_by_its_address_as_it_is_usually_written() {
    let site = "http://[2001:db8::1]:3000";
    allowed(site, &[], &["http://[2001:db8::1]:3000/cb"]);
    refused(
        site,
        &["**"],
        &[
            "http://[2001:db8::1]/cb",
            "http://[2001:db8:0::1]:3000/cb",
            "http://[2001:DB8::1]:3000/cb",
        ],
    );
}

#[test]
fn a_site_with_a_custom_scheme_is_met_by_its_host() {
    allowed(
        "myapp://callback",
        &[],
        &["myapp://callback/x", "MYAPP://callback?x=y"],
    );
    refused(
        "myapp://callback",
        &[],
        &[
            "myapp://Callback",
            "myapp://callback:80",
            "myapp://other",
            "myapp:callback",
        ],
    );
}

#[test]
fn the_first_allowed_candidate_is_handed_on_as_it_was_written() {
    let rules = rules(SITE, &["myapp://**"]);
    let chosen =
        rules.choose(["https://evil.com/", "MyApp://x", "myapp://Cb?a#b", SITE].into_iter());
    assert_eq!(chosen.as_deref(), Some("myapp://Cb?a#b"));
}

#[test]
fn without_an_allowed_candidate_the_site_is_chosen() {
    let rules = rules("https://app.example.com/home?x=1", &[]);
    let site = Some("https://app.example.com/home?x=1".to_owned());
    assert_eq!(
        rules.choose(["", "null", "https://evil.com/"].into_iter()),
        site
    );
    assert_eq!(rules.choose(std::iter::empty()), site);
}

#[test]
fn without_a_site_only_the_list_and_loopback_are_left() {
    let rules = RedirectRules::new(None, &["myapp://**".to_owned()]).unwrap();
    assert!(rules.allows("myapp://cb"));
    assert!(rules.allows("http://127.0.0.1:1/"));
    assert!(!rules.allows("/cb"));
    assert_eq!(rules.choose(["https://app.example.com"].into_iter()), None);
}
