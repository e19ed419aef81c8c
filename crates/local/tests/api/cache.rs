//! Cache: what it changes is how often the database is asked; everything else stays as it is.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use darasa_core::{
    base::{clock, env::Env, http_client::HttpClient, json::JsonText},
    storage::{cache::Cache, redis::Redis},
};
use darasa_local::{
    emulators::{
        UpstashEmulator,
        clerk::{User, Webhook},
        gemini,
    },
    services::redis::RedisServer,
    testing::{
        tcp_proxy::Proxy,
        test_app::{Answer, Person, SendRequest, Settings, TestApp, WEBHOOK_SECRET},
        time_limits::scaled,
    },
};
use futures_util::future::{join, join_all};
use http::Method;
use serde_json::json;
use tokio::sync::Notify;

use crate::{logs::Log, path_of, saved_job, until_over, walk};

const JOBS: &str = "/api/job-infos";
const ME: &str = "/api/users/me";

fn with_redis(url: String) -> Settings {
    Settings { env: vec![("REDIS_URL", url)], ..Settings::default() }
}

async fn announce(app: &TestApp, event: &Webhook) -> Answer {
    let request = app.request(Method::POST, "/api/webhooks/clerk").body(event.body.clone());
    let headers = event.headers(WEBHOOK_SECRET).unwrap();
    headers.into_iter().fold(request, |request, (name, value)| request.header(name, value)).send_and_read().await
}

fn questions(job: &serde_json::Value) -> String {
    format!("/api/questions?jobInfoId={}", job["id"].as_str().unwrap())
}

/// Everything that is kept for Ada is what Postgres would say, the first time and from then on.
async fn all_is_true(ada: &Person<'_>, plainly: &Person<'_>, lists: &[String]) {
    for path in [JOBS, "/api/job-infos?limit=1", "/api/job-infos?fields=summary", ME]
        .into_iter()
        .chain(lists.iter().map(String::as_str))
    {
        let truth = plainly.get(path).await;
        for _ in 0..2 {
            let told = ada.get(path).await;
            assert_eq!((told.status, &told.text), (truth.status, &truth.text), "{path}");
            assert_eq!(told.header("etag"), truth.header("etag"), "{path}");
        }
    }
}

#[tokio::test]
async fn what_did_not_change_is_not_read_again() {
    let (redis, log) = (RedisServer::start().unwrap(), Log::keep());
    let (app, proxy) = TestApp::behind_a_proxy(with_redis(redis.url())).await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    until_over(&log, 1).await;
    for path in [JOBS.to_owned(), format!("{JOBS}?fields=summary"), ME.to_owned(), questions(&job)] {
        let before = proxy.round_trips();
        let first = ada.get(&path).await;
        assert_eq!((first.status.as_u16(), proxy.round_trips() - before), (200, 1), "{path}");
        for _ in 0..5 {
            let again = ada.get(&path).await;
            assert_eq!(again.text, first.text);
            let timing = again.header("server-timing");
            assert!(timing.contains("redis;dur=") && !timing.contains("db;dur="), "{timing}");
        }
        let tag = first.header("etag");
        let known = ada.request(Method::GET, &path).header("if-none-match", tag).send_and_read().await;
        assert_eq!((known.status.as_u16(), known.header("etag"), known.text.as_str()), (304, tag, ""));
        assert_eq!(known.header("cache-control"), "private, no-cache");
        assert_eq!(proxy.round_trips() - before, 1, "{path}");
    }
}

