//! `GET /authorize` and `GET /user/identities/authorize`: where a browser is sent, and what is refused before.

mod asked;
mod linking;
mod refused;
mod targets;
