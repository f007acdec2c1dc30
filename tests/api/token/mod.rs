//! `POST /token`.

mod first_kind;
mod id_token;
mod pkce;
mod refresh_token;
mod sessions;
