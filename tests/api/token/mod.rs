//! `POST /token`.

mod id_token;
mod refresh_token;
