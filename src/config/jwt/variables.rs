//! The variables of section "access tokens".

use crate::config::variable::{Kind, Names, Variable};

pub(super) static SECRET: Variable = Variable {
    names: Names::Shared,
    example: "<at least 32 random bytes>",
    meaning: "The secret of HS256. Without `JWT_KEYS` it signs; beside them it is accepted. With neither, a key is made \
              and kept in the database.",
    secret: true,
    ..Variable::named("JWT_SECRET")
};

pub(super) static KEY_ID: Variable = Variable {
    names: Names::Shared,
    example: "2026-08",
    meaning: "The `kid` of tokens that `JWT_SECRET` signs.",
    ..Variable::named("JWT_KEY_ID")
};

pub(super) static KEYS: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Keys,
    example: "'[{\"kty\":\"EC\",\"kid\":\"…\",\"alg\":\"ES256\",\"key_ops\":[\"sign\",\"verify\"],…}]'",
    meaning: "Private keys, exactly one with `sign` among its `key_ops`; the others are accepted. `alg` is RS256, \
              RS384, RS512, ES256, ES384, EdDSA or HS256. `daemun keys generate` makes one.",
    secret: true,
    ..Variable::named("JWT_KEYS")
};

pub(super) static VALID_METHODS: Variable = Variable {
    names: Names::Shared,
    kind: Kind::List,
    default_words: "those of the keys",
    example: "ES256,HS256",
    meaning: "The algorithms that are accepted of incoming tokens.",
    ..Variable::named("JWT_VALID_METHODS")
};

pub(super) static EXPIRY: Variable = Variable {
    names: Names::Shared,
    kind: Kind::Seconds,
    default: "3600",
    example: "3600",
    meaning: "How long an access token lives; 0 means the default.",
    ..Variable::named("JWT_EXP")
};

pub(super) static AUDIENCE: Variable = Variable {
    names: Names::Shared,
    default: "authenticated",
    example: "authenticated",
    meaning: "`aud` of new users and their tokens.",
    ..Variable::named("JWT_AUD")
};

pub(super) static ISSUER: Variable = Variable {
    names: Names::Shared,
    default_words: "`API_EXTERNAL_URL` without a trailing slash",
    example: "https://auth.example.com",
    meaning: "`iss` of access tokens, and the base of the URLs in our own discovery document.",
    ..Variable::named("JWT_ISSUER")
};

pub(super) static DEFAULT_GROUP_NAME: Variable = Variable {
    names: Names::Shared,
    default: "authenticated",
    example: "authenticated",
    meaning: "`role` of new users; must not be among `JWT_ADMIN_ROLES`.",
    ..Variable::named("JWT_DEFAULT_GROUP_NAME")
};

pub(super) static ADMIN_ROLES: Variable = Variable {
    names: Names::Shared,
    kind: Kind::List,
    default: "service_role,supabase_admin",
    example: "service_role,supabase_admin",
    meaning: "The roles whose tokens may administer.",
    ..Variable::named("JWT_ADMIN_ROLES")
};

pub(super) static ADMIN_GROUP_NAME: Variable = Variable {
    names: Names::Shared,
    default: "admin",
    example: "admin",
    meaning: "The `role` of a user who may change `app_metadata` of the own account.",
    ..Variable::named("JWT_ADMIN_GROUP_NAME")
};

pub(in crate::config) static VARIABLES: &[&Variable] = &[
    &KEYS,
    &SECRET,
    &KEY_ID,
    &VALID_METHODS,
    &EXPIRY,
    &AUDIENCE,
    &ISSUER,
    &DEFAULT_GROUP_NAME,
    &ADMIN_ROLES,
    &ADMIN_GROUP_NAME,
];