#[tokio::test]
async fn whoever_writes_sees_it_at_once() {
    let redis = RedisServer::start().unwrap();
    let app = TestApp::with(with_redis(redis.url())).await;
    let plain = app.beside(Settings::default()).await;
    let (ada, plainly) = (app.person("ada"), plain.person("ada"));
    all_is_true(&ada, &plainly, &[]).await;

    let job = saved_job(&ada, "Acme").await;
    let lists = [questions(&job)];
    all_is_true(&ada, &plainly, &lists).await;
    assert_eq!(ada.patch(&path_of(&job), json!({ "name": "Globex" })).await.status, 200);
    all_is_true(&ada, &plainly, &lists).await;

    app.gemini.next(gemini::Answer::text(["# Send\n\nWhat does Send mean?"]));
    let wanted = json!({ "prompt": "easy", "jobInfoId": job["id"] });
    let asked = ada.post("/api/ai/questions/generate-question", wanted).await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    all_is_true(&ada, &plainly, &lists).await;

    app.gemini.next(gemini::Answer::text(["## Feedback (Rating: 7/10)\n\nGood."]));
    let answer = json!({ "prompt": "It may move.", "questionId": asked.header("x-question-id") });
    assert_eq!(ada.post("/api/ai/questions/generate-feedback", answer).await.status, 200);
    all_is_true(&ada, &plainly, &lists).await;

    assert_eq!(ada.post("/api/interviews", json!({ "jobInfoId": job["id"] })).await.status, 201);
    all_is_true(&ada, &plainly, &lists).await;

    for _ in 0..2 {
        let new = json!({ "name": "Once", "experienceLevel": "junior", "description": "Rust" });
        let keyed = ada.request(Method::POST, JOBS).header("idempotency-key", "\"a-key-of-adas\"").json(&new);
        assert_eq!(keyed.send_and_read().await.status, 201);
        all_is_true(&ada, &plainly, &lists).await;
    }

    let mut user = User::named(&ada.id, "Ada Lovelace", "2026-01-02T03:04:05Z".parse().unwrap());
    user.updated_at = app.clerk.now();
    assert_eq!(announce(&app, &Webhook::of_user("msg_1", "user.updated", &user, app.clerk.now())).await.status, 200);
    all_is_true(&ada, &plainly, &lists).await;
    assert_eq!(ada.get(ME).await.json()["name"], "Ada Lovelace");

    assert_eq!(ada.delete(&path_of(&job)).await.status, 204);
    all_is_true(&ada, &plainly, &[]).await;
    assert_eq!(ada.get(&lists[0]).await.status, 404);
}

/// Readers all the time; whoever asks after a write was answered never hears what was there before it.
#[tokio::test]
async fn nobody_hears_what_was_overwritten_before_they_asked() {
    let redis = RedisServer::start().unwrap();
    let app = TestApp::with(with_redis(redis.url())).await;
    let ada = app.person("ada");
    let job = path_of(&saved_job(&ada, "0").await);
    let (written, over) = (AtomicUsize::new(0), AtomicUsize::new(0));

    let write = async {
        for number in 1..=40 {
            assert_eq!(ada.patch(&job, json!({ "name": number.to_string() })).await.status, 200);
            written.store(number, Ordering::SeqCst);
        }
        over.store(1, Ordering::SeqCst);
    };
    let read = async || {
        while over.load(Ordering::SeqCst) == 0 {
            let least = written.load(Ordering::SeqCst);
            let jobs = ada.get(JOBS).await.json();
            let heard: usize = jobs["items"][0]["name"].as_str().unwrap().parse().unwrap();
            assert!(heard >= least, "{heard} after {least} was written");
        }
    };
    join(write, join_all((0..6).map(|_| read()))).await;
}

#[tokio::test]
async fn what_a_slow_reader_fetched_before_a_write_is_not_found_after_it() {
    let redis = RedisServer::start().unwrap();
    let app = TestApp::with(with_redis(redis.url())).await;
    let env = Env::from_pairs(app.env()).unwrap();
    let redis = Redis::new(env.redis.as_ref().unwrap(), HttpClient::default());
    let cache = Cache::new(Some(redis), &env, clock::system());
    let heard = async |fetched: &str| {
        let list = cache.get_or_fetch("ada", "list", async { JsonText::new(&fetched) }).await;
        list.unwrap().as_str().to_owned()
    };
    let (fetched, written) = (Notify::new(), Notify::new());

    let slow = cache.get_or_fetch("ada", "list", async {
        fetched.notify_one();
        written.notified().await;
        JsonText::new(&"old")
    });
    let write = async {
        fetched.notified().await;
        cache.invalidate("ada").await.unwrap();
        written.notify_one();
    };
    let (slow, ()) = join(slow, write).await;

    assert_eq!(slow.unwrap().as_str(), "\"old\"", "it asked before the write was answered");
    assert_eq!(heard("new").await, "\"new\"");
    assert_eq!(heard("newer").await, "\"new\"", "that one is kept");
}

