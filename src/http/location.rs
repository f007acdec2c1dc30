//! Where a browser is sent: a target as it was written, with parameters added to its query or put in place of its
//! fragment.
//!
//! A target may have an app's own scheme and is never taken apart further than at `?` and `#`. What is added is escaped
//! once, as Go's `url.Values` does it, and sorted by name.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};

/// What stays as it is in a parameter; a blank becomes `+`.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b' ');

/// Characters of a target that no header may carry as they are. Everything else was judged when the target was.
const NOT_FOR_HEADERS: &AsciiSet = &percent_encoding::CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>');

/// Names and values that belong together.
pub type Parameters<'p> = [(&'static str, &'p str)];

/// `target` with `parameters` in its query: its own stay, but for those of the same name; sorted by name. The fragment
/// stays.
pub fn with_query(target: &str, parameters: &Parameters<'_>) -> String {
    let (rest, fragment) = match target.split_once('#') {
        Some((rest, fragment)) => (rest, Some(fragment)),
        None => (target, None),
    };
    let (base, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut pairs: Vec<(Vec<u8>, Vec<u8>)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (unescaped(name), unescaped(value))
        })
        .filter(|(known, _)| {
            parameters
                .iter()
                .all(|(name, _)| name.as_bytes() != known.as_slice())
        })
        .collect();
    pairs.extend(
        parameters
            .iter()
            .map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec())),
    );
    // Several values of one name keep their order.
    pairs.sort_by(|(a, _), (b, _)| a.cmp(b));
    let query: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)))
        .collect();
    let fragment = fragment.map_or_else(String::new, |fragment| format!("#{fragment}"));
    header_safe(&format!("{base}?{}{fragment}", query.join("&")))
}

/// `target` with `parameters` in place of its fragment, sorted by name.
pub fn with_fragment(target: &str, parameters: &Parameters<'_>) -> String {
    let base = target.split_once('#').map_or(target, |(base, _)| base);
    with_tokens(base, parameters)
}

/// `target` with `parameters` behind a `#`, whatever it ends in, sorted by name.
pub fn with_tokens(target: &str, parameters: &Parameters<'_>) -> String {
    let mut sorted = parameters.to_vec();
    sorted.sort_unstable();
    let fragment: Vec<String> = sorted
        .iter()
        .map(|(name, value)| format!("{name}={}", escaped(value.as_bytes())))
        .collect();
    header_safe(&format!("{target}#{}", fragment.join("&")))
}

fn escaped(bytes: &[u8]) -> String {
    percent_encode(bytes, ESCAPED).to_string().replace(' ', "+")
}

fn unescaped(text: &str) -> Vec<u8> {
    percent_decode_str(&text.replace('+', " ")).collect()
}

fn header_safe(address: &str) -> String {
    percent_encode(address.as_bytes(), NOT_FOR_HEADERS).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_merged_sorted_and_the_fragment_kept() {
        assert_eq!(
            with_query("https://a.example/cb?z=1&b=%20x#top", &[("code", "c-1")]),
            "https://a.example/cb?b=+x&code=c-1&z=1#top"
        );
        assert_eq!(
            with_query("myapp://cb", &[("code", "c")]),
            "myapp://cb?code=c"
        );
    }

    #[test]
    fn a_parameter_of_the_same_name_gives_way_and_others_keep_their_order() {
        assert_eq!(
            with_query(
                "https://a.example/?code=theirs&x=2&x=1",
                &[("code", "ours")]
            ),
            "https://a.example/?code=ours&x=2&x=1"
        );
    }

    #[test]
    fn a_fragment_is_replaced_and_escaped_once() {
        assert_eq!(
            with_fragment(
                "https://a.example/#old",
                &[("sb", ""), ("error", "a: 100%&é")]
            ),
            "https://a.example/#error=a%3A+100%25%26%C3%A9&sb="
        );
    }

    #[test]
    fn tokens_stand_behind_whatever_fragment_there_is() {
        assert_eq!(
            with_tokens("https://a.example/#x", &[("sb", "")]),
            "https://a.example/#x#sb="
        );
    }

    #[test]
    fn nothing_that_a_header_could_not_carry_is_left() {
        assert_eq!(
            with_query(
                "https://a.example/한?q=1\"<\r\n",
                &[("e", "\r\nSet-Cookie: a")]
            ),
            "https://a.example/%ED%95%9C?e=%0D%0ASet-Cookie%3A+a&q=1%22%3C%0D%0A"
        );
    }
}
