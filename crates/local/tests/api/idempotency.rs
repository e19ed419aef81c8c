//! Idempotency keys: what is sent twice is created once.

use darasa_core::{
    App, Error,
    base::{
        clock,
        env::Env,
        rate_limit::LimitStatus,
        trace::{Context, Trace},
    },
    domain::accounts::users::UserId,
    http::{Reply, ReplyBody, Request, StatusCode, request::Body},
    providers::model::Pace,
    server::{idempotency, middleware::Completion},
    storage::db::Db,
};
use darasa_local::testing::{
    tcp_proxy::Cut,
    test_app::{Answer, Person, SendRequest, Settings, TestApp},
};
use futures_util::future::join_all;
use http::{HeaderValue, Method};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{NOTHING, delete_account, path_of, until_blocked};

const JOBS: &str = "/api/job-infos";
const KEY: &str = "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"";

fn acme() -> Value {
    json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" })
}

async fn post(person: &Person<'_>, key: &str, body: Value) -> Answer {
    person.request(Method::POST, JOBS).header("idempotency-key", key).json(&body).send_and_read().await
}

async fn jobs(app: &TestApp) -> i64 {
    app.count("select count(*) from job_infos").await
}

/// Lets every claim look as old as it needs to be.
async fn age(app: &TestApp, change: &str) {
    assert!(app.sql().await.execute(&format!("update idempotency_keys set {change}"), &[]).await.unwrap() > 0);
}

fn same(replayed: &Answer, first: &Answer) {
    assert_eq!((replayed.status, &replayed.text), (first.status, &first.text));
    for name in ["content-type", "location", "etag", "cache-control"] {
        assert_eq!(replayed.header(name), first.header(name), "{name}");
    }
    assert_eq!((first.header("idempotency-replayed"), replayed.header("idempotency-replayed")), ("", "true"));
    assert_ne!(replayed.header("x-request-id"), first.header("x-request-id"));
}

#[tokio::test]
async fn a_job_sent_twice_is_saved_once_and_answered_twice() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    let first = post(&ada, KEY, acme()).await;
    assert_eq!(first.status, 201, "{}", first.text);
    let job = path_of(&first.json());
    assert_eq!((first.header("location"), first.header("etag")), (job.as_str(), "\"1\""));
    same(&post(&ada, KEY, acme()).await, &first);

    ada.patch(&job, json!({ "name": "Globex" })).await;
    same(&post(&ada, KEY, acme()).await, &first);
    ada.delete(&job).await;
    same(&post(&ada, KEY, acme()).await, &first);
    assert_eq!(jobs(&app).await, 0, "the reply is replayed, not the effect");
}

#[tokio::test]
async fn without_a_key_or_with_another_one_it_is_another_job() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    ada.post(JOBS, acme()).await;
    ada.post(JOBS, acme()).await;
    post(&ada, "\"one\"", acme()).await;
    post(&ada, "\"two\"", acme()).await;
    post(&app.person("bob"), "\"two\"", acme()).await;

    assert_eq!(jobs(&app).await, 5);
    assert_eq!(app.count("select count(*) from job_infos where user_id = 'user_bob'").await, 1);
}

#[tokio::test]
async fn fifty_equal_requests_at_once_make_one_job() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    let replies = join_all((0..50).map(|_| post(&ada, KEY, acme()))).await;

    for reply in replies.iter().filter(|reply| reply.status != 201) {
        assert_eq!(reply.problem(), (409, "idempotency-in-progress".to_owned()));
        assert_eq!(reply.header("retry-after"), "1");
    }
    assert_eq!(jobs(&app).await, 1);
    let later = join_all((0..50).map(|_| post(&ada, KEY, acme()))).await;
    let first = later[0].text.clone();
    for reply in replies.iter().filter(|reply| reply.status == 201).chain(&later) {
        assert_eq!((reply.status.as_u16(), &reply.text), (201, &first));
    }
    assert!(later.iter().all(|reply| reply.header("idempotency-replayed") == "true"));
    assert_eq!(jobs(&app).await, 1);
}

