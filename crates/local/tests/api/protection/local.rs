//! The same rules answered by our own guard, counted in Postgres.

use super::*;

async fn guarded() -> TestApp {
    TestApp::with_env([("PROTECTION", "local")]).await
}

#[tokio::test]
async fn the_hundred_and_first_request_is_refused_here_too() {
    let app = guarded().await;
    let ada = app.person("ada");
    let mut standings = Vec::new();
    for _ in 0..100 {
        let reply = list(&ada).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        assert_eq!(reply.header("ratelimit-policy"), r#""requests";q=100;w=60"#);
        standings.push(reply.header("ratelimit").to_owned());
    }
    assert!(standings[0].starts_with(r#""requests";r=99;t="#), "{standings:?}");

    // A slow machine may need so long that there is room again.
    let mut over = list(&ada).await;
    for _ in 0..100 {
        if over.status == 429 {
            break;
        }
        over = list(&ada).await;
    }

    assert_eq!(over.problem(), (429, "RATE_LIMIT".to_owned()));
    let seconds: u32 = over.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    assert_eq!(over.header("ratelimit"), format!("\"requests\";r=0;t={seconds}"));
    assert_eq!(list_with(&ada, BROWSER, "8.8.8.8").await.status, 200);
}

#[tokio::test]
async fn programs_and_attacks_are_told_the_same() {
    let app = guarded().await;
    let ada = app.person("ada");
    assert_eq!(list_with(&ada, CURL, ADDRESS).await.problem(), (403, "bot".to_owned()));
    let injection =
        from(ada.request(Method::GET, "/api/job-infos?cursor=1'%20UNION%20SELECT%20password%20FROM%20users--"));
    assert_eq!(injection.answer().await.problem(), (403, "suspicious".to_owned()));
    assert_eq!(list(&ada).await.status, 200, "neither is held against a browser at the same address");

    let probe = |user_agent| app.request(Method::GET, "/api/arcjet").header("user-agent", user_agent).answer();
    let refused = probe(CURL).await;
    assert_eq!(refused.status, 403, "{}", refused.text);
    assert_eq!(refused.json()["error"], "No bots allowed");
    let passed = probe(BROWSER).await;
    assert_eq!(passed.json(), json!({ "message": "Hello world" }));
    assert!(passed.header("ratelimit").starts_with(r#""probe";r=5;t="#), "{:?}", passed.headers);
    assert_eq!(passed.header("ratelimit-policy"), r#""probe";q=10;w=10"#);
}

#[tokio::test]
async fn what_is_left_of_a_bucket_is_told_like_arcjets() {
    let app = guarded().await;
    let visit = || from(app.request(Method::GET, "/api/arcjet")).answer();
    assert_eq!([visit().await.status, visit().await.status], [200, 200]);
    let over = visit().await;
    // Ten seconds are long, even here; whoever needs longer finds five more.
    if over.status == 429 {
        let seconds: u32 = over.header("retry-after").parse().unwrap();
        assert!((1..=20).contains(&seconds), "{seconds}");
        assert_eq!(over.json()["reason"]["type"], "RATE_LIMIT");
        assert_eq!(over.json()["reason"]["max"], 10);
    }
}

#[tokio::test]
async fn interviews_are_counted_once() {
    let app = guarded().await;
    let ada = app.person_with("ada", "u:unlimited_interviews");
    let job = json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" });
    let job = from(ada.request(Method::POST, JOBS)).json(&job).answer().await.json()["id"].clone();

    let new = json!({ "jobInfoId": job });
    let reply = from(ada.request(Method::POST, "/api/interviews")).json(&new).answer().await;

    assert_eq!(reply.status, 201, "{}", reply.text);
    assert_eq!(reply.header("ratelimit-policy"), r#""requests";q=100;w=60"#);
    assert_eq!(app.count("select count(*) from token_buckets").await, 1);
}
