//! CORS and security headers: whose pages may read a reply, and how a browser is to treat it.

use darasa_local::testing::test_app::{Answer, Person, SendRequest, TestApp};
use http::Method;
use serde_json::json;

use crate::{NOTHING, read_only::takes_writes, saved_job};

const FRIEND: &str = "https://friend.example.com";
const SECOND: &str = "http://localhost:5173";
const JOBS: &str = "/api/job-infos";
const JOB: &str = "/api/job-infos/3f0d2c1e-8a4b-4b7e-9c55-0c9b5f1a2d34";

async fn app_with_friends() -> TestApp {
    TestApp::with_env([("ALLOWED_ORIGINS", "https://friend.example.com, http://localhost:5173")]).await
}

async fn preflight(app: &TestApp, path: &str, origin: &str) -> Answer {
    let request = app.request(Method::OPTIONS, path).header("origin", origin);
    let request = request.header("access-control-request-method", "POST");
    request.header("access-control-request-headers", "authorization,content-type").send_and_read().await
}

/// Replies of all kinds: good, unchanged, refused, unknown, streamed.
async fn replies(ada: &Person<'_>, origin: &str) -> Vec<Answer> {
    let app = ada.app;
    let job = saved_job(ada, "Acme").await["id"].clone();
    let tag = ada.get(JOBS).await.header("etag").to_owned();
    let from = |method, path: &str| ada.request(method, path).header("origin", origin);
    let generate = "/api/ai/questions/generate-question";
    let requests = [
        (200, from(Method::GET, JOBS)),
        (304, from(Method::GET, JOBS).header("if-none-match", tag)),
        (200, from(Method::GET, "/api/config")),
        (404, from(Method::GET, &format!("{JOBS}/{NOTHING}"))),
        (405, from(Method::PUT, JOBS)),
        (422, from(Method::POST, JOBS).json(&json!({}))),
        (404, from(Method::GET, "/api/nothing")),
        (200, from(Method::POST, generate).json(&json!({ "prompt": "easy", "jobInfoId": job }))),
        (400, from(Method::POST, generate).json(&json!({}))),
        (401, app.request(Method::GET, JOBS).header("origin", origin)),
    ];
    let mut replies = Vec::new();
    for (status, request) in requests {
        let reply = request.send_and_read().await;
        assert_eq!(reply.status, status, "{}", reply.text);
        replies.push(reply);
    }
    replies
}

fn says_nothing_of_cors(reply: &Answer) {
    let said = reply.headers.keys().filter(|name| name.as_str().starts_with("access-control-"));
    assert_eq!(said.count(), 0, "{:?}", reply.headers);
}

fn varies(reply: &Answer) -> Vec<String> {
    let values = reply.headers.get_all("vary").iter().flat_map(|value| value.to_str().unwrap().split(','));
    values.map(|name| name.trim().to_owned()).collect()
}

#[tokio::test]
async fn a_friends_page_may_ask_and_is_told_what_it_may_do() {
    let app = app_with_friends().await;

    for origin in [FRIEND, SECOND] {
        for (path, methods) in [
            (JOBS, "GET, HEAD, POST, OPTIONS"),
            (JOB, "GET, HEAD, PATCH, DELETE, OPTIONS"),
            ("/api/ai/questions/generate-question", "POST, OPTIONS"),
            ("/api/config", "GET, HEAD, OPTIONS"),
            // A preflight succeeds here too, so that the page can read the 404 that follows.
            ("/api/nothing", "OPTIONS"),
        ] {
            let reply = preflight(&app, path, origin).await;

            assert_eq!((reply.status.as_u16(), reply.text.as_str()), (204, ""), "{path}");
            assert_eq!(reply.header("access-control-allow-origin"), origin);
            assert_eq!(reply.header("access-control-allow-methods"), methods, "{path}");
            assert_eq!(reply.header("allow"), methods, "{path}");
            assert_eq!(reply.header("access-control-max-age"), "600");
            assert_eq!(reply.header("access-control-allow-credentials"), "");
            assert_eq!(varies(&reply), ["Origin"]);
        }
    }
}

