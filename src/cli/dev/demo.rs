//! The demo page of `daemun dev`: signs in with the stand-in Kakao in a browser and shows every request.
//!
//! Four files inside the binary, served beside the service, and by this command alone. The page runs its own script and
//! no other, loads nothing from elsewhere, and makes no markup out of text.

use actix_web::HttpResponse;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY,
};
use actix_web::web::{self, ServiceConfig};

/// Where the page is.
pub const PATH: &str = "/demo";

/// The page's own files and the service beside it; `require-trusted-types-for` has the browser refuse to make markup of
/// text, whatever the script does.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// Adds the page to the service's routes.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.route("/", web::get().to(to_the_page))
        .route(PATH, web::get().to(page))
        .route("/demo/demo.js", web::get().to(script))
        .route("/demo/demo.css", web::get().to(style))
        .route("/demo/icon.svg", web::get().to(icon));
}

async fn to_the_page() -> HttpResponse {
    HttpResponse::Found()
        .insert_header((LOCATION, PATH))
        .finish()
}

async fn page() -> HttpResponse {
    file("text/html; charset=utf-8", include_str!("demo/page.html"))
}

async fn script() -> HttpResponse {
    let kind = "text/javascript; charset=utf-8";
    file(kind, include_str!("demo/demo.js"))
}

async fn style() -> HttpResponse {
    file("text/css; charset=utf-8", include_str!("demo/demo.css"))
}

async fn icon() -> HttpResponse {
    file("image/svg+xml", include_str!("demo/icon.svg"))
}

fn file(kind: &'static str, text: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((REFERRER_POLICY, "no-referrer"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(text)
}
