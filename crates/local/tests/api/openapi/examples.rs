//! OpenAPI examples are what a server replies: Ada's way through darasa, recorded and compared.

use std::{collections::HashMap, env, fs, path::Path};

use darasa_local::{
    emulators::{clerk::Webhook, gemini::Answer as Said},
    testing::test_app::{Answer, CRON_SECRET, Person, SendRequest, TestApp, WEBHOOK_SECRET},
};
use http::Method;
use regex::Regex;
use serde_json::{Map, Value, json};

use crate::{resumes, saved_job};

const EVERYTHING: &str = "u:unlimited_questions,u:unlimited_interviews,u:unlimited_resume_analysis";
const AS_EVENTS: &str = "text/event-stream";
const RESUME: &[u8] = b"Ada Example\n\nSkills\nRust, Postgres, Docker\n\nExperience\nBuilt services in Rust.\n";
const QUESTION: &str = "How does Rust keep two threads from writing to the same value at once?";
const FEEDBACK: &str = "## Feedback (Rating: 8/10)\n\nYou name `Mutex` and say why it is needed.\n\n## Correct Answer\n\n`Send`, `Sync`, and a lock.";

/// What was said and replied so far, by the ids of operations.
struct Recording<'a> {
    person: Person<'a>,
    examples: Map<String, Value>,
}

impl Recording<'_> {
    /// Sends a request, and keeps its body and the reply's under the id of its operation.
    async fn record(&mut self, id: &str, method: Method, path: &str, accept: &str, body: Option<Value>) -> Answer {
        let request = self.person.request(method, path).header("accept", accept);
        let request = if let Some(body) = &body { request.json(body) } else { request };
        let reply = request.send_and_read().await;
        assert!(reply.status.is_success(), "{id}: {}", reply.text);
        self.keep(id, body, &reply);
        reply
    }

    fn keep(&mut self, id: &str, request: Option<Value>, reply: &Answer) {
        let example = self.examples.entry(id).or_insert_with(|| json!({}));
        if let Some(request) = request {
            example["request"] = request;
        }
        let media_type = reply.header("content-type").split(';').next().unwrap_or_default().to_owned();
        if !media_type.is_empty() {
            example["replies"][reply.status.as_str()][media_type] = shown(reply);
        }
    }

    async fn get(&mut self, id: &str, path: &str) -> Value {
        self.record(id, Method::GET, path, "application/json", None).await.json()
    }

    async fn send(&mut self, id: &str, method: Method, path: &str, body: Value) -> Value {
        self.record(id, method, path, "application/json", Some(body)).await.json()
    }

    /// A stream, in both protocols of the AI SDK; each is a request of its own.
    async fn stream(&mut self, id: &str, path: &str, body: Value, says: &str) -> Answer {
        let app = self.person.app;
        app.gemini.next(Said::text([says]));
        self.record(id, Method::POST, path, "*/*", Some(body.clone())).await;
        app.gemini.next(Said::text([says]));
        self.record(id, Method::POST, path, AS_EVENTS, Some(body)).await
    }
}

/// A reply's body as an example: of a stream of events the first with words.
fn shown(reply: &Answer) -> Value {
    match reply.header("content-type").split(';').next() {
        Some("application/json") => reply.json(),
        Some(AS_EVENTS) => {
            let mut data = reply.text.lines().filter_map(|line| line.strip_prefix("data: "));
            json!({ "data": data.find(|data| data.contains("delta")).expect("an event with words") })
        }
        _ => json!(reply.text),
    }
}

#[tokio::test]
async fn examples_are_what_a_server_replies() {
    let app = TestApp::start().await;
    let mut recording = Recording { person: app.person_with("ada", EVERYTHING), examples: Map::new() };

    let job = jobs_and_questions(&mut recording).await;
    plan(&mut recording, &job).await;
    resume(&mut recording, &job).await;
    interviews(&mut recording, &job).await;
    deployment(&mut recording).await;
    let path = format!("/api/job-infos/{}", job["id"].as_str().unwrap());
    recording.record("deleteJobInfo", Method::DELETE, &path, "*/*", None).await;
    api_keys(&mut recording).await;
    own_data(&mut recording).await;

    compare(&recording.examples);
}

