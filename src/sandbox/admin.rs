//! The stand-in's own two endpoints, for people and for test clients in any language: they mint what a sign-in at
//! Kakao would have brought.
//!
//! The body must be declared as JSON: a page on another site cannot send that without asking first, and nothing here
//! answers such a question.

use actix_web::{
    HttpResponse, ResponseError,
    error::JsonPayloadError,
    http::StatusCode,
    web::{Data, Json, JsonConfig},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    error::SandboxError,
    options::StandInUser,
    requests::{CodeRequest, ID_TOKEN_LIFE, TokenRequest, hashed_nonce},
    state::State,
};

/// What may be asked; everything has a default but `redirect_uri`, which belongs to a code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    sub: Option<Subject>,
    nickname: Option<String>,
    email: Option<String>,
    email_valid: Option<bool>,
    email_verified: Option<bool>,
    picture: Option<String>,
    client_id: Option<String>,
    nonce: Option<String>,
    raw_nonce: Option<String>,
    expires_in: Option<i64>,
    redirect_uri: Option<String>,
    code_challenge: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Subject {
    Number(u64),
    Text(String),
}

/// Why nothing was minted.
#[derive(Debug, thiserror::Error)]
pub(super) enum AdminError {
    #[error("the body cannot be used: {0}")]
    Body(#[from] JsonPayloadError),
    #[error(
        "sub must be a whole number below 2^64, as text or number, without sign or leading zeros"
    )]
    Subject,
    #[error("nonce is the claim itself and raw_nonce is hashed first: give one of them")]
    TwoNonces,
    #[error("redirect_uri and code_challenge belong to /sandbox/code")]
    NotACode,
    #[error("redirect_uri is missing")]
    NoRedirectUri,
    #[error("{0}")]
    Failed(#[from] SandboxError),
}

impl ResponseError for AdminError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Body(JsonPayloadError::ContentType) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Body(cause) => cause.status_code(),
            Self::Subject | Self::TwoNonces | Self::NotACode | Self::NoRedirectUri => {
                StatusCode::BAD_REQUEST
            }
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::build(self.status_code()).json(json!({
            "error": "invalid_request",
            "error_description": self.to_string(),
        }))
    }
}

/// How the bodies are read.
pub(super) fn json_config() -> JsonConfig {
    JsonConfig::default().error_handler(|cause, _| AdminError::Body(cause).into())
}

/// `POST /sandbox/id_token`
pub(super) async fn id_token(
    state: Data<State>,
    wanted: Json<Wanted>,
) -> Result<HttpResponse, AdminError> {
    if wanted.redirect_uri.is_some() || wanted.code_challenge.is_some() {
        return Err(AdminError::NotACode);
    }
    let request = wanted.into_inner().token_request(&state)?;
    Ok(HttpResponse::Ok().json(state.mint_id_token(&request)?))
}

/// `POST /sandbox/code`
pub(super) async fn code(
    state: Data<State>,
    wanted: Json<Wanted>,
) -> Result<HttpResponse, AdminError> {
    let mut wanted = wanted.into_inner();
    let redirect_uri = wanted.redirect_uri.take();
    let request = CodeRequest {
        redirect_uri: redirect_uri.ok_or(AdminError::NoRedirectUri)?,
        code_challenge: wanted.code_challenge.take(),
        token: wanted.token_request(&state)?,
    };
    Ok(HttpResponse::Ok().json(json!({"code": state.mint_code(&request)})))
}

impl Wanted {
    fn token_request(self, state: &State) -> Result<TokenRequest, AdminError> {
        let nonce = match (&self.nonce, &self.raw_nonce) {
            (Some(_), Some(_)) => return Err(AdminError::TwoNonces),
            (Some(claim), None) => Some(claim.clone()),
            (None, Some(raw)) => Some(hashed_nonce(raw)),
            (None, None) => None,
        };
        Ok(TokenRequest {
            nonce,
            client_id: self.client_id.clone(),
            expires_in: self.expires_in.unwrap_or(ID_TOKEN_LIFE),
            user: self.user(state)?,
        })
    }

    /// The person whom `sub` names, known or not, with what was said about them here.
    fn user(self, state: &State) -> Result<StandInUser, AdminError> {
        let known = match &self.sub {
            None => state.users.first().cloned(),
            Some(subject) => {
                let id = subject.id()?;
                let known = state.users.iter().find(|user| user.id == id);
                Some(known.cloned().unwrap_or_else(|| StandInUser::new(id)))
            }
        };
        let known = known.unwrap_or_else(StandInUser::sample);
        Ok(StandInUser {
            id: known.id,
            nickname: self.nickname.or(known.nickname),
            picture: self.picture.or(known.picture),
            email: self.email.or(known.email),
            email_is_valid: self.email_valid.unwrap_or(known.email_is_valid),
            email_is_verified: self.email_verified.unwrap_or(known.email_is_verified),
        })
    }
}

impl Subject {
    fn id(&self) -> Result<u64, AdminError> {
        match self {
            Self::Number(id) => Ok(*id),
            // Written another way (a sign, a zero in front) it would come back changed.
            Self::Text(text) => match text.parse::<u64>() {
                Ok(id) if id.to_string() == *text => Ok(id),
                Ok(_) | Err(_) => Err(AdminError::Subject),
            },
        }
    }
}
