//! `GET` and `POST /callback`: what comes back from Kakao, and what the app gets of it.

mod crowds;
mod failures;
mod implicit;
mod invites;
mod nodes;
mod pkce;
mod states;
mod tokens;
