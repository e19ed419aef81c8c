//! Runtime loop: what Lambda, or whatever stands in for it, may do to the executable.

use darasa_local::testing::{
    host::{Answered, Host, Platform},
    test_app::SendRequest,
};
use http::Method;
use serde_json::{Value, json};

use super::{function, good_env, on_lambda};

/// So long an event may be.
const EVENT_LIMIT: usize = 8 * 1024 * 1024;
/// So often it asks for an event before it gives up.
const TRIES: usize = 3;
const SECRET: &str = "0123456789abcdef0123456789abcdef";

async fn status(host: &Host, path: &str) -> u16 {
    let (invocation, request) = host.invoke(Method::GET, path);
    let status = request.send_and_read().await.status.as_u16();
    host.end_of(&invocation).await;
    status
}

/// As a Function URL writes it.
fn event(path: &str) -> Value {
    json!({
        "version": "2.0", "rawPath": path, "rawQueryString": "", "headers": { "host": "emulated" },
        "requestContext": { "http": { "method": "GET", "sourceIp": "8.8.4.4" } }, "isBase64Encoded": false,
    })
}

async fn send(host: &Host, payload: impl Into<Vec<u8>>) -> Result<u16, Value> {
    match host.lambda().send(&host.invocation(), payload.into()).await {
        Answered::Reply(reply) => Ok(reply.status.as_u16()),
        Answered::Error(error) => Err(error),
    }
}

#[tokio::test]
async fn an_address_may_have_a_scheme_and_a_path_as_other_emulators_write_it() {
    let written: [fn(u16) -> String; 4] = [
        |port| format!("127.0.0.1:{port}"),
        |port| format!("http://127.0.0.1:{port}"),
        |port| format!("http://127.0.0.1:{port}/"),
        |port| format!("http://127.0.0.1:{port}/functions/bootstrap"),
    ];
    for written in written {
        let host = function(good_env()).on(Platform::Lambda).runtime_api(written).start().await;
        assert_eq!(status(&host, "/api/health").await, 200, "{}", written(1));
    }
}

/// Vercel's functions are Lambda's too.
#[tokio::test]
async fn where_vercel_speaks_lambdas_api_is_left_alone() {
    let api = [("AWS_LAMBDA_RUNTIME_API".to_owned(), "127.0.0.1:1".to_owned())];
    let host = function(good_env().into_iter().chain(api)).start().await;
    assert_eq!(status(&host, "/api/health").await, 200);
}

#[tokio::test]
async fn a_connection_that_breaks_is_made_again_and_not_for_ever() {
    let mut host = on_lambda(good_env()).await;
    host.lambda().cut_next(TRIES - 1);
    for _ in 0..3 {
        assert_eq!(status(&host, "/api/health").await, 200);
    }
    // It waits for an event already, which is answered; it cannot ask for another.
    host.lambda().cut_next(TRIES);
    assert_eq!(send(&host, event("/api/health").to_string()).await, Ok(200));
    assert_eq!(host.exit().await.code(), Some(1));
    assert!(host.until(|heard| heard.log.contains("the function cannot run")).await.started().is_some());
}

#[tokio::test]
async fn requests_at_once_are_answered_one_after_the_other() {
    let host = on_lambda(good_env()).await;
    let asked: Vec<_> = (0..50)
        .map(|_| host.invoke(Method::GET, "/api/health"))
        .map(|(invocation, request)| (invocation, tokio::spawn(request.send())))
        .collect();
    for (invocation, reply) in asked {
        assert_eq!(reply.await.unwrap().unwrap().status(), 200);
        host.end_of(&invocation).await;
        assert_eq!(host.heard().ends_of(&invocation).len(), 1);
    }
}

