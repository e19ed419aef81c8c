//! Wrong requests: one reply names everything that is wrong, on the AI's routes for whoever accepts JSON.

use darasa_local::testing::test_app::{Answer, Person, SendRequest, TestApp};
use http::Method;
use serde_json::{Value, json};

use crate::{NOTHING, path_of, pointers, saved_job};

const QUESTION: &str = "/api/ai/questions/generate-question";
const ANSWER: &str = "/api/ai/questions/generate-feedback";
const RESUME: &str = "/api/ai/resumes/analyze";
const INTERVIEW: &str = "/api/ai/interviews/generate-feedback";
const NO_QUESTION: &str = "Error generating your question";
const NO_FEEDBACK: &str = "Error generating your feedback";
const INVALID: &str = "Invalid request";
const UNKNOWN_STREAM: &str = "Unknown stream: use v1, ui or text";
const BAD_KEY: &str = "An Idempotency-Key is one text of 1 to 255 ASCII letters, such as 8e03978e-40d5-43dd-bc93-6894a57f9324; \
     with a space, comma, semicolon, quote or backslash in it, it stands in quotes.";

/// The same request twice: as the hooks send it, who show one sentence, and for a program. The status is the same, the
/// sentence is the problem's detail, and what comes back are the places that are wrong.
async fn wrong(request: reqwest::RequestBuilder, sentence: &str) -> Vec<(String, String)> {
    let plain = request.try_clone().expect("a body in memory").send_and_read().await;
    assert_eq!(plain.sentence(), (400, sentence));
    assert_eq!(plain.header("content-type"), "text/plain; charset=utf-8");
    let problem = request.header("accept", "application/json").send_and_read().await;
    assert_eq!(problem.problem(), (400, "bad-request".to_owned()), "{}", problem.text);
    assert_eq!(problem.json()["detail"], sentence);
    errors(&problem)
}

fn errors(problem: &Answer) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let errors = problem.json()["errors"].as_array().unwrap_or_else(|| panic!("no errors: {}", problem.text)).clone();
    errors.iter().map(|wrong| (text(&wrong["pointer"]), text(&wrong["detail"]))).collect()
}

async fn places(request: reqwest::RequestBuilder, sentence: &str) -> Vec<String> {
    wrong(request, sentence).await.into_iter().map(|(pointer, _)| pointer).collect()
}

fn posting(person: &Person<'_>, path: &str, body: &Value) -> reqwest::RequestBuilder {
    person.request(Method::POST, path).json(body)
}

async fn cost_nothing(app: &TestApp) {
    assert_eq!(app.gemini.received().len(), 0);
    assert_eq!(app.count("select count(*) from usage").await, 0);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn every_wrong_field_of_an_ai_route_is_named_to_whoever_accepts_json() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = path_of(&saved_job(&ada, "Acme").await);
    let created = ada.post("/api/interviews", json!({ "jobInfoId": job.rsplit('/').next() })).await;
    let turn = format!("{}/reply", created.header("location"));
    let long = "x".repeat(20_001);
    for (path, body, sentence, expected) in [
        (QUESTION, json!({}), NO_QUESTION, vec!["#/prompt", "#/jobInfoId"]),
        (QUESTION, json!({ "prompt": "Easy", "jobInfoId": "x" }), NO_QUESTION, vec!["#/prompt"]),
        (QUESTION, json!({ "prompt": "easy", "jobInfoId": 7, "plan": 1 }), NO_QUESTION, vec!["#/jobInfoId", "#/plan"]),
        (QUESTION, json!([]), NO_QUESTION, vec!["#"]),
        (ANSWER, json!({ "prompt": long, "questionId": null }), NO_FEEDBACK, vec!["#/prompt", "#/questionId"]),
        (INTERVIEW, json!({ "regenerate": "yes" }), NO_FEEDBACK, vec!["#/interviewId", "#/regenerate"]),
        (&turn, json!({ "prompt": 1, "speaker": "interviewer" }), INVALID, vec!["#/prompt", "#/speaker"]),
    ] {
        assert_eq!(places(posting(&ada, path, &body), sentence).await, expected, "{path}");
    }
    let levels = wrong(posting(&ada, QUESTION, &json!({ "prompt": "Easy", "jobInfoId": "x" })), NO_QUESTION).await;
    assert_eq!(levels[0].1, "must be one of: easy, medium, hard, auto, follow-up");
    assert_eq!(app.gemini.received().len(), 0);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_body_that_is_no_json_is_told_where_it_breaks() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let request = ada.request(Method::POST, QUESTION).body(r#"{"prompt": oops}"#);
    let broken = ("#".to_owned(), "is not JSON: it breaks at line 1, column 12".to_owned());
    assert_eq!(wrong(request, NO_QUESTION).await, [broken]);
    cost_nothing(&app).await;
}

#[tokio::test]
async fn the_options_of_a_stream_are_named_with_the_fields_of_its_body() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let good = json!({ "prompt": "easy", "jobInfoId": NOTHING });
    let bad = json!({ "prompt": "Easy", "jobInfoId": NOTHING });
    let odd = format!("{QUESTION}?stream=sse");
    let keyed = |path, body| posting(&ada, path, body).header("idempotency-key", "one,two");

    assert_eq!(places(posting(&ada, &odd, &good), UNKNOWN_STREAM).await, ["?stream"]);
    assert_eq!(places(keyed(QUESTION, &good), BAD_KEY).await, ["Idempotency-Key"]);
    assert_eq!(places(keyed(&odd, &good), BAD_KEY).await, ["Idempotency-Key", "?stream"]);
    assert_eq!(places(posting(&ada, &odd, &bad), NO_QUESTION).await, ["#/prompt", "?stream"]);
    assert_eq!(places(keyed(&odd, &bad), NO_QUESTION).await, ["#/prompt", "Idempotency-Key", "?stream"]);
    cost_nothing(&app).await;
}