#[tokio::test]
async fn a_friends_page_may_send_what_is_read_here_and_what_tracing_tools_add() {
    let app = app_with_friends().await;
    for asked in [
        "authorization,content-type",
        "authorization,content-type,idempotency-key,if-match,if-none-match",
        "authorization,content-type,user-agent,x-vercel-ai-ui-message-stream",
        "cache-control,last-event-id,x-requested-with,x-request-id",
        "authorization,baggage,content-type,sentry-trace",
        "authorization,content-type,traceparent,tracestate,baggage",
        "x-datadog-origin,x-datadog-parent-id,x-datadog-sampling-priority,x-datadog-tags,x-datadog-trace-id",
        "b3",
        "x-b3-traceid,x-b3-spanid,x-b3-parentspanid,x-b3-sampled,x-b3-flags",
        "newrelic,traceparent,tracestate",
        "x-amzn-trace-id",
        "elastic-apm-traceparent",
        "x-honeycomb-trace,x-cloud-trace-context,uber-trace-id,sw8",
        "request-id,request-context",
        "x-posthog-distinct-id,x-posthog-session-id,x-posthog-window-id",
    ] {
        let request = app.request(Method::OPTIONS, JOBS).header("origin", FRIEND);
        let request = request.header("access-control-request-method", "POST");
        let reply = request.header("access-control-request-headers", asked).send_and_read().await;
        let allowed: Vec<_> = reply.header("access-control-allow-headers").split(", ").collect();
        for name in asked.split(',') {
            assert!(allowed.contains(&name), "{name} is not among {allowed:?}");
        }
        for other in ["cookie", "x-real-ip", "x-forwarded-for", "x-vercel-protection-bypass", "*", ""] {
            assert!(!allowed.contains(&other), "{other}");
        }
    }
}

/// What every page may read (the CORS-safelisted response headers of Fetch), and what is the browser's own business.
const NEEDS_NO_EXPOSURE: [&str; 15] = [
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "expires",
    "last-modified",
    "pragma",
    "connection",
    "cross-origin-resource-policy",
    "date",
    "referrer-policy",
    "strict-transport-security",
    "transfer-encoding",
    "vary",
    "x-content-type-options",
];

#[tokio::test]
async fn a_friends_page_may_read_every_header_that_a_reply_has() {
    let limited = [("ALLOWED_ORIGINS", FRIEND), ("PROTECTION", "local"), ("REQUESTS_PER_MINUTE", "1000")];
    let app = TestApp::with_env(limited).await;
    let ada = app.person("ada");
    let mut all = replies(&ada, FRIEND).await;
    let job = saved_job(&ada, "Acme").await["id"].clone();
    let from = |method, path: &str| ada.request(method, path).header("origin", FRIEND);
    let interview = from(Method::POST, "/api/interviews").json(&json!({ "jobInfoId": job })).send_and_read().await;
    let turn = json!({ "items": [{ "seq": 0, "speaker": "candidate", "text": "Hello.", "at": 0, "endedAtMs": 900 }] });
    let path = interview.header("location").to_owned();
    ada.post(&format!("{path}/utterances"), turn).await;
    ada.post(&format!("{path}/finish"), json!({ "lastSeq": 0 })).await;
    let feedback = json!({ "interviewId": interview.json()["id"] });
    let new = json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" });
    for request in [
        from(Method::POST, "/api/ai/interviews/generate-feedback").json(&feedback),
        from(Method::POST, "/api/ai/interviews/generate-feedback").json(&feedback),
        from(Method::POST, "/api/ai/questions/generate-question?stream=ui")
            .json(&json!({ "prompt": "auto", "jobInfoId": job })),
        from(Method::POST, JOBS).header("idempotency-key", "one").json(&new),
        from(Method::POST, JOBS).header("idempotency-key", "one").json(&new),
    ] {
        all.push(request.send_and_read().await);
        assert!(all.last().unwrap().status.is_success(), "{}", all.last().unwrap().text);
    }
    let strict = TestApp::with_env([("REQUESTS_PER_MINUTE", "1"), limited[0], limited[1]]).await;
    let request = || strict.person("ada").request(Method::GET, JOBS).header("origin", FRIEND).send_and_read();
    request().await;
    all.push(request().await);
    assert_eq!(all.last().unwrap().status, 429);
    takes_writes(&app, false).await;
    all.push(from(Method::POST, JOBS).json(&new).send_and_read().await);
    assert_eq!(all.last().unwrap().status, 503);

    let mut seen = std::collections::BTreeSet::new();
    for reply in &all {
        let exposed: Vec<_> = reply.header("access-control-expose-headers").split(", ").collect();
        let names = reply.headers.keys().map(|name| name.as_str()).filter(|name| !name.starts_with("access-control-"));
        for name in names.filter(|name| !NEEDS_NO_EXPOSURE.contains(name)) {
            assert!(exposed.contains(&name), "{name}, of {:?}", reply.headers);
            seen.insert(name.to_owned());
        }
        assert!(exposed.iter().all(|name| !name.is_empty() && *name != "*" && *name != "set-cookie"), "{exposed:?}");
    }
    let exposed = all[0].header("access-control-expose-headers").split(", ").map(str::to_owned).collect();
    assert_eq!(seen, exposed, "all of them are in use");
}

