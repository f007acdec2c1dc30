-- The tables of Supabase Auth that daemun shares with it, and daemun's own.
--
-- A line "--? kind name" begins a part; the part is run only if there is no such thing yet, so that nothing that Supabase
-- Auth made is touched, and a role that may not create anything is asked for nothing once all is there.

--? schema auth
create schema auth;

--? schema daemun
create schema daemun;

--? relation daemun.__diesel_schema_migrations
create table daemun.__diesel_schema_migrations (
  version varchar(50) primary key not null,
  run_on timestamp not null default current_timestamp
);

--? relation daemun.signing_keys
create table daemun.signing_keys (
  id text primary key not null,
  private_jwk text not null,
  created_at timestamptz not null
);

--? type auth.aal_level
create type auth.aal_level as enum ('aal1', 'aal2', 'aal3');

--? type auth.code_challenge_method
create type auth.code_challenge_method as enum ('s256', 'plain');

--? relation auth.users
create table auth.users (
  instance_id uuid,
  id uuid not null constraint users_pkey primary key,
  aud varchar(255),
  role varchar(255),
  email varchar(255),
  encrypted_password varchar(255),
  email_confirmed_at timestamptz,
  invited_at timestamptz,
  confirmation_token varchar(255),
  confirmation_sent_at timestamptz,
  recovery_token varchar(255),
  recovery_sent_at timestamptz,
  email_change_token_new varchar(255),
  email_change varchar(255),
  email_change_sent_at timestamptz,
  last_sign_in_at timestamptz,
  raw_app_meta_data jsonb,
  raw_user_meta_data jsonb,
  is_super_admin bool,
  created_at timestamptz,
  updated_at timestamptz,
  phone text default null::character varying constraint users_phone_key unique,
  phone_confirmed_at timestamptz,
  phone_change text default ''::character varying,
  phone_change_token varchar(255) default '',
  phone_change_sent_at timestamptz,
  confirmed_at timestamptz generated always as (least(email_confirmed_at, phone_confirmed_at)) stored,
  email_change_token_current varchar(255) default '',
  email_change_confirm_status smallint default 0
    constraint users_email_change_confirm_status_check check (email_change_confirm_status between 0 and 2),
  banned_until timestamptz,
  reauthentication_token varchar(255) default '',
  reauthentication_sent_at timestamptz,
  is_sso_user bool not null default false,
  deleted_at timestamptz,
  is_anonymous bool not null default false
);

--? relation auth.identities
create table auth.identities (
  provider_id text not null,
  user_id uuid not null constraint identities_user_id_fkey references auth.users (id) on delete cascade,
  identity_data jsonb not null,
  provider text not null,
  last_sign_in_at timestamptz,
  created_at timestamptz,
  updated_at timestamptz,
  email text generated always as (lower(identity_data ->> 'email')) stored,
  id uuid not null default gen_random_uuid() constraint identities_pkey primary key,
  constraint identities_provider_id_provider_unique unique (provider_id, provider)
);

--? relation auth.sessions
create table auth.sessions (
  id uuid not null constraint sessions_pkey primary key,
  user_id uuid not null constraint sessions_user_id_fkey references auth.users (id) on delete cascade,
  created_at timestamptz,
  updated_at timestamptz,
  factor_id uuid,
  aal auth.aal_level,
  not_after timestamptz,
  refreshed_at timestamp,
  user_agent text,
  ip inet,
  tag text,
  oauth_client_id uuid,
  refresh_token_hmac_key text,
  refresh_token_counter bigint,
  scopes text
);

--? relation auth.mfa_amr_claims
create table auth.mfa_amr_claims (
  session_id uuid not null constraint mfa_amr_claims_session_id_fkey references auth.sessions (id) on delete cascade,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  authentication_method text not null,
  id uuid not null constraint amr_id_pk primary key,
  constraint mfa_amr_claims_session_id_authentication_method_pkey unique (session_id, authentication_method)
);

--? relation auth.refresh_tokens
create table auth.refresh_tokens (
  instance_id uuid,
  id bigserial not null constraint refresh_tokens_pkey primary key,
  token varchar(255) constraint refresh_tokens_token_unique unique,
  user_id varchar(255),
  revoked bool,
  created_at timestamptz,
  updated_at timestamptz,
  parent varchar(255),
  session_id uuid constraint refresh_tokens_session_id_fkey references auth.sessions (id) on delete cascade
);

