//! Failures of ours, which tell a client nothing.

use super::*;

#[test]
fn what_fails_on_our_side_tells_nothing() {
    let unwritable = serde_json::from_str::<u8>("secret").expect_err("no number");
    let answers = rows([
        Error::DatabaseUnavailable {
            reason: "secret".into(),
        }
        .into(),
        Error::TimedOut.into(),
        Error::Unexpected("secret".into()).into(),
        HttpError::TimedOut,
        HttpError::Panicked,
        HttpError::Unwritable(unwritable),
        HttpError::Misassembled("secret"),
    ]);
    assert!(!answers.contains("secret"));
    insta::assert_snapshot!(answers, @r#"
    503 retry-after: 1, x-sb-error-code: database_unavailable
    {"code":503,"error_code":"database_unavailable","msg":"The database is not available at the moment, please retry after a moment.","error_id":"the-id"}
    {"code":"database_unavailable","message":"The database is not available at the moment, please retry after a moment."}

    504 x-sb-error-code: request_timeout
    {"code":504,"error_code":"request_timeout","msg":"Processing this request timed out, please retry after a moment.","error_id":"the-id"}
    {"code":"request_timeout","message":"Processing this request timed out, please retry after a moment."}

    500 x-sb-error-code: unexpected_failure
    {"code":500,"error_code":"unexpected_failure","msg":"Unexpected failure, please check server logs for more information","error_id":"the-id"}
    {"code":"unexpected_failure","message":"Unexpected failure, please check server logs for more information"}

    504 x-sb-error-code: request_timeout
    {"code":504,"error_code":"request_timeout","msg":"Processing this request timed out, please retry after a moment.","error_id":"the-id"}
    {"code":"request_timeout","message":"Processing this request timed out, please retry after a moment."}

    500 x-sb-error-code: unexpected_failure
    {"code":500,"error_code":"unexpected_failure","msg":"Internal Server Error","error_id":"the-id"}
    {"code":"unexpected_failure","message":"Internal Server Error"}

    500 x-sb-error-code: unexpected_failure
    {"code":500,"error_code":"unexpected_failure","msg":"Unexpected failure, please check server logs for more information","error_id":"the-id"}
    {"code":"unexpected_failure","message":"Unexpected failure, please check server logs for more information"}

    500 x-sb-error-code: unexpected_failure
    {"code":500,"error_code":"unexpected_failure","msg":"Unexpected failure, please check server logs for more information","error_id":"the-id"}
    {"code":"unexpected_failure","message":"Unexpected failure, please check server logs for more information"}
    "#);
}