/// An interview costs a use and a token: both are taken with the one that is made, and with no other.
#[tokio::test]
async fn an_interview_sent_twenty_times_is_held_and_paid_once() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", "u:3_interviews");
    let job = ada.post(JOBS, acme()).await.json()["id"].clone();
    let send = || {
        let request = ada.request(Method::POST, "/api/interviews").header("idempotency-key", KEY);
        request.json(&json!({ "jobInfoId": job })).send_and_read()
    };

    join_all((0..20).map(|_| send())).await;
    let replayed = send().await;

    assert_eq!((replayed.status.as_u16(), replayed.header("idempotency-replayed")), (201, "true"), "{}", replayed.text);
    assert_eq!(app.count("select count(*) from interviews").await, 1);
    assert_eq!(app.count("select reserved::bigint from usage_counters where kind = 'interview'").await, 1);
    assert_eq!(app.count("select tokens::bigint from token_buckets").await, 11);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let first = post(&ada, KEY, acme()).await;
    let globex = json!({ "name": "Globex", "experienceLevel": "senior", "description": "Rust" });

    let refused = post(&ada, KEY, globex.clone()).await;
    assert_eq!(refused.problem(), (422, "idempotency-mismatch".to_owned()));
    assert!(refused.json()["errors"].is_null());
    let spaced = ada.request(Method::POST, JOBS).header("idempotency-key", KEY).body(format!(" {}", acme()));
    assert_eq!(spaced.send_and_read().await.problem().1, "idempotency-mismatch", "bytes are compared, not meanings");

    same(&post(&ada, KEY, acme()).await, &first);
    assert_eq!(jobs(&app).await, 1);
}

#[tokio::test]
async fn a_key_without_quotes_is_the_same_key() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let first = post(&ada, KEY, acme()).await;
    assert_eq!(first.status, 201, "{}", first.text);

    same(&post(&ada, KEY.trim_matches('"'), acme()).await, &first);
    let globex = json!({ "name": "Globex", "experienceLevel": "senior", "description": "Rust" });
    assert_eq!(post(&ada, KEY.trim_matches('"'), globex).await.problem().1, "idempotency-mismatch");
    let bare = post(&ada, "order:7", acme()).await;
    same(&post(&ada, "\"order:7\"", acme()).await, &bare);
    assert_ne!(post(&ada, "'order:7'", acme()).await.text, bare.text, "other quotes are letters");
    assert_eq!(jobs(&app).await, 3);
}

#[tokio::test]
async fn a_key_is_one_text_that_can_be_read_in_one_way() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    let long = "k".repeat(256);
    for key in
        ["\"\"", "\"", "", "a b", "a,b", "a;v=1", "a\\b", "a\"", "\"a", "\"a\", \"b\"", "\"a\";v=1", "a, b", &long]
    {
        let refused = post(&ada, key, acme()).await;
        assert_eq!(refused.problem(), (400, "bad-request".to_owned()), "{key}");
        let detail = refused.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains("Idempotency-Key") && detail.contains("in quotes"), "{detail}");
    }
    let latin =
        ada.request(Method::POST, JOBS).header("idempotency-key", HeaderValue::from_bytes(b"\"\xe9\"").unwrap());
    assert_eq!(latin.json(&acme()).send_and_read().await.problem().0, 400);
    let twice = ada.request(Method::POST, JOBS).header("idempotency-key", KEY).header("idempotency-key", KEY);
    assert_eq!(twice.json(&acme()).send_and_read().await.problem().0, 400);
    assert_eq!(jobs(&app).await, 0);
    for key in [r#""with \"quotes\" and \\""#, "\" \"", &format!("\"{}\"", "k".repeat(255))] {
        let first = post(&ada, key, acme()).await;
        assert_eq!(first.status, 201, "{key}");
        same(&post(&ada, key, acme()).await, &first);
    }
}

#[tokio::test]
async fn what_needs_no_key_does_not_look_at_it() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = path_of(&ada.post(JOBS, acme()).await.json());

    for (method, body) in
        [(Method::GET, Value::Null), (Method::PATCH, json!({ "name": "Globex" })), (Method::DELETE, Value::Null)]
    {
        let reply =
            ada.request(method.clone(), &job).header("idempotency-key", "nonsense").json(&body).send_and_read().await;
        assert!(reply.status.is_success(), "{method}: {}", reply.text);
    }
    assert_eq!(app.count("select count(*) from idempotency_keys").await, 0);
}

