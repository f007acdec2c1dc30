//! `GET /admin/users`: a page of an audience's users. `POST /admin/users`: a new one.

use super::pages::{ListQuery, tell_rest};
use crate::flows::admin::admit;
use crate::flows::admin::create::{self, CreateRequest};
use crate::flows::admin::list::{self, ListRequest, Part};
use crate::http::HttpError;
use crate::http::body::{BodyFault, JsonBody, RawBody};
use crate::http::caller::AskedBy;
use crate::http::endpoints::json;
use crate::http::state::HttpState;
use crate::http::wire::admin::{PaginationObject, UserListObject};
use crate::http::wire::user::UserObject;
use actix_web::{HttpRequest, HttpResponse};

/// As clients know it behind a gateway, whatever the prefix that they come by.
const PATH: &str = "/admin/users";

/// 200 with the users, and headers that tell where the others are.
pub async fn list(
    request: HttpRequest,
    AskedBy(caller): AskedBy,
) -> Result<HttpResponse, HttpError> {
    let context = HttpState::of(&request)?.context();
    let admin = admit(context, &caller).await?;
    let query = ListQuery::of(request.query_string());
    let (accounts, part) = list::list(context, &admin, list_request(&query)).await?;
    let mut builder = HttpResponse::Ok();
    tell_rest(&mut builder, PATH, &query, &part);
    let page = UserListObject {
        users: accounts.iter().map(UserObject::from).collect(),
        aud: &admin.audience,
        pagination: pagination(&part),
    };
    json(builder, &page)
}

/// 200 with the user.
pub async fn create(
    request: HttpRequest,
    AskedBy(caller): AskedBy,
    body: RawBody,
) -> Result<HttpResponse, HttpError> {
    let context = HttpState::of(&request)?.context();
    let admin = admit(context, &caller).await?;
    let asked = create_request(JsonBody::parse(&body)?)?;
    let account = create::create(context, &admin, asked, &caller).await?;
    json(HttpResponse::Ok(), &UserObject::from(&account))
}

fn list_request(query: &ListQuery) -> ListRequest {
    ListRequest {
        page: query.first("page"),
        per_page: query.first("per_page"),
        limit: query.first("limit"),
        cursor: query.first("cursor"),
        sort: query.all("sort"),
        filter: query.first("filter"),
    }
}

fn pagination(part: &Part) -> Option<PaginationObject<'_>> {
    match part {
        Part::Numbered { .. } => None,
        Part::Cursor(next) => Some(PaginationObject {
            next_cursor: next.as_deref(),
            has_more: next.is_some(),
        }),
    }
}

fn create_request(mut body: JsonBody) -> Result<CreateRequest, BodyFault> {
    Ok(CreateRequest {
        id: body.text("id")?,
        aud: body.text("aud")?,
        role: body.text("role")?,
        email: body.text("email")?,
        phone: body.text("phone")?,
        password: body.given_text("password")?,
        password_hash: body.text("password_hash")?,
        email_confirm: body.switch("email_confirm")?,
        phone_confirm: body.switch("phone_confirm")?,
        user_metadata: body.object("user_metadata")?,
        app_metadata: body.object("app_metadata")?,
        ban_duration: body.text("ban_duration")?,
    })
}
