//! Redis client against real servers: over its own protocol, encrypted, and over Upstash's HTTP; and its errors when
//! the server is unavailable, slow, killed, or refuses.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in helpers too")]

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use darasa_core::{
    base::{
        clock::{self, Clock},
        env,
        http_client::HttpClient,
    },
    storage::redis::{Redis, RedisError, Script, Value},
};
use darasa_local::{
    emulators::{Fault, UpstashEmulator},
    services::{certificates::Authority, redis::RedisServer},
    testing::{
        tcp_proxy::{Cut, Proxy},
        time_limits::{PATIENCE, scaled},
    },
};

fn settings<const N: usize>(pairs: [(&'static str, String); N]) -> env::Redis {
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value));
    let settings = env::redis(HashMap::from(pairs)).unwrap().unwrap();
    env::Redis { limit: PATIENCE, ..settings }
}

fn at(url: impl Into<String>) -> env::Redis {
    settings([("REDIS_URL", url.into())])
}

fn redis(settings: env::Redis) -> Redis {
    Redis::new(&settings, HttpClient::default())
}

fn text(text: &str) -> Value {
    Value::Text(text.as_bytes().to_vec())
}

fn parts(line: &str) -> Vec<Vec<u8>> {
    line.split(' ').map(|part| part.as_bytes().to_vec()).collect()
}

async fn ask(redis: &Redis, line: &str) -> Result<Value, RedisError> {
    redis.command(&line.split(' ').map(str::as_bytes).collect::<Vec<_>>()).await
}

fn why(answer: Result<Value, RedisError>) -> String {
    answer.unwrap_err().to_string()
}

/// Everything that both ways can do.
async fn does_it_all(redis: &Redis) {
    assert_eq!(ask(redis, "GET nothing").await, Ok(Value::Nil));
    assert_eq!(ask(redis, "SET name Ada EX 60").await, Ok(text("OK")));
    assert_eq!(ask(redis, "GET name").await, Ok(text("Ada")));
    assert_eq!(ask(redis, "INCR count").await, Ok(Value::Integer(1)));
    assert_eq!(ask(redis, "MGET name nothing").await, Ok(Value::List(vec![text("Ada"), Value::Nil])));
    let flight = ["INCR count", "GET name", "GET nothing"].map(parts);
    assert_eq!(redis.pipeline(&flight).await, Ok(vec![Value::Integer(2), text("Ada"), Value::Nil]));

    let script = Script::new("return {KEYS[1], ARGV[1], redis.call('incrby', KEYS[1], ARGV[2])}");
    for sum in [5, 10] {
        let answer = redis.eval(&script, &["sum"], &["é\n\"x\"", "5"]).await;
        assert_eq!(answer, Ok(Value::List(vec![text("sum"), text("é\n\"x\""), Value::Integer(sum)])));
    }
    // A restarted server has forgotten the script.
    ask(redis, "SCRIPT FLUSH").await.unwrap();
    assert!(redis.eval(&script, &["sum"], &["x", "5"]).await.is_ok());

    for refused in [why(ask(redis, "HGET name hunter2").await), why(ask(redis, "NONSENSE hunter2").await)] {
        assert!(refused.starts_with("Redis: refused: "), "{refused}");
        assert!(!refused.contains("hunter2"), "{refused}");
    }
    assert!(redis.pipeline(&["GET name", "HGET name x"].map(parts)).await.is_err(), "one refused is all refused");
    assert_eq!(ask(redis, "GET name").await, Ok(text("Ada")), "a refusal breaks nothing");
}

#[tokio::test]
async fn over_its_own_protocol() {
    let server = RedisServer::start().unwrap();
    does_it_all(&redis(at(server.url()))).await;
}

#[tokio::test]
async fn encrypted_under_a_private_authority() {
    let authority = Authority::new().unwrap();
    let server = RedisServer::start_encrypted(&authority.issue(["127.0.0.1"]).unwrap()).unwrap();

    does_it_all(&redis(env::Redis { authority: Some(authority.pem()), ..at(server.url()) })).await;

    for authority in [None, Some(Authority::new().unwrap().pem())] {
        let stranger = redis(env::Redis { authority, ..at(server.url()) });
        let refused = why(ask(&stranger, "PING").await);
        assert!(refused.contains("invalid peer certificate"), "{refused}");
    }
    let plain = redis(at(server.url().replace("rediss", "redis")));
    assert!(ask(&plain, "PING").await.is_err(), "it talks TLS alone");
}

#[tokio::test]
async fn over_upstashs_http() {
    let server = RedisServer::start().unwrap();
    let upstash = UpstashEmulator::before(&server.url()).await.unwrap();

    does_it_all(&redis(settings(upstash.env()))).await;

    assert!(upstash.received().iter().any(|received| received.path == "/pipeline"));
    let binary = redis(settings(upstash.env())).command(&[b"SET", b"name", b"\xff"]).await;
    assert_eq!(why(binary), "Redis: what is no text cannot be sent by HTTP");
}