#[tokio::test]
async fn a_body_that_is_refused_does_not_use_the_key_up() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    assert_eq!(post(&ada, KEY, json!({ "name": "Acme" })).await.problem().0, 422);
    assert_eq!(
        ada.request(Method::POST, JOBS).header("idempotency-key", KEY).body("{").send_and_read().await.problem().0,
        400
    );

    assert_eq!(post(&ada, KEY, acme()).await.status, 201);
}

/// Sends a head and the beginning of a body that is refused before its end, and the rest of it after that.
async fn send_cut(app: &TestApp, person: &Person<'_>, path: &str, length: &str, bodies: &[&[u8]]) -> String {
    let mut socket = TcpStream::connect(app.url.trim_start_matches("http://")).await.unwrap();
    let (token, host) = (&person.token, "localhost");
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\nidempotency-key: {KEY}\r\n{length}\r\nconnection: close\r\n\r\n"
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    for body in bodies {
        socket.write_all(body).await.unwrap();
    }
    let mut reply = String::new();
    socket.read_to_string(&mut reply).await.unwrap();
    reply
}

/// The body is longer than it may be and says so only as it comes. What is left of it is no body: under the key
/// it would stand for a request that nobody sent.
#[tokio::test]
async fn a_body_that_was_refused_is_never_kept_under_the_key() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", "u:3_interviews");
    let job = ada.post(JOBS, acme()).await.json()["id"].clone();
    let padding = format!("{:x}\r\n{}\r\n", 200_000, " ".repeat(200_000));
    let rest = "2\r\n{}\r\n0\r\n\r\n";
    for (path, body) in [("/api/interviews", json!({ "jobInfoId": job })), (JOBS, acme())] {
        let chunked = "transfer-encoding: chunked\r\ncontent-type: application/json";
        let bodies = [padding.as_bytes(), padding.as_bytes(), rest.as_bytes()];

        let refused = send_cut(&app, &ada, path, chunked, &bodies).await;

        assert!(refused.starts_with("HTTP/1.1 413"), "{path}: {refused}");
        assert_eq!(app.count("select count(*) from idempotency_keys").await, 0, "{path}: nothing is kept");
        let request = ada.request(Method::POST, path).header("idempotency-key", KEY).json(&body);
        assert_eq!(request.send_and_read().await.status, 201, "{path}: the key was not used up");
        app.sql().await.batch_execute("delete from idempotency_keys").await.unwrap();
    }
}

/// An upgrade cures what a plan refused, and whoever tries again with their key gets what they asked for.
#[tokio::test]
async fn a_plan_that_was_used_up_does_not_use_the_key_up() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = ada.post(JOBS, acme()).await.json()["id"].clone();
    let create = |person: &Person<'_>, key: &str| {
        let request = person.request(Method::POST, "/api/interviews").header("idempotency-key", key);
        request.json(&json!({ "jobInfoId": job })).send_and_read()
    };
    assert_eq!(create(&ada, "\"first\"").await.status, 201);
    assert_eq!(create(&ada, KEY).await.problem(), (403, "PLAN_LIMIT".to_owned()));

    let upgraded = app.person_with("ada", "u:unlimited_interviews");

    let created = create(&upgraded, KEY).await;
    assert_eq!((created.status.as_u16(), created.header("idempotency-replayed")), (201, ""));
    same(&create(&upgraded, KEY).await, &created);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_claim_holds_for_a_minute_and_may_then_be_taken_over_by_the_same_request_only() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    post(&ada, KEY, acme()).await;
    age(&app, "status = null, headers = null, body = null, claimed_until = now() + interval '55 seconds'").await;

    assert_eq!(post(&ada, KEY, acme()).await.problem(), (409, "idempotency-in-progress".to_owned()));
    age(&app, "claimed_until = now() - interval '1 millisecond'").await;
    let globex = json!({ "name": "Globex", "experienceLevel": "senior", "description": "Rust" });
    assert_eq!(post(&ada, KEY, globex.clone()).await.problem(), (422, "idempotency-mismatch".to_owned()));
    assert_eq!(jobs(&app).await, 1);

    let taken_over = post(&ada, KEY, acme()).await;
    assert_eq!((taken_over.status.as_u16(), taken_over.header("idempotency-replayed")), (201, ""));
    assert_eq!(jobs(&app).await, 2);
    same(&post(&ada, KEY, acme()).await, &taken_over);
    let claimed = "select count(*) from idempotency_keys
        where claimed_until - created_at between interval '59 seconds' and interval '61 seconds'";
    assert_eq!(app.count(claimed).await, 1);
}

