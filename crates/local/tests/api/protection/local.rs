//! Local protection (`PROTECTION=local`): the same rules, and what changes while its store is away.

use darasa_local::{services::redis::RedisServer, testing::tcp_proxy::Proxy};
use futures_util::future::join_all;

use super::*;

const PROBE: &str = "/api/arcjet";
const INTERVIEWS: &str = "/api/interviews";

fn guarded<const N: usize>(env: [(&'static str, String); N]) -> Settings {
    let env = [("PROTECTION", "local".to_owned())].into_iter().chain(env).collect();
    Settings { env, ..Settings::default() }
}

async fn counting_in_postgres() -> (TestApp, Proxy) {
    TestApp::behind_a_proxy(guarded([])).await
}

async fn counting_in_redis() -> (TestApp, RedisServer) {
    let server = RedisServer::start().unwrap();
    (TestApp::with(guarded([("REDIS_URL", server.url())])).await, server)
}

async fn probe(app: &TestApp) -> Answer {
    from(app.request(Method::GET, PROBE)).send_and_read().await
}

/// Asks for one more question.
async fn generate(person: &Person<'_>, job: &Value) -> Answer {
    from(person.request(Method::POST, GENERATE))
        .json(&json!({ "prompt": "easy", "jobInfoId": job }))
        .send_and_read()
        .await
}

async fn job_of(person: &Person<'_>) -> Value {
    let job = json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" });
    let reply = from(person.request(Method::POST, JOBS)).json(&job).send_and_read().await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    reply.json()["id"].clone()
}

async fn the_hundred_and_first_waits(app: &TestApp) {
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
    assert!((1..=61).contains(&seconds), "{seconds}");
    assert_eq!(over.header("ratelimit"), format!("\"requests\";r=0;t={seconds}"));
    assert_eq!(list_with(&ada, BROWSER, "8.8.8.8").await.status, 429, "another address is no way around it");
    assert_eq!(list(&app.person("bob")).await.status, 200, "somebody else at the same address is not meant");
}

#[tokio::test]
async fn the_hundred_and_first_request_of_a_minute_waits_wherever_it_is_counted() {
    let (app, _proxy) = counting_in_postgres().await;
    the_hundred_and_first_waits(&app).await;
    assert_eq!(app.count("select count(*) from rate_limits").await, 3, "two people and their address");
    let (app, _server) = counting_in_redis().await;
    the_hundred_and_first_waits(&app).await;
    assert_eq!(app.count("select count(*) from rate_limits").await, 0);
}

#[tokio::test]
async fn programs_attacks_and_strangers_meet_the_same_answers_as_with_arcjet() {
    let app = TestApp::with(guarded([("ALLOW_API_CLIENTS", "off".to_owned())])).await;
    let ada = app.person("ada");
    assert_eq!(list_with(&ada, CURL, ADDRESS).await.problem(), (403, "bot".to_owned()));
    assert_eq!(
        list_with(&ada, "", ADDRESS).await.problem(),
        (403, "bot".to_owned()),
        "whoever does not say what it is, is a program"
    );
    let googlebot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    assert_eq!(list_with(&ada, googlebot, ADDRESS).await.status, 200);
    let attack = from(ada.request(Method::GET, "/api/job-infos?limit=1'%20or%20'1'='1")).send_and_read().await;
    assert_eq!(attack.problem(), (403, "suspicious".to_owned()));
    let unsigned = app.request(Method::GET, JOBS).header("user-agent", CURL).send_and_read().await;
    assert_eq!(unsigned.status, 401, "whoever is not signed in is asked to, and not counted");
    assert_eq!(app.count("select coalesce(sum(taken), 0)::bigint from rate_limits").await, 2, "the search engine");

    let mut statuses = Vec::new();
    for _ in 0..6 {
        let request = from(ada.request(Method::GET, JOBS)).header("x-arcjet-suspicious", "true");
        statuses.push(request.send_and_read().await.status.as_u16());
    }
    assert_eq!(statuses, [200, 200, 200, 200, 200, 403]);
    assert_eq!(list(&ada).await.problem(), (403, "suspicious".to_owned()));
    assert_eq!(list_with(&ada, BROWSER, "8.8.8.8").await.status, 200);
}

#[tokio::test]
async fn people_pass_with_any_client_of_theirs_wherever_they_are_counted() {
    people_pass_with_any_client_of_theirs(&counting_in_postgres().await.0).await;
    let (app, _server) = counting_in_redis().await;
    people_pass_with_any_client_of_theirs(&app).await;
}

#[tokio::test]
async fn an_office_is_many_visitors_wherever_they_are_counted() {
    let few = ("REQUESTS_PER_MINUTE", "1".to_owned());
    an_office_is_many_visitors_and_who_travels_is_one(&TestApp::with(guarded([few.clone()])).await).await;
    let server = RedisServer::start().unwrap();
    let app = TestApp::with(guarded([few, ("REDIS_URL", server.url())])).await;
    an_office_is_many_visitors_and_who_travels_is_one(&app).await;
}

#[tokio::test]
async fn of_the_probe_two_visits_in_ten_seconds_pass() {
    let (app, _server) = counting_in_redis().await;
    for left in [5, 0] {
        let reply = probe(&app).await;
        assert_eq!(reply.json(), json!({ "message": "Hello world" }));
        assert!(reply.header("ratelimit").starts_with(&format!("\"probe\";r={left};t=")), "{:?}", reply.headers);
    }
    let over = probe(&app).await;
    assert_eq!((over.status.as_u16(), &over.json()["reason"]["type"]), (429, &json!("RATE_LIMIT")));
}

#[tokio::test]
async fn strangers_at_the_probe_are_counted_without_the_database() {
    let (app, proxy) = counting_in_postgres().await;
    let statuses = [probe(&app).await.status, probe(&app).await.status, probe(&app).await.status];
    assert_eq!(statuses.map(|status| status.as_u16()), [200, 200, 429]);
    assert_eq!(proxy.connections(), 0);
}

#[tokio::test]
async fn a_warm_reading_costs_one_round_trip_more() {
    let (app, proxy) = counting_in_postgres().await;
    let ada = app.person("ada");
    for _ in 0..3 {
        assert_eq!(list(&ada).await.status, 200);
    }
    let before = proxy.round_trips();
    assert_eq!(list(&ada).await.status, 200);
    assert_eq!(proxy.round_trips() - before, 2);
}

#[tokio::test]
async fn with_redis_killed_requests_go_on_and_money_is_counted_as_before() {
    let mut server = RedisServer::start().unwrap();
    let redis = ("REDIS_URL", server.url());
    let (log, app) = (Log::keep(), TestApp::with(guarded([redis, ("AI_HOURLY_LIMIT", "3".to_owned())])).await);
    let ada = app.person_with("ada", "u:unlimited_questions,u:unlimited_interviews");
    let job = job_of(&ada).await;
    assert_eq!(generate(&ada, &job).await.status, 200);
    let create = || from(ada.request(Method::POST, INTERVIEWS)).json(&json!({ "jobInfoId": job })).send_and_read();
    for _ in 0..5 {
        assert_eq!(create().await.status, 201);
    }

    server.kill();

    for _ in 0..10 {
        let reply = list(&ada).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        assert!(reply.header("ratelimit").starts_with("\"requests\";r="), "it is still told how the limit stands");
    }
    let more = join_all((0..20).map(|_| create())).await;
    assert_eq!(more.iter().filter(|reply| reply.status == 201).count(), 7, "the rest of twelve a day");
    assert!(more.iter().all(|reply| [201, 429].contains(&reply.status.as_u16())));
    let more = join_all((0..10).map(|_| generate(&ada, &job))).await;
    assert_eq!(more.iter().filter(|reply| reply.status == 200).count(), 2, "the rest of three an hour");
    assert!(more.iter().all(|reply| [200, 429].contains(&reply.status.as_u16())));
    assert_eq!(app.gemini.received().len(), 3);
    assert_eq!(app.count("select count(*) from interviews").await, 12);
    app.until("select count(*) = 3 from usage where kind = 'question' and state = 'settled'").await;
    app.ledger_is_sound().await;
    let told = log.lines("limits are counted by this instance alone");
    assert!(!told.is_empty() && told.iter().all(|line| line["ratelimit.degraded"] == true), "{told:?}");
    assert!(!log.text().contains(ADDRESS), "nobody's address is logged");
}

#[tokio::test]
async fn with_postgres_away_convenience_goes_on_and_money_stops() {
    let (log, (app, proxy)) = (Log::keep(), counting_in_postgres().await);
    let ada = app.person_with("ada", "u:unlimited_questions,u:unlimited_interviews");
    let job = job_of(&ada).await;
    assert_eq!(generate(&ada, &job).await.status, 200);
    app.until("select count(*) = 1 from usage where state = 'settled'").await;

    proxy.refuse();
    proxy.cut();

    for _ in 0..2 {
        assert_eq!(probe(&app).await.json(), json!({ "message": "Hello world" }), "what needs no database");
    }
    assert_eq!(probe(&app).await.status, 429, "within this instance's own limit");
    assert_eq!(list_with(&ada, GPTBOT, ADDRESS).await.problem(), (403, "bot".to_owned()), "and no crawlers, as ever");
    let stopped = join_all((0..10).map(|_| generate(&ada, &job))).await;
    assert!(stopped.iter().all(|reply| reply.sentence() == (503, "unavailable")));
    let interview =
        from(ada.request(Method::POST, INTERVIEWS)).json(&json!({ "jobInfoId": job })).send_and_read().await;
    assert_eq!(interview.problem(), (503, "unavailable".to_owned()));
    assert_eq!(app.gemini.received().len(), 1, "nothing was asked of the model that nobody could count");
    let told = log.lines("limits are counted by this instance alone");
    assert!(!told.is_empty() && told.iter().all(|line| line["ratelimit.degraded"] == true), "{told:?}");

    proxy.admit();

    assert_eq!(generate(&ada, &job).await.status, 200);
    app.until("select count(*) = 2 from usage where state = 'settled'").await;
    assert_eq!(app.count("select used::bigint from usage_counters").await, 2);
    assert_eq!(app.count("select count(*) from interviews").await, 0);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn nothing_that_is_kept_names_anybody() {
    let (app, _proxy) = counting_in_postgres().await;
    let ada = app.person("ada");
    assert_eq!(list(&ada).await.status, 200);
    let rows = app.sql().await.query("select row_to_json(rate_limits)::text from rate_limits", &[]).await.unwrap();
    assert_eq!(rows.len(), 2);
    // Not `ada` alone, which a hash may contain.
    for name in ["user_ada", ADDRESS, "8.8"] {
        assert!(!rows[0].get::<_, String>(0).contains(name), "{name}");
    }
}

#[tokio::test]
async fn interviews_are_counted_once() {
    let (app, _proxy) = counting_in_postgres().await;
    let ada = app.person_with("ada", "u:unlimited_interviews");
    let new = json!({ "jobInfoId": job_of(&ada).await });

    let reply = from(ada.request(Method::POST, INTERVIEWS)).json(&new).send_and_read().await;

    assert_eq!(reply.status, 201, "{}", reply.text);
    assert_eq!(reply.header("ratelimit-policy"), r#""requests";q=100;w=60"#);
    assert_eq!(app.count("select count(*) from token_buckets").await, 1);
}

#[tokio::test]
async fn a_preview_with_the_same_redis_counts_for_itself() {
    let (app, server) = counting_in_redis().await;
    let preview = TestApp::with(guarded([("REDIS_URL", server.url())])).await;
    for app in [&app, &preview] {
        assert!(probe(app).await.header("ratelimit").starts_with("\"probe\";r=5;t="));
    }
}