#[tokio::test]
async fn an_event_that_is_no_request_is_an_error_with_advice_and_the_process_lives_on() {
    let host = on_lambda(good_env()).await;
    let balancer = json!({ "requestContext": { "elb": {} }, "httpMethod": "GET", "path": "/", "headers": {} });
    for (payload, advice) in [
        (json!({ "hunter2": "hunter2" }).to_string(), "by its Function URL"),
        (balancer.to_string(), "put a Function URL or a REST API before this function"),
        ("hunter2".to_owned(), "line 1"),
    ] {
        let error = send(&host, payload).await.unwrap_err();
        assert_eq!(error["errorType"], "Runtime.UnreadableEvent");
        assert!(error["errorMessage"].as_str().unwrap().contains(advice), "{error}");
    }
    let log = host.until(|heard| heard.log.matches("an event could not be read").count() == 3).await.log;
    assert!(!log.contains("hunter2"), "{log}");
    assert_eq!(send(&host, event("/api/health").to_string()).await, Ok(200));
}

#[tokio::test]
async fn a_rest_api_is_answered_too() {
    let host = on_lambda(good_env()).await;
    let event = json!({
        "path": "/api/health", "httpMethod": "GET", "headers": {}, "isBase64Encoded": false,
        "requestContext": { "stage": "prod", "httpMethod": "GET", "identity": { "sourceIp": "8.8.4.4" } },
    });
    assert_eq!(send(&host, event.to_string()).await, Ok(200));
}

#[tokio::test]
async fn an_event_may_be_as_long_as_lambda_lets_one_be_and_no_longer() {
    let host = on_lambda(good_env()).await;
    let event = event("/api/health").to_string();
    for (length, is_read) in [(EVENT_LIMIT - 1, true), (EVENT_LIMIT, true), (EVENT_LIMIT + 1, false)] {
        let padded = event.clone() + &" ".repeat(length - event.len());
        match send(&host, padded).await {
            Ok(status) => assert!(is_read && status == 200, "{length}: {status}"),
            Err(error) => assert!(!is_read && error["errorMessage"] == "length limit exceeded", "{length}: {error}"),
        }
    }
    assert_eq!(send(&host, event).await, Ok(200), "over a new connection");
}

#[tokio::test]
async fn only_our_own_front_is_let_in_where_there_is_a_secret() {
    let secret = [("LAMBDA_ORIGIN_SECRET".to_owned(), SECRET.to_owned())];
    let host = on_lambda(good_env().into_iter().chain(secret)).await;
    for (shown, status) in [(None, 403), (Some("0123456789abcdef0123456789abcdeg"), 403), (Some(SECRET), 200)] {
        let (_, request) = host.invoke(Method::GET, "/api/health");
        let request = shown.into_iter().fold(request, |request, shown| request.header("x-origin-secret", shown));
        let reply = request.send_and_read_unchecked().await;
        assert_eq!(reply.status, status, "{shown:?}");
        assert_eq!(reply.text.contains("docs/lambda.md"), status == 403, "{}", reply.text);
    }
}

#[tokio::test]
async fn a_secret_that_is_none_is_told_to_lambda_before_any_event() {
    let short = [("LAMBDA_ORIGIN_SECRET".to_owned(), "hunter2".to_owned())];
    let mut host = function(good_env().into_iter().chain(short)).on(Platform::Lambda).launch().unwrap();

    assert_eq!(host.exit().await.code(), Some(1));
    let is_told = |heard: &darasa_local::testing::host::Heard| {
        heard.messages.iter().any(|message| message.kind == "init-error") && heard.log.contains("cannot run")
    };
    let heard = host.until(is_told).await;
    assert!(heard.started().is_none(), "it asked for an event: {heard:?}");
    let error = &heard.messages[0].payload;
    assert_eq!(error["errorType"], "Runtime.InitError");
    assert!(error["errorMessage"].as_str().unwrap().contains("LAMBDA_ORIGIN_SECRET is too short"), "{error}");
    assert!(!format!("{heard:?}").contains("hunter2"), "{heard:?}");
}
