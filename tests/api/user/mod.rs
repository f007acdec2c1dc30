//! `/user`: [`show`] reads it, [`update`] changes it, [`identities`] are taken from it, with what is [`linked`],
//! and [`crowds`] do so at once.

mod crowds;
mod identities;
mod linked;
mod show;
mod update;