async fn plan(recording: &mut Recording<'_>, job: &Value) {
    recording.get("getStudyPlan", &format!("/api/job-infos/{}/plan?days=1", job["id"].as_str().unwrap())).await;
    let link = recording
        .record("createCalendar", Method::POST, "/api/users/me/calendar", "application/json", None)
        .await
        .json();
    let app = recording.person.app;
    let feed =
        app.request(Method::GET, link["url"].as_str().unwrap().strip_prefix(&app.url).unwrap()).send_and_read().await;
    recording.keep("getCalendar", None, &feed);
    recording.record("deleteCalendar", Method::DELETE, "/api/users/me/calendar", "*/*", None).await;
}

/// A program, for which there is another header.
async fn assistant(recording: &mut Recording<'_>, key: &str) {
    let app = recording.person.app;
    let job = saved_job(&recording.person, "Globex").await;
    let params = json!({ "name": "next_question", "arguments": { "jobId": job["id"] } });
    let call = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params });
    let reply = app.request(Method::POST, "/api/mcp").bearer_auth(key).json(&call).send_and_read().await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    recording.keep("sendMcpMessage", Some(call), &reply);
    recording.get("getProtectedResource", "/.well-known/oauth-protected-resource/api/mcp").await;
    recording.get("getProtectedResourceOfOrigin", "/.well-known/oauth-protected-resource").await;
}

async fn api_keys(recording: &mut Recording<'_>) {
    const KEYS: &str = "/api/users/me/keys";
    let new = json!({ "name": "Anki export", "scopes": ["read"], "expiresInDays": 90 });
    let key = recording.send("createApiKey", Method::POST, KEYS, new).await;
    recording.get("listApiKeys", KEYS).await;
    assistant(recording, key["key"].as_str().unwrap()).await;
    let path = format!("{KEYS}/{}", key["id"].as_str().unwrap());
    recording.record("deleteApiKey", Method::DELETE, &path, "*/*", None).await;
}

async fn jobs_and_questions(recording: &mut Recording<'_>) -> Value {
    let new = json!({
        "name": "Acme", "title": "Backend engineer", "experienceLevel": "mid-level",
        "description": "We need Rust, PostgreSQL and Kubernetes.",
    });
    let job = recording.send("createJobInfo", Method::POST, "/api/job-infos", new).await;
    let (id, path) = (job["id"].clone(), format!("/api/job-infos/{}", job["id"].as_str().unwrap()));
    recording.get("listJobInfos", "/api/job-infos").await;
    recording.get("getJobInfo", &path).await;
    let changes = json!({ "title": "Senior backend engineer", "experienceLevel": "senior" });
    let job = recording.send("updateJobInfo", Method::PATCH, &path, changes).await;

    let asked = json!({ "prompt": "medium", "jobInfoId": id });
    let url = "/api/ai/questions/generate-question";
    let question = recording.stream("generateQuestion", url, asked, QUESTION).await.header("x-question-id").to_owned();
    let answer = json!({ "prompt": "A value that threads share stands in a Mutex.", "questionId": question });
    recording.stream("generateAnswerFeedback", "/api/ai/questions/generate-feedback", answer, FEEDBACK).await;
    recording.get("listQuestions", &format!("/api/questions?limit=1&jobInfoId={}", id.as_str().unwrap())).await;
    recording.get("getQuestion", &format!("/api/questions/{question}")).await;
    recording.get("listAnswers", &format!("/api/questions/{question}/answers?limit=1")).await;
    practice(recording, id.as_str().unwrap(), &question).await;
    job
}

