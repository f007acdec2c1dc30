-- The tables of Supabase Auth that daemun shares with it, in SQLite's types: uuid, timestamptz, inet, enums and JSON are
-- TEXT (instants as 2026-01-02T03:04:05.000006Z), booleans and numbers INTEGER.

create table users (
  instance_id text,
  id text not null primary key,
  aud text,
  role text,
  email text,
  encrypted_password text,
  email_confirmed_at text,
  invited_at text,
  confirmation_token text,
  confirmation_sent_at text,
  recovery_token text,
  recovery_sent_at text,
  email_change_token_new text,
  email_change text,
  email_change_sent_at text,
  last_sign_in_at text,
  raw_app_meta_data text,
  raw_user_meta_data text,
  is_super_admin integer,
  created_at text,
  updated_at text,
  phone text default null unique,
  phone_confirmed_at text,
  phone_change text default '',
  phone_change_token text default '',
  phone_change_sent_at text,
  -- min() of two values is null if either is.
  confirmed_at text generated always as (
    coalesce(min(email_confirmed_at, phone_confirmed_at), email_confirmed_at, phone_confirmed_at)) stored,
  email_change_token_current text default '',
  email_change_confirm_status integer default 0 check (email_change_confirm_status between 0 and 2),
  banned_until text,
  reauthentication_token text default '',
  reauthentication_sent_at text,
  is_sso_user integer not null default false,
  deleted_at text,
  is_anonymous integer not null default false
) strict, without rowid;
create unique index users_email_partial_key on users (email) where is_sso_user = false;
create index users_instance_id_email_idx on users (instance_id, lower(email));
create index users_is_anonymous_idx on users (is_anonymous);

create table identities (
  provider_id text not null,
  user_id text not null references users (id) on delete cascade,
  identity_data text not null,
  provider text not null,
  last_sign_in_at text,
  created_at text,
  updated_at text,
  email text generated always as (lower(identity_data ->> 'email')) stored,
  id text not null primary key,
  unique (provider_id, provider)
) strict, without rowid;
create index identities_user_id_idx on identities (user_id);
create index identities_email_idx on identities (email);

create table sessions (
  id text not null primary key,
  user_id text not null references users (id) on delete cascade,
  created_at text,
  updated_at text,
  factor_id text,
  aal text check (aal in ('aal1', 'aal2', 'aal3')),
  not_after text,
  refreshed_at text,
  user_agent text,
  ip text,
  tag text,
  oauth_client_id text,
  refresh_token_hmac_key text,
  refresh_token_counter integer,
  scopes text
) strict, without rowid;
create index user_id_created_at_idx on sessions (user_id, created_at);
create index sessions_not_after_idx on sessions (not_after desc);

create table mfa_amr_claims (
  session_id text not null references sessions (id) on delete cascade,
  created_at text not null,
  updated_at text not null,
  authentication_method text not null,
  id text not null primary key,
  unique (session_id, authentication_method)
) strict, without rowid;

create table refresh_tokens (
  instance_id text,
  id integer primary key,
  token text unique,
  user_id text,
  revoked integer,
  created_at text,
  updated_at text,
  parent text,
  session_id text references sessions (id) on delete cascade
) strict;
create index refresh_tokens_session_id_revoked_idx on refresh_tokens (session_id, revoked);
create index refresh_tokens_parent_idx on refresh_tokens (parent);
create index refresh_tokens_updated_at_idx on refresh_tokens (updated_at desc);
create index refresh_tokens_instance_id_user_id_idx on refresh_tokens (instance_id, user_id);

create table flow_state (
  id text not null primary key,
  user_id text,
  auth_code text,
  code_challenge_method text check (code_challenge_method in ('s256', 'plain')),
  code_challenge text,
  provider_type text not null,
  provider_access_token text,
  provider_refresh_token text,
  created_at text,
  updated_at text,
  authentication_method text not null,
  auth_code_issued_at text,
  invite_token text,
  referrer text,
  oauth_client_state_id text,
  linking_target_id text,
  email_optional integer not null default false
) strict, without rowid;
create index idx_auth_code on flow_state (auth_code);
create index flow_state_created_at_idx on flow_state (created_at desc);
create index idx_user_id_auth_method on flow_state (user_id, authentication_method);

create table audit_log_entries (
  instance_id text,
  id text not null primary key,
  payload text,
  created_at text,
  ip_address text not null default ''
) strict;
create index audit_logs_instance_id_idx on audit_log_entries (instance_id);

-- daemun's own: the key that it made for itself, where none is configured.
create table signing_keys (
  id text not null primary key,
  private_jwk text not null,
  created_at text not null
) strict, without rowid;
