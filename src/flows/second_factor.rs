//! Second factors and asking again who somebody is: both are off, which is told to nobody but a user who is signed in.

use super::authenticate::authenticate;
use super::off::{FactorKind, Incomplete, Off};
use super::{Caller, Context, Error};
use uuid::Uuid;

/// Checks that the caller is a user who might have a second factor.
pub async fn admit(ctx: &Context, caller: &Caller) -> Result<(), Error> {
    let authenticated = authenticate(ctx, caller.authorization.as_deref()).await?;
    if authenticated.account.user.is_anonymous {
        return Err(Error::Incomplete(Incomplete::Anonymous));
    }
    Ok(())
}

/// What is said of enrolling a factor of this kind; `None` is no kind that there is.
pub fn enrol(kind: Option<FactorKind>) -> Error {
    kind.map_or(Error::Incomplete(Incomplete::FactorKind), |kind| {
        Error::Off(Off::Enrolment(kind))
    })
}

/// Whatever is asked of a factor. Nobody has any.
pub async fn find(ctx: &Context, factor_id: &str, caller: &Caller) -> Error {
    match (admit(ctx, caller).await, Uuid::try_parse(factor_id)) {
        (Err(error), _) => error,
        (Ok(()), Err(_not_a_uuid)) => Error::Incomplete(Incomplete::FactorId),
        (Ok(()), Ok(_)) => Error::Off(Off::Factor),
    }
}

/// `GET /reauthenticate`: a code would be sent to the user's e-mail, else to the phone.
pub async fn reauthenticate(ctx: &Context, caller: &Caller) -> Error {
    let user = match authenticate(ctx, caller.authorization.as_deref()).await {
        Ok(authenticated) => authenticated.account.user,
        Err(error) => return error,
    };
    match (user.email, user.phone) {
        (None, None) => Error::Incomplete(Incomplete::ReauthenticationOfNobody),
        (Some(_), _) if user.email_confirmed_at.is_none() => {
            Error::Incomplete(Incomplete::EmailNotConfirmed)
        }
        (Some(_), _) => Error::Off(Off::EmailLogins),
        (None, Some(_)) if user.phone_confirmed_at.is_none() => {
            Error::Incomplete(Incomplete::PhoneNotConfirmed)
        }
        (None, Some(_)) => Error::Off(Off::PhoneLogins),
    }
}
