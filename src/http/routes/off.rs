//! The part of the route table on what there is not. Whole branches are off at once, at any path beneath and by any method;
//! where Supabase Auth asks for a token first, so does this service.

use super::resource;
use crate::flows::off::Off;
use crate::http::endpoints::off::{Guard, admin, factors, messages, refuse, verify};
use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};

/// Which handler answers what.
#[rustfmt::skip] // A table reads as a table: a path, a row.
pub(super) fn table(cfg: &mut ServiceConfig) {
    resource(cfg, "/recover", "POST", [refuse(Guard::None, Off::Emails).method(Method::POST)]);
    resource(cfg, "/magiclink", "POST", [refuse(Guard::None, Off::EmailLogins).method(Method::POST)]);
    resource(cfg, "/resend", "POST", [web::post().to(messages::resend)]);
    resource(cfg, "/otp", "POST", [web::post().to(messages::otp)]);
    resource(cfg, "/verify", "GET, POST", [web::get().to(verify::by_browser), web::post().to(verify::by_client)]);
    resource(cfg, "/invite", "POST", [web::post().to(admin::invite)]);
    resource(cfg, "/admin/generate_link", "POST", [web::post().to(admin::invite)]);
    resource(cfg, "/admin/sso/providers", "GET, POST", [web::get().to(admin::sso_providers), refuse(Guard::Admin, Off::Saml).method(Method::POST)]);
    resource(cfg, "/reauthenticate", "GET", [web::get().to(factors::reauthenticate)]);
    resource(cfg, "/factors", "POST", [web::post().to(factors::enrol)]);
    resource(cfg, "/.well-known/oauth-authorization-server", "GET", [refuse(Guard::None, Off::OAuthServer).method(Method::GET)]);

    cfg.service(web::resource(branch("/factors/{factor_id}")).to(factors::find));
    for (path, guard, off) in [
        ("/passkeys", Guard::None, Off::Passkeys),
        ("/sso", Guard::None, Off::Saml),
        ("/oauth", Guard::None, Off::OAuthServer),
        ("/scim/v2", Guard::None, Off::Scim),
        ("/user/oauth/grants", Guard::User, Off::OAuthServer),
        ("/admin/oauth", Guard::Admin, Off::OAuthServer),
        ("/admin/custom-providers", Guard::Admin, Off::CustomProviders),
        ("/admin/sso", Guard::Admin, Off::SsoProvider),
    ] {
        cfg.service(web::resource(branch(path)).route(refuse(guard, off)));
    }
}

/// A path and everything beneath it.
fn branch(path: &str) -> Vec<String> {
    vec![path.to_owned(), format!("{path}/{{tail:.*}}")]
}