#[tokio::test]
async fn a_plan_is_the_tokens_and_not_the_caches() {
    let redis = RedisServer::start().unwrap();
    let app = TestApp::with(with_redis(redis.url())).await;
    assert_eq!(app.person("ada").get(ME).await.json()["plan"], "free");

    let upgraded = app.person_with("ada", "u:unlimited_questions").get(ME).await.json();

    assert_eq!((&upgraded["plan"], &upgraded["features"]["questions"]["limit"]), (&json!("pro"), &json!(null)));
}

#[tokio::test]
async fn what_is_adas_is_kept_for_ada() {
    let redis = RedisServer::start().unwrap();
    let app = TestApp::with(with_redis(redis.url())).await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let job = saved_job(&ada, "Acme").await;
    for _ in 0..2 {
        assert_eq!(walk(&ada, "/api/job-infos?", 20, "name").await, ["Acme"]);
        assert_eq!(ada.get(&questions(&job)).await.status, 200);
        assert_eq!(ada.get(ME).await.json()["id"], "user_ada");
    }

    assert_eq!(walk(&bob, "/api/job-infos?", 20, "name").await, [""; 0]);
    assert_eq!(bob.get(&questions(&job)).await.status, 404);
    assert_eq!(bob.get(ME).await.json()["id"], "user_bob");
}

#[tokio::test]
async fn one_redis_serves_a_preview_and_production_without_mixing_them() {
    let redis = RedisServer::start().unwrap();
    let production = TestApp::with(with_redis(redis.url())).await;
    let preview = TestApp::with(with_redis(redis.url())).await;
    let (here, there) = (production.person("ada"), preview.person("ada"));
    saved_job(&here, "Acme").await;
    assert_eq!(walk(&here, "/api/job-infos?", 20, "name").await, ["Acme"]);
    assert_eq!(walk(&there, "/api/job-infos?", 20, "name").await, [""; 0]);
}

/// While one deployment follows another both are there: pages may differ in shape, but writes count for both.
#[tokio::test]
async fn two_deployments_keep_their_own_pages_and_hear_of_each_others_writes() {
    let redis = RedisServer::start().unwrap();
    let deployment = |id: &str| {
        let mut settings = with_redis(redis.url());
        settings.env.push(("VERCEL_DEPLOYMENT_ID", id.to_owned()));
        settings
    };
    let old = TestApp::with(deployment("dpl_old")).await;
    let new = old.beside(deployment("dpl_new")).await;
    let (before, after) = (old.person("ada"), new.person("ada"));
    for name in ["Acme", "Globex"] {
        saved_job(&before, name).await;
        assert_eq!(after.get(JOBS).await.text, before.get(JOBS).await.text);
        assert_eq!(after.get(JOBS).await.json()["items"][0]["name"], name);
    }
}

#[tokio::test]
async fn a_page_too_long_to_keep_is_right_all_the_same() {
    let redis = RedisServer::start().unwrap();
    let (app, proxy) = TestApp::behind_a_proxy(with_redis(redis.url())).await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await["id"].as_str().unwrap().to_owned();
    let long = format!(
        "insert into questions (id, job_info_id, text, difficulty, model)
        select gen_random_uuid(), '{job}', repeat('é', 20000), 'easy', 'm' from generate_series(1, 15)"
    );
    app.sql().await.batch_execute(&long).await.unwrap();
    let list = format!("/api/questions?jobInfoId={job}");
    let before = proxy.round_trips();
    let (first, second) = (ada.get(&list).await, ada.get(&list).await);
    assert_eq!(first.json()["items"].as_array().unwrap().len(), 15);
    assert_eq!(first.text, second.text);
    assert_eq!(proxy.round_trips() - before, 2);
}

