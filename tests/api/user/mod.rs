//! `/user`: [`show`] reads it, [`update`] changes it, [`identities`] are taken from it, with what is [`linked`].

mod identities;
mod linked;
mod show;
mod update;
