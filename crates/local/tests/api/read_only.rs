//! Read-only mode: a primary that is away while a replica answers, and a database that takes no writes.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, UNIX_EPOCH},
};

use darasa_local::{
    services::redis::RedisServer,
    testing::{
        tcp_proxy::Proxy,
        test_app::{self, Answer, Person, SendRequest, Settings, TestApp},
        time_limits::PATIENCE,
    },
};
use http::Method;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::{logs::Log, path_of, resumes, saved_job, until_over_of};

pub const JOBS: &str = "/api/job-infos";
const ME: &str = "/api/users/me";
const QUESTION: &str = "/api/ai/questions/generate-question";
pub const EVERYTHING: &str = "u:unlimited_questions,u:unlimited_interviews,u:unlimited_resume_analysis";
const TOKEN: &str = "a long random text";
const HEADER: &str = "x-darasa-read-only";

/// A clock that stands still until it is moved, so that no rest of a circuit breaker ends by itself.
#[derive(Clone)]
pub struct Hand(Arc<AtomicU64>);

impl Hand {
    pub fn new() -> Self {
        Self(Arc::new(AtomicU64::new(1_790_000_000_000)))
    }

    pub fn settings(&self, more: &[(&'static str, &str)]) -> Settings {
        let hand = self.clone();
        let clock = move || UNIX_EPOCH + Duration::from_millis(hand.0.load(Ordering::Relaxed));
        let env = more.iter().chain(&[("READY_TOKEN", TOKEN)]).map(|(name, value)| (*name, (*value).to_owned()));
        Settings { env: env.collect(), clock: Arc::new(clock), ..Settings::default() }
    }

    fn with_replica(&self, more: &[(&'static str, &str)]) -> Settings {
        Settings { replica: true, ..self.settings(more) }
    }

    fn advance(&self, time: Duration) {
        self.0.fetch_add(time.as_millis() as u64, Ordering::Relaxed);
    }
}

/// Somebody's things, and the paths that show them.
pub struct Things {
    job: Value,
    /// One that is over, and one that has not begun.
    held: String,
    interview: String,
    question: String,
    shown: Vec<String>,
}

impl Things {
    pub async fn of(person: &Person<'_>) -> Self {
        let job = saved_job(person, "Acme").await;
        let id = job["id"].as_str().unwrap();
        let asked = person.post(QUESTION, json!({ "prompt": "easy", "jobInfoId": id })).await;
        assert_eq!(asked.status, 200, "{}", asked.text);
        let question = asked.header("x-question-id").to_owned();
        let create = || person.post("/api/interviews", json!({ "jobInfoId": id }));
        let [held, interview] = [create().await, create().await].map(|reply| reply.header("location").to_owned());
        let said = json!({ "items": [{ "seq": 0, "speaker": "candidate", "text": "I write Rust.", "at": 0 }] });
        assert_eq!(person.post(&format!("{held}/utterances"), said).await.status, 200);
        assert_eq!(person.post(&format!("{held}/finish"), json!({})).await.status, 200);
        let shared = person.post(&format!("{held}/shares"), json!({ "include": ["transcript"] })).await;
        assert_eq!(shared.status, 201, "{}", shared.text);
        let token = shared.json()["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        let shown = vec![
            format!("/api/shares/{token}"),
            JOBS.to_owned(),
            path_of(&job),
            format!("{}/analyses", path_of(&job)),
            format!("/api/questions?jobInfoId={id}"),
            format!("/api/questions/{question}"),
            format!("/api/questions/{question}/answers"),
            format!("/api/interviews?jobInfoId={id}"),
            interview.clone(),
            format!("{held}/transcript"),
            ME.to_owned(),
        ];
        Self { job, held, interview, question, shown }
    }

    pub async fn read(&self, person: &Person<'_>) -> Vec<(String, String)> {
        let mut read = Vec::new();
        for path in &self.shown {
            let reply = person.get(path).await;
            assert_eq!(reply.status, 200, "{path}: {}", reply.text);
            read.push((reply.text.clone(), reply.header(HEADER).to_owned()));
        }
        read
    }

    /// Whatever changes something or costs something.
    pub async fn are_refused(&self, person: &Person<'_>) {
        let id = &self.job["id"];
        let a_job = json!({ "name": "Beta", "experienceLevel": "senior", "description": "SQL" });
        for (method, path, body) in [
            (Method::POST, JOBS.to_owned(), a_job),
            (Method::PATCH, path_of(&self.job), json!({ "description": "SQL" })),
            (Method::DELETE, path_of(&self.job), json!({})),
            (Method::POST, "/api/interviews".to_owned(), json!({ "jobInfoId": id })),
            (Method::POST, format!("{}/finish", self.interview), json!({})),
            (Method::POST, format!("{}/voice", self.interview), json!({})),
            (Method::POST, format!("{}/shares", self.held), json!({ "include": ["transcript"] })),
        ] {
            refused(&person.request(method.clone(), &path).json(&body).send_and_read().await, &path);
        }
        for (path, body) in [
            (QUESTION.to_owned(), json!({ "prompt": "easy", "jobInfoId": id })),
            (
                "/api/ai/questions/generate-feedback".to_owned(),
                json!({ "prompt": "B-trees", "questionId": self.question }),
            ),
            (
                "/api/ai/interviews/generate-feedback".to_owned(),
                json!({ "interviewId": self.held.rsplit('/').next(), "prompt": "" }),
            ),
            (format!("{}/reply", self.interview), json!({ "prompt": "" })),
        ] {
            refused_plainly(&person.post(&path, body).await, &path);
        }
        refused_plainly(&resumes::upload(person, &self.job, resumes::PDF).await, "a résumé");
    }
}

fn refused(reply: &Answer, what: &str) {
    assert_eq!(reply.problem(), (503, "read-only".to_owned()), "{what}: {}", reply.text);
    assert_eq!((reply.header("retry-after"), reply.header(HEADER)), ("10", "true"), "{what}");
    let detail = reply.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.starts_with("What you saved is safe and can be read"), "{detail}");
}

/// As routes answer whose body a hook shows as it is.
fn refused_plainly(reply: &Answer, what: &str) {
    assert_eq!((reply.status.as_u16(), reply.header("retry-after")), (503, "10"), "{what}: {}", reply.text);
    assert!(reply.text.contains("read-only"), "{what}: {}", reply.text);
    assert_eq!(reply.header(HEADER), "true", "{what}");
}

/// Status of the whole, the database, the replica, the migrations.
pub async fn ready(app: &TestApp) -> (u16, [String; 4]) {
    let reply = app.request(Method::GET, "/api/ready").bearer_auth(TOKEN).send_and_read().await;
    let report = reply.json();
    let of = |part: &str| report[part]["status"].as_str().unwrap().to_owned();
    (reply.status.as_u16(), [of_whole(&report), of("database"), of("replica"), of("migrations")])
}

fn of_whole(report: &Value) -> String {
    report["status"].as_str().unwrap().to_owned()
}

pub fn said(status: u16, words: [&str; 4]) -> (u16, [String; 4]) {
    (status, words.map(str::to_owned))
}

/// Asks until a read tells nothing of a read-only mode any more: somebody looks beside the requests.
async fn until_writable(person: &Person<'_>, hand: &Hand) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        hand.advance(Duration::from_secs(1));
        if person.get(JOBS).await.header(HEADER).is_empty() {
            return;
        }
        assert!(Instant::now() < deadline, "it never takes writes again");
        sleep(Duration::from_millis(20)).await;
    }
}

fn away(proxy: &Proxy) {
    proxy.refuse();
    proxy.cut();
}

#[tokio::test]
async fn while_the_primary_is_away_reads_are_answered_and_nothing_is_changed_or_charged() {
    let hand = Hand::new();
    let (app, proxy) = TestApp::behind_a_proxy(hand.with_replica(&[])).await;
    let ada = app.person_with("ada", EVERYTHING);
    let things = Things::of(&ada).await;
    let log = Log::keep();
    let before = things.read(&ada).await;
    assert!(before.iter().all(|(_, header)| header.is_empty()));
    let readings = async |number| until_over_of(&log, number, |line| line["http.route"] == "/api/shares/{other}").await;
    readings(1).await;
    app.until_replicated().await;
    assert_eq!(ready(&app).await, said(200, ["ok", "ok", "ok", "ok"]));

    away(&proxy);
    let (calls, receipts) = (app.gemini.received().len(), app.count("select count(*) from usage").await);
    for ((text, _), (now, header)) in before.iter().zip(things.read(&ada).await) {
        assert_eq!((text, &*header), (&now, "true"), "the same as before");
    }
    things.are_refused(&ada).await;
    assert_eq!(app.gemini.received().len(), calls, "no model was called");
    assert_eq!(app.count("select count(*) from usage").await, receipts);
    readings(2).await;
    assert_eq!(log.lines("a view of a shared report was not counted").len(), 0, "nobody tries");
    assert_eq!(app.count("select views from shares").await, 1, "the one of before");
    app.ledger_is_sound().await;
    assert_eq!(ready(&app).await, said(200, ["read-only", "down", "ok", "ok"]));
    assert_eq!(app.request(Method::GET, "/api/health").send_and_read().await.status, 200);
    let strangers = app.person("bob").get(&path_of(&things.job)).await;
    assert_eq!(strangers.problem(), (404, "not-found".to_owned()), "a replica knows whose it is too");
}

#[tokio::test]
async fn a_key_opens_nothing_while_the_primary_is_away_for_a_replica_may_not_know_that_it_was_deleted() {
    let hand = Hand::new();
    let (app, proxy) = TestApp::behind_a_proxy(hand.with_replica(&[])).await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    let made = ada.post("/api/users/me/keys", json!({ "name": "Script", "scopes": ["read", "practice"] })).await.json();
    let by_key = |method, path: &str| app.request(method, path).bearer_auth(made["key"].as_str().unwrap());
    app.until_replicated().await;

    away(&proxy);
    let new = json!({ "name": "Beta", "experienceLevel": "senior", "description": "SQL" });
    for request in [
        by_key(Method::GET, JOBS),
        by_key(Method::GET, &path_of(&job)),
        by_key(Method::GET, ME),
        by_key(Method::POST, JOBS).json(&new),
    ] {
        let reply = request.send_and_read().await;
        assert_eq!(reply.problem(), (503, "unavailable".to_owned()), "{}", reply.text);
        assert!(!reply.header("retry-after").is_empty() && !reply.text.contains("Acme"), "{:?}", reply.headers);
    }
    assert_eq!(ada.get(JOBS).await.status, 200, "the session reads on");
    assert_eq!(app.count("select count(*) from api_keys where last_used_on is not null").await, 0);
    let wrong = app.request(Method::GET, JOBS).bearer_auth("darasa_x").send_and_read().await;
    assert_eq!(wrong.status, 401);

    proxy.admit();
    until_writable(&ada, &hand).await;
    assert_eq!(by_key(Method::GET, JOBS).send_and_read().await.status, 200);
}

#[tokio::test]
async fn a_program_with_a_key_reads_in_a_database_that_takes_no_writes_and_no_use_of_it_is_noted() {
    let hand = Hand::new();
    let app = TestApp::with(hand.settings(&[])).await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    let made = ada.post("/api/users/me/keys", json!({ "name": "Script", "scopes": ["read", "practice"] })).await.json();
    let by_key = |method, path: &str| app.request(method, path).bearer_auth(made["key"].as_str().unwrap());

    takes_writes(&app, false).await;
    let new = json!({ "name": "Beta", "experienceLevel": "senior", "description": "SQL" });
    refused(&by_key(Method::POST, JOBS).json(&new).send_and_read().await, "a job by key");
    for path in [JOBS, &path_of(&job), ME] {
        let reply = by_key(Method::GET, path).send_and_read().await;
        assert_eq!((reply.status.as_u16(), reply.header(HEADER)), (200, "true"), "{path}: {}", reply.text);
    }
    assert_eq!(by_key(Method::GET, "/api/users/me/keys").send_and_read().await.problem().1, "scope");
    takes_writes(&app, true).await;
    assert_eq!(app.count("select count(*) from api_keys where last_used_on is not null").await, 0);
}

#[tokio::test]
async fn when_the_primary_is_back_writes_work_again_also_one_with_the_key_of_a_refused_one() {
    let hand = Hand::new();
    let (app, proxy) = TestApp::behind_a_proxy(hand.with_replica(&[])).await;
    let ada = app.person("ada");
    saved_job(&ada, "Acme").await;
    app.until_replicated().await;
    let keyed = || {
        let job = json!({ "name": "Beta", "experienceLevel": "senior", "description": "SQL" });
        ada.request(Method::POST, JOBS).json(&job).header("idempotency-key", "\"beta-1\"").send_and_read()
    };

    away(&proxy);
    refused(&keyed().await, "away");
    proxy.admit();
    until_writable(&ada, &hand).await;

    let created = keyed().await;
    assert_eq!((created.status.as_u16(), created.header("idempotency-replayed")), (201, ""), "{}", created.text);
    assert_eq!(keyed().await.header("idempotency-replayed"), "true");
    assert_eq!(app.count("select count(*) from job_infos").await, 2);
    assert_eq!(ready(&app).await, said(200, ["ok", "ok", "ok", "ok"]));
}

#[tokio::test]
async fn of_reads_one_at_most_waits_for_a_primary_that_swallows_everything() {
    let hand = Hand::new();
    let (app, proxy) = TestApp::behind_a_proxy(hand.with_replica(&[("PROTECTION", "local")])).await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    app.until_replicated().await;

    proxy.swallow();
    assert_eq!(ada.get(&path_of(&job)).await.status, 200, "this one finds out");
    let connections = proxy.connections();
    for _ in 0..20 {
        let reply = ada.get(&path_of(&job)).await;
        assert_eq!((reply.status.as_u16(), reply.header(HEADER)), (200, "true"));
        refused(&ada.delete(&path_of(&job)).await, "a write");
    }
    assert_eq!(proxy.connections(), connections, "nobody asks a primary that is left alone");

    hand.advance(Duration::from_secs(1));
    for _ in 0..20 {
        assert_eq!(ada.get(&path_of(&job)).await.status, 200);
    }
    assert!(proxy.connections() <= connections + 1, "one looks, beside the requests");

    proxy.pass();
    hand.advance(Duration::from_secs(6));
    until_writable(&ada, &hand).await;
    assert_eq!(ada.delete(&path_of(&job)).await.status, 204);
}

#[tokio::test]
async fn with_the_replica_away_too_a_read_is_unavailable_and_waits_for_neither() {
    let hand = Hand::new();
    let nobody = "postgres://nobody@127.0.0.1:1/nothing";
    let (app, proxy) = TestApp::behind_a_proxy(hand.settings(&[("DATABASE_REPLICA_URL", nobody)])).await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    assert_eq!(ready(&app).await, said(200, ["degraded", "ok", "down", "ok"]));
    assert_eq!(ada.get(&path_of(&job)).await.header(HEADER), "", "the primary answers");

    away(&proxy);
    for _ in 0..3 {
        assert_eq!(ada.get(&path_of(&job)).await.problem(), (503, "unavailable".to_owned()));
    }
    assert_eq!(ready(&app).await, said(503, ["down", "down", "down", "down"]));
}

/// A primary that was demoted, or whose operator takes no writes for now.
#[tokio::test]
async fn a_database_that_takes_no_writes_is_read() {
    let hand = Hand::new();
    let app = TestApp::with(hand.settings(&[])).await;
    let ada = app.person_with("ada", EVERYTHING);
    let things = Things::of(&ada).await;
    let before = things.read(&ada).await;
    let calls = app.gemini.received().len();

    takes_writes(&app, false).await;
    things.are_refused(&ada).await;
    for ((text, _), (now, header)) in before.iter().zip(things.read(&ada).await) {
        assert_eq!((text, &*header), (&now, "true"), "the same as before");
    }
    assert_eq!(app.gemini.received().len(), calls, "no model was called");
    assert_eq!(ready(&app).await, said(200, ["read-only", "read-only", "off", "ok"]));

    takes_writes(&app, true).await;
    until_writable(&ada, &hand).await;
    assert_eq!(ada.delete(&path_of(&things.job)).await.status, 204);
    assert_eq!(ready(&app).await, said(200, ["ok", "ok", "off", "ok"]));
    app.ledger_is_sound().await;
}

/// The test's own connections choose for themselves. The app's begin anew, as after a failover.
pub async fn takes_writes(app: &TestApp, yes: bool) {
    let sql = app.sql().await;
    let name: String = sql.query_one("select current_database()::text", &[]).await.unwrap().get(0);
    let mode = if yes { "off" } else { "on" };
    // On its own: this session may have begun as a read-only one.
    sql.batch_execute("set default_transaction_read_only = off").await.unwrap();
    let change = format!("alter database {name} set default_transaction_read_only = {mode}");
    sql.batch_execute(&change).await.unwrap();
    let end = "select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()";
    sql.batch_execute(end).await.unwrap();
    app.until(
        "select count(*) = 0 from pg_stat_activity
        where datname = current_database() and application_name = 'darasa'",
    )
    .await;
}

#[tokio::test]
async fn a_replica_alone_can_be_read_and_says_what_it_is() {
    let primary = TestApp::start().await;
    let things = Things::of(&primary.person_with("ada", EVERYTHING)).await;
    primary.until_replicated().await;
    let replica = test_app::replica().await.url(&primary.database_url).unwrap();

    let app = TestApp::on(replica, Hand::new().settings(&[("PROTECTION", "local")])).await;
    let ada = app.person_with("ada", EVERYTHING);
    things.read(&ada).await;
    things.are_refused(&ada).await;
    assert!(app.gemini.received().is_empty());
    assert_eq!(ready(&app).await, said(200, ["read-only", "read-only", "off", "ok"]));
}

#[tokio::test]
async fn somebody_new_sees_themselves_and_is_stored_later() {
    let hand = Hand::new();
    let (app, proxy) = TestApp::behind_a_proxy(hand.with_replica(&[])).await;
    app.until_replicated().await;
    let eve = app.person("eve");

    away(&proxy);
    let reply = eve.get(ME).await;
    assert_eq!((reply.status.as_u16(), reply.header(HEADER)), (200, "true"), "{}", reply.text);
    assert_eq!((&reply.json()["id"], &reply.json()["features"]["questions"]["used"]), (&json!("user_eve"), &json!(0)));
    assert_eq!(app.count("select count(*) from users").await, 0);

    proxy.admit();
    until_writable(&eve, &hand).await;
    assert_eq!(eve.get(ME).await.json()["id"], "user_eve");
    assert_eq!(app.count("select count(*) from users").await, 1);
}

/// A replica may be behind; what it says is shown and never kept.
#[tokio::test]
async fn what_a_replica_answers_is_not_cached() {
    let (hand, redis) = (Hand::new(), RedisServer::start().unwrap());
    let (app, proxy) = TestApp::behind_a_proxy(hand.with_replica(&[("REDIS_URL", &redis.url())])).await;
    let ada = app.person("ada");
    saved_job(&ada, "Acme").await;
    app.until_replicated().await;

    away(&proxy);
    let seen = ada.get(JOBS).await;
    assert_eq!((seen.status.as_u16(), seen.header(HEADER)), (200, "true"));
    // Past the app, so nothing invalidates what it may have kept.
    app.sql().await.batch_execute("update job_infos set name = 'Beta'").await.unwrap();
    proxy.admit();
    until_writable(&ada, &hand).await;
    assert_eq!(ada.get(JOBS).await.json()["items"][0]["name"], "Beta");
}

/// What it has is shown; what it does not have may have been made a moment ago, so nobody is told that it is over.
#[tokio::test]
async fn a_stream_that_the_replica_does_not_know_is_asked_for_again() {
    let hand = Hand::new();
    let (app, proxy) = TestApp::behind_a_proxy(hand.with_replica(&[])).await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    let asked = ada.post(QUESTION, json!({ "prompt": "easy", "jobInfoId": job["id"] })).await;
    let unknown = format!("/api/ai/streams/{}", crate::NOTHING);
    assert_eq!(ada.get(&unknown).await.status, 204);
    app.until_replicated().await;

    away(&proxy);
    let reply = ada.get(&unknown).await;
    assert_eq!((reply.sentence(), reply.header("retry-after")), ((503, "unavailable"), "2"));
    let known = ada.get(&format!("/api/ai/streams/{}", asked.header("x-stream-id"))).await;
    assert_eq!((known.status.as_u16(), known.header(HEADER)), (200, "true"), "{}", known.text);
    assert_eq!(ada.get("/api/ai/streams/nonsense").await.status, 204, "it is no stream anywhere");
}

#[tokio::test]
async fn a_page_of_another_origin_may_read_the_header() {
    let app = TestApp::with_env([("ALLOWED_ORIGINS", test_app::ORIGIN)]).await;
    let reply = app.request(Method::GET, "/api/health").header("origin", test_app::ORIGIN).send_and_read().await;
    let exposed = reply.header("access-control-expose-headers");
    assert!(exposed.split(", ").any(|name| name == HEADER), "{exposed}");
}
