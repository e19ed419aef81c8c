//! Database connections on the wire: round trips, sockets that died, a server that is away and comes back.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant, UNIX_EPOCH},
};

use darasa_local::{
    services::postgres,
    testing::{
        tcp_proxy::Cut,
        test_app::{self, Answer, Person, SendRequest, Settings, TestApp},
        time_limits::scaled,
    },
};
use futures_util::future::join_all;
use http::Method;
use serde_json::{Value, json};

use crate::{lock_jobs, logs::Log, unlock, until_blocked, until_over};

const JOBS: &str = "/api/job-infos";
const GENERATE: &str = "/api/ai/questions/generate-question";

fn job() -> Value {
    json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" })
}

async fn job_of(person: &Person<'_>) -> String {
    let created = person.post(JOBS, job()).await;
    assert_eq!(created.status, 201, "{}", created.text);
    created.json()["id"].as_str().expect("an id").to_owned()
}

fn with_env(name: &'static str, value: &str) -> Settings {
    Settings { env: vec![(name, value.to_owned())], ..Settings::default() }
}

/// A clock that stands still until it is moved.
#[derive(Clone)]
pub struct Hand(Arc<AtomicU64>);

impl Hand {
    pub fn new() -> Self {
        Self(Arc::new(AtomicU64::new(1_790_000_000_000)))
    }

    pub fn settings(&self) -> Settings {
        let hand = self.clone();
        let clock = move || UNIX_EPOCH + Duration::from_millis(hand.0.load(Ordering::Relaxed));
        Settings { clock: Arc::new(clock), ..Settings::default() }
    }

    pub fn advance(&self, time: Duration) {
        self.0.fetch_add(time.as_millis() as u64, Ordering::Relaxed);
    }

    fn go_back(&self, time: Duration) {
        self.0.fetch_sub(time.as_millis() as u64, Ordering::Relaxed);
    }
}

/// Ends the app's present connections at the server and waits until they are gone.
async fn kill_connections(app: &TestApp) {
    let sql = app.sql().await;
    let kill = "select array_agg(pid) filter (where pg_terminate_backend(pid)) from pg_stat_activity
        where datname = current_database() and application_name = 'darasa'";
    let killed: Option<Vec<i32>> = sql.query_one(kill, &[]).await.expect("a list").get(0);
    let killed = killed.expect("there was something to kill");
    app.until(&format!("select count(*) = 0 from pg_stat_activity where pid = any(array{killed:?})")).await;
}

fn unavailable(reply: &Answer) {
    assert_eq!(reply.problem(), (503, "unavailable".to_owned()));
    assert_eq!(reply.header("retry-after"), "2");
    let told = "A service we depend on does not answer; nothing was lost. Please try again shortly.";
    assert_eq!(reply.json()["detail"], told);
}

#[tokio::test]
async fn a_warm_read_is_exactly_one_round_trip() {
    let log = Log::keep();
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    let ada = app.person("ada");
    let id = job_of(&ada).await;
    until_over(&log, 1).await;
    assert_eq!(ada.post(GENERATE, json!({ "prompt": "easy", "jobInfoId": id })).await.status, 200);
    for path in
        [JOBS.to_owned(), format!("{JOBS}/{id}"), format!("/api/questions?jobInfoId={id}"), "/api/users/me".to_owned()]
    {
        ada.get(&path).await;
        ada.get(&path).await;
        for nth in 3..=5 {
            let before = proxy.round_trips();
            let reply = ada.get(&path).await;
            assert_eq!(reply.status, 200, "{path}: {}", reply.text);
            assert_eq!(proxy.round_trips() - before, 1, "{path}, read {nth}");
        }
    }
    assert_eq!(proxy.connections(), 1, "one after the other needs one connection");
}

#[tokio::test]
async fn a_first_read_is_one_round_trip_after_the_set_up() {
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    let set_up_only = postgres::connect(&proxy.url()).await.unwrap();
    let set_up = proxy.round_trips();
    assert!(set_up > 0 && !set_up_only.is_closed());

    let ada = app.person("ada");
    assert_eq!(ada.get(JOBS).await.status, 200);

    assert_eq!(proxy.round_trips() - set_up, set_up + 1);
}

