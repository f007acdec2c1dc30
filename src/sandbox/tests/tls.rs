//! With a certificate it speaks https in the issuer's name.

use std::{net::SocketAddr, sync::Arc};

use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use serde_json::Value;

use crate::{
    clock::SystemChance,
    config::Secret,
    sandbox::{SandboxError, StandIn, StandInOptions, TlsFiles, paths},
};

use super::{StoppedClock, client_trusting, options, start_with};

fn certificate() -> TlsFiles {
    let names = ["kauth.kakao.com", "kapi.kakao.com", "127.0.0.1"].map(str::to_owned);
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    TlsFiles {
        certificate: made.cert.pem(),
        key: Secret::new(made.signing_key.serialize_pem()),
    }
}

fn with(tls: TlsFiles, issuer: Option<&str>) -> StandInOptions {
    StandInOptions {
        tls: Some(tls),
        issuer: issuer.map(str::to_owned),
        ..options()
    }
}

fn trusting(certificate: &str) -> reqwest::ClientBuilder {
    let mut roots = RootCertStore::empty();
    let der = CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap();
    roots.add(der).unwrap();
    client_trusting(roots)
}

async fn refusal(options: StandInOptions) -> SandboxError {
    match StandIn::start(options, StoppedClock::new(), Arc::new(SystemChance)).await {
        Ok(_) => panic!("it started"),
        Err(cause) => cause,
    }
}

#[tokio::test]
async fn it_can_be_kakao_itself_by_name_and_certificate() {
    let files = certificate();
    let issuer = "https://kauth.kakao.com";
    let kakao = with(files.clone(), Some(issuer));
    let stand_in = start_with(kakao, &StoppedClock::new()).await;
    let address: SocketAddr = stand_in
        .url()
        .strip_prefix("https://")
        .unwrap()
        .parse()
        .unwrap();
    let client = trusting(&files.certificate)
        .resolve("kauth.kakao.com", address)
        .build()
        .unwrap();
    let url = format!("{issuer}:{}{}", address.port(), paths::DISCOVERY);
    let document: Value = client.get(url).send().await.unwrap().json().await.unwrap();
    assert_eq!(document["issuer"], issuer);
    assert_eq!(document["jwks_uri"], format!("{issuer}{}", paths::KEYS));
    assert_eq!(
        document["userinfo_endpoint"],
        format!("{issuer}{}", paths::USERINFO)
    );
}

#[tokio::test]
async fn without_an_issuer_it_is_its_own_https_address() {
    let files = certificate();
    let stand_in = start_with(with(files.clone(), None), &StoppedClock::new()).await;
    assert!(stand_in.issuer().starts_with("https://127.0.0.1:"));
    let client = trusting(&files.certificate).build().unwrap();
    let url = format!("{}{}", stand_in.issuer(), paths::KEYS);
    let keys: Value = client.get(url).send().await.unwrap().json().await.unwrap();
    assert_eq!(keys, stand_in.jwks().unwrap());
}

#[tokio::test]
async fn an_issuer_without_https_and_a_certificate_do_not_go_together() {
    let refused = refusal(with(certificate(), Some("http://localhost:9000"))).await;
    assert!(matches!(refused, SandboxError::Issuer { .. }));
}

#[tokio::test]
async fn files_that_are_no_certificate_and_key_are_refused_apart() {
    let keyless = TlsFiles {
        key: Secret::new("no key"),
        ..certificate()
    };
    assert!(matches!(
        refusal(with(keyless, None)).await,
        SandboxError::Pem(_)
    ));
    let nameless = TlsFiles {
        certificate: String::new(),
        ..certificate()
    };
    assert!(matches!(
        refusal(with(nameless, None)).await,
        SandboxError::Tls(_)
    ));
    let mismatched = TlsFiles {
        key: certificate().key,
        ..certificate()
    };
    assert!(matches!(
        refusal(with(mismatched, None)).await,
        SandboxError::Tls(_)
    ));
}