#[tokio::test]
async fn redis_is_killed_and_comes_back_and_nobody_notices() {
    let mut redis = RedisServer::start().unwrap();
    let (app, proxy) = TestApp::behind_a_proxy(with_redis(redis.url())).await;
    let ada = app.person("ada");
    let job = path_of(&saved_job(&ada, "0").await);
    for number in 1..=6 {
        match number {
            2 => redis.kill(),
            5 => redis.restart().unwrap(),
            _ => {}
        }
        assert_eq!(ada.patch(&job, json!({ "name": number.to_string() })).await.status, 200);
        for _ in 0..3 {
            assert_eq!(ada.get(JOBS).await.json()["items"][0]["name"], number.to_string());
        }
    }
    let before = proxy.round_trips();
    for _ in 0..5 {
        assert_eq!(ada.get(JOBS).await.status, 200);
    }
    assert_eq!(proxy.round_trips(), before, "it is used again");
}

#[tokio::test]
async fn a_redis_that_falls_silent_costs_one_patience_and_not_everybodys() {
    let redis = RedisServer::start().unwrap();
    let way = Proxy::before(&redis.url()).await.unwrap();
    // The clock stands still, and with it the second for which a Redis that failed is not asked again.
    let now = clock::now();
    let limit = Duration::from_secs(2);
    let settings = Settings { clock: std::sync::Arc::new(move || now), redis_limit: limit, ..with_redis(way.url()) };
    let app = TestApp::with(settings).await;
    let ada = app.person("ada");
    let page = ada.get(JOBS).await;
    assert_eq!(page.status, 200, "{}", page.text);

    way.silence();
    way.refuse();
    let asked = tokio::time::Instant::now();
    assert_eq!(ada.get(JOBS).await.text, page.text);
    let first = asked.elapsed();
    for _ in 0..20 {
        assert_eq!(ada.get(JOBS).await.text, page.text);
    }

    assert!(first >= limit, "{first:?}");
    assert!(asked.elapsed() - first < scaled(limit * 5), "{:?}", asked.elapsed());
}

#[tokio::test]
async fn over_http_it_is_the_same() {
    let redis = RedisServer::start().unwrap();
    let upstash = UpstashEmulator::before(&redis.url()).await.unwrap();
    let settings = Settings { env: upstash.env().into(), ..Settings::default() };
    let (app, proxy) = TestApp::behind_a_proxy(settings).await;
    let plain = app.beside(Settings::default()).await;
    let (ada, plainly) = (app.person("ada"), plain.person("ada"));
    let job = saved_job(&ada, "Acme").await;
    all_is_true(&ada, &plainly, &[questions(&job)]).await;
    ada.patch(&path_of(&job), json!({ "name": "Globex", "description": "Größe\n\"ΑΒΓ\" 🦀" })).await;
    all_is_true(&ada, &plainly, &[questions(&job)]).await;

    let before = proxy.round_trips();
    all_is_true(&ada, &plainly, &[questions(&job)]).await;
    assert_eq!(proxy.round_trips(), before);
}

// Whoever is gone.

#[tokio::test]
async fn a_deleted_account_is_gone_from_the_cache_too() {
    let redis = RedisServer::start().unwrap();
    let app = TestApp::with(with_redis(redis.url())).await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    let pages = [JOBS.to_owned(), ME.to_owned(), questions(&job)];
    for page in &pages {
        assert_eq!(ada.get(page).await.status, 200);
    }

    assert_eq!(announce(&app, &Webhook::of_deletion("msg_1", &ada.id, app.clerk.now())).await.status, 200);

    for page in &pages {
        assert_eq!(ada.get(page).await.problem(), (401, "not-logged-in".to_owned()), "{page}");
    }
}

