//! Arcjet failures: while it is away, slow or wrong, people pass within the time limit, and the log says so.

use std::time::Instant;

use darasa_local::{
    emulators::Fault,
    testing::{tcp_proxy::Proxy, time_limits::scaled},
};
use tokio::net::TcpListener;

use super::*;
use crate::until_over;

const UNDECIDED: &str = "nobody decided about a visit, so it passes";
/// Two seconds for the decision, and the rest of the request.
const LIMIT: Duration = Duration::from_millis(4_000);
const IN_NO_TIME: Duration = Duration::from_millis(1_500);

/// Lists Ada's jobs while something is wrong with Arcjet; what the log says of it.
async fn passing(app: &TestApp, log: &Log) -> String {
    let (before, began) = (log.lines(UNDECIDED).len(), Instant::now());

    let reply = list(&app.person("ada")).await;

    assert_eq!(reply.status, 200, "{}", reply.text);
    assert!(began.elapsed() < scaled(LIMIT), "{:?}", began.elapsed());
    assert!(!reply.headers.contains_key("ratelimit"), "nobody knows how the limit stands");
    let lines = log.lines(UNDECIDED);
    assert_eq!(lines.len(), before + 1, "{}", log.text());
    let line = &lines[before];
    assert_eq!(line["level"], "ERROR");
    assert_eq!(line["request_id"], reply.header("x-request-id"));
    assert_eq!(line["so_far"], before + 1, "they are counted");
    line["cause"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn whatever_arcjet_says_that_decides_nothing_lets_pass() {
    let (log, app) = (Log::keep(), protected().await);
    let raw = |text: &'static str| Fault::Raw(text.into());
    for (fault, cause) in [
        (Fault::Status(500), "[internal] "),
        (Fault::Status(503), "[unavailable] "),
        (Fault::Status(301), "["),
        (Fault::Garbage, "[internal] a reply that is not as documented: "),
        (Fault::Drop, "[unavailable] the connection broke"),
        (Fault::RateLimited(7), "[resource_exhausted]"),
        (raw("{}"), "[internal] a reply without a decision"),
        (raw("[]"), "[internal] a reply without a decision"),
        (raw(""), "[internal] a reply that is not as documented: "),
        (raw(r#"{"decision":{"id":"req_1"}}"#), "[internal] a decision without a conclusion"),
        (raw(r#"{"decision":{"conclusion":"CONCLUSION_MAYBE"}}"#), "[internal] a decision without a conclusion"),
        (
            raw(r#"{"decision":{"conclusion":"CONCLUSION_ALLOW","ruleResults":[{"conclusion":"CONCLUSION_ALLOW"}]}}"#),
            "[internal] a rule's result without a state",
        ),
    ] {
        app.arcjet().fail_next(1, fault.clone());
        let told = passing(&app, &log).await;
        assert!(told.starts_with(cause), "{fault:?}: {told}");
    }

    app.arcjet().until_reports(12).await;
    for report in app.arcjet().reports() {
        let decision = &report["decision"];
        assert_eq!(decision["conclusion"], "CONCLUSION_ERROR");
        assert!(decision["reason"]["error"]["message"].as_str().unwrap().starts_with('['), "{decision}");
        assert!(decision["id"].as_str().unwrap().starts_with("lreq_"));
        assert_eq!(decision["ruleResults"].as_array().unwrap().len(), 4);
    }
    assert_eq!(app.arcjet().decides().len(), 12, "each was asked about once");
}

#[tokio::test]
async fn an_error_of_the_service_lets_pass_and_is_logged_and_known_there() {
    let (log, app) = (Log::keep(), protected().await);
    for (reply, cause) in [
        (r#"{"decision":{"conclusion":"CONCLUSION_ERROR","reason":{"error":{"message":"boom"}}}}"#, "boom"),
        (r#"{"decision":{"conclusion":"CONCLUSION_CHALLENGE"}}"#, "it wants a challenge"),
    ] {
        app.arcjet().fail_next(1, Fault::Raw(reply.into()));
        assert_eq!(passing(&app, &log).await, cause);
    }
    assert!(app.arcjet().reports().is_empty(), "the service knows what it said");
}

#[tokio::test]
async fn a_silent_arcjet_is_waited_for_two_seconds() {
    let (log, app) = (Log::keep(), protected().await);
    app.arcjet().fail_next(1, Fault::Hang);
    let began = Instant::now();

    assert_eq!(passing(&app, &log).await, "[deadline_exceeded] no answer within 2 s");

    assert!(began.elapsed() >= Duration::from_millis(1_900), "{:?}", began.elapsed());
    app.arcjet().until_reports(1).await;
}

#[tokio::test]
async fn a_slow_arcjet_decides_all_the_same() {
    let (log, app) = (Log::keep(), protected().await);
    app.arcjet().fail_next(1, Fault::Delay(Duration::from_millis(300)));

    let reply = list(&app.person("ada")).await;

    assert!(reply.header("ratelimit").starts_with("\"requests\";r=99;"), "{:?}", reply.headers);
    assert!(log.lines(UNDECIDED).is_empty());
}

#[tokio::test]
async fn nobody_answers_at_all() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let log = Log::keep();
    let app = protected_with([("ARCJET_BASE_URL", &format!("http://{free}"))]).await;

    assert_eq!(passing(&app, &log).await, "[unavailable] it cannot be reached");
}

#[tokio::test]
async fn a_key_that_is_not_taken_lets_pass_and_is_not_in_the_log() {
    let log = Log::keep();
    let app = protected_with([("ARCJET_KEY", "ajkey_hunter2")]).await;

    assert_eq!(passing(&app, &log).await, "[unauthenticated] invalid key");
    let echo = format!(
        r#"{{"decision":{{"conclusion":"CONCLUSION_ERROR","reason":{{"error":{{"message":"ajkey_hunter2{}"}}}}}}}}"#,
        "!".repeat(1_000)
    );
    app.arcjet().fail_next(1, Fault::Raw(echo.into()));
    let told = passing(&app, &log).await;
    assert!(told.starts_with("…!") && told.chars().count() == 200, "{told}");

    assert!(!log.text().contains("hunter2"), "{}", log.text());
}

/// Somebody who answers with what they were sent.
async fn echo() -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut heard = vec![0; 4_096];
            let length = stream.read(&mut heard).await.unwrap();
            let said = json!({ "code": "internal", "message": String::from_utf8_lossy(&heard[..length]) }).to_string();
            let head = format!("HTTP/1.1 500 Oh\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", said.len());
            stream.write_all((head + &said).as_bytes()).await.unwrap();
        }
    });
    url
}

#[tokio::test]
async fn a_key_that_is_echoed_is_not_in_the_log_either() {
    let log = Log::keep();
    let app = protected_with([("ARCJET_KEY", "ajkey_hunter2"), ("ARCJET_BASE_URL", &echo().await)]).await;

    let told = passing(&app, &log).await;

    assert!(told.starts_with("[internal] POST /proto.decide"), "{told}");
    assert!(told.chars().count() <= 200, "{told}");
    assert!(!log.text().contains("hunter2"), "{}", log.text());
}

#[tokio::test]
async fn a_remembered_denial_needs_no_arcjet() {
    let app = protected().await;
    let ada = app.person("ada");
    assert_eq!(list_with(&ada, GPTBOT, ADDRESS).await.status, 403);
    app.arcjet().fail_always(Fault::Hang);

    for _ in 0..3 {
        let began = Instant::now();
        assert_eq!(list(&ada).await.problem(), (403, "bot".to_owned()));
        assert!(began.elapsed() < scaled(IN_NO_TIME), "the report is sent beside the reply: {:?}", began.elapsed());
    }

    assert_eq!(app.arcjet().decides().len(), 1);
}

#[tokio::test]
async fn the_first_connection_is_opened_while_arcjet_decides() {
    let (wait, log) = (Wait::default(), Log::keep());
    let settings = Settings { arcjet: true, clock: wait.clock(), ..Settings::default() };
    let (app, proxy): (TestApp, Proxy) = TestApp::behind_a_proxy(settings).await;
    let ada = app.person("ada");
    app.arcjet().fail_next(1, Fault::Hang);

    let asking = async {
        while app.arcjet().received().is_empty() || proxy.connections() == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        proxy.connections()
    };
    let (reply, connections) = tokio::join!(list(&ada), asking);

    assert_eq!((reply.status.as_u16(), connections), (200, 1));
    assert_eq!(proxy.connections(), 1, "and the query used it");

    until_over(&log, 1).await;

    // After a freeze the connection is of no use, and neither is the one to Arcjet: both are made anew, side by side.
    wait.seconds(60);
    app.arcjet().fail_next(1, Fault::Hang);
    let asking = async {
        while proxy.connections() == 1 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        app.arcjet().decides().len()
    };
    let ada = app.person("ada");
    let (reply, decisions) = tokio::join!(list(&ada), asking);
    assert_eq!((reply.status.as_u16(), proxy.connections()), (200, 2));
    assert!(decisions <= 2, "{decisions}");
}

#[tokio::test]
async fn whoever_is_denied_does_not_wait_for_the_database() {
    let (app, proxy): (TestApp, Proxy) =
        TestApp::behind_a_proxy(Settings { arcjet: true, ..Settings::default() }).await;
    let ada = app.person("ada");
    proxy.silence();
    let began = Instant::now();

    assert_eq!(list_with(&ada, GPTBOT, ADDRESS).await.problem(), (403, "bot".to_owned()));

    assert!(began.elapsed() < scaled(IN_NO_TIME), "{:?}", began.elapsed());
}
