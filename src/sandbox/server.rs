//! The HTTP server: a thread and a runtime of its own, and the route table.
//!
//! So it serves whoever starts it, whatever runtime that has, and what blocks there does not block it.

use std::{io, net::TcpListener, thread};

use actix_web::{
    App, HttpResponse, HttpServer,
    dev::{Server, ServerHandle},
    middleware::from_fn,
    rt::System,
    web::{self, Data, ServiceConfig},
};
use rustls::ServerConfig;
use serde_json::json;
use tokio::sync::oneshot;

use super::{
    admin, authorize, discovery, endings, error::SandboxError, exchange, gate, paths, people,
    state::State,
};

/// Starts the thread; answers with the server's handle and with what tells its end.
pub(super) async fn spawn(
    listener: TcpListener,
    tls: Option<ServerConfig>,
    state: Data<State>,
) -> Result<(ServerHandle, oneshot::Receiver<()>), SandboxError> {
    let (listens, when_listens) = oneshot::channel();
    let (ends, when_ends) = oneshot::channel::<()>();
    thread::Builder::new()
        .name("stand-in-kakao".to_owned())
        .spawn(move || {
            System::new().block_on(async move {
                match serve(listener, tls, state) {
                    Ok(server) => {
                        if listens.send(Ok(server.handle())).is_ok() {
                            report(server.await);
                        }
                    }
                    Err(cause) => drop(listens.send(Err(SandboxError::Server(cause)))),
                }
            });
            drop(ends);
        })
        .map_err(SandboxError::Thread)?;
    match when_listens.await {
        Ok(started) => Ok((started?, when_ends)),
        Err(_) => Err(SandboxError::Ended),
    }
}

fn serve(
    listener: TcpListener,
    tls: Option<ServerConfig>,
    state: Data<State>,
) -> io::Result<Server> {
    let server = HttpServer::new(move || {
        App::new()
            .app_data(state.clone())
            .app_data(admin::json_config())
            .wrap(from_fn(gate::guard))
            .configure(routes)
            .default_service(web::to(not_found))
    })
    .workers(1)
    .disable_signals();
    let server = match tls {
        Some(tls) => server.listen_rustls_0_23(listener, tls)?,
        None => server.listen(listener)?,
    };
    Ok(server.run())
}

fn routes(app: &mut ServiceConfig) {
    app.route(paths::DISCOVERY, web::get().to(discovery::document))
        .route(paths::KEYS, web::get().to(discovery::keys))
        .route(paths::AUTHORIZE, web::get().to(authorize::show))
        .route(paths::AUTHORIZE, web::post().to(authorize::decide))
        .route(paths::CONSENT_STYLE, web::get().to(authorize::style))
        .route(paths::SIGN_OUT, web::get().to(endings::sign_out))
        .route(paths::TOKEN, web::post().to(exchange::token))
        .route(paths::USERINFO, web::get().to(people::userinfo))
        .route(paths::ME, web::get().to(people::me))
        .route(paths::TOKEN_INFO, web::get().to(people::token_info))
        .route(paths::LOG_OUT, web::post().to(endings::log_out))
        .route(paths::UNLINK, web::post().to(endings::unlink))
        .route(paths::MINT_ID_TOKEN, web::post().to(admin::id_token))
        .route(paths::MINT_CODE, web::post().to(admin::code));
}

async fn not_found() -> HttpResponse {
    HttpResponse::NotFound().json(json!({"msg": "the stand-in Kakao has nothing here", "code": -2}))
}

fn report(ended: io::Result<()>) {
    if let Err(cause) = ended {
        tracing::error!(%cause, "the stand-in Kakao ended by an error");
    }
}
