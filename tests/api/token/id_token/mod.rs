//! `grant_type=id_token`: what is let in, what is refused and with which words, and that a refusal leaves no trace.
//!
//! [`bench`] runs the service, [`refusal`] says what a refusal looks like. From the outside in: [`bodies`] and [`slow`]
//! are refused before anything is read of a token; [`order`] says which of several faults is told; [`providers`] who may
//! vouch; [`forms`], [`headers`], [`kids`], [`claims`], [`times`], [`audiences`], [`nonces`] and [`others`] are the token's
//! own faults; [`first`], [`returning`], [`emails`], [`rules`] and [`linking`] are who gets in; [`codes`] stand in for a
//! token; [`crowds`] and [`kakao_away`] are what happens when it matters; [`genuine`] is Kakao's own token with Kakao's own
//! keys, behind [`tunnel`].

mod audiences;
mod bench;
mod bodies;
mod claims;
mod codes;
mod crowds;
mod emails;
mod first;
mod forms;
mod genuine;
mod headers;
mod kakao_away;
mod kids;
mod linking;
mod nonces;
mod order;
mod others;
mod providers;
mod refusal;
mod returning;
mod rules;
mod slow;
mod times;
mod tunnel;
