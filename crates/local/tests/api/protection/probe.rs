//! `/api/arcjet`: protection at work, for whoever wants to see it.

use bytes::Bytes;
use darasa_local::emulators::{
    Fault,
    arcjet::{Address, Claims},
};

use super::*;

const PROBE: &str = "/api/arcjet";
const GOOGLEBOT: &str = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

async fn probe(app: &TestApp, user_agent: &str, address: &str) -> Answer {
    let request = app.request(Method::GET, PROBE).header("user-agent", user_agent);
    request.header("x-real-ip", address).send_and_read().await
}

fn hello() -> Value {
    json!({ "message": "Hello world" })
}

#[tokio::test]
async fn two_visits_pass_and_the_third_waits() {
    let wait = Wait::default();
    let app = TestApp::with(Settings { arcjet: true, clock: wait.clock(), ..Settings::default() }).await;
    for left in [5, 0] {
        let reply = probe(&app, BROWSER, ADDRESS).await;
        assert_eq!((reply.status.as_u16(), reply.json()), (200, hello()));
        assert!(reply.header("ratelimit").starts_with(&format!("\"probe\";r={left};t=")), "{:?}", reply.headers);
        assert_eq!(reply.header("ratelimit-policy"), r#""probe";q=10;w=10"#);
        assert_eq!(reply.header("cache-control"), "no-store");
    }

    let over = probe(&app, BROWSER, ADDRESS).await;

    assert_eq!(over.status, 429);
    let seconds: u64 = over.header("retry-after").parse().unwrap();
    let reason = json!({ "type": "RATE_LIMIT", "max": 10, "remaining": 0, "reset": seconds, "window": 10 });
    assert_eq!(over.json(), json!({ "error": "Too Many Requests", "reason": reason }));
    assert_eq!(over.header("ratelimit"), format!("\"probe\";r=0;t={seconds}"));
    assert_eq!(over.header("content-type"), "application/json");
    wait.seconds(seconds);
    assert_eq!(probe(&app, BROWSER, ADDRESS).await.status, 200);
    let decide = &app.arcjet().decides()[0];
    assert_eq!(kinds(decide), ["shield", "rateLimit", "botV2"]);
    assert_eq!(decide["details"]["extra"], json!({ "requested": "5" }));
    assert_eq!(decide["rules"][2]["botV2"]["allow"], json!(["CATEGORY:SEARCH_ENGINE"]));
}

#[tokio::test]
async fn only_search_engines_are_programs_enough() {
    let app = protected().await;

    let curl = probe(&app, CURL, ADDRESS).await;

    assert_eq!(curl.status, 403);
    let reason = json!({ "type": "BOT", "denied": ["CURL"] });
    assert_eq!(curl.json(), json!({ "error": "No bots allowed", "reason": reason }));
    assert_eq!(probe(&app, "UptimeRobot/2.0", "8.8.8.8").await.status, 403);
    assert_eq!(probe(&app, GOOGLEBOT, "1.1.1.1").await.json(), hello());
}

#[tokio::test]
async fn attackers_data_centres_and_pretenders_are_forbidden() {
    let app = protected().await;
    app.arcjet().know("1.1.1.1", Address { hosting: true, ..Address::default() });
    app.arcjet().know("1.0.0.1", Address { bots: Claims::Spoofed, ..Address::default() });
    let forbidden = |reason: &str| json!({ "error": "Forbidden", "reason": { "type": reason } });

    assert_eq!(probe(&app, BROWSER, "1.1.1.1").await.json(), forbidden("HOSTING"));
    assert_eq!(probe(&app, GOOGLEBOT, "1.0.0.1").await.json(), forbidden("SPOOFED"));
    let deny = r#"{"decision":{"conclusion":"CONCLUSION_DENY"}}"#;
    app.arcjet().fail_next(1, Fault::Raw(Bytes::from_static(deny.as_bytes())));
    assert_eq!(probe(&app, BROWSER, "8.8.8.8").await.json(), forbidden("UNEXPLAINED"));
    let deny = r#"{"decision":{"conclusion":"CONCLUSION_DENY","reason":{"shield":{"shieldTriggered":true}}}}"#;
    app.arcjet().fail_next(1, Fault::Raw(Bytes::from_static(deny.as_bytes())));
    let shut_out = probe(&app, BROWSER, "8.8.8.8").await;
    assert_eq!((shut_out.status.as_u16(), shut_out.json()), (403, forbidden("SHIELD")));
}

#[tokio::test]
async fn a_data_centre_elsewhere_is_no_reason_to_refuse_somebody() {
    let app = protected().await;
    app.arcjet().know(ADDRESS, Address { hosting: true, ..Address::default() });

    assert_eq!(list(&app.person("ada")).await.status, 200);
}

#[tokio::test]
async fn it_answers_to_get_and_head_alone() {
    let app = protected().await;
    let head = from(app.request(Method::HEAD, PROBE)).send_and_read().await;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
    let post = from(app.request(Method::POST, PROBE)).send_and_read().await;
    assert_eq!((post.problem(), post.header("allow")), ((405, "method-not-allowed".to_owned()), "GET, HEAD, OPTIONS"));
    assert_eq!(from(app.request(Method::GET, "/api/arcjet/x")).send_and_read().await.problem().0, 404);
    assert_eq!(app.arcjet().decides().len(), 1);
}

#[tokio::test]
async fn without_protection_or_without_an_answer_it_says_hello() {
    let off = TestApp::start().await;
    assert_eq!(probe(&off, CURL, ADDRESS).await.json(), hello());
    let app = protected().await;
    app.arcjet().fail_next(1, Fault::Garbage);
    assert_eq!(probe(&app, CURL, ADDRESS).await.json(), hello());
}
