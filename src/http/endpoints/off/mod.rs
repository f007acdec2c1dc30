//! Endpoints of Supabase Auth's for what this service does not do: each answers as Supabase Auth does with the feature
//! switched off, never as if there were nothing at its path.
//!
//! Most look at nothing but who asks: a row of the route table has the [`Guard`], [`refuse`] makes the handler. The others
//! tell apart what they were sent: [`messages`], [`verify`], [`factors`], [`admin`].

pub mod admin;
pub mod factors;
pub mod messages;
pub mod verify;

use crate::flows::admin::admit;
use crate::flows::authenticate::authenticate;
use crate::flows::off::Off;
use crate::flows::{Caller, Context, Error};
use crate::http::HttpError;
use crate::http::caller::AskedBy;
use crate::http::state::HttpState;
use actix_web::{HttpRequest, HttpResponse, Route, web};

/// Whose token is asked for before anything is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// Nobody's.
    None,
    /// A user's.
    User,
    /// An admin's.
    Admin,
}

impl Guard {
    async fn check(self, ctx: &Context, caller: &Caller) -> Result<(), Error> {
        match self {
            Self::None => Ok(()),
            Self::User => authenticate(ctx, caller.authorization.as_deref())
                .await
                .map(|_| ()),
            Self::Admin => admit(ctx, caller).await.map(|_| ()),
        }
    }
}

/// A route, by any method, to whoever passes `guard` is told that the feature is off.
pub fn refuse(guard: Guard, off: Off) -> Route {
    web::route().to(
        move |request: HttpRequest, AskedBy(caller): AskedBy| async move {
            let context = HttpState::of(&request)?.context();
            guard.check(context, &caller).await?;
            Err::<HttpResponse, HttpError>(Error::Off(off).into())
        },
    )
}
