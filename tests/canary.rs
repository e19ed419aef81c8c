//! Secrets, tokens, addresses and what people write are planted in a run of the real executables, with all that can go
//! wrong in it. They may come to light in no line of a log and in no reply that is an error.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in helpers too")]

use std::collections::HashMap;

use darasa_local::{
    emulators::{
        clerk::{Fault, User, Webhook},
        gemini::{Answer, ApiError},
    },
    host::{Function, Host},
    test_app::{ORIGIN, Person, Send, TestApp},
};
use http::Method;
use serde_json::{Value, json};

const ADDRESS: &str = "canary.address@canary-mail.example";
const NAME: &str = "Canaryname";
const JOB: &str = "canary job description";
const ANSWER: &str = "canary answer to a question";
const GENERATED: &str = "canary words of the model";
const GEMINI_KEY: &str = "canary-gemini-key";
const WEBHOOK_SECRET: &str = "whsec_Y2FuYXJ5LWNhbmFyeS1jYW5hcnktY2FuYXJ5";
const NO_TOKEN: &str = "canary-token-that-is-none";
const PASTED: &str = "canary%40pasted.example";
const KEY: &str = "\"canary-idempotency-key\"";
const IP: &str = "203.0.113.77";
const AGENT: &str = "canary-agent/1.0";

/// Every function under way, and what was said by them that must be clean.
struct Run<'a> {
    app: &'a TestApp,
    functions: HashMap<&'static str, Host>,
    errors: Vec<String>,
}

impl<'a> Run<'a> {
    async fn start(app: &'a TestApp, filter: &str) -> Self {
        let mut env = app.env();
        for (name, value) in
            [("GEMINI_API_KEY", GEMINI_KEY), ("CLERK_WEBHOOK_SIGNING_SECRET", WEBHOOK_SECRET), ("RUST_LOG", filter)]
        {
            env.insert(name.to_owned(), value.to_owned());
        }
        let executables = [
            ("/api/job-infos", env!("CARGO_BIN_EXE_job-infos")),
            ("/api/questions", env!("CARGO_BIN_EXE_questions")),
            ("/api/users/me", env!("CARGO_BIN_EXE_users-me")),
            ("/api/webhooks/clerk", env!("CARGO_BIN_EXE_webhooks-clerk")),
            ("/api/ai/questions/generate-question", env!("CARGO_BIN_EXE_ai-questions-generate-question")),
            ("/api/ai/questions/generate-feedback", env!("CARGO_BIN_EXE_ai-questions-generate-feedback")),
        ];
        let mut functions = HashMap::new();
        for (route, executable) in executables {
            functions.insert(route, Function::new(executable, env.clone()).start().await);
        }
        Self { app, functions, errors: Vec::new() }
    }

    /// Sends a request, as a browser behind the platform's proxy would, and keeps the reply if it is an error.
    async fn ask(
        &mut self,
        status: u16,
        method: Method,
        path: &str,
        change: impl FnOnce(reqwest::RequestBuilder) -> reqwest::RequestBuilder,
    ) -> String {
        let route = self.functions.keys().find(|route| path.starts_with(**route)).copied().unwrap();
        let (invocation, request) = self.functions[route].invoke(method.clone(), path);
        let request = request.header("x-real-ip", IP).header("x-forwarded-for", IP).header("user-agent", AGENT);
        let reply = change(request).answer().await;
        assert_eq!(reply.status, status, "{method} {path}: {}", reply.text);
        if status >= 400 {
            self.errors.push(format!("{:?} {}", reply.headers, reply.text));
        }
        self.functions[route].end_of(&invocation).await;
        reply.text
    }

    async fn end(self) -> (String, Vec<String>) {
        let mut log = String::new();
        for (_, mut function) in self.functions {
            function.terminate().await;
            function.exit().await;
            log.push_str(&function.log());
        }
        (log, self.errors)
    }
}

fn job() -> Value {
    json!({ "name": "Acme", "title": NAME, "experienceLevel": "senior", "description": JOB })
}