--? relation auth.flow_state
create table auth.flow_state (
  id uuid not null constraint flow_state_pkey primary key,
  user_id uuid,
  auth_code text,
  code_challenge_method auth.code_challenge_method,
  code_challenge text,
  provider_type text not null,
  provider_access_token text,
  provider_refresh_token text,
  created_at timestamptz,
  updated_at timestamptz,
  authentication_method text not null,
  auth_code_issued_at timestamptz,
  invite_token text,
  referrer text,
  oauth_client_state_id uuid,
  linking_target_id uuid,
  email_optional bool not null default false
);

--? relation auth.audit_log_entries
create table auth.audit_log_entries (
  instance_id uuid,
  id uuid not null constraint audit_log_entries_pkey primary key,
  payload json,
  created_at timestamptz,
  ip_address varchar(64) not null default ''
);

-- Columns that older databases of Supabase Auth lack.

--? column auth.sessions.refresh_token_hmac_key
alter table auth.sessions add column refresh_token_hmac_key text;

--? column auth.sessions.refresh_token_counter
alter table auth.sessions add column refresh_token_counter bigint;

--? column auth.sessions.oauth_client_id
alter table auth.sessions add column oauth_client_id uuid;

--? column auth.sessions.scopes
alter table auth.sessions add column scopes text;

--? column auth.sessions.tag
alter table auth.sessions add column tag text;

--? column auth.users.is_anonymous
alter table auth.users add column is_anonymous bool not null default false;

--? column auth.flow_state.invite_token
alter table auth.flow_state add column invite_token text;

--? column auth.flow_state.referrer
alter table auth.flow_state add column referrer text;

--? column auth.flow_state.oauth_client_state_id
alter table auth.flow_state add column oauth_client_state_id uuid;

--? column auth.flow_state.linking_target_id
alter table auth.flow_state add column linking_target_id uuid;

--? column auth.flow_state.email_optional
alter table auth.flow_state add column email_optional bool not null default false;

-- Indexes.

--? relation auth.users_email_partial_key
create unique index users_email_partial_key on auth.users (email) where (is_sso_user = false);

--? relation auth.users_instance_id_email_idx
create index users_instance_id_email_idx on auth.users (instance_id, lower((email)::text));

--? relation auth.users_is_anonymous_idx
create index users_is_anonymous_idx on auth.users (is_anonymous);

--? relation auth.identities_user_id_idx
create index identities_user_id_idx on auth.identities (user_id);

--? relation auth.identities_email_idx
create index identities_email_idx on auth.identities (email text_pattern_ops);

--? relation auth.sessions_user_id_idx
create index sessions_user_id_idx on auth.sessions (user_id);

--? relation auth.user_id_created_at_idx
create index user_id_created_at_idx on auth.sessions (user_id, created_at);

--? relation auth.sessions_not_after_idx
create index sessions_not_after_idx on auth.sessions (not_after desc);

--? relation auth.refresh_tokens_session_id_revoked_idx
create index refresh_tokens_session_id_revoked_idx on auth.refresh_tokens (session_id, revoked);

--? relation auth.refresh_tokens_parent_idx
create index refresh_tokens_parent_idx on auth.refresh_tokens (parent);

--? relation auth.refresh_tokens_updated_at_idx
create index refresh_tokens_updated_at_idx on auth.refresh_tokens (updated_at desc);

--? relation auth.refresh_tokens_instance_id_user_id_idx
create index refresh_tokens_instance_id_user_id_idx on auth.refresh_tokens (instance_id, user_id);

--? relation auth.idx_auth_code
create index idx_auth_code on auth.flow_state (auth_code);

--? relation auth.flow_state_created_at_idx
create index flow_state_created_at_idx on auth.flow_state (created_at desc);

--? relation auth.idx_user_id_auth_method
create index idx_user_id_auth_method on auth.flow_state (user_id, authentication_method);

--? relation auth.audit_logs_instance_id_idx
create index audit_logs_instance_id_idx on auth.audit_log_entries (instance_id);

-- What row-level-security policies call.

--? function auth.uid
create function auth.uid() returns uuid language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
$$;

--? function auth.role
create function auth.role() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role')
$$;

--? function auth.email
create function auth.email() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.email', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email')
$$;

--? function auth.jwt
create function auth.jwt() returns jsonb language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim', true), ''),
    nullif(current_setting('request.jwt.claims', true), ''))::jsonb
$$;
