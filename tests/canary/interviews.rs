//! Interviews and résumés with secrets planted in them, in speech and in writing.

use std::time::Duration;

use darasa_local::{
    emulators::{
        Fault,
        gemini::{Answer, ApiError},
        hume::Chat,
    },
    testing::test_app::Person,
};
use http::Method;
use serde_json::{Value, json};

use crate::{ANSWER, GEMINI_KEY, GENERATED, JOB, NAME, WEBHOOK_SECRET, run::Run};

const ANALYZE: &str = "/api/ai/resumes/analyze";
const FEEDBACK: &str = "/api/ai/interviews/generate-feedback";
const BOUNDARY: &str = "----canary";
const CHAT: &str = "470a49f6-1dec-4afe-8b61-035d3b2d63b0";
const RESUME: &str = "Canaryname Example\n\nSkills\nRust, Postgres\n\nExperience\nBuilt canary services in Rust.\n";
const DOCX: &[u8] = include_bytes!("../../crates/documents/tests/samples/ada.docx");

fn form(job: &str, file: &[u8]) -> Vec<u8> {
    let part = |name: &str| format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name={name}\r\n\r\n");
    let head = part("\"jobInfoId\"") + job + "\r\n" + &part("\"resumeFile\"; filename=\"canary-resume.txt\"");
    [head.as_bytes(), file, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat()
}

fn analysis() -> Value {
    let remark = json!({ "type": "strength", "name": "canary", "message": GENERATED });
    let category = json!({ "score": 7.0, "summary": GENERATED, "feedback": [remark] });
    json!({
        "overallScore": 7.5, "ats": category, "jobMatch": category, "writingAndFormatting": category,
        "keywordCoverage": category, "other": category, "skills": ["Rust", "canary skill"],
    })
}

/// Résumés that are read and judged, that cannot be read, and that the model has no answer to.
pub async fn resumes(run: &mut Run<'_>, ada: &Person<'_>, job: &str) {
    let (app, token) = (run.app, &ada.token);
    let upload = |file: &[u8]| {
        let body = form(job, file);
        let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
        move |request: reqwest::RequestBuilder| {
            request.bearer_auth(token).header("content-type", content_type).body(body)
        }
    };
    for file in [RESUME.as_bytes(), DOCX] {
        app.gemini.next(Answer::text([analysis().to_string()]));
        run.ask(200, Method::POST, ANALYZE, upload(file)).await;
    }
    run.ask(200, Method::GET, &format!("/api/job-infos/{job}/analyses"), |request| request.bearer_auth(token)).await;
    // A Word file that ends too early, and bytes that are nothing.
    for file in [&DOCX[..DOCX.len() / 2], b"\x00canary\x01\x02"] {
        run.ask(400, Method::POST, ANALYZE, upload(file)).await;
    }
    run.ask(413, Method::POST, ANALYZE, upload(&b"canary ".repeat(600_000))).await;
    run.ask(400, Method::POST, ANALYZE, |request| request.bearer_auth(token).body(RESUME)).await;
    for (code, status) in [(503, "UNAVAILABLE"), (429, "RESOURCE_EXHAUSTED")] {
        app.gemini.next(Answer::error(ApiError::new(code, status, format!("{GEMINI_KEY} {RESUME}"))));
    }
    // Another one, for what was judged before is not judged again.
    let newer = format!("{RESUME}\nCanary languages\nPython\n");
    run.ask(503, Method::POST, ANALYZE, upload(newer.as_bytes())).await;
    // What is no analysis breaks the stream, which has no word for it; a moment after its head.
    let (begins, ends) = (format!("{{\"overallScore\": \"{GENERATED}\""), "}");
    app.gemini.next(Answer::text([&*begins, ends]).pace(Duration::from_millis(300)));
    run.ask_in_vain(Method::POST, ANALYZE, upload(newer.as_bytes())).await;
}

/// The path of an interview that Ada has just created; each time with the same key.
async fn created(run: &mut Run<'_>, ada: &Person<'_>, job: &str) -> String {
    run.app.sql().await.batch_execute("delete from idempotency_keys").await.unwrap();
    let created = run.ask(201, Method::POST, "/api/interviews", |request| {
        let request = request.bearer_auth(&ada.token).header("idempotency-key", "\"canary-interview\"");
        request.json(&json!({ "jobInfoId": job }))
    });
    let created: Value = serde_json::from_str(&created.await).unwrap();
    format!("/api/interviews/{}", created["id"].as_str().unwrap())
}

/// Spoken: the credentials, what was said, the end, the judgement; and what is wrong with each.
pub async fn spoken(run: &mut Run<'_>, ada: &Person<'_>, job: &str) {
    let (app, token) = (run.app, &ada.token);
    let interview = created(run, ada, job).await;
    let said = |text: &str| {
        json!({ "items": [
            { "seq": 0, "speaker": "interviewer", "text": GENERATED, "at": 0, "endedAtMs": 8_000 },
            { "seq": 1, "speaker": "candidate", "text": text, "at": 10_000, "endedAtMs": 18_000 },
        ] })
    };
    for (status, method, part, body) in [
        (422, Method::POST, "/voice", json!({ "resumeHandle": [ANSWER] })),
        (200, Method::POST, "/utterances", said(ANSWER)),
        (409, Method::POST, "/utterances", said("canary words that contradict")),
        (422, Method::POST, "/utterances", json!({ "items": [{ "seq": ANSWER, "speaker": NAME, "text": [JOB] }] })),
        (409, Method::POST, "/finish", json!({ "sessionId": "canary-session" })),
        (200, Method::POST, "/finish", json!({ "lastSeq": 1, "reason": "canary reason" })),
        (409, Method::POST, "/voice", json!({})),
        (422, Method::PATCH, "", json!({ "duration": "canary" })),
    ] {
        run.ask(status, method, &format!("{interview}{part}"), |request| request.bearer_auth(token).json(&body)).await;
    }
    for part in ["", "/transcript"] {
        run.ask(200, Method::GET, &format!("{interview}{part}"), |request| request.bearer_auth(token)).await;
    }
    let wanted = json!({ "interviewId": interview.rsplit('/').next() });
    app.gemini.next(Answer::text([GENERATED]).then_error(ApiError::new(500, "INTERNAL", ANSWER)));
    app.gemini.next(Answer::text(["# Overall (Rating: 8/10)\n\n", GENERATED]));
    for body in [&wanted, &wanted, &wanted] {
        run.ask(200, Method::POST, FEEDBACK, |request| request.bearer_auth(token).json(body)).await;
    }
    for (status, id) in [(400, json!([ANSWER])), (403, json!(NAME))] {
        let body = json!({ "interviewId": id });
        run.ask(status, Method::POST, FEEDBACK, |request| request.bearer_auth(token).json(&body)).await;
    }
}

/// What a browser is given to speak with is a secret too.
pub async fn credentials(run: &mut Run<'_>, ada: &Person<'_>, job: &str) -> Vec<String> {
    let (app, token) = (run.app, &ada.token);
    let voice = created(run, ada, job).await + "/voice";
    app.gemini.live().next_mint(Answer::error(ApiError::new(503, "UNAVAILABLE", GEMINI_KEY)));
    run.ask(503, Method::POST, &voice, |request| request.bearer_auth(token).json(&json!({}))).await;
    let given = run.ask(200, Method::POST, &voice, |request| request.bearer_auth(token).json(&json!({}))).await;
    let given: Value = serde_json::from_str(&given).unwrap();
    ["token", "sessionId"].map(|secret| given[secret].as_str().unwrap().to_owned()).into()
}

/// Written: turns, and a model that has none.
pub async fn written(run: &mut Run<'_>, ada: &Person<'_>, job: &str) {
    let (app, token) = (run.app, &ada.token);
    let reply = created(run, ada, job).await + "/reply";
    let refusal = || Answer::error(ApiError::new(400, "INVALID_ARGUMENT", ANSWER));
    for (status, answers, said) in [
        (200, vec![Answer::text([GENERATED])], json!(ANSWER)),
        (500, vec![refusal(), refusal()], json!(ANSWER)),
        (200, vec![Answer::text([GENERATED]).then_cut()], json!(ANSWER)),
        (400, vec![], json!([ANSWER])),
    ] {
        answers.into_iter().for_each(|answer| app.gemini.next(answer));
        let body = json!({ "prompt": said });
        run.ask(status, Method::POST, &reply, |request| request.bearer_auth(token).json(&body)).await;
    }
}

/// A chat that was held at Hume, and a Hume that is not itself.
pub async fn at_hume(run: &mut Run<'_>, ada: &Person<'_>, job: &str) {
    let (hume, token) = (&run.world.hume, &ada.token);
    let interview = created(run, ada, job).await;
    let began = "2026-10-01T10:00:00Z".parse().unwrap();
    let chat = Chat::new(CHAT, began).of_session(interview.rsplit('/').next().unwrap());
    hume.put(chat.agent(1_000, GENERATED).user(9_000, ANSWER));
    let odd = format!("{{\"events_page\": \"{ANSWER} {WEBHOOK_SECRET}\"}}");
    for (status, fault, chat) in [
        (503, Some(Fault::Raw(odd.into())), CHAT),
        (503, Some(Fault::Status(500)), CHAT),
        (422, None, NAME),
        (200, None, CHAT),
    ] {
        fault.into_iter().for_each(|fault| hume.fail_next(1, fault));
        let body = json!({ "humeChatId": chat });
        run.ask(status, Method::PATCH, &interview, |request| request.bearer_auth(token).json(&body)).await;
    }
    let transcript = format!("{interview}/transcript");
    hume.fail_next(1, Fault::Garbage);
    run.ask(503, Method::GET, &transcript, |request| request.bearer_auth(token)).await;
    run.ask(200, Method::GET, &transcript, |request| request.bearer_auth(token)).await;
}
