//! `POST /token`, a folder per grant.

mod id_token;