/// The claim in the way ends between the statement that meets it and the one that asks what was replied.
#[tokio::test]
async fn a_claim_that_ends_between_two_looks_at_it_is_taken_without_asking_clerk() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    post(&ada, KEY, acme()).await;
    age(&app, "status = null, headers = null, body = null, claimed_until = now() + interval '55 seconds'").await;
    let asked = app.clerk.received().len();
    let (claim, end) = (app.sql().await, app.sql().await);
    claim.batch_execute("begin; select from idempotency_keys for update").await.unwrap();

    let meet = async {
        until_blocked(&app, 1).await;
        let end = end.batch_execute("lock table idempotency_keys; delete from idempotency_keys");
        let let_go = async {
            app.until(
                "select count(*) = 1 from pg_locks join pg_database d on d.oid = database
                where datname = current_database() and mode = 'AccessExclusiveLock' and not granted",
            )
            .await;
            claim.batch_execute("commit").await.unwrap();
        };
        tokio::join!(end, let_go).0.unwrap();
    };
    let (saved, ()) = tokio::join!(post(&ada, KEY, acme()), meet);

    assert_eq!(saved.status, 201, "{}", saved.text);
    assert_eq!(app.clerk.received().len(), asked, "Ada was met long ago");
}

/// Ada's first request hangs for over a minute, her second one overtakes it: only one of them saves a job.
#[tokio::test]
async fn whoever_was_taken_over_undoes_what_they_did() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    ada.get("/api/users/me").await;
    let mut sql = app.sql().await;
    let lock = sql.transaction().await.unwrap();
    lock.batch_execute("lock table job_infos in exclusive mode").await.unwrap();
    const WAITING: &str = "select count(*) >= $n from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'
            and (query like '%insert into job_infos%' or query like '%for no key update%')";

    let requests = async {
        let (ada, app) = (&ada, &app);
        let first = post(ada, KEY, acme());
        let second = async {
            app.until(&WAITING.replace("$n", "1")).await;
            age(app, "claimed_until = now()").await;
            post(ada, KEY, acme()).await
        };
        futures_util::future::join(first, second).await
    };
    let release = async {
        app.until(&WAITING.replace("$n", "2")).await;
        lock.commit().await.unwrap();
    };
    let ((first, second), ()) = futures_util::future::join(requests, release).await;

    assert_eq!(first.problem(), (409, "idempotency-in-progress".to_owned()));
    assert_eq!(second.status, 201, "{}", second.text);
    assert_eq!(jobs(&app).await, 1);
    same(&post(&ada, KEY, acme()).await, &second);
}

/// The connection breaks at each step, before and after the server has heard of it. There is a job if and only if there
/// is a reply, and whoever tries again gets both.
#[tokio::test]
async fn a_crash_between_effect_and_reply_loses_neither() {
    for step in ["insert into job_infos", "update idempotency_keys", "commit"] {
        for cut in [Cut::BeforeTheServerReads, Cut::BeforeTheClientHears] {
            let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
            let ada = app.person("ada");
            ada.get("/api/users/me").await;
            proxy.cut_on(step, cut, 1);

            let broken = post(&ada, KEY, acme()).await;

            assert_eq!(broken.problem(), (503, "unavailable".to_owned()), "{step} {cut:?}");
            let (effect, reply) = (jobs(&app).await, app.count("select count(status) from idempotency_keys").await);
            assert_eq!(effect, reply, "{step} {cut:?}");
            assert_eq!(effect == 1, step == "commit" && cut == Cut::BeforeTheClientHears, "{step} {cut:?}");
            let again = post(&ada, KEY, acme()).await;
            assert_eq!(again.status, 201, "{step} {cut:?}: at once, for the claim was given back: {}", again.text);
            assert_eq!(jobs(&app).await, 1, "{step} {cut:?}");
            assert_eq!(post(&ada, KEY, acme()).await.text, again.text);
        }
    }
}

