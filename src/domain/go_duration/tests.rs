//! Durations, and Go's words for what is none.

use super::*;

#[test]
fn a_duration_is_a_sum_of_numbers_with_units() {
    for (text, expected) in [
        ("0", 0),
        ("-0", 0),
        ("+0", 0),
        ("0s", 0),
        ("24h", 86_400_000_000_000),
        ("1h30m", 5_400_000_000_000),
        ("1.5s", 1_500_000_000),
        (".5s", 500_000_000),
        ("1.s", 1_000_000_000),
        ("0.1h", 360_000_000_000),
        ("1us2\u{b5}s3\u{3bc}s", 6_000),
        ("10ms5ns", 10_000_005),
        ("-1h", -3_600_000_000_000),
        ("+1h", 3_600_000_000_000),
        ("2562047h47m16.854775807s", i64::MAX),
        ("-2562047h47m16.854775808s", i64::MIN),
    ] {
        assert_eq!(nanoseconds(text), Ok(expected), "{text}");
    }
}

#[test]
fn what_is_no_duration_is_told_as_go_tells_it() {
    for (text, words) in [
        ("never", r#"time: invalid duration "never""#),
        ("", r#"time: invalid duration """#),
        ("-", r#"time: invalid duration "-""#),
        (".s", r#"time: invalid duration ".s""#),
        ("1h ", r#"time: unknown unit "h " in duration "1h ""#),
        (" 1h", r#"time: invalid duration " 1h""#),
        ("24", r#"time: missing unit in duration "24""#),
        ("1h30", r#"time: missing unit in duration "1h30""#),
        ("1.2.3s", r#"time: missing unit in duration "1.2.3s""#),
        ("7d", r#"time: unknown unit "d" in duration "7d""#),
        ("1h-1m", r#"time: unknown unit "h-" in duration "1h-1m""#),
        ("2562048h", r#"time: invalid duration "2562048h""#),
        (
            "2562047h47m16.854775808s",
            r#"time: invalid duration "2562047h47m16.854775808s""#,
        ),
        (
            "99999999999999999999h",
            r#"time: invalid duration "99999999999999999999h""#,
        ),
        (
            "\"\\\n한",
            r#"time: invalid duration "\"\\\x0a\xed\x95\x9c""#,
        ),
    ] {
        let fault = nanoseconds(text).expect_err(text);
        assert_eq!(fault.to_string(), words);
    }
}
