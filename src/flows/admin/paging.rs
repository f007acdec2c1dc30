//! Which part of a list is asked for: by number, or by a cursor.

use super::AdminRefusal;
use super::refusal::PageFault;
use crate::domain::UserId;
use crate::store::user_pages::Place;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Deserialize;
use uuid::Uuid;

const DEFAULT_PER_PAGE: u64 = 50;
/// The longest page that a cursor gives.
const MOST_PER_PAGE: u64 = 1_000;

/// A page by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// From 1 on.
    pub number: u64,
    /// How many there are on a page; at least 1.
    pub size: u64,
}

/// A page by what comes before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CursorPage {
    /// How many there are on a page; at least 1.
    pub size: u64,
    /// The last of the page before; `None` for the first page.
    pub after: Option<Place>,
}

/// What clients hand back without looking into it.
#[derive(Deserialize)]
struct Cursor {
    created_at: String,
    id: Uuid,
}

impl Page {
    /// Reads `page` and `per_page`; empty ones are the first page, and 50. Page 0 is the first.
    pub fn parse(page: &str, per_page: &str) -> Result<Self, AdminRefusal> {
        let number = or_default(page, 1)?;
        let size = or_default(per_page, DEFAULT_PER_PAGE)?;
        if size == 0 {
            return Err(empty_pages("per_page"));
        }
        Ok(Self {
            number: number.max(1),
            size,
        })
    }

    /// How many come before it.
    pub fn offset(self) -> u64 {
        (self.number - 1).saturating_mul(self.size)
    }

    /// How many pages `total` entries make.
    pub fn count(self, total: u64) -> u64 {
        total.div_ceil(self.size)
    }
}

impl CursorPage {
    /// Reads `limit` and `cursor`; an empty limit is 50, and more than 1,000 are 1,000.
    pub fn parse(limit: &str, cursor: &str) -> Result<Self, AdminRefusal> {
        let size = or_default(limit, DEFAULT_PER_PAGE)?;
        if size == 0 {
            return Err(empty_pages("limit"));
        }
        let after = match cursor {
            "" => None,
            _ => Some(place(cursor).ok_or(AdminRefusal::Page(PageFault::Cursor))?),
        };
        Ok(Self {
            size: size.min(MOST_PER_PAGE),
            after,
        })
    }
}

/// The cursor of the page that comes after `place`.
pub fn cursor(place: Place) -> String {
    let at = place
        .created_at
        .to_rfc3339_opts(SecondsFormat::Micros, true);
    let id = place.id;
    URL_SAFE_NO_PAD.encode(format!(r#"{{"created_at":"{at}","id":"{id}"}}"#))
}

fn place(cursor: &str) -> Option<Place> {
    let json = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let Cursor { created_at, id } = serde_json::from_slice(&json).ok()?;
    let created_at = DateTime::parse_from_rfc3339(&created_at).ok()?;
    (!id.is_nil()).then(|| Place {
        created_at: created_at.with_timezone(&Utc),
        id: UserId(id),
    })
}

fn or_default(text: &str, default: u64) -> Result<u64, AdminRefusal> {
    if text.is_empty() {
        return Ok(default);
    }
    let text = text.to_owned();
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(AdminRefusal::Page(PageFault::NotANumber(text)));
    }
    text.parse()
        .map_err(|_too_large| AdminRefusal::Page(PageFault::OutOfRange(text)))
}

fn empty_pages(parameter: &'static str) -> AdminRefusal {
    AdminRefusal::Page(PageFault::EmptyPages { parameter })
}

#[cfg(test)]
mod tests;