#[tokio::test]
async fn a_friends_page_may_read_every_reply() {
    let app = app_with_friends().await;
    let ada = app.person("ada");

    for reply in replies(&ada, FRIEND).await {
        assert_eq!(reply.header("access-control-allow-origin"), FRIEND);
        assert_eq!(reply.header("access-control-allow-credentials"), "", "never with cookies");
        assert!(varies(&reply).contains(&"Origin".to_owned()));
    }
    let own = ada.request(Method::GET, JOBS).header("origin", FRIEND).send_and_read().await;
    assert_eq!(varies(&own), ["Authorization", "Cookie", "Origin"]);
}

#[tokio::test]
async fn strangers_pages_are_told_nothing() {
    let app = app_with_friends().await;
    let ada = app.person("ada");

    for origin in [
        "https://evil.example.com",
        "https://friend.example.com.evil.test",
        "https://friend.example.com:8443",
        "https://friend.example.com/",
        "http://friend.example.com",
        "https://FRIEND.example.com",
        "https://xfriend.example.com",
        "null",
        "*",
        "",
    ] {
        let reply = preflight(&app, JOBS, origin).await;
        assert_eq!(reply.status, 204);
        says_nothing_of_cors(&reply);
        assert_eq!(varies(&reply), ["Origin"], "a cache must not hand this to a friend");
        says_nothing_of_cors(&ada.request(Method::GET, JOBS).header("origin", origin).send_and_read().await);
    }
    for reply in replies(&ada, "https://evil.example.com").await {
        says_nothing_of_cors(&reply);
    }
}

#[tokio::test]
async fn without_friends_nobody_elsewhere_reads_anything() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    says_nothing_of_cors(&preflight(&app, JOBS, FRIEND).await);
    for reply in replies(&ada, FRIEND).await {
        says_nothing_of_cors(&reply);
        assert!(!varies(&reply).contains(&"Origin".to_owned()));
    }
}

#[tokio::test]
async fn options_without_a_question_is_answered_with_the_methods() {
    let app = app_with_friends().await;

    for request in [
        app.request(Method::OPTIONS, JOBS),
        app.request(Method::OPTIONS, JOBS).header("origin", FRIEND),
        app.request(Method::OPTIONS, JOBS).header("access-control-request-method", "POST"),
    ] {
        let reply = request.send_and_read().await;
        assert_eq!(reply.status, 204);
        assert_eq!(reply.header("allow"), "GET, HEAD, POST, OPTIONS");
        assert_eq!(reply.header("access-control-allow-methods"), "");
    }
}

#[tokio::test]
async fn a_browser_neither_guesses_nor_tells_nor_embeds_and_keeps_nothing_unasked() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let mut all = replies(&ada, FRIEND).await;
    all.push(preflight(&app, JOBS, FRIEND).await);

    for reply in &all {
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("referrer-policy"), "no-referrer");
        assert_eq!(reply.header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(reply.header("strict-transport-security"), "", "a laptop speaks http");
        let kept = reply.header("cache-control");
        let said = kept == "no-store" || kept == "private, no-cache" || kept.starts_with("public, max-age=0");
        assert!(said || reply.header("content-type").starts_with("text/"), "{kept:?}");
        assert_ne!(kept, "");
    }
    let created = ada.post(JOBS, json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" })).await;
    assert_eq!(created.header("cache-control"), "no-store");
    assert_eq!(
        app.request(Method::GET, "/api/webhooks/clerk").send_and_read().await.header("cache-control"),
        "no-store"
    );
}
