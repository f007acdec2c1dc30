//! `/metrics`: on its own address, what it says, and that the documents and the dashboard say the same.

mod names;

use crate::support::binary::Binary;
use crate::support::client::Client;
use crate::support::database::{TestDatabase, both_databases};
use crate::support::kakao::Kakao;
use crate::{err, run};
use daemun::sandbox::{CodeRequest, StandInUser};
use names::{documented, expressions, named, read, samples, samples_of, told};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};

/// A service that tells metrics, and where.
struct Scraped {
    service: Binary,
    kakao: Kakao,
    address: SocketAddr,
    metrics: Client,
}

impl Scraped {
    fn new(database: &TestDatabase) -> Self {
        let kakao = Kakao::start();
        let more = [
            ("DAEMUN_METRICS_LISTEN", "127.0.0.1:0"),
            ("DAEMUN_SITE_URL", "https://app.example.com"),
            ("DAEMUN_EXTERNAL_ANONYMOUS_USERS_ENABLED", "true"),
        ];
        let service = Binary::serve_with(database, &kakao, &more);
        let output = service.output();
        let mut said = output
            .split("http://")
            .filter_map(|rest| rest.split_once("/metrics"));
        let address = said.find_map(|(address, _)| address.parse().ok());
        let address = address.unwrap_or_else(|| panic!("no address of metrics in:\n{output}"));
        Self {
            service,
            kakao,
            address,
            metrics: Client::new(address),
        }
    }

    fn text(&self) -> String {
        let answer = self.metrics.get("/metrics").send().expect(200);
        answer.text().to_owned()
    }

    fn grant(&self, grant: &str, body: &Value) -> Value {
        let target = format!("/auth/v1/token?grant_type={grant}");
        let answer = self.service.client().post(&target).json(body).send();
        answer.json()
    }

    /// Everything that makes a number move: a new user, one who returns, one without a name, a code, a refresh, a replay,
    /// refusals.
    fn live(&self) {
        for _ in 0..2 {
            let body = json!({ "provider": "kakao", "id_token": self.kakao.id_token_of(1) });
            let session = self.grant("id_token", &body);
            let shown = json!({ "refresh_token": session["refresh_token"] });
            for _ in 0..2 {
                let refreshed = self.grant("refresh_token", &shown);
                assert!(refreshed["access_token"].is_string(), "{refreshed}");
            }
        }
        let redirect_uri = "https://app.example.com/kakao";
        let code = self
            .kakao
            .mint_code(&CodeRequest::of(StandInUser::new(2), redirect_uri));
        let body = json!({ "provider": "kakao", "code": code, "redirect_uri": redirect_uri });
        self.grant("id_token", &body);
        self.grant("id_token", &body);
        self.service.client().post("/signup").send().expect(200);
        self.grant("refresh_token", &json!({ "refresh_token": "mwytfjo2rk4m" }));
        self.service
            .client()
            .get("/user/somebody-s-own-path")
            .send();
        self.service
            .client()
            .request("OTTO", "/somebody-s-own-path")
            .send();
    }
}

#[track_caller]
fn assert_says(text: &str, line: &str) {
    assert!(
        text.lines().any(|found| found == line),
        "no {line} in:\n{text}"
    );
}

