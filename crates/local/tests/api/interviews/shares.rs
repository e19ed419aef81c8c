//! `/api/interviews/{id}/shares`: links to a report, made, listed and revoked, and with what they end.

use darasa_local::{
    emulators::gemini::Answer as Model,
    testing::test_app::{SendRequest, TestApp},
};
use futures_util::future::{join, join_all};
use http::Method;

use super::{
    feedback::{JUDGED, finished, judge},
    *,
};
use crate::{NOTHING, path_of, pointers};

/// An interview of two utterances with feedback on it.
pub async fn judged(app: &TestApp, person: &Person<'_>) -> String {
    let interview = finished(person).await;
    app.gemini.next(Model::text(JUDGED));
    let reply = judge(person, &interview).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    interview
}

async fn share(person: &Person<'_>, interview: &str, wanted: Value) -> Answer {
    person.post(&format!("{interview}/shares"), wanted).await
}

/// The link that was made, and the path of what it leads to.
pub async fn shared(person: &Person<'_>, interview: &str, wanted: Value) -> (Value, String) {
    let reply = share(person, interview, wanted).await;
    assert_eq!((reply.status.as_u16(), reply.header("cache-control")), (201, "no-store"), "{}", reply.text);
    let link = reply.json();
    let path = format!("/api/shares/{}", token_of(&link));
    (link, path)
}

pub fn token_of(link: &Value) -> &str {
    link["url"].as_str().unwrap().rsplit('/').next().unwrap()
}

/// As somebody without an account.
pub async fn look(app: &TestApp, path: &str) -> Answer {
    app.request(Method::GET, path).send_and_read().await
}

pub async fn is_over(app: &TestApp, path: &str) {
    assert_eq!(look(app, path).await.problem(), (404, "not-found".to_owned()), "{path}");
}

pub async fn listed(person: &Person<'_>, interview: &str) -> Vec<Value> {
    let reply = person.get(&format!("{interview}/shares")).await;
    assert_eq!((reply.status.as_u16(), reply.header("cache-control")), (200, "private, no-cache"), "{}", reply.text);
    reply.json()["items"].as_array().unwrap().clone()
}

pub async fn run(app: &TestApp, sql: &str) {
    app.sql().await.batch_execute(sql).await.unwrap();
}

#[tokio::test]
async fn a_link_ends_with_its_interview_its_job_and_its_owner() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let (interview, other) = (judged(&app, &ada).await, judged(&app, &ada).await);
    let third = judged(&app, &ada).await;
    let mut paths = Vec::new();
    for interview in [&interview, &other, &third] {
        paths.push(shared(&ada, interview, json!({ "include": ["feedback", "transcript"] })).await.1);
    }
    let job = ada.get(&other).await.json()["jobInfoId"].clone();

    assert_eq!(ada.delete(&interview).await.status, 204);
    is_over(&app, &paths[0]).await;
    assert_eq!(look(&app, &paths[1]).await.status, 200);
    assert_eq!(ada.delete(&path_of(&json!({ "id": job }))).await.status, 204);
    is_over(&app, &paths[1]).await;
    assert_eq!(look(&app, &paths[2]).await.status, 200);
    let erased = ada.request(Method::DELETE, "/api/users/me").json(&json!({ "confirm": ada.id })).send_and_read().await;
    assert_eq!(erased.status, 202, "{}", erased.text);
    is_over(&app, &paths[2]).await;
    assert_eq!(app.count("select count(*) from shares").await, 0);
}

#[tokio::test]
async fn twenty_of_a_person_are_alive_also_of_many_made_at_once() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person_with("ada", UNLIMITED), app.person_with("bob", UNLIMITED));
    let (interview, other) = (judged(&app, &ada).await, judged(&app, &ada).await);
    let bobs = judged(&app, &bob).await;

    let made =
        join_all((0..30).map(|nth| share(&ada, if nth % 2 == 0 { &interview } else { &other }, json!({})))).await;

    let refused: Vec<_> = made.iter().filter(|reply| reply.status != 201).collect();
    assert_eq!(refused.len(), 10);
    assert!(refused.iter().all(|reply| reply.problem() == (409, "too-many-shares".to_owned())), "{refused:?}");
    let seen = [&other, &interview].map(|path| ada.get(path));
    let seen = join_all(seen).await.into_iter().map(|reply| reply.json());
    let of = seen.map(|it| json!({ "id": it["id"], "jobInfoId": it["jobInfoId"], "createdAt": it["createdAt"] }));
    let of = Value::Array(of.collect());
    assert!(refused.iter().any(|reply| reply.json()["interviews"] == of), "{refused:?}");
    assert_eq!(app.count("select count(*) from shares").await, 20);
    assert_eq!(share(&bob, &bobs, json!({})).await.status, 201, "Bob has his own");

    run(&app, "update shares set expires_at = now() where id = (select min(id::text)::uuid from shares where user_id = 'user_ada')").await;
    assert_eq!(share(&ada, &interview, json!({})).await.status, 201, "one that is over does not count");
    let late = share(&ada, &interview, json!({})).await;
    assert_eq!((late.problem(), &late.json()["interviews"]), ((409, "too-many-shares".to_owned()), &of));
    let revoked = listed(&ada, &interview).await[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(ada.delete(&format!("{interview}/shares/{revoked}")).await.status, 204);
    assert_eq!(share(&ada, &other, json!({})).await.status, 201);
    assert_eq!(listed(&ada, &interview).await.len() + listed(&ada, &other).await.len(), 20);
}

