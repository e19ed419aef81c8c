//! Interviews created within the plan and the rate limit, listed and read.

use darasa_local::testing::test_app::{SendRequest, TestApp};
use futures_util::future::join_all;
use http::Method;

use super::*;
use crate::{NOTHING, pointers, walk};

#[tokio::test]
async fn ada_creates_an_interview_and_finds_it_on_the_list_and_by_its_id() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;

    let reply = create(&ada, &job).await;

    assert_eq!(reply.status, 201, "{}", reply.text);
    let interview = reply.json();
    assert_eq!(
        interview,
        json!({
            "id": interview["id"], "jobInfoId": job["id"], "state": "created", "kind": null, "duration": null,
            "humeChatId": null, "feedback": null, "startedAt": null, "finishedAt": null,
            "createdAt": interview["createdAt"], "updatedAt": interview["createdAt"],
        })
    );
    assert_eq!(reply.header("location"), format!("{URL}/{}", interview["id"].as_str().unwrap()));
    assert_eq!(ada.get(reply.header("location")).await.json(), interview);
    let list = ada.get(&format!("{URL}?jobInfoId={}", job["id"].as_str().unwrap())).await;
    assert_eq!(list.json(), json!({ "items": [interview], "nextCursor": null }));
    assert_eq!(interviews_left(&ada).await, json!({ "limit": 1, "used": 1, "remaining": 0 }));
    assert_eq!(app.count("select count(*) from ai_budgets").await, 0, "creating one asks no model");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn the_list_belongs_to_a_job_and_comes_page_by_page() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let (job, other) = (saved_job(&ada, "Acme").await, saved_job(&ada, "Globex").await);
    for _ in 0..3 {
        create(&ada, &job).await;
    }
    create(&ada, &other).await;

    let list = format!("{URL}?jobInfoId={}&", job["id"].as_str().unwrap());
    let whole = walk(&ada, &list, 100, "id").await;
    assert_eq!(whole.len(), 3);
    assert_eq!(walk(&ada, &list, 1, "id").await, whole);
    for query in ["", "?jobInfoId=", "?limit=3"] {
        assert_eq!(pointers(&ada.get(&format!("{URL}{query}")).await), ["?jobInfoId"]);
    }
    assert_eq!(ada.get(&format!("{URL}?jobInfoId={NOTHING}")).await.problem(), (404, "not-found".to_owned()));
}

#[tokio::test]
async fn a_plan_for_one_interview_creates_one() {
    let app = TestApp::start().await;
    let (ada, poor) = (app.person("ada"), app.person_with("grace", "u:5_questions"));
    let job = saved_job(&ada, "Acme").await;

    let replies = join_all((0..10).map(|_| create(&ada, &job))).await;

    let statuses: Vec<u16> = replies.iter().map(|reply| reply.status.as_u16()).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert_eq!(create(&ada, &job).await.problem(), (403, "PLAN_LIMIT".to_owned()));
    let theirs = saved_job(&poor, "Acme").await;
    assert_eq!(create(&poor, &theirs).await.problem(), (403, "PLAN_LIMIT".to_owned()));
    assert_eq!(app.count("select tokens::bigint from token_buckets").await, 11, "refusals cost no token");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn twelve_at_once_and_four_a_day_however_many_ask() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await;

    let replies = join_all((0..20).map(|_| create(&ada, &job))).await;

    let (created, refused): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 201);
    assert_eq!((created.len(), refused.len()), (12, 8), "{refused:?}");
    for reply in refused {
        assert_eq!(reply.problem(), (429, "RATE_LIMIT".to_owned()));
        let wait: i64 = reply.header("retry-after").parse().unwrap();
        assert!((86_300..=86_400).contains(&wait), "{wait}");
        assert_eq!(reply.header("ratelimit-policy"), "\"interviews\";q=12;w=86400");
        assert_eq!(reply.header("ratelimit"), format!("\"interviews\";r=0;t={wait}"));
    }
    assert_eq!(counted(&app).await, (0, 12), "no use is lost to a refusal");
    assert_eq!(ada.post(URL, json!({ "x": 1 })).await.problem(), (429, "RATE_LIMIT".to_owned()), "before a bad body");

    time_passes(&app, "1 day").await;
    let replies = join_all((0..6).map(|_| create(&ada, &job))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 4);
    time_passes(&app, "30 days").await;
    let replies = join_all((0..14).map(|_| create(&ada, &job))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 12, "no more than full");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_bucket_filled_a_moment_after_the_request_began_loses_nothing() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await;
    assert_eq!(create(&ada, &job).await.status, 201);
    app.sql().await.execute("update token_buckets set filled_at = now() + interval '30 seconds'", &[]).await.unwrap();

    assert_eq!(create(&ada, &job).await.status, 201);

    let bucket =
        "select tokens::bigint from token_buckets where filled_at > now() and filled_at < now() + interval '1 minute'";
    assert_eq!(app.count(bucket).await, 10, "two of twelve are taken, and it was filled when it was");
}

#[tokio::test]
async fn a_body_that_is_no_interview_is_refused_by_name() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;

    assert_eq!(pointers(&ada.post(URL, json!({})).await), ["#/jobInfoId"]);
    let more = json!({ "jobInfoId": job["id"], "state": "finished", "humeChatId": NOTHING });
    assert_eq!(pointers(&ada.post(URL, more).await), ["#/humeChatId", "#/state"]);
    for id in [NOTHING, "1"] {
        assert_eq!(ada.post(URL, json!({ "jobInfoId": id })).await.problem(), (404, "not-found".to_owned()));
    }
    assert_eq!(app.count("select count(*) from usage").await, 0);
    assert_eq!(app.count("select count(*) from token_buckets").await, 0);
}

#[tokio::test]
async fn paths_and_methods_that_are_none_are_told() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    for (path, allow) in [
        (URL.to_owned(), "GET, HEAD, POST, OPTIONS"),
        (interview.clone(), "GET, HEAD, PATCH, DELETE, OPTIONS"),
        (format!("{interview}/transcript"), "GET, HEAD, OPTIONS"),
        (format!("{interview}/voice"), "POST, OPTIONS"),
        (format!("{interview}/utterances"), "POST, OPTIONS"),
        (format!("{interview}/finish"), "POST, OPTIONS"),
    ] {
        let reply = ada.request(Method::PUT, &path).send_and_read().await;
        assert_eq!((reply.status.as_u16(), reply.header("allow")), (405, allow), "{path}");
    }
    for path in ["/nonsense", "/voice/x", "/reply/x"] {
        assert_eq!(ada.get(&format!("{interview}{path}")).await.status, 404, "{path}");
    }
}
