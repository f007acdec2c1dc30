//! What the documents promise a reader: that commands and settings exist, that links lead somewhere, that the Korean pages
//! say what the English ones do.
//!
//! [`text`] takes a page apart, [`commands`], [`links`] and [`settings`] hold for all pages, [`korean`] compares,
//! [`switching`] reads `docs/from-supabase-auth.md`.

#[cfg(test)]
#[path = "documents/commands.rs"]
mod commands;
#[cfg(test)]
#[path = "documents/korean.rs"]
mod korean;
#[cfg(test)]
#[path = "documents/links.rs"]
mod links;
#[cfg(test)]
#[path = "documents/settings.rs"]
mod settings;
#[cfg(test)]
#[path = "documents/switching.rs"]
mod switching;
#[cfg(test)]
#[path = "documents/text.rs"]
mod text;
