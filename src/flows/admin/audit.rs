//! `GET /admin/audit`: what was done, by whom.

use super::list::Part;
use super::paging::Page;
use super::{Admin, AdminRefusal};
use crate::flows::{Context, Error};
use crate::store::audit_pages::{self, AuditRecord, Scope};

/// What is asked for, as the query has it; what is absent is empty.
#[derive(Debug, Clone, Default)]
pub struct AuditRequest {
    /// A page's number.
    pub page: String,
    /// How many entries are on a page.
    pub per_page: String,
    /// Where to look, a colon, and what for.
    pub query: String,
}

/// The entries, newest first.
pub async fn audit(
    ctx: &Context,
    _: &Admin,
    request: AuditRequest,
) -> Result<(Vec<AuditRecord>, Part), Error> {
    let page = Page::parse(&request.page, &request.per_page)?;
    let searched = searched(&request.query)?;
    let (total, records) = ctx
        .store
        .read(move |conn| audit_pages::numbered(conn, searched.as_ref(), page.size, page.offset()))
        .await?;
    let part = Part::Numbered {
        page: page.number,
        pages: page.count(total),
        total,
    };
    Ok((records, part))
}

fn searched(query: &str) -> Result<Option<(Scope, String)>, AdminRefusal> {
    if query.is_empty() {
        return Ok(None);
    }
    let unknown = || AdminRefusal::Scope {
        query: query.to_owned(),
    };
    let (scope, text) = query.split_once(':').ok_or_else(unknown)?;
    let scope = match scope {
        "author" => Scope::Author,
        "action" => Scope::Action,
        "type" => Scope::Type,
        _ => return Err(unknown()),
    };
    if text.contains('\0') {
        return Err(AdminRefusal::NulCharacter { parameter: "query" });
    }
    Ok(Some((scope, text.to_owned())))
}
