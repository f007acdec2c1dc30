//! `/user`: [`show`] reads it, [`identities`] are taken from it.

mod identities;
mod show;