/// The one case in which Postgres and the cache disagree: whoever hears of the deletion cannot reach Redis, and others
/// can. The event is not taken for received before the cache knows.
#[tokio::test]
async fn a_deletion_that_the_cache_does_not_know_of_comes_again() {
    let redis = RedisServer::start().unwrap();
    let app = TestApp::with(with_redis(redis.url())).await;
    let way = Proxy::before(&redis.url()).await.unwrap();
    let cut_off = app.beside(with_redis(way.url())).await;
    let ada = app.person("ada");
    let event = Webhook::of_deletion("msg_1", &ada.id, cut_off.clerk.now());
    saved_job(&ada, "Acme").await;
    assert_eq!(ada.get(JOBS).await.status, 200);
    way.refuse();

    let told = announce(&cut_off, &event).await;

    assert_eq!(told.problem(), (503, "unavailable".to_owned()));
    assert_eq!(app.count("select count(*) from job_infos").await, 0, "in Postgres it is done");
    assert_eq!(ada.post(JOBS, json!({})).await.status, 422);
    let new = json!({ "name": "Globex", "experienceLevel": "senior", "description": "Rust" });
    assert_eq!(ada.post(JOBS, new).await.status, 401, "whoever is gone changes nothing");
    way.admit();
    assert_eq!(announce(&cut_off, &event).await.status, 200);
    assert_eq!(ada.get(JOBS).await.status, 401);
}

#[tokio::test]
async fn a_deletion_does_not_wait_for_a_redis_that_never_comes_back() {
    let mut redis = RedisServer::start().unwrap();
    let app = TestApp::with(with_redis(redis.url())).await;
    let ada = app.person("ada");
    saved_job(&ada, "Acme").await;
    redis.kill();
    let event = Webhook::of_deletion("msg_1", &ada.id, app.clerk.now());

    assert_eq!(announce(&app, &event).await.status, 503);
    assert_eq!(ada.get(JOBS).await.status, 401);
    let minute_ago = "update users set deleted_at = now() - interval '61 seconds'";
    app.sql().await.batch_execute(minute_ago).await.unwrap();

    assert_eq!(announce(&app, &event).await.status, 200, "nothing that was kept is there any more");
}

// What it is worth.

/// A thousand requests of ten people, twenty of them writes; how often the database was asked for the reads.
async fn a_thousand_requests(settings: Settings) -> usize {
    let (app, proxy) = TestApp::behind_a_proxy(settings).await;
    let people: Vec<_> = (0..10).map(|number| app.person(&format!("person_{number}"))).collect();
    let log = Log::keep();
    let jobs = join_all(people.iter().map(|person| saved_job(person, "Acme"))).await;
    until_over(&log, people.len()).await;
    drop(log);
    let before = proxy.round_trips();
    for number in 0..1_000 {
        let (person, job) = (&people[number % 10], &jobs[number % 10]);
        let status = match (number % 50, number / 10 % 3) {
            (17, _) => person.patch(&path_of(job), json!({ "name": number.to_string() })).await.status,
            (_, 0) => person.get(JOBS).await.status,
            (_, 1) => person.get(ME).await.status,
            _ => person.get(&questions(job)).await.status,
        };
        assert_eq!(status, 200);
    }
    // A write is one query, as ever.
    (proxy.round_trips() - before - 20) * 1_000 / 980
}

#[tokio::test]
async fn nine_of_ten_reads_do_without_the_database() {
    let redis = RedisServer::start().unwrap();

    let without = a_thousand_requests(Settings::default()).await;
    let with = a_thousand_requests(with_redis(redis.url())).await;

    println!(
        "database queries for 1,000 reads with 2 % of writes between them: {without} without a cache, {with} with it"
    );
    assert_eq!(without, 1_000, "exactly one a read");
    assert!(with <= 100, "{with}");
}
