//! `POST /logout?scope=`: ends sessions of the bearer token's user.

use crate::flows::sign_out;
use crate::http::HttpError;
use crate::http::body::RawBody;
use crate::http::caller::AskedBy;
use crate::http::state::HttpState;
use actix_web::{HttpRequest, HttpResponse};
use url::form_urlencoded;

/// 204. A body is taken off the connection, since some clients send `{}`, and not looked at.
pub async fn end_sessions(
    request: HttpRequest,
    AskedBy(caller): AskedBy,
    _: RawBody,
) -> Result<HttpResponse, HttpError> {
    let context = HttpState::of(&request)?.context();
    let scope = scope_asked(request.query_string());
    sign_out::sign_out(context, &scope, &caller).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The first `scope` of the query, `""` if there is none.
fn scope_asked(query: &str) -> String {
    let scope = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "scope");
    scope.map_or_else(String::new, |(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_scope_of_the_query_counts() {
        assert_eq!(scope_asked("a=b&scope=lo%63al&scope=others"), "local");
    }

    #[test]
    fn without_a_scope_the_text_is_empty() {
        assert_eq!(scope_asked(""), "");
        assert_eq!(scope_asked("scope="), "");
        assert_eq!(scope_asked("Scope=local"), "");
    }
}