#[tokio::test]
async fn a_form_is_told_which_of_its_parts_are_wrong() {
    const UNKNOWN: &str = "Unknown regenerate: use true or false";
    let app = TestApp::start().await;
    let ada = app.person_with("ada", "u:unlimited_resume_analysis");
    let part = |name: &str, file: bool, text: &str| {
        let file = if file { "; filename=\"a.txt\"" } else { "" };
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{text}\r\n")
    };
    let send = |query: &str, parts: &[String]| {
        let request = ada.request(Method::POST, &format!("{RESUME}{query}"));
        request.header("content-type", "multipart/form-data; boundary=x").body(parts.concat() + "--x--\r\n")
    };
    let (file, job) = (part("resumeFile", true, "Ada"), part("jobInfoId", false, NOTHING));
    let again = |word| part("regenerate", false, word);
    let many: Vec<_> = (0..5).map(|nth| part(&format!("x{nth}"), false, "")).collect();

    for (parts, expected) in [
        (vec![], vec!["#/resumeFile", "#/jobInfoId"]),
        (vec![part("plan", false, "max")], vec!["#/resumeFile", "#/jobInfoId", "#/plan"]),
        (vec![file.clone(), part("jobInfoId", false, " ")], vec!["#/jobInfoId"]),
        (vec![file.clone(), part("jobInfoId", false, &"x".repeat(1_025))], vec!["#/jobInfoId"]),
        (vec![file.clone(), job.clone(), again("yes")], vec!["#/regenerate"]),
        (many, vec!["#"]),
    ] {
        assert_eq!(places(send("", &parts), INVALID).await, expected, "{parts:?}");
    }
    for word in ["", "1", "yes", "True"] {
        let query = format!("?regenerate={word}");
        assert_eq!(places(send(&query, &[file.clone(), job.clone()]), UNKNOWN).await, ["?regenerate"], "{word}");
    }
    let all = places(send("?regenerate=1&stream=sse", std::slice::from_ref(&job)), INVALID).await;
    assert_eq!(all, ["#/resumeFile", "?regenerate", "?stream"]);
    let no_form = ada.request(Method::POST, RESUME).json(&json!({}));
    assert_eq!(places(no_form, INVALID).await, ["#"]);
    cost_nothing(&app).await;

    let id = saved_job(&ada, "Acme").await["id"].as_str().unwrap().to_owned();
    let picture = [part("resumeFile", true, "PNG\0\0"), part("jobInfoId", false, &id)];
    let unreadable = "Please upload a PDF, Word document, or text file";
    let named = ("#/resumeFile".to_owned(), unreadable.to_owned());
    assert_eq!(wrong(send("", &picture), unreadable).await, [named]);
    cost_nothing(&app).await;
}

#[tokio::test]
async fn what_is_no_wrong_field_carries_no_errors() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let foreign = posting(&ada, &format!("{QUESTION}?stream=ui"), &json!({ "prompt": "easy", "jobInfoId": NOTHING }));
    let reply = foreign.header("accept", "application/json").send_and_read().await;
    assert_eq!((reply.problem(), reply.json().get("errors")), ((403, "forbidden".to_owned()), None));
}

#[tokio::test]
async fn every_wrong_parameter_of_a_query_is_named() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = path_of(&saved_job(&ada, "Acme").await);
    for (path, expected) in [
        ("/api/job-infos?limit=0&cursor=x".to_owned(), vec!["?limit", "?cursor"]),
        ("/api/job-infos?cursor=x&limit=101&fields=all".to_owned(), vec!["?fields", "?limit", "?cursor"]),
        ("/api/questions?limit=0".to_owned(), vec!["?jobInfoId", "?limit"]),
        ("/api/interviews?cursor=&jobInfoId=&limit=ten".to_owned(), vec!["?jobInfoId", "?limit", "?cursor"]),
        (format!("/api/questions/{NOTHING}/answers?limit=0&cursor=x"), vec!["?limit", "?cursor"]),
        (format!("{job}/analyses?cursor=x&limit=0"), vec!["?limit", "?cursor"]),
    ] {
        assert_eq!(pointers(&ada.get(&path).await), expected, "{path}");
    }
}

/// 422 before 404, and an id in a path is never a field.
#[tokio::test]
async fn a_wrong_query_is_told_before_an_id_that_is_none() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    for path in ["/api/job-infos/1/analyses", "/api/questions/1/answers"] {
        assert_eq!(pointers(&ada.get(&format!("{path}?limit=0")).await), ["?limit"], "{path}");
        assert_eq!(ada.get(path).await.problem(), (404, "not-found".to_owned()), "{path}");
    }
    assert_eq!(ada.get("/api/questions?jobInfoId=1").await.problem(), (404, "not-found".to_owned()));
    assert_eq!(ada.get("/api/interviews?jobInfoId=1").await.problem(), (404, "not-found".to_owned()));
}
