//! Protection behind a sign-in: its rules, the reply to whoever may not pass, and what is asked of Arcjet.

mod failures;
mod interviews;
mod local;
mod probe;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use darasa_core::base::clock::{self, Clock};
use darasa_local::testing::test_app::{Answer, Person, SendRequest, Settings, TestApp, WEBHOOK_SECRET};
use http::Method;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::logs::Log;

const JOBS: &str = "/api/job-infos";
const GENERATE: &str = "/api/ai/questions/generate-question";
const BROWSER: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
const CURL: &str = "curl/8.5.0";
const ADDRESS: &str = "8.8.4.4";

/// A clock that a test puts forward.
#[derive(Clone, Default)]
struct Wait(Arc<AtomicU64>);

impl Wait {
    fn clock(&self) -> Clock {
        let (seconds, began) = (self.0.clone(), clock::now());
        // It stands still otherwise, so that a slow machine counts as a fast one.
        Arc::new(move || -> SystemTime { began + Duration::from_secs(seconds.load(Ordering::Relaxed)) })
    }

    fn seconds(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

async fn protected() -> TestApp {
    TestApp::with(Settings { arcjet: true, ..Settings::default() }).await
}

async fn protected_with<const N: usize>(env: [(&'static str, &str); N]) -> TestApp {
    let env = env.map(|(name, value)| (name, value.to_owned())).into();
    TestApp::with(Settings { arcjet: true, env, ..Settings::default() }).await
}

/// A browser at the usual address.
fn from(request: RequestBuilder) -> RequestBuilder {
    request.header("user-agent", BROWSER).header("x-real-ip", ADDRESS)
}

async fn list(person: &Person<'_>) -> Answer {
    from(person.request(Method::GET, JOBS)).send_and_read().await
}

async fn list_with(person: &Person<'_>, user_agent: &str, address: &str) -> Answer {
    let request = person.request(Method::GET, JOBS).header("user-agent", user_agent);
    request.header("x-real-ip", address).send_and_read().await
}

fn kinds(decide: &Value) -> Vec<String> {
    let rules = decide["rules"].as_array().unwrap();
    rules.iter().map(|rule| rule.as_object().unwrap().keys().next().unwrap().clone()).collect()
}

#[tokio::test]
async fn arcjet_is_told_what_it_needs_and_no_secret() {
    let (log, app) = (Log::keep(), protected().await);
    let ada = app.person("ada");
    let request = from(ada.request(Method::GET, "/api/job-infos?limit=5&x=a%20b"));
    let request = request.header("cookie", "theme=dark; __session=hunter2").header("x-vercel-oidc-token", "hunter2");

    let reply = request.send_and_read().await;

    assert_eq!(reply.status, 200, "{}", reply.text);
    let [decide] = &app.arcjet().decides()[..] else { panic!("{:?}", app.arcjet().decides()) };
    let details = &decide["details"];
    assert_eq!(
        json!([details["ip"], details["method"], details["protocol"], details["path"], details["query"]]),
        json!([ADDRESS, "GET", "http:", JOBS, "?limit=5&x=a%20b"])
    );
    assert_eq!(details["host"], app.url.strip_prefix("http://").unwrap());
    assert_eq!(details["cookies"], "theme=dark");
    assert_eq!(details["headers"]["user-agent"], BROWSER);
    assert_eq!(kinds(decide), ["shield", "rateLimit", "rateLimit", "botV2"]);
    let limit = |nth: usize| decide["rules"][nth]["rateLimit"].clone();
    assert_eq!([limit(1)["max"].clone(), limit(1)["characteristics"].clone()], [json!(100), json!(["userId"])]);
    assert_eq!([limit(2)["max"].clone(), limit(2)["characteristics"].clone()], [json!(10_000), json!(["ip.src"])]);
    assert_eq!(decide["rules"][3]["botV2"], json!({ "mode": "MODE_LIVE", "deny": ["CATEGORY:AI"] }));
    assert_eq!(decide["characteristics"], json!(["userId", "ip.src"]));
    let told = decide.to_string();
    for secret in [&ada.token, &ada.id, "hunter2", "authorization", "Bearer"] {
        assert!(!told.contains(secret), "{secret} in {told}");
    }
    let logged = log.text();
    for secret in [&ada.token, &app.arcjet().key(), "hunter2"] {
        assert!(!logged.contains(secret), "{secret} in {logged}");
    }
}

#[tokio::test]
async fn nobody_is_asked_about_a_request_without_a_good_token() {
    let app = protected().await;
    let ada = app.person("ada");
    let late = app.clerk.token(&ada.id).expired_by(600).mint();
    for request in [
        app.request(Method::GET, JOBS),
        app.request(Method::GET, JOBS).bearer_auth("nonsense"),
        app.request(Method::GET, JOBS).bearer_auth(late),
        app.request(Method::POST, GENERATE).json(&json!({})),
        app.request(Method::POST, "/api/interviews").json(&json!({})),
    ] {
        assert_eq!(from(request).send_and_read().await.status, 401);
    }

    assert!(app.arcjet().received().is_empty(), "{:?}", app.arcjet().received());
}

#[tokio::test]
async fn what_is_open_to_everybody_asks_nobody() {
    let app = protected().await;
    let webhook = darasa_local::emulators::clerk::Webhook::of_deletion("msg_1", "user_nobody", app.clerk.now());
    let signed = app.request(Method::POST, "/api/webhooks/clerk").body(webhook.body.clone());
    let headers = webhook.headers(WEBHOOK_SECRET).unwrap();
    let signed = headers.into_iter().fold(signed, |request, (name, value)| request.header(name, value));
    for (status, request) in [
        (200, app.request(Method::GET, "/api/health")),
        (200, app.request(Method::GET, "/api/ready")),
        (200, app.request(Method::GET, "/api/config")),
        (200, app.request(Method::GET, "/api/webhooks/clerk")),
        (400, app.request(Method::POST, "/api/webhooks/clerk").body("{}")),
        (200, signed),
        (404, app.request(Method::GET, "/api/nothing")),
        (204, app.request(Method::OPTIONS, JOBS)),
    ] {
        let reply = request.header("user-agent", CURL).send_and_read().await;
        assert_eq!(reply.status, status, "{}", reply.text);
        assert!(!reply.headers.contains_key("ratelimit"));
    }

    assert!(app.arcjet().received().is_empty(), "{:?}", app.arcjet().received());
}

#[tokio::test]
async fn the_hundred_and_first_request_of_a_minute_waits() {
    let wait = Wait::default();
    let app = TestApp::with(Settings { arcjet: true, clock: wait.clock(), ..Settings::default() }).await;
    let ada = app.person("ada");
    for left in (0..100).rev() {
        let reply = list(&ada).await;
        assert_eq!(reply.status, 200, "{left}: {}", reply.text);
        assert!(reply.header("ratelimit").starts_with(&format!("\"requests\";r={left};t=")), "{:?}", reply.headers);
        assert_eq!(reply.header("ratelimit-policy"), r#""requests";q=100;w=60"#);
    }

    let over = list(&ada).await;

    assert_eq!(over.problem(), (429, "RATE_LIMIT".to_owned()));
    let seconds: u64 = over.header("retry-after").parse().unwrap();
    // At the very start of a window by the clock one of a hundred leaves only 0.6 seconds after its end.
    assert!((1..=61).contains(&seconds), "{seconds}");
    assert_eq!(over.header("ratelimit"), format!("\"requests\";r=0;t={seconds}"));
    assert_eq!(over.header("ratelimit-policy"), r#""requests";q=100;w=60"#);

    // Whoever comes again meanwhile is told without a call, and told the rest of the time.
    let asked = app.arcjet().decides().len();
    assert_eq!(asked, 101);
    wait.seconds(seconds - 1);
    let again = list(&app.person("ada")).await;
    assert_eq!((again.status.as_u16(), again.header("retry-after")), (429, "1"), "{}", again.text);
    assert_eq!(app.arcjet().decides().len(), asked);
    app.arcjet().until_reports(1).await;
    let report = &app.arcjet().reports()[0];
    assert_eq!(report["decision"]["ruleResults"][1]["state"], "RULE_STATE_CACHED");
    assert_eq!(report["decision"]["conclusion"], "CONCLUSION_DENY");

    // Another address is no way around it, somebody else at the same one is not meant, and whoever waited as long as
    // they were told may pass.
    assert_eq!(list_with(&app.person("ada"), BROWSER, "8.8.8.8").await.status, 429);
    assert_eq!(list(&app.person("bob")).await.status, 200);
    wait.seconds(1);
    let after = list(&app.person("ada")).await;
    assert_eq!(after.status, 200, "{}", after.text);
}

#[tokio::test]
async fn every_reply_tells_how_the_limit_stands() {
    let app = protected().await;
    let ada = app.person("ada");
    let job = from(ada.request(Method::POST, JOBS));
    let job =
        job.json(&json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" })).send_and_read().await;
    let id = job.json()["id"].clone();
    let tag = list(&ada).await.header("etag").to_owned();
    let question = json!({ "prompt": "easy", "jobInfoId": id });
    for (status, request) in [
        (304, ada.request(Method::GET, JOBS).header("if-none-match", tag)),
        (200, ada.request(Method::HEAD, JOBS)),
        (404, ada.request(Method::GET, "/api/job-infos/3f0d2c1e-8a4b-4b7e-9c55-0c9b5f1a2d34")),
        (422, ada.request(Method::POST, JOBS).json(&json!({}))),
        (405, ada.request(Method::PUT, JOBS)),
        (200, ada.request(Method::POST, GENERATE).json(&question)),
        (400, ada.request(Method::POST, GENERATE).json(&json!({}))),
    ] {
        let reply = from(request).send_and_read().await;
        assert_eq!(reply.status, status, "{}", reply.text);
        assert!(reply.header("ratelimit").starts_with("\"requests\";r=9"), "{status}: {:?}", reply.headers);
        assert_eq!(reply.header("ratelimit-policy"), r#""requests";q=100;w=60"#, "{status}");
    }
    assert_eq!(job.status, 201);
    assert!(job.header("ratelimit").starts_with("\"requests\";r=99;"), "{:?}", job.headers);
}

/// What people come with who are no browser: apps of phones, servers that ask for their users, a front end's own tests.
const CLIENTS: [&str; 14] = [
    "okhttp/4.12.0",
    "Darasa/42 CFNetwork/3826.600.41 Darwin/24.6.0",
    "Dart/3.9 (dart:io)",
    "axios/1.12.2",
    "node",
    "node-fetch/1.0 (+https://github.com/bitinn/node-fetch)",
    "python-requests/2.32.5",
    "python-httpx/0.28.1",
    "Go-http-client/2.0",
    "Apache-HttpClient/5.5 (Java/21.0.8)",
    "PostmanRuntime/7.48.0",
    "MyApp/1.0 (+https://example.com/my-app)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/141.0.7390.54 Safari/537.36",
    CURL,
];
const GPTBOT: &str = "Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)";

/// Whoever brings a valid session is a person, but for who says that they read for a model.
async fn people_pass_with_any_client_of_theirs(app: &TestApp) {
    let ada = app.person("ada");
    for client in CLIENTS {
        let reply = list_with(&ada, client, ADDRESS).await;
        assert_eq!(reply.status, 200, "{client}: {}", reply.text);
    }
    let nameless = || ada.request(Method::GET, JOBS).header("x-real-ip", ADDRESS);
    assert_eq!(nameless().send_and_read().await.status, 200, "without a User-Agent");
    assert_eq!(nameless().header("user-agent", "").send_and_read().await.status, 200, "with an empty one");

    let reply = list_with(&ada, GPTBOT, ADDRESS).await;
    assert_eq!(reply.problem(), (403, "bot".to_owned()));
    assert_eq!(list(&app.person("bob")).await.status, 200, "nobody else behind that address is meant");
    // Without a session it is a program all the same, and the identity comes first.
    let probe = app.request(Method::GET, "/api/arcjet").header("user-agent", CURL).header("x-real-ip", ADDRESS);
    assert_eq!(probe.send_and_read().await.status, 403);
    let forged = app.request(Method::GET, JOBS).header("user-agent", CLIENTS[0]).bearer_auth("nonsense");
    assert_eq!(forged.send_and_read().await.status, 401);
}

/// A hundred people behind one address may be busy together, each with the one request a minute they have here, and one
/// of them is one from everywhere.
async fn an_office_is_many_visitors_and_who_travels_is_one(app: &TestApp) {
    for nth in 0..100 {
        let reply = list(&app.person(&format!("colleague_{nth}"))).await;
        assert_eq!(reply.status, 200, "{nth}: {}", reply.text);
    }
    let late = app.person("late");
    let refused = list(&late).await;
    assert_eq!(refused.problem(), (429, "RATE_LIMIT".to_owned()));
    assert!(refused.header("ratelimit").starts_with("\"address\";r=0;t="), "{:?}", refused.headers);
    assert_eq!(refused.header("ratelimit-policy"), r#""address";q=100;w=60"#);

    let traveller = app.person("traveller");
    assert_eq!(list_with(&traveller, BROWSER, "9.9.9.1").await.status, 200);
    let over = list_with(&traveller, BROWSER, "9.9.9.2").await;
    assert_eq!(over.status, 429);
    assert!(over.header("ratelimit").starts_with("\"requests\";r=0;t="), "{:?}", over.headers);
    assert_eq!(list_with(&app.person("colleague_x"), BROWSER, "9.9.9.2").await.status, 200, "it is theirs alone");
}

#[tokio::test]
async fn people_pass_at_arcjet_with_any_client_of_theirs() {
    let (log, app) = (Log::keep(), protected().await);
    people_pass_with_any_client_of_theirs(&app).await;
    assert!(!log.text().contains("nobody decided"), "{}", log.text());
}

#[tokio::test]
async fn at_arcjet_an_office_is_many_visitors() {
    let wait = Wait::default();
    let env = vec![("REQUESTS_PER_MINUTE", "1".to_owned())];
    let app = TestApp::with(Settings { arcjet: true, env, clock: wait.clock(), ..Settings::default() }).await;
    an_office_is_many_visitors_and_who_travels_is_one(&app).await;
}

#[tokio::test]
async fn a_program_is_told_what_to_do_and_a_search_engine_passes() {
    let app = protected_with([("ALLOW_API_CLIENTS", "off")]).await;
    let ada = app.person("ada");

    let reply = list_with(&ada, CURL, ADDRESS).await;
    assert_eq!(reply.problem(), (403, "bot".to_owned()));
    assert!(reply.json()["detail"].as_str().unwrap().contains("ask its operator to allow API clients"));

    let plain = from(ada.request(Method::POST, GENERATE)).json(&json!({})).send_and_read().await;
    assert_eq!(plain.sentence(), (403, "bot"), "the denial is remembered, whatever they come with");
    assert_eq!(app.arcjet().decides().len(), 1);
    assert_eq!(list(&app.person("bob")).await.status, 200, "and is nobody else's at the same address");

    let googlebot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    assert_eq!(list_with(&ada, googlebot, "8.8.8.8").await.status, 200);
    assert_eq!(list_with(&ada, "GPTBot/1.2", "8.8.8.8").await.problem(), (403, "bot".to_owned()));
    assert_eq!(app.count("select count(*) from usage").await, 0);
}

#[tokio::test]
async fn whoever_attacks_is_shut_out_for_a_while() {
    let app = protected().await;
    let ada = app.person("ada");
    let attack = || from(ada.request(Method::GET, JOBS)).header("x-arcjet-suspicious", "true").send_and_read();
    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(attack().await.status.as_u16());
    }

    assert_eq!(statuses, [200, 200, 200, 200, 200, 403]);
    assert_eq!(list(&ada).await.problem(), (403, "suspicious".to_owned()));
    let plain = from(ada.request(Method::POST, GENERATE)).json(&json!({})).send_and_read().await;
    assert_eq!(plain.sentence(), (403, "suspicious"));
    assert_eq!(list_with(&ada, BROWSER, "8.8.8.8").await.status, 200);
}

#[tokio::test]
async fn nobody_behind_an_address_is_locked_out_by_its_strangers() {
    for (arcjet, production) in [(true, true), (false, true), (false, false)] {
        let env = if arcjet { vec![] } else { vec![("PROTECTION", "local".to_owned())] };
        let wait = Wait::default();
        let app = TestApp::with(Settings { arcjet, production, env, clock: wait.clock(), ..Settings::default() }).await;
        for _ in 0..5 {
            // The probe has room for two visits in ten seconds.
            wait.seconds(10);
            let probe = from(app.request(Method::GET, "/api/arcjet")).header("x-arcjet-suspicious", "true");
            assert_eq!(probe.send_and_read().await.status, 200);
        }
        let ada = app.person("ada");
        assert_eq!(list(&ada).await.status, 200, "arcjet {arcjet}, production {production}");
    }
}

#[tokio::test]
async fn in_production_nobody_can_ask_to_be_taken_for_an_attack() {
    for arcjet in [true, false] {
        let env = if arcjet { vec![] } else { vec![("PROTECTION", "local".to_owned())] };
        let app = TestApp::with(Settings { arcjet, production: true, env, ..Settings::default() }).await;
        let ada = app.person("ada");
        for nth in 1..=7 {
            let visit = from(ada.request(Method::GET, JOBS)).header("x-arcjet-suspicious", "true");
            assert_eq!(visit.send_and_read().await.status, 200, "{nth}, arcjet {arcjet}");
        }
    }
}

#[tokio::test]
async fn an_address_has_one_name() {
    let app = protected().await;
    let ada = app.person("ada");

    for address in ["::ffff:8.8.4.4", "8.8.4.4", "2001:4860:4860:0:0:0:0:8888"] {
        assert_eq!(list_with(&ada, BROWSER, address).await.status, 200);
    }

    let told: Vec<_> = app.arcjet().decides().iter().map(|decide| decide["details"]["ip"].clone()).collect();
    assert_eq!(told, ["8.8.4.4", "8.8.4.4", "2001:4860:4860::8888"]);
}

#[tokio::test]
async fn off_is_off() {
    let app = TestApp::with_env([("PROTECTION", "off")]).await;
    let ada = app.person("ada");
    for _ in 0..3 {
        let reply = list_with(&ada, CURL, ADDRESS).await;
        assert_eq!(reply.status, 200);
        assert!(!reply.headers.contains_key("ratelimit"));
    }
}
