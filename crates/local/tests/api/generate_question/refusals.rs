//! Refusals before a model is asked: in which words and in which order.

use darasa_local::testing::test_app::{Answer, SendRequest, TestApp};

use super::*;

const NOT_YOURS: &str = "You do not have permission to do this";
const BAD_BODY: &str = "Error generating your question";

/// The refusal as the hooks show it, and as a problem for whoever accepts JSON; no model and no ledger hears of it.
async fn refused(request: reqwest::RequestBuilder, status: u16, sentence: &str, code: &str) -> Answer {
    let plain = request.try_clone().expect("a body in memory").send_and_read().await;
    assert_eq!(plain.sentence(), (status, sentence));
    assert_eq!(plain.header("cache-control"), "no-store");
    for accept in ["application/json", "application/problem+json"] {
        let problem = request.try_clone().expect("a body in memory").header("accept", accept).send_and_read().await;
        assert_eq!(problem.problem(), (status, code.to_owned()), "{}", problem.text);
        assert_eq!(problem.json()["requestId"], problem.header("x-request-id"));
        for header in ["www-authenticate", "allow", "retry-after"] {
            assert_eq!(problem.header(header), plain.header(header), "{header}");
        }
    }
    plain
}

async fn nobody_heard_of_it(app: &TestApp) {
    assert_eq!(app.gemini.received().len(), 0);
    assert_eq!(app.count("select count(*) from usage").await, 0);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn somebody_who_is_not_signed_in_is_told_so() {
    let app = TestApp::start().await;
    let body = json!({ "prompt": "easy", "jobInfoId": "3f0d2c1e-8a4b-4b7e-9c55-0c9b5f1a2d34" });
    let nobody = app.request(Method::POST, URL).json(&body);
    let reply = refused(nobody, 401, "You are not logged in", "not-logged-in").await;
    assert_eq!(reply.header("www-authenticate"), r#"Bearer realm="darasa""#);

    let stranger = app.request(Method::POST, URL).bearer_auth("no.such.token").json(&body);
    let reply = refused(stranger, 401, "You are not logged in", "not-logged-in").await;
    assert_eq!(reply.header("www-authenticate"), r#"Bearer realm="darasa", error="invalid_token""#);
    nobody_heard_of_it(&app).await;
}

#[tokio::test]
async fn a_job_of_somebody_else_is_refused_like_one_that_is_missing() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada"), app.person("bob"));
    let bobs = job_of(&bob).await;
    job_of(&ada).await;
    let long = "x".repeat(255);
    for job in [bobs.as_str(), "3f0d2c1e-8a4b-4b7e-9c55-0c9b5f1a2d34", "no-uuid", "1", long.as_str()] {
        refused(asking(&ada, job, ""), 403, NOT_YOURS, "forbidden").await;
    }
    let newcomer = app.person("carol");
    refused(asking(&newcomer, &bobs, ""), 403, NOT_YOURS, "forbidden").await;
    nobody_heard_of_it(&app).await;
}

#[tokio::test]
async fn every_bad_body_is_answered_with_the_same_sentence() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    for body in [
        String::new(),
        "{".to_owned(),
        "easy".to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
        format!(r#"[{{"prompt":"easy","jobInfoId":"{job}"}}]"#),
        format!(r#"{{"prompt":"easy","jobInfoId":"{job}","plan":"max"}}"#),
        format!(r#"{{"prompt":"Easy","jobInfoId":"{job}"}}"#),
        format!(r#"{{"prompt":"","jobInfoId":"{job}"}}"#),
        format!(r#"{{"prompt":null,"jobInfoId":"{job}"}}"#),
        format!(r#"{{"prompt":1,"jobInfoId":"{job}"}}"#),
        format!(r#"{{"jobInfoId":"{job}"}}"#),
        r#"{"prompt":"easy"}"#.to_owned(),
        r#"{"prompt":"easy","jobInfoId":null}"#.to_owned(),
        r#"{"prompt":"easy","jobInfoId":7}"#.to_owned(),
        r#"{"prompt":"easy","jobInfoId":" "}"#.to_owned(),
    ] {
        let request = ada.request(Method::POST, URL).header("content-type", "application/json").body(body);
        refused(request, 400, BAD_BODY, "bad-request").await;
    }
    let invalid_utf_8 = ada.request(Method::POST, URL).body(&b"{\"prompt\":\"\xff\"}"[..]);
    refused(invalid_utf_8, 400, BAD_BODY, "bad-request").await;
    nobody_heard_of_it(&app).await;
}

#[tokio::test]
async fn a_body_may_have_256_kib_and_not_a_byte_more() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = job_of(&ada).await;
    let body = |length: usize| {
        let fields = json!({ "prompt": "easy", "jobInfoId": job }).to_string();
        let padding = " ".repeat(length - fields.len());
        fields + &padding
    };
    let above = ada.request(Method::POST, URL).body(body(256 * 1024 + 1));
    refused(above, 413, "body-too-large", "body-too-large").await;
    nobody_heard_of_it(&app).await;

    let at = ada.request(Method::POST, URL).body(body(256 * 1024)).send_and_read().await;
    assert_eq!(at.status, 200, "{}", at.text);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn only_post_is_answered() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE] {
        let request = ada.request(method, URL);
        let reply = refused(request, 405, "method-not-allowed", "method-not-allowed").await;
        assert_eq!(reply.header("allow"), "POST, OPTIONS");
    }
    let head = ada.request(Method::HEAD, URL).send_and_read().await;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (405, ""));
    nobody_heard_of_it(&app).await;
}

#[tokio::test]
async fn a_plan_without_questions_lets_nobody_ask() {
    let app = TestApp::start().await;
    for (name, features) in [("ada", "u:0_questions"), ("bob", "u:1_interview"), ("carol", ""), ("dora", "5_questions")]
    {
        let person = app.person_with(name, features);
        let job = job_of(&person).await;
        let reply = refused(asking(&person, &job, ""), 403, "PLAN_LIMIT", "PLAN_LIMIT").await;
        assert_eq!(reply.text.len(), "PLAN_LIMIT".len(), "no newline: the front end compares the body");
    }
    nobody_heard_of_it(&app).await;
}

/// 401, then 400, then 403 for the job, and the plan last.
#[tokio::test]
async fn refusals_come_in_the_order_of_the_contract() {
    let app = TestApp::start().await;
    let broke = app.person_with("broke", "u:0_questions");
    let job = job_of(&broke).await;
    let missing = "3f0d2c1e-8a4b-4b7e-9c55-0c9b5f1a2d34";

    let signed_out = app.request(Method::GET, URL).body("{").send_and_read().await;
    assert_eq!(signed_out.sentence(), (401, "You are not logged in"));
    let bad_query = asking(&broke, missing, "?stream=sse").send_and_read().await;
    assert_eq!(bad_query.status, 400);
    let bad_body = broke.post(URL, json!({ "prompt": "impossible", "jobInfoId": missing })).await;
    assert_eq!(bad_body.sentence(), (400, BAD_BODY));
    assert_eq!(ask(&broke, missing).await.sentence(), (403, NOT_YOURS));
    assert_eq!(ask(&broke, &job).await.sentence(), (403, "PLAN_LIMIT"));
    nobody_heard_of_it(&app).await;
}