both_databases! {
    fn what_happened_is_told(database: TestDatabase) {
        let scraped = Scraped::new(&database);
        scraped.live();
        let text = scraped.text();
        for line in [
            r#"daemun_sign_ins_total{kind="new"} 2"#,
            r#"daemun_sign_ins_total{kind="returning"} 1"#,
            r#"daemun_sign_ins_total{kind="linked"} 0"#,
            r#"daemun_sign_ins_total{kind="anonymous"} 1"#,
            r#"daemun_refreshes_total{result="rotated"} 2"#,
            r#"daemun_refreshes_total{result="replayed"} 2"#,
            r#"daemun_refreshes_total{result="upgraded"} 0"#,
            r#"daemun_refreshes_total{result="refused"} 1"#,
            r#"daemun_code_exchanges_total{result="ok"} 1"#,
            r#"daemun_code_exchanges_total{result="refused"} 1"#,
            r#"daemun_key_fetches_total{result="ok"} 1"#,
            r#"daemun_key_fetches_total{result="stale_served"} 0"#,
            r#"daemun_http_requests_total{route="/token",method="POST",status="2xx"} 7"#,
            r#"daemun_http_requests_total{route="/token",method="POST",status="4xx"} 2"#,
            r#"daemun_http_requests_total{route="(none)",method="GET",status="4xx"} 1"#,
            r#"daemun_http_requests_total{route="(none)",method="OTHER",status="4xx"} 1"#,
            r#"daemun_http_request_duration_seconds_count{route="/token",method="POST"} 9"#,
            r#"daemun_refusals_total{reason="not_found"} 2"#,
            r#"daemun_refusals_total{reason="refresh_token_not_found"} 1"#,
            r"daemun_writer_batch_size_sum 8.0",
            r#"daemun_writer_batch_size_bucket{le="+Inf"} 8"#,
            r"daemun_writer_queue_length 0",
            r#"daemun_database_errors_total{kind="failed"} 0"#,
            r#"daemun_database_errors_total{kind="unavailable"} 0"#,
            r#"daemun_database_connections{state="in_use"} 0"#,
            r"# EOF",
        ] {
            assert_says(&text, line);
        }
        let kind = if database.is_postgres() { "postgresql" } else { "sqlite" };
        let version = env!("CARGO_PKG_VERSION");
        assert_says(&text, &format!(r#"daemun_build_info{{version="{version}",database="{kind}"}} 1"#));
        assert!(!text.contains("somebody"), "{text}");
        for own in ["127.0.0.1", "auth/v1", "OTTO"] {
            assert!(!text.contains(own), "{own} in:\n{text}");
        }
    }

    fn the_page_and_the_dashboard_name_what_there_is(database: TestDatabase) {
        let scraped = Scraped::new(&database);
        scraped.live();
        let told = told(&scraped.text());
        assert_eq!(documented(), told);

        let samples: BTreeSet<String> = told.iter().flat_map(|(name, (kind, _))| samples(name, kind)).collect();
        for document in ["docs/grafana/daemun.json", "docs/metrics.md"] {
            let named = named(&read(document));
            assert!(named.len() > 10, "{document} names {named:?}");
            let bases: BTreeSet<String> = told.keys().cloned().chain(samples.iter().cloned()).collect();
            let unknown: Vec<_> = named.difference(&bases).collect();
            assert!(unknown.is_empty(), "{document} names what is not there: {unknown:?}");
        }
        let shown = expressions(&serde_json::from_str(&read("docs/grafana/daemun.json")).expect("JSON"));
        let shown = named(&shown.join("\n"));
        assert!(shown.is_subset(&samples), "the dashboard shows no sample: {:?}", shown.difference(&samples));
        for (name, (kind, _)) in &told {
            assert!(samples_of(name, kind, &shown), "the dashboard does not show {name}");
        }
    }

    fn the_service_s_own_port_has_no_metrics(database: TestDatabase) {
        let scraped = Scraped::new(&database);
        for path in ["/metrics", "/auth/v1/metrics", "//metrics", "/metrics/", "/auth/v1/../../metrics"] {
            let answer = scraped.service.client().get(path).send();
            assert_eq!(answer.status, 404, "{path}: {answer}");
        }
    }

    fn the_metrics_port_has_nothing_else(database: TestDatabase) {
        let scraped = Scraped::new(&database);
        for path in ["/", "/health", "/auth/v1/metrics", "/metrics/", "/token"] {
            assert_eq!(scraped.metrics.get(path).send().status, 404, "{path}");
        }
        for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
            let answer = scraped.metrics.request(method, "/metrics").send();
            assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{method}");
        }
        let answer = scraped.metrics.get("/metrics").send();
        let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
        assert_eq!(answer.header("content-type"), Some(kind));
        let head = head(scraped.address);
        assert!(head.starts_with("HTTP/1.1 200 ") && head.ends_with("\r\n\r\n"), "{head}");
        assert!(head.contains(kind), "{head}");
    }

    fn a_service_with_metrics_stops_when_it_is_told_to(database: TestDatabase) {
        let scraped = Scraped::new(&database);
        scraped.text();
        assert_eq!(scraped.service.terminate().code(), Some(0));
        assert!(scraped.metrics.get("/metrics").try_send().is_err());
    }
}

/// The answer to HEAD, which announces a length and has no body.
fn head(address: SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).expect("it listens");
    let request = b"HEAD /metrics HTTP/1.1\r\nHost: metrics\r\nConnection: close\r\n\r\n";
    stream.write_all(request).expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer
}

#[test]
fn an_address_for_metrics_that_cannot_be_had_stops_the_start() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    let base = [
        ("DAEMUN_API_EXTERNAL_URL", "https://auth.example.com"),
        ("DAEMUN_PORT", "0"),
    ];
    let with = |address| {
        run(
            &["serve"],
            &[base[0], base[1], ("DAEMUN_METRICS_LISTEN", address)],
        )
    };
    let busy = with(&address);
    assert_eq!(busy.status.code(), Some(1));
    let said = err(&busy);
    assert!(
        said.contains(&address) && said.contains("METRICS_LISTEN"),
        "{said}"
    );
    for no_address in ["9100", "localhost", "127.0.0.1"] {
        let wrong = with(no_address);
        assert_eq!(wrong.status.code(), Some(3), "{no_address}");
        assert!(err(&wrong).contains("DAEMUN_METRICS_LISTEN"));
    }
}
