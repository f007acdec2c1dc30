//! The use cases, a file each: what the service does, in the words of its users, without HTTP and without SQL.
//!
//! [`context`] holds what every use case needs, [`keys`] the keys of our tokens, [`caller`] who asks, [`audit`] what is told of it, [`opening`] and [`issued`]
//! what a sign-in ends in, [`error`] why it does not. The use cases: [`id_token`] (with [`person`] and [`code`]),
//! [`redirect`] (the flow of browsers), [`refresh`], [`authenticate`], [`account`], [`sign_out`], [`sign_up`] (anonymous),
//! [`unlink`], [`update_user`]; those of admins are in [`admin`], those of no request [`rotate_keys`] and [`clean_up`].
//! [`back_end`] is asked by the limits; [`off`] is what there is no use case for, and [`second_factor`] is part of that.

pub mod account;
pub mod admin;
pub mod audit;
pub mod authenticate;
pub mod back_end;
pub mod caller;
pub mod clean_up;
pub mod code;
pub mod context;
pub mod error;
pub mod id_token;
pub mod issued;
pub mod keys;
pub mod off;
pub mod opening;
pub mod person;
pub mod redirect;
pub mod refresh;
pub mod rotate_keys;
pub mod second_factor;
pub mod sign_out;
pub mod sign_up;
pub mod unlink;
pub mod update_user;

pub use caller::Caller;
pub use context::Context;
pub use error::Error;
pub use issued::IssuedSession;
