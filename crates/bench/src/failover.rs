//! Failover: what a read costs while the primary is away and a replica far from the functions answers in its place.

use std::time::{Duration, Instant};

use darasa_local::testing::{
    tcp_proxy::Proxy,
    test_app::{self, Person, SendRequest, Settings, TestApp},
};
use http::{Method, StatusCode};
use reqwest::Url;
use serde_json::json;

use crate::latency_proxy::Distance;

const JOBS: &str = "/api/job-infos";

/// So many reads after the one that finds out, and the one that connects.
pub const READS: usize = 9;

/// How a primary is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// Its machine answers that nobody listens.
    Refuses,
    /// Its network swallows everything.
    Swallows,
}

/// The same requests while the primary is there, is lost, and is known to be.
#[derive(Debug, Clone, Copy)]
pub struct Costs {
    pub before: Duration,
    /// The read that finds out.
    pub first: Duration,
    /// The median of those after it, the replica's connection being open.
    pub later: Duration,
    /// Round trips to the replica of all of them.
    pub round_trips: usize,
    pub refused_write: Duration,
}

/// With the replica so far away, and the primary next door.
pub async fn costs(loss: Loss, delay: Duration) -> Costs {
    let database = test_app::postgres().await.fresh_database().await.expect("a database");
    let primary = Proxy::before(&database).await.expect("a proxy");
    let mut replica: Url = test_app::replica().await.url(&database).expect("a URL").parse().expect("a URL");
    let server = replica.socket_addrs(|| None).expect("an address")[0];
    let line = Distance::before(server, delay).await.expect("a line");
    replica.set_port(Some(line.port())).expect("a port");
    let env = vec![("DATABASE_URL", primary.url()), ("DATABASE_REPLICA_URL", replica.into())];
    let app = TestApp::on(database, Settings { env, ..Settings::default() }).await;
    let ada = app.person("ada");
    let job = json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" });
    assert_eq!(ada.post(JOBS, job.clone()).await.status, StatusCode::CREATED);
    app.until_replicated().await;

    read(&ada).await;
    let before = read(&ada).await;
    match loss {
        Loss::Refuses => {
            primary.refuse();
            primary.cut();
        }
        Loss::Swallows => primary.swallow(),
    }
    let first = read(&ada).await;
    read(&ada).await;
    let trips = line.round_trips();
    let mut later = Vec::new();
    for _ in 0..READS {
        later.push(read(&ada).await);
    }
    let round_trips = line.round_trips() - trips;
    later.sort();
    let began = Instant::now();
    let refused = ada.request(Method::POST, JOBS).json(&job).send_and_read().await;
    let refused_write = began.elapsed();
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{}", refused.text);
    Costs { before, first, later: later[READS / 2], round_trips, refused_write }
}

async fn read(person: &Person<'_>) -> Duration {
    let began = Instant::now();
    let answer = person.get(JOBS).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    began.elapsed()
}