/// A beginning changes nothing, so a lost one is nobody's concern.
#[tokio::test]
async fn a_transaction_that_could_not_begin_begins_again() {
    for cut in [Cut::BeforeTheServerReads, Cut::BeforeTheClientHears] {
        let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
        let ada = app.person("ada");
        proxy.cut_on("begin", cut, 1);
        assert_eq!(post(&ada, KEY, acme()).await.status, 201, "{cut:?}");
        assert_eq!(jobs(&app).await, 1, "{cut:?}");
    }
}

#[tokio::test]
async fn what_was_our_fault_is_tried_again() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let sql = app.sql().await;
    sql.batch_execute("alter table job_infos add constraint no_acme check (name <> 'Acme')").await.unwrap();

    for _ in 0..2 {
        assert_eq!(post(&ada, KEY, acme()).await.problem(), (500, "internal".to_owned()));
        assert_eq!(app.count("select count(*) from idempotency_keys").await, 0);
    }
    sql.batch_execute("alter table job_infos drop constraint no_acme").await.unwrap();

    assert_eq!(post(&ada, KEY, acme()).await.status, 201);
}

#[tokio::test]
async fn after_a_day_a_key_is_new_again_and_old_ones_go() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let first = post(&ada, KEY, acme()).await;
    age(&app, "created_at = now() - interval '23 hours 59 minutes'").await;
    same(&post(&ada, KEY, acme()).await, &first);

    age(&app, "created_at = now() - interval '24 hours 1 second'").await;
    let globex = json!({ "name": "Globex", "experienceLevel": "senior", "description": "Rust" });
    let second = post(&ada, KEY, globex.clone()).await;
    assert_eq!((second.status.as_u16(), second.header("idempotency-replayed")), (201, ""));
    assert_eq!(jobs(&app).await, 2);

    app.sql()
        .await
        .batch_execute(
            "insert into idempotency_keys (user_id, method, path, key, body_sha256, claim, claimed_until, created_at)
            select 'user_ada', 'POST', '/', n, 'x', gen_random_uuid(), now(), now() - interval '25 hours'
            from generate_series(1, 150) n",
        )
        .await
        .unwrap();
    for left in [50 + 1 + 1, 1 + 2] {
        post(&ada, &format!("\"{left}\""), acme()).await;
        assert_eq!(app.count("select count(*) from idempotency_keys").await, left);
    }
}

#[tokio::test]
async fn a_deleted_user_has_no_keys() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    post(&ada, KEY, acme()).await;
    delete_account(&app, &ada.id).await;

    for key in [KEY, "\"another\""] {
        assert_eq!(post(&ada, key, acme()).await.problem(), (401, "not-logged-in".to_owned()));
    }
}

#[tokio::test]
async fn what_is_replayed_is_not_held_to_a_rate_that_is_spent_meanwhile() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = ada.post(JOBS, acme()).await.json()["id"].clone();
    let create = |key: &'static str, body: Value| {
        ada.request(Method::POST, "/api/interviews").header("idempotency-key", key).json(&body).send_and_read()
    };
    let wanted = || json!({ "jobInfoId": job });

    let first = create(KEY, wanted()).await;
    app.sql().await.batch_execute("update token_buckets set tokens = 0").await.unwrap();
    same(&create(KEY, wanted()).await, &first);
    assert_eq!(create("\"another\"", wanted()).await.problem(), (429, "RATE_LIMIT".to_owned()));
    // Her plan allows one interview, and she has it; the next attempt may come after an upgrade.
    app.sql().await.batch_execute("update token_buckets set tokens = 5").await.unwrap();
    for _ in 0..2 {
        assert_eq!(create("\"another\"", wanted()).await.problem(), (403, "PLAN_LIMIT".to_owned()), "asked anew");
    }
    assert_eq!(create("\"third\"", json!({})).await.problem(), (422, "invalid".to_owned()));
    assert_eq!(create("\"third\"", json!({ "jobInfoId": NOTHING })).await.problem(), (404, "not-found".to_owned()));

    assert_eq!(app.count("select count(*) from interviews").await, 1);
    assert_eq!(app.count("select count(*) from usage where kind = 'interview'").await, 1);
    app.ledger_is_sound().await;
}

