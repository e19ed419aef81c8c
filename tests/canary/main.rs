//! Canary test: secrets, tokens, addresses and what people write are planted in a run of the real executables, with all
//! that can go wrong in it. They may come to light in no line of a log, in no reply that is an error and in nothing
//! that Sentry is told; and each line of the log is as docs/logs.md says.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in helpers too")]

mod day;
mod interviews;
mod lines;
mod run;

use darasa_local::{
    emulators::clerk::User,
    testing::test_app::{ORIGIN, Person},
};
use http::Method;

use run::{Run, Said, World};

const ADDRESS: &str = "canary.address@canary-mail.example";
const NAME: &str = "Canaryname";
const JOB: &str = "canary job description";
const ANSWER: &str = "canary answer to a question";
const GENERATED: &str = "canary words of the model";
const GEMINI_KEY: &str = "canary-gemini-key";
const WEBHOOK_SECRET: &str = "whsec_Y2FuYXJ5LWNhbmFyeS1jYW5hcnktY2FuYXJ5";
const NO_TOKEN: &str = "canary-token-that-is-none";
const PASTED: &str = "canary%40pasted.example";
const KEY: &str = "\"canary-idempotency-key\"";
const IP: &str = "203.0.113.77";
const AGENT: &str = "canary-agent/1.0";
const OIDC_TOKEN: &str = "canary-oidc-token";
const CRON_SECRET: &str = "canary-cron-secret";
const RECEIPT_SIGNING_KEY: &str = "c0ffee00c0ffee01c0ffee02c0ffee03c0ffee04c0ffee05c0ffee06c0ffee07";
const READY_TOKEN: &str = "canary-ready-token";
const TRACESTATE: &str = "vendor=canary-trace-state";

/// Routes that ask for nobody.
async fn everybodys(run: &mut Run<'_>) {
    for path in ["/api/health", "/api/config", "/api/ready", "/api/arcjet"] {
        run.ask(200, Method::GET, &format!("{path}?from=canary"), |request| request).await;
    }
    run.ask(200, Method::GET, "/api/ready", |request| request.bearer_auth(READY_TOKEN)).await;
    run.ask(200, Method::GET, "/api/cron/daily", |request| request.bearer_auth(CRON_SECRET)).await;
    run.ask(404, Method::GET, &format!("/api/health/{PASTED}"), |request| request).await;
    run.ask(405, Method::from_bytes(b"CANARY").unwrap(), "/api/config", |request| request).await;
}

/// Somebody takes their data along and erases themselves; yields the token of their receipt.
async fn own_data(run: &mut Run<'_>, world: &World) -> String {
    let eve = world.app.person("canaryeve");
    let by_eve = |request: reqwest::RequestBuilder| request.bearer_auth(&eve.token);
    run.ask(200, Method::GET, "/api/users/me/export", by_eve).await;
    let confirmed = serde_json::json!({ "confirm": eve.id });
    let erased = run.ask(202, Method::DELETE, "/api/users/me", |request| by_eve(request).json(&confirmed)).await;
    let erased: serde_json::Value = serde_json::from_str(&erased).unwrap();
    let url = erased["receiptUrl"].as_str().unwrap();
    run.ask(200, Method::GET, url, |request| request).await;
    run.ask(401, Method::GET, "/api/users/me", by_eve).await;
    url.rsplit('/').next().unwrap().to_owned()
}

/// Ada has a name, an address and a token that lasts for as long as the run.
fn ada(world: &World) -> Person<'_> {
    let features = "u:unlimited_questions,u:unlimited_interviews,u:unlimited_resume_analysis";
    let mut ada = world.app.person_with("canaryada", features);
    let clerk = &world.app.clerk;
    clerk.put(User { email: Some(ADDRESS.to_owned()), ..User::named(&ada.id, NAME, clerk.now()) });
    ada.token = clerk.token(&ada.id).plan("u:some", features).azp(ORIGIN).expires_in(600).mint();
    ada
}

#[tokio::test]
async fn what_is_planted_comes_to_light_nowhere() {
    for filter in ["info", "info,darasa_core=trace"] {
        let world = World::new().await;
        let (ada, mut run) = (ada(&world), Run::start(&world, filter).await);

        everybodys(&mut run).await;
        let (job, question) = day::a_good_day(&mut run, &ada).await;
        day::bad_requests(&mut run, &ada, &job).await;
        interviews::resumes(&mut run, &ada, &job).await;
        interviews::spoken(&mut run, &ada, &job).await;
        let mut given = interviews::credentials(&mut run, &ada, &job).await;
        given.extend(day::feeds(&mut run, &ada).await);
        interviews::written(&mut run, &ada, &job).await;
        interviews::at_hume(&mut run, &ada, &job).await;
        given.extend(day::shares(&mut run, &ada).await);
        day::failures(&mut run, &ada, &job, &question).await;
        day::webhooks(&mut run, &ada).await;
        let given = [given, vec![own_data(&mut run, &world).await]].concat();

        let said = run.end().await;
        assert_eq!(lines::are_known(&said.log), said.requests, "{filter}: a line for each request");
        nothing_planted_in(&world, &ada, given, &said);
    }
}

fn nothing_planted_in(world: &World, ada: &Person<'_>, given: Vec<String>, said: &Said) {
    let told: Vec<_> = world.sentry.received();
    let told: Vec<_> = told.iter().map(|envelope| String::from_utf8_lossy(&envelope.bytes).into_owned()).collect();
    assert!(
        said.log.lines().count() > 80 && said.errors.len() > 40,
        "{} lines, {} errors",
        said.log.lines().count(),
        said.errors.len()
    );
    assert!(told.len() > 10, "{} envelopes", told.len());
    let database: reqwest::Url = world.app.env()["DATABASE_URL"].parse().unwrap();
    let password = database.password().expect("the test's database has a password").to_owned();
    let secret = WEBHOOK_SECRET.trim_start_matches("whsec_").to_owned();
    let signature = ada.token.rsplit('.').next().unwrap().to_owned();
    let dsn: reqwest::Url = world.sentry.dsn().parse().unwrap();
    let [_, (_, hume_secret), ..] = world.hume.env();
    let mut planted = vec![world.app.clerk.secret_key().to_owned(), password, secret, signature, IP.to_owned()];
    planted.extend([dsn.username().to_owned(), hume_secret, ada.id.clone(), RECEIPT_SIGNING_KEY.to_owned()]);
    planted.extend(given);
    for line in said.log.lines().chain(said.errors.iter().chain(&told).map(String::as_str)) {
        let small = line.to_lowercase();
        assert!(!small.contains("canary"), "{line}");
        for value in &planted {
            assert!(!line.contains(value.as_str()), "{value} in {line}");
        }
    }
}
