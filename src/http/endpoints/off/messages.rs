//! `POST /resend` and `POST /otp`: a mail or a text message would be sent.

use crate::flows::Error;
use crate::flows::off::{Incomplete, Off};
use crate::http::HttpError;
use crate::http::body::{JsonBody, RawBody};
use actix_web::HttpResponse;

/// A confirmation again. What is off is told before a type is missed.
pub async fn resend(body: RawBody) -> Result<HttpResponse, HttpError> {
    let mut body = JsonBody::parse(&body)?;
    let (email, phone) = (body.text("email")?, body.text("phone")?);
    Err(match (email, phone) {
        (Some(_), Some(_)) => Error::Incomplete(Incomplete::ResendToBoth),
        (Some(_), None) => Error::Off(Off::Emails),
        (None, Some(_)) => Error::Off(Off::TextMessages),
        (None, None) => Error::Incomplete(match body.text("type")?.as_deref() {
            Some("signup") => Incomplete::ResendEmail,
            Some("sms") => Incomplete::ResendPhone,
            Some("email_change" | "phone_change") => Incomplete::ResendToNobody,
            _ => Incomplete::ResendType,
        }),
    }
    .into())
}

/// A code, or a link.
pub async fn otp(body: RawBody) -> Result<HttpResponse, HttpError> {
    let mut body = JsonBody::parse(&body)?;
    let (email, phone) = (body.text("email")?, body.text("phone")?);
    Err(match (email, phone) {
        (Some(_), Some(_)) => Error::Incomplete(Incomplete::CodeToBoth),
        (Some(_), None) => Error::Off(Off::EmailLogins),
        (None, Some(_)) => Error::Off(Off::PhoneCodes),
        (None, None) => Error::Incomplete(Incomplete::CodeToNobody),
    }
    .into())
}
