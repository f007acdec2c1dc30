//! `GET /admin/users`: the users of an audience.

use super::paging::{CursorPage, Page, cursor};
use super::refusal::SortFault;
use super::{Admin, AdminRefusal};
use crate::domain::Account;
use crate::flows::{Context, Error};
use crate::store::user_pages::{self, Place, Selection};

/// The one field that can be sorted by.
const CREATED_AT: &str = "created_at";

/// What is asked for, as the query has it; what is absent is empty.
#[derive(Debug, Clone, Default)]
pub struct ListRequest {
    /// A page's number.
    pub page: String,
    /// How many users are on a page.
    pub per_page: String,
    /// The same, for pages by cursor.
    pub limit: String,
    /// What the page before handed out.
    pub cursor: String,
    /// Every `sort`, in order; the first one decides.
    pub sort: Vec<String>,
    /// In the e-mail or the name.
    pub filter: String,
}

/// A part of a list, and where the rest is.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// By number.
    Numbered {
        /// This page's number.
        page: u64,
        /// The last page's number.
        pages: u64,
        /// How many there are on all pages.
        total: u64,
    },
    /// By cursor; `None` on the last page.
    Cursor(Option<String>),
}

/// The users of the admin's audience, newest first unless it is asked otherwise.
pub async fn list(
    ctx: &Context,
    admin: &Admin,
    request: ListRequest,
) -> Result<(Vec<Account>, Part), Error> {
    let ascending = is_ascending(&request.sort).map_err(AdminRefusal::Sort)?;
    let by_cursor = ctx.config.experimental.cursor_pagination
        && request.page.is_empty()
        && request.per_page.is_empty();
    let selection = |filter| Selection {
        aud: admin.audience.clone(),
        filter,
        ascending,
    };
    if by_cursor {
        let page = CursorPage::parse(&request.limit, &request.cursor)?;
        return after(ctx, selection(searchable(request.filter)?), page).await;
    }
    let page = Page::parse(&request.page, &request.per_page)?;
    let selection = selection(searchable(request.filter)?);
    let (total, accounts) = ctx
        .store
        .read(move |conn| user_pages::numbered(conn, &selection, page.size, page.offset()))
        .await?;
    let part = Part::Numbered {
        page: page.number,
        pages: page.count(total),
        total,
    };
    Ok((accounts, part))
}

/// One more than asked for is read, so that it is known whether there is another page.
async fn after(
    ctx: &Context,
    selection: Selection,
    page: CursorPage,
) -> Result<(Vec<Account>, Part), Error> {
    let CursorPage { size, after } = page;
    let mut accounts = ctx
        .store
        .read(move |conn| user_pages::after(conn, &selection, size + 1, after))
        .await?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let has_more = accounts.len() > size;
    accounts.truncate(size);
    let last = accounts.last().filter(|_| has_more).map(|account| Place {
        created_at: account.user.created_at,
        id: account.user.id,
    });
    Ok((accounts, Part::Cursor(last.map(cursor))))
}

/// No database keeps U+0000, so nobody could be found by it.
fn searchable(filter: String) -> Result<String, AdminRefusal> {
    if filter.contains('\0') {
        let parameter = "filter";
        return Err(AdminRefusal::NulCharacter { parameter });
    }
    Ok(filter)
}

/// Each `sort` is a field, maybe followed by a blank and a direction; of several, the first counts.
fn is_ascending(sorts: &[String]) -> Result<bool, SortFault> {
    let mut directions = Vec::new();
    for sort in sorts {
        let (field, direction) = sort.split_once(' ').unwrap_or((sort, "desc"));
        if field != CREATED_AT {
            return Err(SortFault::Field(field.to_owned()));
        }
        directions.push(match direction.to_uppercase().as_str() {
            "ASC" => true,
            "DESC" => false,
            _ => return Err(SortFault::Direction(direction.to_owned())),
        });
    }
    Ok(directions.first().copied().unwrap_or(false))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ascending(sorts: &[&str]) -> Result<bool, SortFault> {
        let sorts: Vec<String> = sorts.iter().map(|&sort| sort.to_owned()).collect();
        is_ascending(&sorts)
    }

    #[test]
    fn the_newest_come_first_unless_it_is_asked_otherwise() {
        assert_eq!(ascending(&[]), Ok(false));
        assert_eq!(ascending(&["created_at"]), Ok(false));
        assert_eq!(ascending(&["created_at DESC"]), Ok(false));
        assert_eq!(ascending(&["created_at aSc"]), Ok(true));
        assert_eq!(ascending(&["created_at asc", "created_at desc"]), Ok(true));
    }

    #[test]
    fn another_field_or_direction_is_refused() {
        for field in ["", "email", "created_at;", "CREATED_AT", "created_at,email"] {
            assert_eq!(ascending(&[field]), Err(SortFault::Field(field.to_owned())));
        }
        for direction in ["", "up", "asc ", "asc, id"] {
            let fault = SortFault::Direction(direction.to_owned());
            let sort = format!("created_at {direction}");
            assert_eq!(ascending(&["created_at", &sort]), Err(fault));
        }
    }
}
