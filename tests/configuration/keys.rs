//! Signing keys, the secret and the encryption at rest.

use crate::loading::{config, fault, load, problem, warnings};
use daemun::config::Warning;
use daemun::config::jwk::JwkFault;
use daemun::config::problem::{KeyProblem, Problem};

const NAME: &str = "GOTRUE_JWT_KEYS";
const GOOD_SECRET: &str = "a secret of thirty-two bytes and more";
const KEY_A: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const KEY_B: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";

fn key(kid: &str, alg: &str, operation: &str) -> String {
    format!(
        r#"{{"kty":"oct","kid":"{kid}","alg":"{alg}","key_ops":["{operation}"],"k":"c2VjcmV0"}}"#
    )
}

fn keys_problem(keys: &[String]) -> KeyProblem {
    match problem(NAME, &format!("[{}]", keys.join(","))) {
        Problem::Key(problem) => problem,
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_key_signs_and_the_others_are_accepted() {
    let keys = format!(
        "[{},{}]",
        key("a", "HS256", "sign"),
        key("b", "HS256", "verify")
    );
    let jwt = config(&[(NAME, &keys)]).jwt;
    let ids: Vec<_> = jwt.keys.iter().map(|key| key.kid.as_deref()).collect();
    assert_eq!(ids, [Some("a"), Some("b")]);
}

#[test]
fn no_key_is_as_good_as_none_set() {
    assert!(config(&[(NAME, "[]")]).jwt.keys.is_empty());
}

#[test]
fn what_is_no_array_of_keys_is_refused() {
    assert!(matches!(
        problem(NAME, "{"),
        Problem::Key(KeyProblem::NotAnArray { .. })
    ));
    assert!(matches!(
        problem(NAME, "{\"keys\":[]}"),
        Problem::Key(KeyProblem::NotAnArray { .. })
    ));
    let signing = key("a", "HS256", "sign");
    assert_eq!(
        keys_problem(&[signing.clone(), "7".to_owned()]),
        KeyProblem::NotAJwk { entry: 2 }
    );
    assert_eq!(
        keys_problem(&[signing, r#"{"alg":"HS256"}"#.to_owned()]),
        KeyProblem::NotAJwk { entry: 2 }
    );
}

#[test]
fn exactly_one_key_may_sign() {
    assert_eq!(
        keys_problem(&[key("a", "HS256", "verify")]),
        KeyProblem::SigningKeys { found: 0 }
    );
    let two = [key("a", "HS256", "sign"), key("b", "HS256", "sign")];
    assert_eq!(keys_problem(&two), KeyProblem::SigningKeys { found: 2 });
}

#[test]
fn keys_have_ids_of_their_own() {
    let twice = [key("a", "HS256", "sign"), key("a", "HS256", "verify")];
    assert_eq!(keys_problem(&twice), KeyProblem::DuplicateId { entry: 2 });
}

#[test]
fn es512_is_refused_by_its_name_and_other_algorithms_by_the_list() {
    let refused = keys_problem(&[key("a", "ES512", "sign")]);
    assert_eq!(refused, KeyProblem::Es512 { entry: 1 });
    assert!(
        refused
            .to_string()
            .contains("ES512, which is not supported")
    );
    assert_eq!(
        keys_problem(&[key("a", "none", "sign")]),
        KeyProblem::UnknownAlgorithm { entry: 1 }
    );
    let without = r#"{"kty":"oct","k":"c2VjcmV0","key_ops":["sign"]}"#.to_owned();
    assert_eq!(
        keys_problem(&[without]),
        KeyProblem::NoAlgorithm { entry: 1 }
    );
}

#[test]
fn a_key_that_lacks_a_member_is_refused_by_its_name() {
    let without_secret = r#"{"kty":"oct","alg":"HS256","key_ops":["sign"]}"#.to_owned();
    let fault = JwkFault::Missing("k");
    assert_eq!(
        keys_problem(&[without_secret]),
        KeyProblem::Unusable { entry: 1, fault }
    );
    let public = r#"{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","key_ops":["sign"],
        "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    let refused = keys_problem(&[public.to_owned()]);
    let fault = JwkFault::Missing("d");
    assert_eq!(refused, KeyProblem::Unusable { entry: 1, fault });
    assert_eq!(
        refused.to_string(),
        "key 1 cannot be used: the member d is missing"
    );
}

#[test]
fn a_key_whose_algorithm_is_for_another_type_is_refused() {
    let key = r#"{"kty":"oct","alg":"RS256","key_ops":["sign"],"k":"c2VjcmV0"}"#.to_owned();
    let fault = JwkFault::AlgorithmMismatch;
    assert_eq!(
        keys_problem(&[key]),
        KeyProblem::Unusable { entry: 1, fault }
    );
}

#[test]
fn a_key_for_eddsa_is_a_warning() {
    let key = r#"[{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","key_ops":["sign"],
        "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}]"#;
    assert!(matches!(
        warnings(&[(NAME, key)]).as_slice(),
        [Warning::EdDsaKey { .. }]
    ));
}

#[test]
fn a_weak_secret_is_a_warning() {
    let found = |secret: &str| warnings(&[("GOTRUE_JWT_SECRET", secret)]);
    assert!(matches!(
        found("thirty-one bytes are too few...").as_slice(),
        [Warning::ShortSecret { .. }]
    ));
    assert!(found(GOOD_SECRET).is_empty());
    for example in [
        "super-secret-jwt-token-with-at-least-32-characters-long",
        "your-super-secret-jwt-token-with-at-least-32-characters-long",
    ] {
        assert!(
            matches!(found(example).as_slice(), [Warning::ExampleSecret { .. }]),
            "{example}"
        );
    }
}

#[test]
fn a_secret_is_kept_byte_for_byte() {
    let secret = config(&[("GOTRUE_JWT_SECRET", " spaces count \n")])
        .jwt
        .secret
        .expect("it is set");
    assert_eq!(secret.expose(), " spaces count \n");
}

#[test]
fn the_role_of_every_new_user_must_not_be_an_administrators() {
    let (culprit, problem) = fault(&[("GOTRUE_JWT_DEFAULT_GROUP_NAME", "service_role")]);
    assert_eq!(
        (culprit.as_str(), problem),
        ("GOTRUE_JWT_DEFAULT_GROUP_NAME", Problem::EveryoneIsAdmin)
    );
    let errors =
        load(&[("GOTRUE_JWT_ADMIN_ROLES", "service_role, authenticated")]).expect_err("by default");
    assert!(
        errors
            .to_string()
            .contains("JWT_DEFAULT_GROUP_NAME (by default) must not be one of"),
        "{errors}"
    );
}

#[test]
fn accepted_algorithms_are_known_and_hold_our_own() {
    let name = "GOTRUE_JWT_VALID_METHODS";
    let secret = ("GOTRUE_JWT_SECRET", GOOD_SECRET);
    assert_eq!(
        config(&[secret, (name, "HS256,ES256")]).jwt.valid_methods,
        ["HS256", "ES256"]
    );
    assert_eq!(
        problem(name, "HS256,none"),
        KeyProblem::UnknownMethod { entry: 2 }.into()
    );
    let (culprit, problem) = fault(&[secret, (name, "ES256")]);
    let missing = KeyProblem::OwnMethodMissing {
        algorithm: "HS256".to_owned(),
    };
    assert_eq!((culprit.as_str(), problem), (name, missing.into()));
}

#[test]
fn encryption_needs_its_key_among_the_decryption_keys() {
    let on = ("GOTRUE_SECURITY_DB_ENCRYPTION_ENCRYPT", "true");
    let id = ("GOTRUE_SECURITY_DB_ENCRYPTION_ENCRYPTION_KEY_ID", "b");
    let key = ("GOTRUE_SECURITY_DB_ENCRYPTION_ENCRYPTION_KEY", KEY_B);
    let name = "GOTRUE_SECURITY_DB_ENCRYPTION_DECRYPTION_KEYS";
    let both = format!("a:{KEY_A},b:{KEY_B}");
    let encryption = config(&[on, id, key, (name, &both)]).security.encryption;
    assert_eq!(
        encryption.encrypt_with.map(|(id, _)| id).as_deref(),
        Some("b")
    );
    assert_eq!(encryption.decrypt_with.len(), 2);
    let refused = |keys: &str| fault(&[on, id, key, (name, keys)]).1;
    assert_eq!(
        refused(&format!("a:{KEY_A}")),
        KeyProblem::CannotDecrypt.into()
    );
    assert_eq!(
        refused(&format!("b:{KEY_A}")),
        KeyProblem::CannotDecrypt.into()
    );
    assert_eq!(
        refused(&format!("a:{KEY_A},b:short")),
        KeyProblem::NotADecryptionKey { entry: 2 }.into()
    );
    assert_eq!(
        refused(&format!("{KEY_A},b:{KEY_B}")),
        KeyProblem::NotADecryptionKey { entry: 1 }.into()
    );
}

#[test]
fn encryption_switched_on_says_all_that_is_missing() {
    let errors =
        load(&[("GOTRUE_SECURITY_DB_ENCRYPTION_ENCRYPT", "true")]).expect_err("two are missing");
    let names: Vec<_> = errors
        .faults()
        .iter()
        .filter_map(|fault| fault.name())
        .collect();
    let prefix = "DAEMUN_SECURITY_DB_ENCRYPTION_ENCRYPTION_KEY";
    assert_eq!(names, [format!("{prefix}_ID"), prefix.to_owned()]);
}

#[test]
fn keys_that_only_decrypt_stay_readable() {
    let keys = format!("a:{KEY_A}");
    let encryption = config(&[("GOTRUE_SECURITY_DB_ENCRYPTION_DECRYPTION_KEYS", &keys)])
        .security
        .encryption;
    assert!(encryption.encrypt_with.is_none());
    assert_eq!(encryption.decrypt_with["a"].expose(), KEY_A);
}

#[test]
fn an_encryption_key_is_32_bytes_in_base64url_without_padding() {
    let on = ("GOTRUE_SECURITY_DB_ENCRYPTION_ENCRYPT", "true");
    let id = ("GOTRUE_SECURITY_DB_ENCRYPTION_ENCRYPTION_KEY_ID", "b");
    let name = "GOTRUE_SECURITY_DB_ENCRYPTION_ENCRYPTION_KEY";
    for value in ["AAAA", "not base64", &format!("{KEY_A}=")] {
        assert_eq!(
            fault(&[on, id, (name, value)]),
            (name.to_owned(), KeyProblem::NotAnEncryptionKey.into())
        );
    }
}
