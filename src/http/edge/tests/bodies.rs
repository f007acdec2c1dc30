//! Bodies that are too large, or that do not end.

use super::*;

#[actix_web::test]
async fn a_body_of_the_greatest_size_is_taken() {
    let asked = TestRequest::post()
        .uri("/takes")
        .set_payload(vec![b'x'; 1_048_576]);
    assert!(answer(asked).await.ends_with("\n1048576"));
}

#[actix_web::test]
async fn a_larger_body_is_refused() {
    let asked = TestRequest::post()
        .uri("/takes")
        .set_payload(vec![b'x'; 1_048_577]);
    insta::assert_snapshot!(answer(asked).await, @r#"
    413
    content-type: application/json
    vary: Origin
    x-content-type-options: nosniff
    x-sb-error-code: request_entity_too_large
    {"code":413,"error_code":"request_entity_too_large","msg":"Request body too large (max 1048576 bytes)"}
    "#);
}

#[actix_web::test]
async fn a_body_that_announces_too_much_is_refused_before_it_comes() {
    let asked = TestRequest::post()
        .uri("/takes")
        .insert_header(("Content-Length", "1048577"));
    assert!(answer(asked).await.starts_with("413\n"));
}

#[actix_web::test]
async fn a_body_that_does_not_end_is_the_clients_fault() {
    let hasty = EdgeSettings {
        max_duration: Duration::ZERO,
        ..settings()
    };
    let mut asked = TestRequest::post().uri("/takes").to_srv_request();
    let endless = futures_util::stream::pending::<Result<Bytes, actix_web::error::PayloadError>>();
    asked.set_payload(actix_web::dev::Payload::from(
        Box::pin(endless) as std::pin::Pin<Box<dyn futures_util::Stream<Item = _>>>
    ));
    let exchange = Exchange::begin(&mut asked, &hasty);
    let progress = Rc::new(Progress::until(exchange.started));
    let service = actix_web::dev::fn_service(|mut request: ServiceRequest| async move {
        request
            .extract::<RawBody>()
            .await
            .map_err(actix_web::Error::from)?;
        Ok::<_, actix_web::Error>(request.into_response(HttpResponse::Ok().finish()))
    });
    let service = actix_web::dev::ServiceFactory::new_service(&service, ())
        .await
        .expect("no way to fail");
    let answer = answer_in_time(Rc::new(service), asked, exchange, progress).await;
    let response = answer.expect_err("no answer in time").error_response();
    let nobody = TestRequest::default().to_http_request();
    insta::assert_snapshot!(shown(ServiceResponse::new(nobody, response)).await, @r#"
    408
    content-type: application/json
    vary: Origin
    x-content-type-options: nosniff
    x-sb-error-code: request_timeout
    {"code":408,"error_code":"request_timeout","msg":"The request body did not arrive in time, please retry."}
    "#);
}

/// What comes back over a real connection to `/takes`, until the server closes it.
async fn everything_until_closed(request: &'static [u8]) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = actix_web::HttpServer::new(|| {
        let hasty = EdgeSettings {
            max_duration: Duration::ZERO,
            ..settings()
        };
        let routes = web::scope("").wrap(Edge::new(Arc::new(hasty)));
        App::new().service(routes.route("/takes", web::post().to(takes)))
    });
    let server = server
        .workers(1)
        .disable_signals()
        .listen(listener)
        .expect("listens")
        .run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    let reading = tokio::task::spawn_blocking(move || read_until_closed(address, request));
    let answer = reading.await.expect("no panic").expect("closed in time");
    handle.stop(false).await;
    answer
}

fn read_until_closed(address: std::net::SocketAddr, request: &[u8]) -> std::io::Result<String> {
    use std::io::{Read as _, Write as _};
    let mut connection = std::net::TcpStream::connect(address)?;
    connection.set_read_timeout(Some(Duration::from_secs(20)))?;
    connection.write_all(request)?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    Ok(answer)
}

#[actix_web::test]
async fn who_never_ends_a_chunked_body_is_let_go() {
    let answer = everything_until_closed(
        b"POST /takes HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    );
    let answer = answer.await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("\r\nconnection: close\r\n"), "{answer}");
}

#[actix_web::test]
async fn who_never_sends_an_announced_body_is_let_go() {
    let answer = everything_until_closed(
        b"POST /takes HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\nabc",
    );
    assert!(answer.await.starts_with("HTTP/1.1 408 "));
}
