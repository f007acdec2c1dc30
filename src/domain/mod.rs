//! Users, identities, the linking decision and the session's rules, as pure functions that take `now`.
//!
//! In reading order: [`ids`], [`user`], [`identity`], [`profile`] (what a provider says of somebody), [`account`] (a user
//! with all of its identities), [`linking`] (whose account a profile is), [`sign_in`] and [`link`] (what then changes),
//! [`unlink`] (the way back), [`update`] (what users change of themselves), [`session`], [`refresh`] (the session's state
//! machine) with [`upgrade`], [`audit`]; what admins do is [`admin`], with [`contact`], [`password`] and [`go_duration`] for
//! what they type; apart from these [`redirect`] (where a browser may be sent) and [`flow`] (a redirect flow's state machine).

pub mod account;
pub mod admin;
pub mod audit;
pub mod contact;
pub mod flow;
pub mod go_duration;
pub mod identity;
pub mod ids;
pub mod link;
pub mod linking;
pub mod password;
pub mod profile;
pub mod redirect;
pub mod refresh;
pub mod session;
pub mod sign_in;
#[cfg(test)]
mod testing;
pub mod unlink;
pub mod update;
pub mod upgrade;
pub mod user;

pub use account::Account;
pub use flow::Flow;
pub use identity::Identity;
pub use ids::{FlowId, IdentityId, SessionId, Subject, UserId};
pub use profile::Profile;
pub use session::Session;
pub use user::User;

/// A JSON object, keys in order, as metadata columns hold it.
pub type JsonObject = serde_json::Map<String, serde_json::Value>;
