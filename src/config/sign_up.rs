//! Who may become a user.
//!
//! `DISABLE_SIGNUP`, `MAILER_AUTOCONFIRM`, `MAILER_ALLOW_UNVERIFIED_EMAIL_SIGN_INS`, `EXTERNAL_ANONYMOUS_USERS_ENABLED`.

use super::problem::Problem;
use super::reader::Reader;
use super::values;
use super::variable::{Kind, Names, Variable};

/// Section "sign-up".
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four independent switches of Supabase Auth's"
)]
pub struct SignUpConfig {
    /// `DISABLE_SIGNUP`.
    pub disabled: bool,
    /// `MAILER_AUTOCONFIRM`: every e-mail counts as verified.
    pub autoconfirm: bool,
    /// `MAILER_ALLOW_UNVERIFIED_EMAIL_SIGN_INS`.
    pub allow_unverified: bool,
    /// `EXTERNAL_ANONYMOUS_USERS_ENABLED`.
    pub anonymous_enabled: bool,
}

static DISABLE_SIGNUP: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Switch,
    default: "false",
    example: "true",
    meaning: "Only those who are users already may sign in.",
    ..Variable::named("DISABLE_SIGNUP")
};

static AUTOCONFIRM: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Switch,
    default: "false",
    example: "true",
    meaning: "Takes every e-mail that a provider tells as verified.",
    ..Variable::named("MAILER_AUTOCONFIRM")
};

static ALLOW_UNVERIFIED: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Switch,
    default: "false",
    example: "true",
    meaning: "Lets a user sign in whose e-mail is not verified; not together with `MAILER_AUTOCONFIRM`.",
    ..Variable::named("MAILER_ALLOW_UNVERIFIED_EMAIL_SIGN_INS")
};

static ANONYMOUS_USERS: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Switch,
    default: "false",
    example: "true",
    meaning: "Lets anybody begin a session without an account.",
    ..Variable::named("EXTERNAL_ANONYMOUS_USERS_ENABLED")
};

pub(super) static VARIABLES: &[&Variable] = &[
    &DISABLE_SIGNUP,
    &AUTOCONFIRM,
    &ALLOW_UNVERIFIED,
    &ANONYMOUS_USERS,
];

pub(super) fn parse(reader: &mut Reader<'_>) -> Option<SignUpConfig> {
    let disabled = reader.value(&DISABLE_SIGNUP, values::switch);
    let autoconfirm = reader.value(&AUTOCONFIRM, values::switch);
    let allow_unverified = reader.value(&ALLOW_UNVERIFIED, values::switch);
    let anonymous_enabled = reader.value(&ANONYMOUS_USERS, values::switch);
    if autoconfirm == Some(true) && allow_unverified == Some(true) {
        reader.refuse(
            &AUTOCONFIRM,
            Problem::Excludes {
                other: ALLOW_UNVERIFIED.name,
            },
        );
    }
    Some(SignUpConfig {
        disabled: disabled?,
        autoconfirm: autoconfirm?,
        allow_unverified: allow_unverified?,
        anonymous_enabled: anonymous_enabled?,
    })
}
