//! The endpoints, a file each: they extract, make one call, and turn the answer into a wire type.
//!
//! [`token`] is what the service is for; [`authorize`] and [`callback`] send browsers on; [`signup`] begins without an
//! account; [`user`], [`identities`] and [`logout`] take a session; [`well_known`], [`settings`] and [`health`] are for
//! everyone, those in [`admin`] for back ends; [`off`] is what there is not.

pub mod admin;
pub mod authorize;
pub mod callback;
pub mod health;
pub mod identities;
pub mod logout;
pub mod off;
pub mod settings;
pub mod signup;
pub mod token;
pub mod user;
pub mod well_known;

use crate::http::HttpError;
use crate::http::wire::json::encode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;

/// As Supabase Auth has it: without a charset.
const JSON: &str = "application/json";

fn json<T: Serialize>(
    mut builder: HttpResponseBuilder,
    value: &T,
) -> Result<HttpResponse, HttpError> {
    builder.insert_header((CONTENT_TYPE, JSON));
    Ok(builder.body(encode(value)?))
}

/// A document that is the same for everyone.
fn document(bytes: &Bytes) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, JSON))
        .body(bytes.clone())
}

/// One that may be kept for ten minutes by whoever passes it on.
fn cacheable_document(bytes: &Bytes) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, JSON))
        .insert_header((CACHE_CONTROL, "public, max-age=600"))
        .body(bytes.clone())
}
