//! Interview rate limit: counted in Postgres, which decides, and by Arcjet.

use bytes::Bytes;
use darasa_local::emulators::Fault;

use super::*;

const INTERVIEWS: &str = "/api/interviews";

async fn job(person: &Person<'_>) -> Value {
    let job = json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" });
    let reply = from(person.request(Method::POST, JOBS)).json(&job).send_and_read().await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    json!({ "jobInfoId": reply.json()["id"] })
}

/// What was asked about the bucket of interviews.
fn buckets(app: &TestApp) -> Vec<Value> {
    app.arcjet().decides().into_iter().filter(|decide| decide["rules"][0]["rateLimit"]["capacity"] == 12).collect()
}

#[tokio::test]
async fn an_interview_takes_a_token_of_its_creator() {
    let app = protected().await;
    let ada = app.person_with("ada", "u:unlimited_interviews");
    let new = job(&ada).await;

    let reply = from(ada.request(Method::POST, INTERVIEWS)).json(&new).send_and_read().await;

    assert_eq!(reply.status, 201, "{}", reply.text);
    let policies = r#""requests";q=100;w=60, "interviews";q=12;w=86400"#;
    assert_eq!(reply.header("ratelimit-policy"), policies);
    assert!(reply.header("ratelimit").contains(r#", "interviews";r=11;t="#), "{:?}", reply.headers);
    let [bucket] = &buckets(&app)[..] else { panic!("{:?}", app.arcjet().decides()) };
    assert_eq!(bucket["rules"].as_array().unwrap().len(), 1);
    assert_eq!(bucket["rules"][0]["rateLimit"]["characteristics"], json!(["userId"]));
    assert_eq!(bucket["details"]["extra"]["requested"], "1");
    assert_eq!(bucket["details"]["extra"]["userId"].as_str().unwrap().len(), 64);
    assert!(!bucket.to_string().contains("user_ada"), "{bucket}");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn what_is_only_replayed_or_cannot_be_created_takes_none() {
    let app = protected().await;
    let ada = app.person_with("ada", "u:unlimited_interviews");
    let new = job(&ada).await;
    let create = |body: Value| {
        from(ada.request(Method::POST, INTERVIEWS)).header("idempotency-key", "\"one\"").json(&body).send_and_read()
    };

    let first = create(new.clone()).await;
    assert_eq!(first.status, 201, "{}", first.text);
    for _ in 0..3 {
        let again = create(new.clone()).await;
        assert_eq!((again.status.as_u16(), again.header("idempotency-replayed")), (201, "true"));
        assert_eq!(again.header("ratelimit-policy"), r#""requests";q=100;w=60"#, "as it stands now");
    }
    let wrong = from(ada.request(Method::POST, INTERVIEWS)).json(&json!({})).send_and_read().await;
    assert_eq!(wrong.status, 422);

    assert_eq!(buckets(&app).len(), 1);
    for bucket in buckets(&app) {
        assert_eq!(bucket["details"]["headers"].get("idempotency-key"), None);
    }
}

#[tokio::test]
async fn an_empty_bucket_elsewhere_creates_nothing() {
    let app = protected().await;
    let ada = app.person_with("ada", "u:unlimited_interviews");
    let new = job(&ada).await;
    let allow = r#"{"decision":{"conclusion":"CONCLUSION_ALLOW"}}"#;
    let deny = r#"{"decision":{"conclusion":"CONCLUSION_DENY","reason":{"rateLimit":{"max":12,"resetInSeconds":4000,"windowInSeconds":86400}}}}"#;
    app.arcjet().fail_next(1, Fault::Raw(Bytes::from_static(allow.as_bytes())));
    app.arcjet().fail_next(1, Fault::Raw(Bytes::from_static(deny.as_bytes())));

    let reply = from(ada.request(Method::POST, INTERVIEWS)).json(&new).send_and_read().await;

    assert_eq!(reply.problem(), (429, "RATE_LIMIT".to_owned()));
    assert_eq!(reply.header("retry-after"), "4000");
    assert_eq!(reply.header("ratelimit"), r#""interviews";r=0;t=4000"#);
    assert_eq!(reply.header("ratelimit-policy"), r#""interviews";q=12;w=86400"#);
    assert_eq!(app.count("select count(*) from interviews").await, 0);
    assert_eq!(app.count("select count(*) from usage").await, 0);
    assert_eq!(app.count("select count(*) from token_buckets").await, 0);
}

#[tokio::test]
async fn with_arcjet_away_postgres_still_counts() {
    let app = protected().await;
    let ada = app.person_with("ada", "u:unlimited_interviews");
    let new = job(&ada).await;
    app.arcjet().fail_always(Fault::Drop);
    let create = || from(ada.request(Method::POST, INTERVIEWS)).json(&new).send_and_read();
    for _ in 0..12 {
        let reply = create().await;
        assert_eq!(reply.status, 201, "{}", reply.text);
    }

    let over = create().await;

    assert_eq!(over.problem(), (429, "RATE_LIMIT".to_owned()));
    assert_eq!(app.count("select count(*) from interviews").await, 12);
    app.ledger_is_sound().await;
}

/// Arcjet takes its time, and the transaction that creates the interview begins after it: in Postgres `now()` is when
/// that was.
#[tokio::test]
async fn while_arcjet_is_asked_no_transaction_is_open() {
    let app = protected().await;
    let ada = app.person_with("ada", "u:unlimited_interviews");
    let new = job(&ada).await;
    let allow = r#"{"decision":{"conclusion":"CONCLUSION_ALLOW"}}"#;
    app.arcjet().fail_next(1, Fault::Raw(Bytes::from_static(allow.as_bytes())));
    app.arcjet().fail_next(1, Fault::Delay(Duration::from_millis(300)));

    let create = from(ada.request(Method::POST, INTERVIEWS)).header("idempotency-key", "\"one\"").json(&new);
    assert_eq!(create.send_and_read().await.status, 201);

    assert_eq!(buckets(&app).len(), 1);
    let began_before = "select count(*) from interviews i, idempotency_keys k
        where i.created_at < k.created_at + interval '300 milliseconds'";
    assert_eq!(app.count(began_before).await, 0);
    app.ledger_is_sound().await;
}
