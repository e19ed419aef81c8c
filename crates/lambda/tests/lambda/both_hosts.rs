//! Both hosts: one executable answers the same request through Vercel's contract and through Lambda's Runtime API.

use std::collections::BTreeMap;

use darasa_local::{
    emulators::gemini::Answer,
    testing::{
        host::{Host, Platform},
        test_app::{Person, SendRequest, TestApp},
    },
};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::function;

/// The same executable, once on each host.
async fn started(app: &TestApp) -> [Host; 2] {
    [function(app.env()).on(Platform::Vercel).start().await, function(app.env()).on(Platform::Lambda).start().await]
}

/// A reply without what is another one each time.
async fn seen(request: reqwest::RequestBuilder) -> (StatusCode, BTreeMap<String, String>, String) {
    let reply = request.send().await.unwrap();
    let (status, mut headers) = (reply.status(), reply.headers().clone());
    // The host's own, or told by the clock; a body of known length is sent in chunks by Lambda.
    for name in ["date", "content-length", "transfer-encoding", "x-request-id", "server-timing", "connection"] {
        headers.remove(name);
    }
    // Several lines mean the same as one.
    let values = |name| headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect::<Vec<_>>();
    let headers = headers.keys().map(|name| (name.to_string(), values(name).join(", "))).collect();
    let text = reply.text().await.unwrap();
    let text = match serde_json::from_str::<Value>(&text) {
        Ok(mut value) => {
            for name in ["requestId", "startedAt", "checkedAt", "uptimeSeconds"] {
                value.as_object_mut().map(|object| object.remove(name));
            }
            value.to_string()
        }
        Err(_) => text,
    };
    (status, headers, text)
}

fn job() -> Value {
    json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" })
}

async fn job_of(person: &Person<'_>) -> String {
    person.post("/api/job-infos", job()).await.json()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_same_request_has_the_same_reply() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let id = job_of(&ada).await;
    let hosts = started(&app).await;
    let paths = [
        (Method::GET, "/api/health".to_owned(), 200),
        (Method::GET, "/api/ready".to_owned(), 200),
        (Method::GET, "/api/config".to_owned(), 200),
        (Method::GET, "/api/users/me".to_owned(), 200),
        (Method::GET, "/api/job-infos?limit=1".to_owned(), 200),
        (Method::GET, format!("/api/job-infos/{id}"), 200),
        (Method::HEAD, format!("/api/job-infos/{id}"), 200),
        (Method::GET, format!("/api/job-infos/%{:x}{}", id.as_bytes()[0], &id[1..]), 200),
        (Method::GET, format!("/api/job-infos/{id}%2F"), 404),
        (Method::GET, format!("/api/job-infos/%2e%2e/{id}"), 404),
        (Method::PUT, format!("/api/job-infos/{id}"), 405),
        (Method::OPTIONS, format!("/api/job-infos/{id}"), 204),
        (Method::OPTIONS, "/api/nothing".to_owned(), 204),
        (Method::GET, format!("/api/questions?jobInfoId={id}"), 200),
        (Method::GET, "/api/questions?jobInfoId=%zz".to_owned(), 404),
        (Method::GET, "/api/nothing".to_owned(), 404),
        (Method::GET, "/".to_owned(), 404),
        (Method::POST, "/api/job-infos".to_owned(), 422),
        (Method::POST, "/api/ai/questions/generate-question".to_owned(), 400),
        (Method::POST, "/api/webhooks/clerk".to_owned(), 400),
    ];
    for (method, path, status) in paths {
        let mut replies = Vec::new();
        for host in &hosts {
            let (_, request) = host.invoke(method.clone(), &path);
            let request = request.bearer_auth(&ada.token).header("content-type", "application/json");
            replies.push(seen(if method == Method::POST { request.body("{}") } else { request }).await);
        }
        assert_eq!(replies[0].0, status, "{method} {path}: {}", replies[0].2);
        assert_eq!(replies[0], replies[1], "{method} {path}");
    }
}