#[tokio::test]
async fn a_second_read_is_one_round_trip_with_and_without_prepared_statements() {
    for mode in ["on", "off", "auto"] {
        let log = Log::keep();
        let (app, proxy) = TestApp::behind_a_proxy(with_env("DB_PREPARED_STATEMENTS", mode)).await;
        let ada = app.person("ada");
        ada.get(JOBS).await;
        until_over(&log, 1).await;
        let before = proxy.round_trips();
        ada.get(JOBS).await;
        assert_eq!(proxy.round_trips() - before, 1, "{mode}");
    }
}

/// The messages of three reads and a write on one connection, by tag, and the statements' names.
async fn said_with(mode: &str) -> (String, Vec<String>) {
    let log = Log::keep();
    let (app, proxy) = TestApp::behind_a_proxy(with_env("DB_PREPARED_STATEMENTS", mode)).await;
    let ada = app.person("ada");
    assert_eq!(ada.get("/api/users/me").await.status, 200);
    until_over(&log, 1).await;
    let before = proxy.messages().len();
    for _ in 0..3 {
        assert_eq!(ada.get(JOBS).await.status, 200);
    }
    let said: Vec<_> = proxy.messages().into_iter().skip(before).collect();
    let tags = said.iter().map(|message| message.tag).collect();
    let names = said.iter().filter(|message| message.tag == 'P').map(|message| message.first_text()).collect();
    (tags, names)
}

#[tokio::test]
async fn a_statement_is_named_on_its_second_use_where_that_is_allowed() {
    // Parse, Bind, Describe, Execute, Sync; with the preparation (Parse, Describe, Sync) in the same flight.
    let (tags, names) = said_with("on").await;
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names[0].is_empty() && !names[1].is_empty(), "unnamed first, then the one that stays: {names:?}");
    assert!(tags.ends_with("BESBES"), "the second and the third use only bind: {tags}");

    let (tags, names) = said_with("off").await;
    assert_eq!(names, ["", "", ""], "nothing is named");
    assert_eq!(tags.matches('P').count(), tags.matches('S').count(), "one flight each: {tags}");

    let (_, names) = said_with("auto").await;
    let (_, pooled) = test_app::is_encrypted_or_pooled();
    assert_eq!(names.iter().all(String::is_empty), pooled, "a pooler is known by its name: {names:?}");
}

/// `DARASA_TEST_DATABASE` makes the suite's database like one of Neon's; here it is asked what it really is.
#[tokio::test]
async fn the_database_is_reached_as_this_run_wants_it() {
    let app = TestApp::start().await;
    assert_eq!(app.person("ada").get(JOBS).await.status, 200);

    let seen = match test_app::pooler().await {
        Some(pooler) => pooler.encryption_of_clients(&app.database_url).await.unwrap(),
        None => {
            let version = "select coalesce(version, '') from pg_stat_activity join pg_stat_ssl using (pid)
                where datname = current_database() and application_name = 'darasa'";
            app.sql().await.query(version, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
        }
    };

    let (encrypted, _) = test_app::is_encrypted_or_pooled();
    assert!(seen.len() == 1 && seen[0].starts_with("TLSv1.3") == encrypted, "{seen:?}");
}

/// At the boundary by the wall clock, which goes on while an instance is frozen.
#[tokio::test]
async fn a_socket_that_was_idle_for_over_30_seconds_is_not_used_again() {
    let hand = Hand::new();
    let (app, proxy) = TestApp::behind_a_proxy(hand.settings()).await;
    let (log, reads) = (Log::keep(), AtomicU64::new(0));
    let read = async || {
        assert_eq!(app.person("ada").get(JOBS).await.status, 200);
        until_over(&log, reads.fetch_add(1, Ordering::Relaxed) as usize + 1).await;
    };
    read().await;
    for (idle, connections) in [
        (Duration::from_secs(1), 1),
        (Duration::from_secs(30), 1),
        (Duration::from_millis(30_001), 2),
        (Duration::from_secs(29), 2),
        (Duration::from_secs(6 * 60), 3),
    ] {
        hand.advance(idle);
        read().await;
        assert_eq!(proxy.connections(), connections, "after {idle:?}");
    }
    hand.go_back(Duration::from_secs(3_600));
    read().await;
    assert_eq!(proxy.connections(), 4, "a clock that went back tells nothing of how long it was");
}

/// A write cannot be repeated, so a doubtful socket is asked first. This one does not even say that it is dead.
#[tokio::test]
async fn a_write_does_not_trust_a_socket_that_was_idle_for_a_while() {
    let hand = Hand::new();
    let (app, proxy) = TestApp::behind_a_proxy(hand.settings()).await;
    job_of(&app.person("ada")).await;
    assert_eq!(proxy.connections(), 1);

    hand.advance(Duration::from_secs(6));
    proxy.silence();

    assert_eq!(app.person("ada").post(JOBS, job()).await.status, 201);
    assert_eq!(proxy.connections(), 2);
    assert_eq!(app.count("select count(*) from job_infos").await, 2);
}

#[tokio::test]
async fn connections_that_died_while_idle_are_not_noticed_outside() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    job_of(&ada).await;

    kill_connections(&app).await;
    assert_eq!(ada.get(JOBS).await.status, 200, "a read");

    kill_connections(&app).await;
    assert_eq!(ada.post(JOBS, job()).await.status, 201, "a write");
    assert_eq!(app.count("select count(*) from job_infos").await, 2);

    join_all((0..5).map(|_| ada.get(JOBS))).await;
    kill_connections(&app).await;
    let reads = join_all((0..5).map(|_| ada.get(JOBS))).await;
    assert!(reads.iter().all(|reply| reply.status == 200), "five at once");
}

