//! Settings of Supabase Auth's that are accepted although nothing follows from them, since they restrict nobody here.
//!
//! It has many more (mail, SMS, SAML, other providers); these are the ones that an operator may ask about.

use super::variable::{Kind, Names, Status, Variable};

/// A switch of Supabase Auth's that has no effect.
const fn switch(name: &'static str, meaning: &'static str) -> Variable {
    Variable {
        names: Names::Shared,
        kind: Kind::Switch,
        meaning,
        example: "false",
        status: Status::WithoutEffect,
        ..Variable::named(name)
    }
}

static DB_DRIVER: Variable = Variable {
    names: Names::Shared,
    example: "postgres",
    meaning: "The scheme of `DATABASE_URL` decides.",
    status: Status::WithoutEffect,
    ..Variable::named("DB_DRIVER")
};

static ALLOWED_ISSUERS: Variable = Variable {
    names: Names::Shared,
    kind: Kind::List,
    example: "https://accounts.google.com",
    meaning: "Only Kakao's ID tokens are accepted.",
    status: Status::WithoutEffect,
    ..Variable::named("EXTERNAL_ALLOWED_ID_TOKEN_ISSUERS")
};

static EMAIL_ENABLED: Variable = switch(
    "EXTERNAL_EMAIL_ENABLED",
    "There is no sign-in by e-mail; `/settings` says `email: false`.",
);
static PHONE_ENABLED: Variable = switch("EXTERNAL_PHONE_ENABLED", "There is no sign-in by phone.");
static REAUTHENTICATION: Variable = switch(
    "SECURITY_UPDATE_PASSWORD_REQUIRE_REAUTHENTICATION",
    "No user can set a password.",
);
static CURRENT_PASSWORD: Variable = switch(
    "SECURITY_UPDATE_PASSWORD_REQUIRE_CURRENT_PASSWORD",
    "No user can set a password.",
);
static EMAIL_IDENTITY: Variable = switch(
    "EXPERIMENTAL_CREATE_EMAIL_IDENTITY_ON_PASSWORD_SET_ENABLED",
    "No user can set a password.",
);

pub(super) static VARIABLES: &[&Variable] = &[
    &DB_DRIVER,
    &EMAIL_ENABLED,
    &PHONE_ENABLED,
    &ALLOWED_ISSUERS,
    &REAUTHENTICATION,
    &CURRENT_PASSWORD,
    &EMAIL_IDENTITY,
];
