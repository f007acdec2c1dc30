//! Hosts: addresses, disguises, and what is no host.

use super::*;

#[test]
fn loopback_addresses_need_no_pattern_whatever_the_scheme() {
    allowed(
        SITE,
        &[],
        &[
            "http://127.0.0.1/",
            "http://127.0.0.1:99/cb",
            "https://127.255.255.254/",
            "http://[::1]:99/cb",
            "http://[0:0:0:0:0:0:0:1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:7f00:1]/",
            "myapp://127.0.0.1/",
            "myapp://[::1]/",
        ],
    );
}

#[test]
fn other_addresses_are_refused_although_a_pattern_matches() {
    refused(
        SITE,
        &["**"],
        &[
            "http://126.0.0.1/",
            "http://10.0.0.1/",
            "http://0.0.0.0/",
            "http://[::]/",
            "http://[::127.0.0.1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[1:2:3:4:5:6:7::]/",
            "myapp://1.2.3.4/",
            "myapp://[fe80::1]/",
            "http://2130706433/",
            "myapp://123",
            "myapp://123:80",
        ],
    );
}

#[test]
fn what_only_a_browser_takes_for_an_address_is_a_name_like_any_other() {
    let disguised = [
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127.0.0.01/",
        "http://256.0.0.1/",
        "http://1.2.3.4.5/",
    ];
    refused(SITE, &[], &disguised);
    allowed(SITE, &["**"], &disguised);
}

#[test]
fn malformed_addresses_are_no_urls() {
    refused(
        SITE,
        &["**"],
        &[
            "http://[::1/",
            "http://::1]/",
            "http://::1/",
            "http://[::1]x/",
            "http://[::1]:x/",
            "http://[::1]]/",
            "http://[[::1]]/",
            "http://a[::1]/",
            "http://[127.0.0.1]/",
            "http://[::1%25eth0]/",
            "http://[::1%eth0]/",
            "http://[v1.x]/",
            "http://[]/",
            "http://[::ffff:127.0.0.01]/",
            "http://[::1]@evil.com/",
        ],
    );
}

#[test]
fn who_stands_before_an_at_sign_is_not_the_host() {
    let disguised = [
        "https://app.example.com@evil.com/cb",
        "https://app.example.com:pw@evil.com/cb",
        "https://evil.com?@app.example.com/cb",
        "https://evil.com#@app.example.com/cb",
        "https://evil.com/@app.example.com/cb",
        "https://evil.com/https://app.example.com/cb",
        "https://evil.com/.app.example.com/cb",
    ];
    refused(SITE, &["https://*.example.com/**"], &disguised);
}

#[test]
fn what_a_browser_would_have_to_mend_before_the_path_is_refused_whatever_the_list() {
    refused(
        SITE,
        &["**"],
        &[
            "https://app.example.com\\@evil.com/cb",
            "https://evil.com\\@app.example.com/cb",
            "https://app.example.com\\.evil.com/cb",
            "https:\\\\app.example.com/cb",
            "https:/\\app.example.com/cb",
            "https:app.example.com/cb",
            "https:/app.example.com/cb",
            "https:///app.example.com/cb",
            " https://app.example.com/cb",
            "\u{feff}https://app.example.com/cb",
            "https ://app.example.com/cb",
            "https:// app.example.com/cb",
            "https://app.example.com /cb",
            "https://app.exa mple.com/cb",
            "https://app\t.example.com/cb",
            "ht\ntps://app.example.com/cb",
            "\thttps://app.example.com/cb",
            "https://app.example.com\0/cb",
            "https://app.example.com/c\tb",
            "https://app.example.com/\u{7f}",
            "https://",
            "https:",
            "https://?x",
            "://app.example.com",
        ],
    );
}

#[test]
fn unfinished_escapes_and_escaped_ascii_in_a_host_are_no_urls() {
    refused(
        SITE,
        &["**"],
        &[
            "https://app.example.com/cb%",
            "https://app.example.com/cb%4",
            "https://app.example.com/cb%zz",
            "https://app.example.com/cb#fr%zz",
            "https://us%zzer@app.example.com/cb",
            "https://ex%61mple.com/cb",
            "https://app%2eexample.com/cb",
            "https://evil.com%40app.example.com/cb",
            "https://app.example.com%00.evil.com/cb",
            "myapp://a%20b/c",
            "myapp://a%5Cb/c",
        ],
    );
    allowed(
        SITE,
        &["**"],
        &["myapp://a%25b/c", "myapp://b%C3%BC", "myapp://b%FF"],
    );
}

#[test]
fn a_web_host_is_made_of_letters_digits_dots_and_hyphens() {
    refused(
        SITE,
        &["**"],
        &[
            "https://app_x.example.com/cb",
            "https://.app.example.com/cb",
            "https://app.example.com./cb",
            "https://-app.example.com/cb",
            "https://app.example.com-/cb",
            "https://bücher.example.com/cb",
            "https://b%C3%BCcher.example.com/cb",
            "https://app。example.com/cb",
            "https://*.example.com/cb",
            "https://a;b.example.com/cb",
            "https://app.example.com</cb",
            "https://app.example.com%25.evil.com/cb",
            "http://[",
            "https://app.example.com:80:90/cb",
            "https://app.example.com:-1/cb",
            "https://app.example.com:8443x/cb",
        ],
    );
    allowed(
        SITE,
        &["**"],
        &[
            "https://xn--bcher-kva.example.com/cb",
            "https://app..example.com/cb",
            "https://app-.example.com/cb",
            "https://a/",
        ],
    );
}