#[tokio::test]
async fn a_cookie_signs_in_and_a_name_in_any_script_comes_back() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let [vercel, lambda] = started(&app).await;
    for host in [&vercel, &lambda] {
        let name = "Ünïcödé 日本 \"and\" \\";
        let (_, request) = host.invoke(Method::POST, "/api/job-infos");
        let body = json!({ "name": name, "experienceLevel": "senior", "description": "Rust" });
        let made = request.bearer_auth(&ada.token).json(&body).send_and_read().await;
        assert_eq!((made.status.as_u16(), &made.json()["name"]), (201, &json!(name)), "{}", made.text);

        let (_, request) = host.invoke(Method::GET, "/api/users/me");
        let cookies = format!("theme=dark; __session={}", ada.token);
        let me = request.header("cookie", cookies).send_and_read().await;
        assert_eq!(me.status, 200, "{}", me.text);
    }
}

#[tokio::test]
async fn a_head_has_no_body_to_drop() {
    let app = TestApp::start().await;
    let [_, lambda] = started(&app).await;
    for (method, is_empty) in [(Method::GET, false), (Method::HEAD, true)] {
        let (invocation, request) = lambda.invoke(method, "/api/config");
        assert_eq!(request.send_and_read().await.status, 200);
        lambda.end_of(&invocation).await;
        let heard = lambda.heard();
        let posted = heard.reply_to(&invocation).unwrap().payload["length"].as_u64().unwrap();
        assert_eq!(posted == 0, is_empty, "{posted} bytes");
    }
}

#[tokio::test]
async fn a_question_is_streamed_by_either_piece_by_piece() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let id = job_of(&ada).await;
    let mut texts = Vec::new();
    for host in started(&app).await {
        let (answer, gate) = Answer::text(["What is ", "Send?"]).paused_after(1);
        app.gemini.next(answer);
        let (invocation, request) = host.invoke(Method::POST, "/api/ai/questions/generate-question?stream=text");
        let asked = json!({ "prompt": "easy", "jobInfoId": id });
        let mut reply = request.bearer_auth(&ada.token).json(&asked).send().await.unwrap();
        assert_eq!(reply.status(), 200);
        let mut seen = reply.chunk().await.unwrap().unwrap().to_vec();
        assert!(seen.starts_with(b"What is "), "the first piece is here before the second is made");
        assert!(!host.has_ended(&invocation));

        gate.resume();
        while let Some(piece) = reply.chunk().await.unwrap() {
            seen.extend(piece);
        }
        host.end_of(&invocation).await;
        texts.push(String::from_utf8(seen).unwrap());
    }
    assert_eq!(texts, ["What is Send?", "What is Send?"]);
    assert_eq!(app.count("select count(*) from questions where text = 'What is Send?'").await, 2);
    app.ledger_is_sound().await;
}

/// Its reader is a child of the executable, which has to know that it is one.
#[tokio::test]
async fn a_word_file_is_read_on_either() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", "u:unlimited_resume_analysis");
    let id = job_of(&ada).await;
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/../documents/tests/samples");
    let file = std::fs::read(format!("{samples}/ada.docx")).unwrap();
    for host in started(&app).await {
        let (_, request) = host.invoke(Method::POST, "/api/ai/resumes/analyze");
        let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        let boundary = "a-boundary-of-no-file";
        let mut body = Vec::new();
        for (name, more, content) in [
            ("jobInfoId", "", id.as_bytes()),
            ("resumeFile", &*format!("; filename=\"cv.docx\"\r\ncontent-type: {kind}"), &file[..]),
        ] {
            body.extend(
                format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"{more}\r\n\r\n").bytes(),
            );
            body.extend(content);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{boundary}--\r\n").bytes());
        let request = request.header("content-type", format!("multipart/form-data; boundary={boundary}"));
        let reply = request.bearer_auth(&ada.token).body(body).send_and_read().await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        assert!(reply.text.contains("overallScore"), "{}", reply.text);
    }
}