/// Ada's day: signing in, saving, asking, answering.
async fn a_good_day(run: &mut Run<'_>, ada: &Person<'_>) -> (String, String) {
    let token = &ada.token;
    run.ask(200, Method::GET, "/api/users/me?from=canary-query", |request| request.bearer_auth(token)).await;
    let saved = run.ask(201, Method::POST, "/api/job-infos", |request| {
        request.bearer_auth(token).header("idempotency-key", KEY).json(&job())
    });
    let saved: Value = serde_json::from_str(&saved.await).unwrap();
    let job = saved["id"].as_str().unwrap().to_owned();
    let cookie = format!("__session={token}");
    run.ask(200, Method::GET, &format!("/api/job-infos/{job}"), |request| request.header("cookie", cookie)).await;
    run.app.gemini.next(Answer::text([GENERATED]));
    let wanted = json!({ "prompt": "easy", "jobInfoId": job });
    run.ask(200, Method::POST, "/api/ai/questions/generate-question", |request| {
        request.bearer_auth(token).json(&wanted)
    })
    .await;
    let list = format!("/api/questions?jobInfoId={job}");
    let listed = run.ask(200, Method::GET, &list, |request| request.bearer_auth(token)).await;
    let listed: Value = serde_json::from_str(&listed).unwrap();
    let question = listed["items"][0]["id"].as_str().unwrap().to_owned();
    run.app.gemini.next(Answer::text([GENERATED]));
    let answer = json!({ "prompt": ANSWER, "questionId": question });
    run.ask(200, Method::POST, "/api/ai/questions/generate-feedback", |request| {
        request.bearer_auth(token).json(&answer)
    })
    .await;
    (job, question)
}

/// What clients get wrong.
async fn bad_requests(run: &mut Run<'_>, ada: &Person<'_>, job: &str) {
    let (app, token) = (run.app, &ada.token);
    let adas = || app.clerk.token(&ada.id).azp(ORIGIN);
    for token in [NO_TOKEN.to_owned(), adas().expired_by(60).mint(), adas().azp("https://canary.example").mint()] {
        run.ask(401, Method::GET, "/api/job-infos", |request| request.bearer_auth(token)).await;
    }
    let cookie = format!("__session={token}");
    run.ask(403, Method::POST, "/api/job-infos", |request| request.header("cookie", cookie).json(&job_of(JOB))).await;
    run.ask(400, Method::POST, "/api/job-infos", |request| request.bearer_auth(token).body(format!("{{\"{JOB}"))).await;
    run.ask(422, Method::POST, "/api/job-infos", |request| {
        request.bearer_auth(token).json(&json!({ "name": [JOB], "experienceLevel": JOB, "description": "" }))
    })
    .await;
    run.ask(422, Method::POST, "/api/job-infos", |request| {
        request.bearer_auth(token).header("idempotency-key", KEY).json(&job_of(ANSWER))
    })
    .await;
    run.ask(400, Method::POST, "/api/job-infos", |request| {
        request.bearer_auth(token).header("idempotency-key", "canary-key-unquoted").json(&job_of(JOB))
    })
    .await;
    run.ask(404, Method::GET, &format!("/api/job-infos/{PASTED}"), |request| request.bearer_auth(token)).await;
    run.ask(422, Method::GET, "/api/job-infos?cursor=canary-query", |request| request.bearer_auth(token)).await;
    let wanted = json!({ "prompt": ANSWER, "jobInfoId": job });
    run.ask(400, Method::POST, "/api/ai/questions/generate-question", |request| {
        request.bearer_auth(token).json(&wanted)
    })
    .await;
}

fn job_of(description: &str) -> Value {
    json!({ "name": "Globex", "experienceLevel": "junior", "description": description })
}

