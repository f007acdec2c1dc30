//! Numbers and cursors, good and bad.

use super::*;

fn page(number: u64, size: u64) -> Page {
    Page { number, size }
}

#[test]
fn empty_numbers_are_the_defaults_and_page_0_is_the_first() {
    assert_eq!(Page::parse("", ""), Ok(page(1, 50)));
    assert_eq!(Page::parse("0", "10"), Ok(page(1, 10)));
    assert_eq!(Page::parse("007", "1"), Ok(page(7, 1)));
}

#[test]
fn what_is_no_number_is_told() {
    for text in ["-1", "+1", "x", " 1", "1_0", "1.0", "１"] {
        let fault = PageFault::NotANumber(text.to_owned());
        let refused = Err(AdminRefusal::Page(fault));
        assert_eq!(Page::parse(text, ""), refused);
        assert_eq!(Page::parse("", text), refused);
    }
    let huge = "18446744073709551616";
    let fault = PageFault::OutOfRange(huge.to_owned());
    assert_eq!(Page::parse(huge, ""), Err(AdminRefusal::Page(fault)));
}

#[test]
fn a_page_of_nobody_is_refused() {
    let parameter = "per_page";
    let fault = PageFault::EmptyPages { parameter };
    assert_eq!(Page::parse("1", "0"), Err(AdminRefusal::Page(fault)));
}

#[test]
fn the_last_page_may_be_a_short_one() {
    assert_eq!(page(1, 50).count(0), 0);
    assert_eq!(page(1, 50).count(50), 1);
    assert_eq!(page(1, 50).count(51), 2);
}

#[test]
fn the_farthest_page_begins_somewhere() {
    assert_eq!(page(3, 20).offset(), 40);
    assert_eq!(page(u64::MAX, u64::MAX).offset(), u64::MAX);
}

#[test]
fn a_cursor_is_the_place_that_it_was_made_of() {
    let place = Place {
        created_at: "2026-03-01T09:00:00.123456Z".parse().expect("a time"),
        id: UserId(Uuid::from_u128(7)),
    };
    let size = 50;
    let after = Some(place);
    assert_eq!(
        CursorPage::parse("", &cursor(place)),
        Ok(CursorPage { size, after })
    );
}

#[test]
fn a_limit_is_cut_at_a_thousand() {
    let size = |limit| CursorPage::parse(limit, "").map(|page| page.size);
    assert_eq!(size("1001"), Ok(1_000));
    let parameter = "limit";
    let fault = PageFault::EmptyPages { parameter };
    assert_eq!(size("0"), Err(AdminRefusal::Page(fault)));
}

#[test]
fn what_is_no_cursor_is_refused() {
    let id = "00000000-0000-0000-0000-000000000007";
    for text in [
        "x".to_owned(),
        "====".to_owned(),
        URL_SAFE_NO_PAD.encode("{}"),
        URL_SAFE_NO_PAD.encode(format!(r#"{{"id":"{id}"}}"#)),
        URL_SAFE_NO_PAD.encode(format!(r#"{{"created_at":"now","id":"{id}"}}"#)),
        URL_SAFE_NO_PAD.encode(
            r#"{"created_at":"2026-03-01T09:00:00Z","id":"00000000-0000-0000-0000-000000000000"}"#,
        ),
    ] {
        let refused = CursorPage::parse("", &text);
        assert_eq!(
            refused,
            Err(AdminRefusal::Page(PageFault::Cursor)),
            "{text}"
        );
    }
}
