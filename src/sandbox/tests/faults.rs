//! The stand-in misbehaves as it is told, and counts what it was asked.

use crate::sandbox::{Fault, StandIn, StatusCode, paths};

use super::{client, get, start};

async fn fetch(stand_in: &StandIn) -> reqwest::Response {
    let url = format!("{}{}", stand_in.url(), paths::KEYS);
    client().get(url).send().await.unwrap()
}

#[tokio::test]
async fn a_fault_lasts_once_or_until_it_is_cleared() {
    let stand_in = start().await;
    let faults = stand_in.faults();
    let fault = Fault::Status(StatusCode::SERVICE_UNAVAILABLE);
    faults.once(paths::KEYS, fault.clone());
    assert_eq!(fetch(&stand_in).await.status(), 503);
    assert_eq!(fetch(&stand_in).await.status(), 200);
    faults.always(paths::KEYS, fault);
    assert_eq!(fetch(&stand_in).await.status(), 503);
    assert_eq!(fetch(&stand_in).await.status(), 503);
    assert_eq!(get(&stand_in, paths::DISCOVERY).await.0, 200);
    faults.clear(paths::KEYS);
    assert_eq!(fetch(&stand_in).await.status(), 200);
    assert_eq!(stand_in.requests(paths::KEYS), 5);
    assert_eq!(stand_in.requests(paths::DISCOVERY), 1);
    assert_eq!(stand_in.requests(paths::TOKEN), 0);
}

#[tokio::test]
async fn who_hangs_gets_the_genuine_answer_on_release() {
    let stand_in = start().await;
    let faults = stand_in.faults();
    faults.always(paths::KEYS, Fault::Hang);
    let (first, second, ()) = tokio::join!(fetch(&stand_in), fetch(&stand_in), async {
        faults.arrived(paths::KEYS, 2).await;
        faults.release();
    });
    assert_eq!(first.status(), 200);
    assert_eq!(second.status(), 200);
    assert_eq!(fetch(&stand_in).await.status(), 200);
}

#[tokio::test]
async fn while_one_path_hangs_the_others_answer() {
    let stand_in = start().await;
    let faults = stand_in.faults();
    faults.once(paths::KEYS, Fault::Hang);
    let (hung, ()) = tokio::join!(fetch(&stand_in), async {
        faults.arrived(paths::KEYS, 1).await;
        assert_eq!(get(&stand_in, paths::DISCOVERY).await.0, 200);
        assert_eq!(fetch(&stand_in).await.status(), 200);
        faults.release();
    });
    assert_eq!(hung.status(), 200);
}

#[tokio::test]
async fn it_stops_although_a_request_hangs() {
    let stand_in = start().await;
    let faults = stand_in.faults();
    faults.always(paths::KEYS, Fault::Hang);
    let url = format!("{}{}", stand_in.url(), paths::KEYS);
    let (hung, ()) = tokio::join!(client().get(url).send(), async {
        faults.arrived(paths::KEYS, 1).await;
        stand_in.stop().await;
    });
    assert!(!hung.unwrap_err().is_timeout());
}

#[tokio::test]
async fn a_redirect_names_where_to() {
    let stand_in = start().await;
    let target = "http://127.0.0.1:9/keys";
    stand_in
        .faults()
        .once(paths::KEYS, Fault::Redirect(target.to_owned()));
    let response = fetch(&stand_in).await;
    assert_eq!(response.status(), 302);
    assert_eq!(response.headers()["location"], target);
}

#[tokio::test]
async fn an_oversized_answer_is_the_genuine_one_but_for_its_size() {
    let stand_in = start().await;
    stand_in.faults().once(paths::KEYS, Fault::Oversized);
    let body = fetch(&stand_in).await.text().await.unwrap();
    assert!(body.len() > 2 * 1024 * 1024);
    let parsed: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(parsed, stand_in.jwks().unwrap());
}

#[tokio::test]
async fn an_answer_may_be_no_json_or_cut_off_or_any_text() {
    let stand_in = start().await;
    let faults = stand_in.faults();
    faults.once(paths::KEYS, Fault::NotJson);
    let html = fetch(&stand_in).await;
    assert_eq!(html.headers()["content-type"], "text/html");
    assert!(html.json::<serde_json::Value>().await.is_err());
    faults.once(paths::KEYS, Fault::CutOff);
    let cut = fetch(&stand_in).await;
    assert_eq!(cut.status(), 200);
    assert!(!cut.bytes().await.unwrap_err().is_timeout());
    faults.once(paths::KEYS, Fault::Body(r#"{"keys":[]}"#.to_owned()));
    let body = fetch(&stand_in).await.text().await.unwrap();
    assert_eq!(body, r#"{"keys":[]}"#);
}
