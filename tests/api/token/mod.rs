//! `POST /token`.

mod id_token;
mod pkce;
mod refresh_token;
