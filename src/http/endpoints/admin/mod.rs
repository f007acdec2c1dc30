//! The admin API, for back ends: [`users`] lists and makes, [`user`] shows, changes and deletes one, [`audit`] lists what
//! was done; [`pages`] is what their lists say of the rest.
//!
//! Who asks is checked first, then the user of the path is looked for, and only then the body is read: a stranger learns
//! nothing, and an admin what Supabase Auth would tell first.

pub mod audit;
pub mod pages;
pub mod user;
pub mod users;