#[tokio::test]
async fn upstash_fails_in_many_ways_and_each_is_away() {
    let server = RedisServer::start().unwrap();
    let upstash = UpstashEmulator::before(&server.url()).await.unwrap();
    let impatient = |limit| redis(env::Redis { limit, ..settings(upstash.env()) });
    for fault in [
        Fault::Status(500),
        Fault::Status(400),
        Fault::RateLimited(1),
        Fault::Garbage,
        Fault::Raw("{}".into()),
        Fault::Raw("[]".into()),
        Fault::Raw(r#"{"result": {"a": 1}}"#.into()),
        Fault::Raw(r#"{"result": 1.5}"#.into()),
        Fault::Drop,
    ] {
        // A connection that breaks before a read is answered is tried once more.
        let tries = if matches!(fault, Fault::Drop) { 2 } else { 1 };
        upstash.fail_next(tries, fault.clone());
        assert!(ask(&impatient(PATIENCE), "PING").await.is_err(), "{fault:?}");
    }
    upstash.fail_next(1, Fault::Hang);
    assert_eq!(why(ask(&impatient(Duration::from_millis(50)), "PING").await), "Redis: no answer in time");

    let [url, (name, _)] = upstash.env();
    let refused = why(ask(&redis(settings([url, (name, "hunter2".to_owned())])), "PING").await);
    assert_eq!(refused, "Redis: status 401 Unauthorized");
}

#[tokio::test]
async fn a_wrong_password_is_told_without_it() {
    let server = RedisServer::start().unwrap();
    let port = server.url().rsplit(':').next().unwrap().to_owned();

    let refused = why(ask(&redis(at(format!("redis://default:hunter2@127.0.0.1:{port}"))), "PING").await);

    assert!(refused.starts_with("Redis: ") && refused.contains("assword"), "{refused}");
    assert!(!refused.contains("hunter2") && !refused.contains(&port), "{refused}");
}

#[cfg(target_os = "linux")]
#[test]
fn its_password_is_on_no_command_line() {
    let server = RedisServer::start().unwrap();
    let url = server.url();
    let port = url.rsplit(':').next().unwrap();
    let password = url.split(['/', ':', '@']).nth(4).unwrap();
    let processes = std::fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().path().join("cmdline"));
    let lines: Vec<_> = processes.filter_map(|line| std::fs::read_to_string(line).ok()).collect();
    assert_eq!(password.len(), 32, "{url}");
    assert!(lines.iter().any(|line| line.contains(port)), "its own is among them");
    assert!(!lines.iter().any(|line| line.contains(password)));
}

#[tokio::test]
async fn a_hundred_requests_share_one_connection() {
    let server = RedisServer::start().unwrap();
    let proxy = Proxy::before(&server.url()).await.unwrap();
    let redis = redis(at(proxy.url()));

    let asking = (0..100).map(|_| {
        tokio::spawn({
            let redis = redis.clone();
            async move { ask(&redis, "INCR count").await }
        })
    });
    for each in asking.collect::<Vec<_>>() {
        each.await.unwrap().unwrap();
    }

    assert_eq!(ask(&redis, "GET count").await, Ok(text("100")));
    assert_eq!(proxy.connections(), 1);
}

#[tokio::test]
async fn a_killed_server_is_away_and_back_with_its_next_start() {
    let mut server = RedisServer::start().unwrap();
    let redis = redis(at(server.url()));
    ask(&redis, "SET name Ada").await.unwrap();

    server.kill();
    for _ in 0..3 {
        assert!(ask(&redis, "GET name").await.is_err());
    }
    server.restart().unwrap();

    assert_eq!(ask(&redis, "GET name").await, Ok(Value::Nil), "it knows nothing any more");
}

#[tokio::test]
async fn a_server_that_falls_silent_costs_the_limit_and_no_more() {
    let server = RedisServer::start().unwrap();
    let proxy = Proxy::before(&server.url()).await.unwrap();
    let redis = redis(env::Redis { limit: Duration::from_millis(300), ..at(proxy.url()) });
    ask(&redis, "PING").await.unwrap();

    proxy.silence();
    let asked = Instant::now();
    assert_eq!(why(ask(&redis, "PING").await), "Redis: no answer in time");

    let took = asked.elapsed();
    assert!((Duration::from_millis(290)..scaled(Duration::from_secs(3))).contains(&took), "{took:?}");
    assert_eq!(ask(&redis, "PING").await, Ok(text("PONG")), "over a new connection");
    assert_eq!(proxy.connections(), 2);
}

#[tokio::test]
async fn a_connection_cut_in_the_middle_is_asked_once_and_no_more() {
    let server = RedisServer::start().unwrap();
    let proxy = Proxy::before(&server.url()).await.unwrap();
    let redis = redis(at(proxy.url()));
    ask(&redis, "PING").await.unwrap();

    proxy.cut_on("INCR", Cut::BeforeTheClientHears, 1);
    assert!(ask(&redis, "INCR count").await.is_err());

    assert_eq!(ask(&redis, "GET count").await, Ok(text("1")), "it happened, and was not repeated");
}

#[tokio::test]
async fn a_socket_that_slept_for_six_minutes_is_not_used_again() {
    let server = RedisServer::start().unwrap();
    let proxy = Proxy::before(&server.url()).await.unwrap();
    let (clock, seconds) = clock_of_a_test();
    let redis = Redis::with_clock(&at(proxy.url()), HttpClient::default(), clock);
    for (pause, connections) in [(0, 1), (19, 1), (19, 1), (21, 2), (360, 3)] {
        seconds.fetch_add(pause, Ordering::Relaxed);
        ask(&redis, "PING").await.unwrap();
        assert_eq!(proxy.connections(), connections, "after {pause} s");
    }
}

/// A clock that the test moves on.
fn clock_of_a_test() -> (Clock, Arc<AtomicU64>) {
    let (began, seconds) = (clock::now(), Arc::new(AtomicU64::new(0)));
    let passed = seconds.clone();
    (Arc::new(move || began + Duration::from_secs(passed.load(Ordering::Relaxed))), seconds)
}
