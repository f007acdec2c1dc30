//! Forms of addresses and numbers.

use super::*;

#[test]
fn an_address_is_kept_in_lower_case() {
    assert_eq!(
        email("A.b+c@Example.COM").as_deref(),
        Ok("a.b+c@example.com")
    );
}

#[test]
fn an_address_may_be_one_of_this_machine() {
    assert_eq!(email("root@localhost").as_deref(), Ok("root@localhost"));
}

#[test]
fn what_is_no_address_is_refused() {
    let long_label = format!("a@{}.com", "x".repeat(64));
    for bad in [
        "a",
        "@b.c",
        "a@",
        "a@b..c",
        "a@-b.c",
        "a@b-.c",
        "a@b@c.d",
        "a b@c.d",
        " a@b.c",
        "a@b.c ",
        "A <a@b.c>",
        "\"a\"@b.c",
        "é@b.c",
        "a@é.c",
        "a@b_c.d",
        "a@b.c\n",
        &long_label,
    ] {
        assert_eq!(email(bad), Err(ContactFault::EmailMalformed), "{bad:?}");
    }
}

#[test]
fn an_address_has_at_most_255_bytes() {
    let domain = "@example.com";
    let of = |length: usize| format!("{}{domain}", "x".repeat(length - domain.len()));
    assert!(email(&of(255)).is_ok());
    assert_eq!(email(&of(256)), Err(ContactFault::EmailTooLong));
}

#[test]
fn a_number_loses_its_plus_and_its_blanks() {
    for typed in ["+82 10 1234 5678", "821012345678", "+821012345678"] {
        assert_eq!(phone(typed).as_deref(), Ok("821012345678"), "{typed}");
    }
}

#[test]
fn what_is_no_number_is_refused() {
    for bad in [
        "",
        "+",
        "1",
        "0101234567",
        "++821012345678",
        "82-10-1234",
        "82a1",
        "8210123456781234",
        "８２１０",
        "\t821",
    ] {
        assert_eq!(phone(bad), Err(ContactFault::PhoneMalformed), "{bad:?}");
    }
}
