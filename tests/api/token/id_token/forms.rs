//! Tokens that are none by their form: their length, their parts, their encoding, their serialisation.

use super::bench::Bench;
use crate::support::database::both_databases;
use serde_json::json;

const LIMIT: usize = 16 * 1024;

/// A token whose claims are padded until it has `length` bytes; four bytes carry three, so that not every length can be.
fn token_of_length(bench: &Bench, length: usize) -> String {
    let token = |padding: usize| bench.sign(&bench.claims_but(json!({"x": "a".repeat(padding)})));
    let start = (length - token(0).len()) * 3 / 4;
    (start.saturating_sub(3)..start + 4)
        .map(token)
        .find(|token| token.len() == length)
        .expect("a padding that fits")
}

both_databases! {
    fn a_token_over_16_kib_is_refused_and_one_of_16_kib_is_not(database: TestDatabase) {
        let bench = Bench::new(database);
        let longest = token_of_length(&bench, LIMIT);
        bench.sign_in(&longest).expect(200);
        let longer = token_of_length(&bench, LIMIT + 2);
        bench.refuses_token("16 KiB and two", &longer, "the token has 16386 bytes, more than 16384");
        bench.refuses_token("16 KiB and one", &"a".repeat(LIMIT + 1), "the token has 16385 bytes, more than 16384");
        bench.refuses_token("1 MB", &"a.".repeat(500_000), "the token has 1000000 bytes, more than 16384");
    }

    fn a_token_has_three_parts(database: TestDatabase) {
        let bench = Bench::new(database);
        let token = bench.token();
        let (signed, signature) = token.rsplit_once('.').expect("three parts");
        let (header, _) = signed.split_once('.').expect("three parts");
        for (parts, token) in [
            (1, "a".to_owned()),
            (1, header.to_owned()),
            (2, signed.to_owned()),
            (4, format!("{token}.")),
            (4, format!(".{token}")),
            (4, format!("{signed}..{signature}")),
            (5, format!("{token}.{signature}.{signature}")),
            (5, "a.b.c.d.e".to_owned()),
        ] {
            let reason = format!("the token does not have three parts but {parts}");
            bench.refuses_token(&token, &token, &reason);
        }
    }

    fn each_part_is_strict_base64url(database: TestDatabase) {
        let bench = Bench::new(database);
        let token = bench.token();
        let parts: Vec<&str> = token.split('.').collect();
        for (at, part) in ["header", "payload", "signature"].into_iter().enumerate() {
            let spoilt = |text: String| {
                let mut parts: Vec<String> = parts.iter().map(|&part| part.to_owned()).collect();
                parts[at] = text;
                parts.join(".")
            };
            let good = parts[at];
            for (case, text) in [
                ("padded", format!("{good}=")),
                ("a blank", format!("{good} ")),
                ("a line break", format!("{}\n{}", &good[..4], &good[4..])),
                ("no base64 at all", format!("{good}!")),
                ("the other alphabet", format!("{}+/{}", &good[..4], &good[4..])),
                ("one letter too few", "abcde".to_owned()),
                ("excess bits", "YR".to_owned()),
                ("a letter of another script", format!("{good}é")),
            ] {
                // Only what has the right encoding reaches the keys; the payload's is read after the signature.
                let reason = match at {
                    1 => "the signature is wrong".to_owned(),
                    _ => format!("the {part} is not strict base64url"),
                };
                bench.refuses_token(&format!("{part}: {case}"), &spoilt(text), &reason);
            }
        }
    }

    fn header_and_payload_are_json_objects_in_utf8(database: TestDatabase) {
        let bench = Bench::new(database);
        let (header, claims) = (bench.header().to_string(), bench.claims().to_string());
        for spoilt in [&b""[..], b"[]", b"null", b"\"a\"", b"1", b"{", b"{} x", b"\xff", b"{\"a\":\"\xff\"}", b"\xef\xbb\xbf{}"] {
            let case = String::from_utf8_lossy(spoilt);
            bench.refuses_token(&case, &bench.sign_raw(spoilt, &claims), "the header is not a JSON object in UTF-8");
            bench.refuses_token(&case, &bench.sign_raw(&header, spoilt), "the payload is not a JSON object in UTF-8");
        }
        let latin = [&claims.as_bytes()[..claims.len() - 1], b",\"nickname\":\"\xe9\"}"].concat();
        bench.refuses_token("Latin-1", &bench.sign_raw(&header, latin), "the payload is not a JSON object in UTF-8");
    }

    fn a_member_of_the_token_stands_once(database: TestDatabase) {
        let bench = Bench::new(database);
        let (header, claims) = (bench.header().to_string(), bench.claims().to_string());
        for member in [r#""alg":"RS256""#, r#""typ":"JWT""#, r#""x":1,"x":1"#] {
            let twice = header.replacen('{', &format!("{{{member},"), 1);
            bench.refuses_token(&twice, &bench.sign_raw(&twice, &claims), "the header has a member twice");
        }
        for member in [r#""sub":"1002""#, r#""aud":"x""#, r#""exp":1"#, r#""x":1,"x":1"#, r#""su\u0062":"1""#] {
            let twice = claims.replacen('{', &format!("{{{member},"), 1);
            bench.refuses_token(&twice, &bench.sign_raw(&header, &twice), "the payload has a member twice");
        }
    }

    fn the_json_serialisation_is_refused(database: TestDatabase) {
        let bench = Bench::new(database);
        let token = bench.token();
        let parts: Vec<&str> = token.split('.').collect();
        let flattened = json!({"protected": parts[0], "payload": parts[1], "signature": parts[2]});
        let general = json!({"payload": parts[1], "signatures": [{"protected": parts[0], "signature": parts[2]}]});
        for serialised in [flattened, general] {
            let reason = "the token does not have three parts but 1";
            bench.refuses_token("as text", &serialised.to_string(), reason);
            let refused = bench.ask(&json!({"provider": "kakao", "id_token": serialised})).send();
            assert_eq!(refused.to_string(), r#"400 {"code":400,"error_code":"bad_json","msg":"Could not parse request body as JSON: id_token must be a string, not an object"}"#);
        }
    }
}
