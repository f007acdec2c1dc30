//! The variables of section "Kakao".

use crate::config::variable::{Kind, Names, Variable};

pub(super) static ENABLED: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Switch,
    default: "false",
    example: "true",
    meaning: "Whether users can sign in with Kakao. The settings below are checked only if they can.",
    ..Variable::named("EXTERNAL_KAKAO_ENABLED")
};

pub(super) static CLIENT_ID: Variable = Variable {
    names: Names::Shared,
    kind: Kind::List,
    default_words: "required once Kakao is on",
    example: "<REST API key>,<native app key>",
    meaning: "The keys of one Kakao app, each an audience whose tokens are accepted; the first, the REST API key, is \
              the client of redirects and codes. Keys of another app would mix up users: their ids differ by app.",
    ..Variable::named("EXTERNAL_KAKAO_CLIENT_ID")
};

pub(super) static SECRET: Variable = Variable {
    names: Names::Shared,
    example: "<client secret code>",
    meaning: "The client secret of the Kakao app, sent when a code is exchanged.",
    secret: true,
    ..Variable::named("EXTERNAL_KAKAO_SECRET")
};

pub(super) static REDIRECT_URI: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Url,
    example: "https://auth.example.com/callback",
    meaning: "Where Kakao sends browsers back to in the redirect flow, letter by letter as registered at Kakao. Codes \
              issued to it are refused everywhere else.",
    ..Variable::named("EXTERNAL_KAKAO_REDIRECT_URI")
};

pub(super) static URL: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Url,
    default_words: "Kakao's own hosts",
    example: "http://127.0.0.1:8090",
    meaning: "Another issuer in Kakao's place, for development and tests; http only to a loopback address. Who holds \
              that URL signs in as anyone.",
    ..Variable::named("EXTERNAL_KAKAO_URL")
};

pub(super) static EMAIL_OPTIONAL: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Switch,
    default: "true",
    example: "true",
    meaning: "Whether a Kakao account without an e-mail may sign in; Supabase Auth's default is false.",
    ..Variable::named("EXTERNAL_KAKAO_EMAIL_OPTIONAL")
};

pub(super) static SKIP_NONCE_CHECK: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Switch,
    default: "false",
    example: "true",
    meaning: "Accepts ID tokens whatever their nonce: a stolen one can then be used by another.",
    ..Variable::named("EXTERNAL_KAKAO_SKIP_NONCE_CHECK")
};

pub(super) static REQUIRE_NONCE: Variable = Variable {
    kind: Kind::Switch,
    default: "false",
    example: "true",
    meaning: "Refuses ID tokens without a nonce (recommended; some versions of Kakao's SDKs drop it).",
    ..Variable::named("EXTERNAL_KAKAO_REQUIRE_NONCE")
};

pub(super) static SCOPES: Variable = Variable {
    kind: Kind::List,
    default: "openid profile_nickname profile_image account_email",
    example: "openid profile_nickname",
    meaning: "What the redirect flow asks the user for, separated by blanks or commas; Kakao refuses items that the \
              app has not configured (KOE205).",
    ..Variable::named("EXTERNAL_KAKAO_SCOPES")
};

pub(super) static PKCE: Variable = Variable {
    kind: Kind::Switch,
    default: "false",
    example: "true",
    meaning: "Whether the redirect flow proves itself to Kakao by PKCE.",
    ..Variable::named("EXTERNAL_KAKAO_PKCE")
};

pub(super) static EXPLAIN_REFUSALS: Variable = Variable {
    kind: Kind::Switch,
    default: "false",
    example: "true",
    meaning: "Tells callers why an ID token was refused, for development; otherwise only the log says it.",
    ..Variable::named("EXTERNAL_KAKAO_EXPLAIN_REFUSALS")
};

pub(super) static MAX_EXCHANGES: Variable = Variable {
    kind: Kind::Number,
    default: "32",
    example: "32",
    meaning: "How many codes are exchanged at once; further requests are told to come back.",
    ..Variable::named("EXTERNAL_KAKAO_MAX_EXCHANGES")
};

pub(in crate::config) static VARIABLES: &[&Variable] = &[
    &ENABLED,
    &CLIENT_ID,
    &SECRET,
    &REDIRECT_URI,
    &URL,
    &EMAIL_OPTIONAL,
    &SKIP_NONCE_CHECK,
    &REQUIRE_NONCE,
    &SCOPES,
    &PKCE,
    &EXPLAIN_REFUSALS,
    &MAX_EXCHANGES,
];
