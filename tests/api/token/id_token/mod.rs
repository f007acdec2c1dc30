//! `POST /token?grant_type=id_token`: the body, the token in it, its nonce, the account, linking, the provider's keys, a code
//! in place of the token, and Kakao's genuine token.

mod accounts;
mod bodies;
mod codes;
mod genuine;
mod keys;
mod linking;
mod nonces;
mod tokens;