#[tokio::test]
async fn a_read_killed_at_work_is_repeated() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let id = job_of(&ada).await;
    let lock = lock_jobs(&app).await;
    let reading = tokio::spawn(ada.request(Method::GET, &format!("{JOBS}/{id}")).send_and_read());
    until_blocked(&app, 1).await;

    kill_connections(&app).await;
    until_blocked(&app, 1).await;
    unlock(lock).await;

    assert_eq!(reading.await.unwrap().json()["id"], id.as_str());
}

#[tokio::test]
async fn a_read_is_repeated_once_and_not_for_ever() {
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    let ada = app.person("ada");
    let read = "as bytes_before";
    for cut in [Cut::BeforeTheServerReads, Cut::BeforeTheClientHears] {
        // One that was cut before and has not been noticed yet would be the first of the two.
        for _ in 0..2 {
            assert_eq!(ada.get(JOBS).await.status, 200, "{cut:?}");
        }
        proxy.cut_on(read, cut, 1);
        assert_eq!(ada.get(JOBS).await.status, 200, "{cut:?}");

        proxy.cut();
        proxy.cut_on(read, cut, 2);
        let before = proxy.connections();
        unavailable(&ada.get(JOBS).await);
        assert!(proxy.connections() - before <= 2, "{cut:?}");
        assert_eq!(ada.get(JOBS).await.status, 200, "{cut:?}");
        proxy.cut();
    }
}

#[tokio::test]
async fn a_write_killed_at_work_is_not_repeated() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    job_of(&ada).await;
    let lock = lock_jobs(&app).await;
    let writing = tokio::spawn(ada.request(Method::POST, JOBS).json(&job()).send_and_read());
    until_blocked(&app, 1).await;

    kill_connections(&app).await;
    unlock(lock).await;

    unavailable(&writing.await.unwrap());
    assert_eq!(app.count("select count(*) from job_infos").await, 1, "the one from before");
    assert_eq!(ada.post(JOBS, job()).await.status, 201);
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_happened_once() {
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    let ada = app.person("ada");
    ada.get("/api/users/me").await;
    for (cut, happened) in [(Cut::BeforeTheServerReads, 0), (Cut::BeforeTheClientHears, 1)] {
        proxy.cut();
        proxy.cut_on("insert into job_infos", cut, 1);
        unavailable(&ada.post(JOBS, job()).await);
        assert_eq!(app.count("select count(*) from job_infos").await, happened, "{cut:?}");
    }
    assert_eq!(ada.post(JOBS, job()).await.status, 201);
}

#[tokio::test]
async fn whoever_finds_the_pool_busy_for_3_seconds_is_told_to_come_back() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    job_of(&ada).await;
    let lock = lock_jobs(&app).await;
    let busy: Vec<_> = (0..5).map(|_| tokio::spawn(ada.request(Method::GET, JOBS).send_and_read())).collect();
    until_blocked(&app, 5).await;

    let started = Instant::now();
    let sixth = ada.get(JOBS).await;

    unavailable(&sixth);
    let waited = started.elapsed();
    assert!((Duration::from_millis(2_900)..scaled(Duration::from_secs(5))).contains(&waited), "{waited:?}");
    unlock(lock).await;
    for reply in join_all(busy).await {
        assert_eq!(reply.unwrap().status, 200);
    }
    assert_eq!(ada.get(JOBS).await.status, 200);
}

