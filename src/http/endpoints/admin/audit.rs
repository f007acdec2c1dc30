//! `GET /admin/audit`: a page of the audit log.

use super::pages::{ListQuery, tell_rest};
use crate::flows::admin::admit;
use crate::flows::admin::audit::{self, AuditRequest};
use crate::http::HttpError;
use crate::http::caller::AskedBy;
use crate::http::endpoints::json;
use crate::http::state::HttpState;
use crate::http::wire::admin::AuditEntryObject;
use actix_web::{HttpRequest, HttpResponse};

/// As clients know it behind a gateway.
const PATH: &str = "/admin/audit";

/// 200 with the entries, newest first.
pub async fn list(
    request: HttpRequest,
    AskedBy(caller): AskedBy,
) -> Result<HttpResponse, HttpError> {
    let context = HttpState::of(&request)?.context();
    let admin = admit(context, &caller).await?;
    let query = ListQuery::of(request.query_string());
    let asked = AuditRequest {
        page: query.first("page"),
        per_page: query.first("per_page"),
        query: query.first("query"),
    };
    let (records, part) = audit::audit(context, &admin, asked).await?;
    let mut builder = HttpResponse::Ok();
    tell_rest(&mut builder, PATH, &query, &part);
    let entries: Vec<_> = records.iter().map(AuditEntryObject::from).collect();
    json(builder, &entries)
}