/// What goes wrong behind us: the model, Clerk, the database. Google's messages like to quote what was sent.
async fn failures(run: &mut Run<'_>, ada: &Person<'_>, job: &str, question: &str) {
    let (app, token) = (run.app, &ada.token);
    let quoting = |code, status| Answer::error(ApiError::new(code, status, format!("{GEMINI_KEY} {JOB} {ANSWER}")));
    let wanted = json!({ "prompt": "easy", "jobInfoId": job });
    let answer = json!({ "prompt": ANSWER, "questionId": question });
    for (status, answers) in [
        (503, vec![quoting(503, "UNAVAILABLE"), quoting(429, "RESOURCE_EXHAUSTED")]),
        (500, vec![quoting(400, "INVALID_ARGUMENT")]),
        (400, vec![Answer::blocked("SAFETY")]),
        (200, vec![Answer::text([GENERATED]).then_error(ApiError::new(500, "INTERNAL", ANSWER))]),
        (200, vec![Answer::text([GENERATED]).then_raw(format!("data: {{{ANSWER}\n\n"))]),
    ] {
        for (path, body) in
            [("/api/ai/questions/generate-question", &wanted), ("/api/ai/questions/generate-feedback", &answer)]
        {
            answers.iter().for_each(|answer| app.gemini.next(answer.clone()));
            run.ask(status, Method::POST, path, |request| request.bearer_auth(token).json(body)).await;
        }
    }
    app.clerk.fail_next(1, Fault::Garbage);
    let bob = app.person("canarybob");
    run.ask(503, Method::GET, "/api/users/me", |request| request.bearer_auth(&bob.token)).await;
    let sql = app.sql().await;
    let broken = "alter table job_infos add constraint no_more check (name <> 'Globex') not valid";
    sql.batch_execute(broken).await.unwrap();
    run.ask(500, Method::POST, "/api/job-infos", |request| request.bearer_auth(token).json(&job_of(JOB))).await;
    sql.batch_execute("alter table job_infos drop constraint no_more; alter table questions rename to q")
        .await
        .unwrap();
    run.ask(500, Method::GET, &format!("/api/questions?jobInfoId={job}"), |request| request.bearer_auth(token)).await;
    sql.batch_execute("alter table q rename to questions").await.unwrap();
}

async fn webhooks(run: &mut Run<'_>, ada: &Person<'_>) {
    let now = run.app.clerk.now();
    let user = User { email: Some(ADDRESS.to_owned()), ..User::named(&ada.id, NAME, now) };
    let changed = Webhook::of_user("msg_canary", "user.updated", &user, now);
    let stale = Webhook { timestamp: "1".to_owned(), ..changed.clone() };
    let odd = Webhook::new("msg_odd", "user.updated", &json!({ "id": ADDRESS, "first_name": NAME }), now);
    let gone = Webhook::of_deletion("msg_gone", &ada.id, now);
    for (status, webhook) in [(200, changed), (400, stale), (400, odd), (200, gone)] {
        run.ask(status, Method::POST, "/api/webhooks/clerk", |request| {
            let headers = webhook.headers(WEBHOOK_SECRET).unwrap();
            let request = headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
            request.body(webhook.body)
        })
        .await;
    }
    run.ask(400, Method::POST, "/api/webhooks/clerk", |request| request.body(NAME)).await;
    run.ask(401, Method::GET, "/api/users/me", |request| request.bearer_auth(&ada.token)).await;
}

#[tokio::test]
async fn what_is_planted_comes_to_light_nowhere() {
    for filter in ["info", "info,darasa_core=trace"] {
        let app = TestApp::start().await;
        let mut ada = app.person_with("canaryada", "u:unlimited_questions");
        app.clerk.put(User { email: Some(ADDRESS.to_owned()), ..User::named(&ada.id, NAME, app.clerk.now()) });
        ada.token = app.clerk.token(&ada.id).plan("u:some", "u:unlimited_questions").azp(ORIGIN).expires_in(600).mint();
        let mut run = Run::start(&app, filter).await;

        let (job, question) = a_good_day(&mut run, &ada).await;
        bad_requests(&mut run, &ada, &job).await;
        failures(&mut run, &ada, &job, &question).await;
        webhooks(&mut run, &ada).await;

        let (log, errors) = run.end().await;
        assert!(log.lines().count() > 30 && errors.len() > 20, "{} {}", log.lines().count(), errors.len());
        let database: reqwest::Url = app.env()["DATABASE_URL"].parse().unwrap();
        let password = database.password().expect("the test's database has a password").to_owned();
        let secret = |text: &str| text.trim_start_matches("whsec_").to_owned();
        let signature = ada.token.rsplit('.').next().unwrap().to_owned();
        let planted = [app.clerk.secret_key().to_owned(), password, secret(WEBHOOK_SECRET), signature, IP.to_owned()];
        for line in log.lines().chain(errors.iter().map(String::as_str)) {
            let small = line.to_lowercase();
            assert!(!small.contains("canary"), "{filter}: {line}");
            for value in &planted {
                assert!(!line.contains(value.as_str()), "{filter}: {value} in {line}");
            }
        }
    }
}