#[tokio::test]
async fn whoever_finds_a_free_connection_in_time_is_served() {
    let app = TestApp::with_env([("DB_POOL_SIZE", "1")]).await;
    let ada = app.person("ada");
    job_of(&ada).await;
    let replies = join_all((0..20).map(|_| ada.get(JOBS))).await;
    assert!(replies.iter().all(|reply| reply.status == 200));
    let connections = "select count(*) from pg_stat_activity
        where datname = current_database() and application_name = 'darasa'";
    assert_eq!(app.count(connections).await, 1);
}

#[tokio::test]
async fn while_the_database_is_away_every_route_says_so_and_recovers_by_itself() {
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    let ada = app.person("ada");
    let id = job_of(&ada).await;
    let asked = json!({ "prompt": "easy", "jobInfoId": id });
    let one = format!("{JOBS}/{id}");
    let questions = format!("/api/questions?jobInfoId={id}");

    proxy.refuse();
    proxy.cut();

    for path in [JOBS, &one, &questions, "/api/users/me"] {
        unavailable(&ada.get(path).await);
    }
    unavailable(&ada.post(JOBS, job()).await);
    unavailable(&ada.patch(&one, json!({ "name": "Other" })).await);
    unavailable(&ada.delete(&one).await);
    let generated = ada.post(GENERATE, asked.clone()).await;
    assert_eq!(generated.sentence(), (503, "unavailable"));
    assert_eq!(generated.header("retry-after"), "2");
    for public in ["/api/health", "/api/config"] {
        let reply = app.request(Method::GET, public).send_and_read().await;
        assert_eq!(reply.status, 200, "{public} does not need it");
    }
    assert_eq!(
        app.request(Method::GET, JOBS).send_and_read().await.status,
        401,
        "and nobody needs it to be a stranger"
    );

    proxy.admit();

    for path in [JOBS, &one, &questions, "/api/users/me"] {
        assert_eq!(ada.get(path).await.status, 200, "{path}");
    }
    assert_eq!(ada.get(&one).await.json()["name"], "Acme", "nothing was changed");
    assert_eq!(ada.post(GENERATE, asked).await.status, 200);
    assert_eq!(ada.delete(&one).await.status, 204);
    app.ledger_is_sound().await;
}

/// Statements prepared before a migration do not fit after it.
#[tokio::test]
async fn a_schema_that_changes_under_a_prepared_statement_breaks_nothing() {
    let (app, proxy) = TestApp::behind_a_proxy(with_env("DB_POOL_SIZE", "1")).await;
    let ada = app.person("ada");
    let id = job_of(&ada).await;
    let one = format!("{JOBS}/{id}");
    let questions = format!("/api/questions?jobInfoId={id}");
    for change in [
        "alter table job_infos add column motto text not null default 'x'",
        "alter table job_infos alter column name type varchar(255), alter column title type varchar(255)",
        "alter table job_infos drop column motto",
        "alter table questions rename to old;
        create table questions (like old including all);
        drop table old cascade",
    ] {
        for _ in 0..3 {
            ada.get(&one).await;
            ada.get(&questions).await;
            ada.patch(&one, json!({ "description": "SQL" })).await;
        }
        app.sql().await.batch_execute(change).await.unwrap();

        let (read, listed) = (ada.get(&one).await, ada.get(&questions).await);
        assert_eq!(read.json()["name"], "Acme", "{change}");
        assert_eq!(listed.json(), json!({ "items": [], "nextCursor": null }), "{change}");
        let written = ada.patch(&one, json!({ "description": "Rust" })).await;
        assert_eq!(written.json()["description"], "Rust", "{change}");
    }
    let prepared = proxy.messages().iter().any(|said| said.tag == 'P' && !said.first_text().is_empty());
    let (_, pooled) = test_app::is_encrypted_or_pooled();
    assert_ne!(prepared, pooled, "they were prepared, but not through a pooler");
}

#[tokio::test]
async fn a_wrong_password_is_for_the_operator_and_not_for_the_client() {
    let right = test_app::postgres().await.fresh_database().await.unwrap();
    let mut url: reqwest::Url = right.parse().unwrap();
    url.set_password(Some("hunter2")).unwrap();
    let app = TestApp::on(url.into(), Settings::default()).await;
    let reply = app.person("ada").get(JOBS).await;
    unavailable(&reply);
    assert!(!reply.text.contains("password") && !reply.text.contains("hunter2"), "{}", reply.text);
}
