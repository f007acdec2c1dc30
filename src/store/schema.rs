//! The tables' columns, as far as they are read. Names and types are those of Supabase Auth.
//!
//! `users` has 35 columns there; those that are only ever written by their defaults are not mapped. `aal` is an enum in
//! PostgreSQL, whose binary form is its label.

use super::columns::{JsonType, TimeType, UuidType};

diesel::table! {
    use super::{JsonType, TimeType, UuidType};
    use diesel::sql_types::{Bool, Nullable, Text};

    users (id) {
        id -> UuidType,
        aud -> Nullable<Text>,
        role -> Nullable<Text>,
        email -> Nullable<Text>,
        email_confirmed_at -> Nullable<TimeType>,
        invited_at -> Nullable<TimeType>,
        phone -> Nullable<Text>,
        phone_confirmed_at -> Nullable<TimeType>,
        confirmation_sent_at -> Nullable<TimeType>,
        recovery_sent_at -> Nullable<TimeType>,
        email_change -> Nullable<Text>,
        email_change_sent_at -> Nullable<TimeType>,
        phone_change -> Nullable<Text>,
        phone_change_sent_at -> Nullable<TimeType>,
        reauthentication_sent_at -> Nullable<TimeType>,
        last_sign_in_at -> Nullable<TimeType>,
        raw_app_meta_data -> Nullable<JsonType>,
        raw_user_meta_data -> Nullable<JsonType>,
        created_at -> Nullable<TimeType>,
        updated_at -> Nullable<TimeType>,
        banned_until -> Nullable<TimeType>,
        deleted_at -> Nullable<TimeType>,
        is_anonymous -> Bool,
        is_sso_user -> Bool,
    }
}

diesel::table! {
    use super::{JsonType, TimeType, UuidType};
    use diesel::sql_types::{Nullable, Text};

    identities (id) {
        id -> UuidType,
        provider -> Text,
        provider_id -> Text,
        user_id -> UuidType,
        identity_data -> JsonType,
        last_sign_in_at -> Nullable<TimeType>,
        created_at -> Nullable<TimeType>,
        updated_at -> Nullable<TimeType>,
    }
}

diesel::table! {
    use super::{TimeType, UuidType};
    use diesel::sql_types::{BigInt, Nullable, Text};

    sessions (id) {
        id -> UuidType,
        user_id -> UuidType,
        created_at -> Nullable<TimeType>,
        refreshed_at -> Nullable<TimeType>,
        not_after -> Nullable<TimeType>,
        aal -> Nullable<Text>,
        tag -> Nullable<Text>,
        oauth_client_id -> Nullable<UuidType>,
        refresh_token_counter -> Nullable<BigInt>,
        refresh_token_hmac_key -> Nullable<Text>,
    }
}

diesel::table! {
    use super::{TimeType, UuidType};
    use diesel::sql_types::Text;

    mfa_amr_claims (id) {
        id -> UuidType,
        session_id -> UuidType,
        updated_at -> TimeType,
        authentication_method -> Text,
    }
}

diesel::table! {
    use super::{TimeType, UuidType};
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};

    refresh_tokens (id) {
        id -> BigInt,
        instance_id -> Nullable<UuidType>,
        token -> Nullable<Text>,
        user_id -> Nullable<Text>,
        revoked -> Nullable<Bool>,
        updated_at -> Nullable<TimeType>,
        parent -> Nullable<Text>,
        session_id -> Nullable<UuidType>,
    }
}

diesel::table! {
    use super::TimeType;
    use diesel::sql_types::Text;

    secrets (id) {
        id -> Text,
        value -> Text,
        created_at -> TimeType,
    }
}

diesel::table! {
    use super::{TimeType, UuidType};
    use diesel::sql_types::{Bool, Nullable, Text};

    flow_state (id) {
        id -> UuidType,
        user_id -> Nullable<UuidType>,
        auth_code -> Nullable<Text>,
        code_challenge_method -> Nullable<Text>,
        code_challenge -> Nullable<Text>,
        provider_type -> Text,
        provider_access_token -> Nullable<Text>,
        provider_refresh_token -> Nullable<Text>,
        created_at -> Nullable<TimeType>,
        authentication_method -> Text,
        auth_code_issued_at -> Nullable<TimeType>,
        invite_token -> Nullable<Text>,
        referrer -> Nullable<Text>,
        linking_target_id -> Nullable<UuidType>,
        email_optional -> Bool,
    }
}

diesel::table! {
    use super::{TimeType, UuidType};
    use diesel::sql_types::{Nullable, Text};

    flow_notes (flow_id) {
        flow_id -> UuidType,
        nonce -> Nullable<Text>,
        person -> Nullable<Text>,
        created_at -> TimeType,
    }
}

diesel::table! {
    use super::TimeType;
    use diesel::sql_types::Text;

    signing_keys (id) {
        id -> Text,
        private_jwk -> Text,
        created_at -> TimeType,
    }
}