/// Three days after the answer its question is due.
async fn practice(recording: &mut Recording<'_>, job: &str, question: &str) {
    const THREE_DAYS_LATER: &str = "
        update reviews set created_at = created_at - interval '3 days';
        update cards set reviewed_at = reviewed_at - interval '3 days', due_on = due_on - 3";
    recording.get("getProgress", &format!("/api/users/me/progress?days=7&jobInfoId={job}")).await;
    recording.person.app.sql().await.batch_execute(THREE_DAYS_LATER).await.unwrap();
    recording.get("listDueQuestions", "/api/questions/due?limit=1").await;
    recording.get("getNextStep", &format!("/api/questions/next?jobInfoId={job}")).await;
    let path = format!("/api/questions/{question}");
    recording.send("reviewQuestion", Method::POST, &format!("{path}/review"), json!({ "grade": "again" })).await;
    recording.person.patch(&format!("{path}/card"), json!({ "suspended": true })).await;
    recording.get("listSuspendedQuestions", "/api/questions/suspended?limit=1").await;
    recording.send("updateCard", Method::PATCH, &format!("{path}/card"), json!({ "suspended": false })).await;
    let answers = recording.person.get(&format!("{path}/answers")).await.json();
    let answer = format!("{path}/answers/{}", answers["items"][0]["id"].as_str().unwrap());
    let opinion = format!("{answer}/second-opinion");
    recording
        .person
        .app
        .gemini
        .next(Said::text([r#"{"rating": 7, "gaps": ["Nothing is said of a lock that is poisoned."]}"#]));
    recording.record("askSecondOpinion", Method::POST, &opinion, "application/json", None).await;
    recording.get("getSecondOpinion", &opinion).await;
    recording.send("updateAnswer", Method::PATCH, &answer, json!({ "excluded": false })).await;
    // Last, for by then no day depends on it.
    let settings = json!({ "timeZone": "Europe/Berlin", "dayStartsAt": 4, "retention": 0.9, "dailyMinutes": 45 });
    recording.send("updateMe", Method::PATCH, "/api/users/me", settings).await;
    recording.record("deleteAnswer", Method::DELETE, &answer, "*/*", None).await;
    recording.record("deleteQuestion", Method::DELETE, &path, "*/*", None).await;
}

/// All of it gone with its person; an export, whose bytes are no example, before that.
async fn own_data(recording: &mut Recording<'_>) {
    let app = recording.person.app;
    recording.get("getReceiptKeys", "/.well-known/darasa-receipts.json").await;
    let confirm = json!({ "confirm": recording.person.id });
    let erased = recording.send("eraseMe", Method::DELETE, "/api/users/me", confirm).await;
    app.until("select count(*) = 1 from erasures where done_at is not null").await;
    recording.get("getErasureReceipt", erased["receiptUrl"].as_str().unwrap()).await;
}

async fn resume(recording: &mut Recording<'_>, job: &Value) {
    recording.person.app.gemini.next(Said::text([resumes::analysis().to_string()]));
    let reply = resumes::upload(&recording.person, job, RESUME).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let request = json!({ "resumeFile": "(the bytes of the file)", "jobInfoId": job["id"] });
    recording.keep("analyzeResume", Some(request), &reply);
    let list = format!("/api/job-infos/{}/analyses", job["id"].as_str().unwrap());
    recording.get("listAnalyses", &list).await;
    let listed = recording.person.get(&list).await.json();
    let one = format!("{list}/{}", listed["items"][0]["id"].as_str().unwrap());
    recording.get("getAnalysis", &one).await;
    recording.record("deleteAnalysis", Method::DELETE, &one, "*/*", None).await;
}

async fn interviews(recording: &mut Recording<'_>, job: &Value) {
    const URL: &str = "/api/interviews";
    const JUDGE: &str = "/api/ai/interviews/generate-feedback";

    let new = json!({ "jobInfoId": job["id"] });
    let spoken = recording.send("createInterview", Method::POST, URL, new.clone()).await["id"].clone();
    let path = format!("{URL}/{}", spoken.as_str().unwrap());
    let session = recording.send("createVoiceSession", Method::POST, &format!("{path}/voice"), json!({})).await;
    let said = json!({ "sessionId": session["sessionId"], "items": [
        { "seq": 0, "speaker": "interviewer", "text": "Tell me about a service you built.", "at": 0, "endedAtMs": 2_400 },
        { "seq": 1, "speaker": "candidate", "text": "One in Rust, for payments.", "at": 3_900, "endedAtMs": 6_800 },
    ] });
    recording.send("appendUtterances", Method::POST, &format!("{path}/utterances"), said).await;
    let end = json!({ "sessionId": session["sessionId"], "lastSeq": 1, "reason": "done" });
    recording.send("finishInterview", Method::POST, &format!("{path}/finish"), end).await;
    recording.get("getTranscript", &format!("{path}/transcript")).await;
    recording.send("updateInterview", Method::PATCH, &path, json!({ "duration": "00:00:07" })).await;
    let judged = json!({ "interviewId": spoken });
    recording.stream("generateInterviewFeedback", JUDGE, judged, FEEDBACK).await;
    recording.get("getInterview", &path).await;
    share(recording, &path).await;

    let written = recording.send("createInterview", Method::POST, URL, new).await["id"].clone();
    let reply = format!("{URL}/{}/reply", written.as_str().unwrap());
    recording.person.app.gemini.next(Said::text(["Welcome, Ada. What did you build last?"]));
    let begun = recording.person.post(&reply, json!({})).await;
    assert_eq!(begun.status, 200, "{}", begun.text);
    let turn = json!({ "prompt": "A ledger in Rust and Postgres." });
    recording.stream("replyInInterview", &reply, turn, "How did you test it?").await;
    recording.get("listInterviews", &format!("{URL}?limit=1&jobInfoId={}", job["id"].as_str().unwrap())).await;
    recording
        .record("deleteInterview", Method::DELETE, &format!("{URL}/{}", written.as_str().unwrap()), "*/*", None)
        .await;
}

async fn share(recording: &mut Recording<'_>, interview: &str) {
    let path = format!("{interview}/shares");
    let new = json!({ "expiresInDays": 7, "include": ["feedback", "transcript"] });
    let made = recording.send("createShare", Method::POST, &path, new).await;
    recording.get("listShares", &path).await;
    let token = made["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    recording.get("getSharedReport", &format!("/api/shares/{token}")).await;
    let revoked = format!("{path}/{}", made["id"].as_str().unwrap());
    recording.record("revokeShare", Method::DELETE, &revoked, "*/*", None).await;
}

async fn deployment(recording: &mut Recording<'_>) {
    for (id, path) in [
        ("getMe", "/api/users/me"),
        ("getHealth", "/api/health"),
        ("getReadiness", "/api/ready"),
        ("getConfig", "/api/config"),
        ("probeProtection", "/api/arcjet"),
    ] {
        recording.get(id, path).await;
    }
    let app = recording.person.app;
    let purged = app.request(Method::GET, "/api/cron/daily").bearer_auth(CRON_SECRET).send_and_read().await;
    recording.keep("runDailyPurge", None, &purged);
    recording.record("getWebhookInfo", Method::GET, "/api/webhooks/clerk", "*/*", None).await;
    let event = Webhook::of_deletion("msg_example", "user_grace", app.clerk.now());
    let request = app.request(Method::POST, "/api/webhooks/clerk").body(event.body.clone());
    let headers = event.headers(WEBHOOK_SECRET).unwrap();
    let request = headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
    let reply = request.send_and_read().await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    recording.keep("receiveClerkEvent", serde_json::from_slice(event.body.as_ref()).ok(), &reply);
}

/// What is another in each run, such as ids and times, becomes the same.
fn settled(examples: &Map<String, Value>) -> Value {
    let mut text = serde_json::to_string(examples).unwrap();
    let uuid = Regex::new("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").unwrap();
    let mut ids = HashMap::new();
    let numbered = uuid.replace_all(&text, |found: &regex::Captures<'_>| {
        let next = ids.len() + 1;
        let number = *ids.entry(found[0].to_owned()).or_insert(next);
        format!("0d3e7f10-5a4b-4c6d-8e9f-{number:012x}")
    });
    text = numbered.into_owned();
    for (pattern, instead) in [
        ("darasa_[A-Za-z0-9_-]{49}", "darasa_Zm9ydHktdGhyZWUgbGV0dGVycyBvZiBhIHRva2VuLi4000000"),
        (
            r"(http|webcal)://127\.0\.0\.1:[0-9]+(/api/calendar/)[A-Za-z0-9_-]{43}",
            "${1}s://darasa.example${2}Zm9ydHktdGhyZWUgbGV0dGVycyBvZiBhIHRva2VuLi4",
        ),
        (
            r"http://127\.0\.0\.1:[0-9]+/app/shared/[A-Za-z0-9_-]{43}",
            "https://darasa.example/app/shared/an_example_of_a_token_that_has_43_characters",
        ),
        (r"http://127\.0\.0\.1:[0-9]+/api/mcp", "https://darasa.example/api/mcp"),
        (r#""20[0-9]{2}-[0-9]{2}-[0-9]{2}""#, r#""2026-11-27""#),
        (r"(DTSTAMP|DTSTART;VALUE=DATE|DTEND;VALUE=DATE):[0-9]{8}", "${1}:20261127"),
        (r"(UID:[a-z]+-)[0-9-]{10}-[0-9a-f]{16}", "${1}2026-11-27-0123456789abcdef"),
        (r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{3}Z", "2026-11-27T09:30:00.000Z"),
        (r#""[0-9]{4}-[0-9]{2}-[0-9]{2}""#, "\"2026-11-27\""),
        (r#""latencyMs":[0-9.]+"#, r#""latencyMs":1.2"#),
        (r#""nextCursor":"[A-Za-z0-9_-]{32}""#, r#""nextCursor":"AAZA1_example_cursor_of_32_char_0""#),
        (r"/api/receipts/[A-Za-z0-9_-]{43}", "/api/receipts/an_example_of_a_token_that_has_43_characters"),
        (r#""receipt":"(eyJ[A-Za-z0-9_-]+)\.[^"]+""#, r#""receipt":"$1.claims.signature""#),
        (r"vs_[0-9a-f]{32}", "vs_0d3e7f105a4b4c6d8e9f000000000000"),
        (r"msg-[0-9a-f]{24}", "msg-0d3e7f105a4b4c6d8e9f0000"),
        (r"(ws|http)://127\.0\.0\.1:[0-9]+", "${1}s://generativelanguage.googleapis.com"),
        (r"auth_tokens/[^\x22]+", "auth_tokens/0d3e7f105a4b4c6d8e9f"),
        (r"pk_test_[A-Za-z0-9$=]+", "pk_test_ZXhhbXBsZS5jbGVyay5hY2NvdW50cy5kZXYk"),
        (r#"("timestamp":|"(?:created|updated)_at":)[0-9]+"#, "${1}1795771800000"),
    ] {
        text = Regex::new(pattern).unwrap().replace_all(&text, instead).into_owned();
    }
    serde_json::from_str(&text).unwrap()
}

fn compare(examples: &Map<String, Value>) {
    let examples = settled(examples);
    #[expect(clippy::disallowed_methods, reason = "whether tests record is no setting of darasa")]
    if env::var_os("DARASA_RECORD_EXAMPLES").is_some() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi").join(darasa_openapi::examples::FILE);
        fs::write(file, serde_json::to_string_pretty(&examples).unwrap() + "\n").unwrap();
        return;
    }
    let recorded = darasa_openapi::examples::recorded();
    for operation in darasa_openapi::operations() {
        let id = operation.id;
        assert_eq!(examples[id], recorded[id], "{id} replies something else than its example: record them anew");
    }
}
