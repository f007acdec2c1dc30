//! `GET` and `POST /callback`: what comes back from Kakao, and what the app gets of it.

mod crowds;
mod deletions;
mod failures;
mod implicit;
mod invites;
mod nodes;
mod pkce;
mod states;
mod supabase_auths;
mod tokens;