#[tokio::test]
async fn what_does_not_fit_is_named_and_nothing_is_made() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let interview = judged(&app, &ada).await;
    for (wanted, wrong) in [
        (json!({ "expiresInDays": 0 }), vec!["#/expiresInDays"]),
        (json!({ "expiresInDays": 31, "include": [] }), vec!["#/expiresInDays", "#/include"]),
        (json!({ "expiresInDays": 1.5 }), vec!["#/expiresInDays"]),
        (json!({ "expiresInDays": "7" }), vec!["#/expiresInDays"]),
        (json!({ "include": "feedback" }), vec!["#/include"]),
        (json!({ "include": null, "expiresInDays": null }), vec!["#/expiresInDays", "#/include"]),
        (json!({ "include": ["feedback", "feedback"] }), vec!["#/include"]),
        (json!({ "include": ["feedback", "name"] }), vec!["#/include"]),
        (json!({ "token": "x" }), vec!["#/token"]),
    ] {
        assert_eq!(pointers(&share(&ada, &interview, wanted).await), wrong);
    }
    let without_a_body = ada.request(Method::POST, &format!("{interview}/shares")).send_and_read().await;
    assert_eq!(without_a_body.status, 201, "all of it may be left out");
    assert_eq!(app.count("select count(*) from shares").await, 1);
}

#[tokio::test]
async fn what_is_not_there_is_not_shared() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let (open, over) = (created(&ada).await, finished(&ada).await);
    tell(&ada, &open, batch(0, &["Why Rust?"])).await;
    let silent = created(&ada).await;
    assert_eq!(ada.post(&format!("{silent}/finish"), json!({})).await.status, 200);
    let (feedback, words) = (json!({}), json!({ "include": ["transcript"] }));
    let both = json!({ "include": ["feedback", "transcript"] });

    for (interview, wanted, code) in [
        (&open, &feedback, "not-completed"),
        (&open, &words, "not-completed"),
        (&silent, &feedback, "no-feedback"),
        (&silent, &words, "not-completed"),
        (&over, &feedback, "no-feedback"),
        (&over, &both, "no-feedback"),
    ] {
        assert_eq!(share(&ada, interview, wanted.clone()).await.problem(), (409, code.to_owned()), "{wanted}");
    }
    assert_eq!(app.count("select count(*) from shares").await, 0);
    assert_eq!(share(&ada, &over, words).await.status, 201, "what was said can be shared alone");
}

/// As feedback is only made of all that was said.
#[tokio::test]
async fn an_interview_whose_last_words_are_on_their_way_is_not_shared() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let interview = created(&ada).await;
    tell(&ada, &interview, batch(0, &["Why Rust?"])).await;
    assert_eq!(ada.post(&format!("{interview}/finish"), json!({ "lastSeq": 1 })).await.status, 200);
    let words = json!({ "include": ["transcript"] });

    let early = share(&ada, &interview, words.clone()).await;
    assert_eq!(early.problem(), (409, "not-completed".to_owned()), "they may still come");
    time_passes(&app, "45 seconds").await;
    assert_eq!(share(&ada, &interview, words.clone()).await.problem().0, 409, "and still");
    time_passes(&app, "16 seconds").await;
    assert_eq!(share(&ada, &interview, words.clone()).await.status, 201, "and will not come");

    let other = created(&ada).await;
    tell(&ada, &other, batch(0, &["Why Rust?"])).await;
    assert_eq!(ada.post(&format!("{other}/finish"), json!({ "lastSeq": 1 })).await.status, 200);
    tell(&ada, &other, batch(1, &["It is safe."])).await;
    assert_eq!(share(&ada, &other, words).await.status, 201, "they have come");
}

#[tokio::test]
async fn a_link_is_its_owners_and_of_its_interview() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person_with("ada", UNLIMITED), app.person_with("bob", UNLIMITED));
    let (interview, other) = (judged(&app, &ada).await, judged(&app, &ada).await);
    let bobs = judged(&app, &bob).await;
    let (link, path) = shared(&ada, &interview, json!({})).await;
    let id = link["id"].as_str().unwrap();

    for (person, of) in [(&bob, &interview), (&bob, &bobs), (&ada, &other)] {
        let reply = person.delete(&format!("{of}/shares/{id}")).await;
        assert_eq!(reply.problem(), (404, "not-found".to_owned()));
    }
    assert_eq!(share(&bob, &interview, json!({})).await.problem(), (404, "not-found".to_owned()));
    assert_eq!(bob.get(&format!("{interview}/shares")).await.problem(), (404, "not-found".to_owned()));
    assert_eq!(ada.delete(&format!("{interview}/shares/{NOTHING}")).await.problem(), (404, "not-found".to_owned()));
    assert!(listed(&bob, &bobs).await.is_empty() && listed(&ada, &other).await.is_empty());
    assert_eq!(look(&app, &path).await.status, 200);
}

/// A link made while its interview is deleted is made before that or not at all.
#[tokio::test]
async fn a_deletion_at_the_same_moment_leaves_no_link() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    for _ in 0..5 {
        let interview = judged(&app, &ada).await;
        let (made, deleted) =
            join(join_all((0..3).map(|_| share(&ada, &interview, json!({})))), ada.delete(&interview)).await;
        assert_eq!(deleted.status, 204);
        assert!(made.iter().all(|reply| [201, 404].contains(&reply.status.as_u16())), "{made:?}");
        assert_eq!(app.count("select count(*) from shares").await, 0);
    }
}
