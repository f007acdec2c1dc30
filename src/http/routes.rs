//! The route table, and what is said where it has no row.
//!
//! Everything is served twice: at `/auth/v1`, where clients of a Supabase project look for it, and at `/`, where a
//! gateway that strips that prefix does. The rows of what is switched off are in `off`.

mod off;

use super::HttpError;
use super::edge::Edge;
use super::endpoints::{
    admin, authorize, callback, health, identities, logout, settings, signup, token, user,
    well_known,
};
use super::state::HttpState;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, Resource, Route};

/// Where Supabase's clients look for the service beneath a project's URL.
pub const PREFIX: &str = "/auth/v1";

/// Puts the service, with its middleware, into an application.
pub fn configure(cfg: &mut ServiceConfig, state: HttpState) {
    configure_with(cfg, state, |_| {});
}

/// The same, with routes of the caller's own beside the service's, behind the same middleware.
pub fn configure_with(cfg: &mut ServiceConfig, state: HttpState, own: OwnRoutes) {
    let edge = Edge::new(state.edge());
    cfg.app_data(state);
    serve_within(cfg, edge, own);
}

/// Puts further routes into an application.
pub type OwnRoutes = fn(&mut ServiceConfig);

/// The routes inside of the middleware.
pub(super) fn serve_within(cfg: &mut ServiceConfig, edge: Edge, own: OwnRoutes) {
    let prefixed = web::scope(PREFIX)
        .configure(table)
        .default_service(web::to(nothing_here));
    let all = web::scope("")
        .wrap(edge.clone())
        .service(prefixed)
        .configure(own)
        .configure(table)
        .default_service(web::to(nothing_here));
    // A target that is no path, such as the `*` of OPTIONS, is in no scope.
    cfg.service(all)
        .default_service(web::to(nothing_here).wrap(edge));
}

/// Which handler answers what.
#[rustfmt::skip] // A table reads as a table: a path, a row.
fn table(cfg: &mut ServiceConfig) {
    resource(cfg, "/token", "POST", [web::post().to(token::grant)]);
    resource(cfg, "/signup", "POST", [web::post().to(signup::sign_up)]);
    resource(cfg, "/user", "GET, PUT", [web::get().to(user::show), web::put().to(user::update)]);
    resource(cfg, "/authorize", "GET", [web::get().to(authorize::sign_in)]);
    resource(cfg, "/callback", "GET, POST", [web::get().to(callback::by_get), web::post().to(callback::by_post)]);
    resource(cfg, "/user/identities/authorize", "GET", [web::get().to(authorize::link)]);
    resource(cfg, "/logout", "POST", [web::post().to(logout::end_sessions)]);
    // Administration.
    resource(cfg, "/admin/users", "GET, POST", [web::get().to(admin::users::list), web::post().to(admin::users::create)]);
    resource(cfg, "/admin/users/{user_id}", "GET, PUT, DELETE", [web::get().to(admin::user::show), web::put().to(admin::user::update), web::delete().to(admin::user::delete)]);
    resource(cfg, "/admin/audit", "GET", [web::get().to(admin::audit::list)]);
    resource(cfg, "/.well-known/jwks.json", "GET, HEAD", [web::get().to(well_known::jwks), web::head().to(well_known::jwks)]);
    resource(cfg, "/.well-known/openid-configuration", "GET, HEAD", [web::get().to(well_known::openid_configuration), web::head().to(well_known::openid_configuration)]);
    resource(cfg, "/settings", "GET, HEAD", [web::get().to(settings::show), web::head().to(settings::show)]);
    resource(cfg, "/health", "GET, HEAD", [web::get().to(health::alive), web::head().to(health::alive)]);
    resource(cfg, "/health/ready", "GET, HEAD", [web::get().to(health::ready), web::head().to(health::ready)]);
    off::table(cfg);
    // Last: the path of an identity is any, and others begin alike.
    resource(cfg, "/user/identities/{identity_id}", "DELETE", [web::delete().to(identities::unlink)]);
}

fn resource<const N: usize>(
    cfg: &mut ServiceConfig,
    path: &str,
    allow: &'static str,
    routes: [Route; N],
) {
    let refuse =
        move || async move { Err::<HttpResponse, _>(HttpError::MethodNotAllowed { allow }) };
    let resource = web::resource(path).default_service(web::to(refuse));
    cfg.service(routes.into_iter().fold(resource, Resource::route));
}

async fn nothing_here() -> Result<HttpResponse, HttpError> {
    Err(HttpError::NotFound)
}

#[cfg(test)]
mod tests;
