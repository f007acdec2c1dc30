//! A body that does not arrive in time is let go, whether it says how long it will be or not.

use super::bench::{Bench, GRANT};
use super::refusal::Refusal;
use crate::support::database::both_databases;

const TOO_SLOW: Refusal<'static> = Refusal::Coded(
    408,
    "request_timeout",
    "The request body did not arrive in time, please retry.",
);

both_databases! {
    fn a_body_that_does_not_arrive_is_not_waited_for(database: TestDatabase) {
        let bench = Bench::with(database, &[("DAEMUN_API_MAX_REQUEST_DURATION", "200ms")]);
        let post = || bench.service.client().post(GRANT);
        for (case, header, value, beginning) in [
            ("nothing of what was announced", "Content-Length", "500", ""),
            ("part of what was announced", "Content-Length", "500", r#"{"provider":"kakao","#),
            ("no chunk", "Transfer-Encoding", "chunked", ""),
            ("no end after a chunk", "Transfer-Encoding", "chunked", "2\r\n{}\r\n"),
        ] {
            bench.refuses(case, post().header(header, value).body(beginning), TOO_SLOW);
        }
    }
}
