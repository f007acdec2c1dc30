//! Whether a request comes from one of the operator's own programs, which speaks for many users.

use super::Caller;
use super::Context;
use super::authenticate::{is_admin, verified};

/// Whether it carries a valid token of an admin role, as `apikey` or as bearer.
pub fn is_back_end(ctx: &Context, api_key: Option<&str>, caller: &Caller) -> bool {
    let bearer = caller.authorization.as_deref();
    let of_key = api_key.map(|key| format!("Bearer {key}"));
    // Supabase's clients send their key as both, unless somebody is signed in.
    let of_key = of_key.filter(|of_key| Some(of_key.as_str()) != bearer);
    is_admins(ctx, bearer) || is_admins(ctx, of_key.as_deref())
}

fn is_admins(ctx: &Context, authorization: Option<&str>) -> bool {
    verified(ctx, authorization).is_ok_and(|token| is_admin(ctx, &token))
}
