//! Clients in languages that run no test here: their requests byte for byte, and what their parsers need of the answers.
//!
//! Each is one story, from the redirect to the sign-out: [`kt`], [`flutter`] and [`swift`]; [`phone`] is what they share.

mod flutter;
mod kt;
mod phone;
mod swift;