/// A request as a handler has it.
fn request(body: &'static str) -> Request {
    let head = http::Request::post("/api/things").header("idempotency-key", KEY).body(()).unwrap().into_parts().0;
    let body = Body::new(Full::from(body).map_err(Into::into));
    Request::new(
        head,
        body,
        Trace::new("a-request".to_owned(), Context::begin()),
        clock::now(),
        None,
        Completion::new().0,
    )
}

/// How often each outcome is met when the same request comes twice.
async fn outcomes(app: &App, owner: &UserId, outcome: impl Fn() -> Result<Reply, Error>) -> (usize, Vec<u16>) {
    let (times, mut statuses) = (std::sync::atomic::AtomicUsize::new(0), Vec::new());
    for _ in 0..2 {
        let work = |_: Db, ()| async {
            times.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            outcome()
        };
        let reply = idempotency::run(app, &request("{}"), owner, async { Ok(()) }, work).await;
        statuses.push(reply.map_or_else(|error| error.problem().status, |reply| reply.status).as_u16());
    }
    (times.into_inner(), statuses)
}

#[tokio::test]
async fn a_refusal_is_replayed_and_what_may_pass_is_not() {
    let over = || Error::RateLimit(LimitStatus::exhausted("p", 1, 1, 1));
    let full = || Reply::new(StatusCode::CREATED, ReplyBody::Full("{}".into()));
    let stream = || Reply::new(StatusCode::OK, ReplyBody::Stream(tokio::sync::mpsc::unbounded_channel().1));
    type Outcome = Box<dyn Fn() -> Result<Reply, Error>>;
    let cases: Vec<(Outcome, (usize, Vec<u16>))> = vec![
        (Box::new(move || Ok(full())), (1, vec![201, 201])),
        (Box::new(|| Ok(Reply::no_content())), (1, vec![204, 204])),
        (Box::new(|| Err(Error::ChatForeign)), (1, vec![422, 422])),
        (Box::new(|| Err(Error::PlanLimit)), (2, vec![403, 403])),
        (Box::new(|| Err(Error::TooManyJobs)), (2, vec![409, 409])),
        (Box::new(|| Err(Error::Suspicious)), (2, vec![403, 403])),
        (Box::new(|| Err(Error::NotAdmitted)), (2, vec![403, 403])),
        (Box::new(|| Err(Error::Bot)), (2, vec![403, 403])),
        (Box::new(|| Err(Error::BodyTooLarge { limit: 1 })), (2, vec![413, 413])),
        (Box::new(|| Err(Error::BodyStalled)), (2, vec![408, 408])),
        (Box::new(|| Err(Error::BodyCut)), (2, vec![400, 400])),
        (Box::new(|| Err(Error::NotFound)), (1, vec![404, 404])),
        (Box::new(|| Err(Error::invalid("#/x", "is wrong"))), (2, vec![422, 422])),
        (Box::new(move || Err(over())), (2, vec![429, 429])),
        (Box::new(|| Err(Error::unavailable("away", 1))), (2, vec![503, 503])),
        (Box::new(|| Err(Error::internal("broken"))), (2, vec![500, 500])),
        (Box::new(move || Ok(stream())), (2, vec![500, 500])),
    ];
    for (outcome, expected) in cases {
        let test_app = TestApp::start().await;
        test_app.person("ada").get("/api/users/me").await;
        let env = Env::from_pairs(test_app.env()).unwrap();
        let app = App::new(env, clock::system(), Pace::default()).unwrap();
        let owner = UserId::parse("user_ada".to_owned()).unwrap();

        assert_eq!(outcomes(&app, &owner, outcome).await, expected);
        app.db.close();
    }
}
