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
