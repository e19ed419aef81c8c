//! Requests of a day: what Ada does, what she gets wrong, and what goes wrong at the providers.

use darasa_local::{
    emulators::{
        clerk::{Fault, User, Webhook},
        gemini::{Answer, ApiError},
    },
    testing::test_app::{ORIGIN, Person},
};
use http::Method;
use serde_json::{Value, json};

use crate::{ADDRESS, ANSWER, GEMINI_KEY, GENERATED, JOB, KEY, NAME, NO_TOKEN, PASTED, WEBHOOK_SECRET, run::Run};

fn job() -> Value {
    json!({ "name": "Acme", "title": NAME, "experienceLevel": "senior", "description": JOB })
}

/// Signing in, saving, asking, answering.
pub async fn a_good_day(run: &mut Run<'_>, ada: &Person<'_>) -> (String, String) {
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
    let row = run.app.sql().await.query_one("select id::text from usage where kind = 'question'", &[]).await.unwrap();
    let stream = format!("/api/ai/streams/{}?from=3", row.get::<_, String>(0));
    run.ask(200, Method::GET, &stream, |request| request.bearer_auth(token)).await;
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

/// A calendar's feed, which its token alone opens, also where the database fails; the tokens, one of them of nobody.
pub async fn feeds(run: &mut Run<'_>, ada: &Person<'_>) -> Vec<String> {
    let made = run
        .ask(201, Method::POST, "/api/users/me/calendar", |request| request.bearer_auth(&ada.token).json(&json!({})));
    let made: Value = serde_json::from_str(&made.await).unwrap();
    let path = made["url"].as_str().unwrap().find("/api/calendar/").map(|at| &made["url"].as_str().unwrap()[at..]);
    let path = path.unwrap().to_owned();
    let token = path.trim_start_matches("/api/calendar/").trim_end_matches(".ics").to_owned();
    let nobodys = token.chars().rev().collect::<String>();
    run.ask(200, Method::GET, &path, |request| request).await;
    run.ask(404, Method::GET, &format!("/api/calendar/{token}"), |request| request).await;
    run.ask(404, Method::GET, &path.replace(&token, &nobodys), |request| request).await;
    run.ask(405, Method::POST, &path, |request| request).await;
    let sql = run.app.sql().await;
    sql.batch_execute("alter table calendars rename to c").await.unwrap();
    run.ask(500, Method::GET, &path, |request| request).await;
    sql.batch_execute("alter table c rename to calendars; update calendars set fetches = 60").await.unwrap();
    run.ask(429, Method::GET, &path, |request| request).await;
    let key = api_key(run, ada).await;
    vec![token, nobodys, key]
}

/// A key, as a program shows it, and after it was deleted.
async fn api_key(run: &mut Run<'_>, ada: &Person<'_>) -> String {
    let new = json!({ "name": "Script", "scopes": ["read"] });
    let made = run.ask(201, Method::POST, "/api/users/me/keys", |request| request.bearer_auth(&ada.token).json(&new));
    let made: Value = serde_json::from_str(&made.await).unwrap();
    let [key, id] = ["key", "id"].map(|name| made[name].as_str().unwrap().to_owned());
    run.ask(200, Method::GET, "/api/users/me", |request| request.bearer_auth(&key)).await;
    run.ask(403, Method::GET, "/api/users/me/keys", |request| request.bearer_auth(&key)).await;
    run.ask(401, Method::GET, "/api/users/me", |request| request.bearer_auth(format!("{key}0"))).await;
    assistant(run, &key).await;
    let path = format!("/api/users/me/keys/{id}");
    run.ask(204, Method::DELETE, &path, |request| request.bearer_auth(&ada.token)).await;
    run.ask(401, Method::GET, "/api/users/me", |request| request.bearer_auth(&key)).await;
    key
}

/// A shared report, which its token alone opens, also where the database fails; the tokens, one of them of nobody.
pub async fn shares(run: &mut Run<'_>, ada: &Person<'_>) -> Vec<String> {
    let sql = run.app.sql().await;
    let interview = "select id::text from interviews where feedback is not null limit 1";
    let id: String = sql.query_one(interview, &[]).await.unwrap().get(0);
    let path = format!("/api/interviews/{id}/shares");
    let made = run.ask(201, Method::POST, &path, |request| request.bearer_auth(&ada.token).json(&json!({}))).await;
    let made: Value = serde_json::from_str(&made).unwrap();
    let token = made["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let nobodys = token.chars().rev().collect::<String>();
    let path = format!("/api/shares/{token}");
    run.ask(200, Method::GET, &path, |request| request).await;
    run.ask(404, Method::GET, &format!("/api/shares/{nobodys}"), |request| request).await;
    run.ask(405, Method::POST, &path, |request| request).await;
    sql.batch_execute("alter table shares rename to s").await.unwrap();
    run.ask(500, Method::GET, &path, |request| request).await;
    sql.batch_execute("alter table s rename to shares").await.unwrap();
    vec![token, nobodys]
}

/// Messages of an assistant, with words of somebody's in arguments, in a name and in what is no message.
async fn assistant(run: &mut Run<'_>, key: &str) {
    let call = |name: &str, arguments: Value| json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": name, "arguments": arguments } });
    for message in [
        call("list_jobs", json!({})),
        call("submit_answer", json!({ "questionId": PASTED, "answer": ANSWER })),
        call("get_feedback", json!({ "answerId": ANSWER, PASTED: JOB })),
        call(ANSWER, json!({})),
        json!({ "jsonrpc": "2.0", "id": 1, "method": ANSWER }),
    ] {
        run.ask(200, Method::POST, "/api/mcp", |request| request.bearer_auth(key).json(&message)).await;
    }
    let broken = format!("{{\"{ANSWER}");
    run.ask(400, Method::POST, "/api/mcp", |request| request.bearer_auth(key).body(broken)).await;
    run.ask(401, Method::POST, "/api/mcp", |request| request.bearer_auth(NO_TOKEN)).await;
    let page = "https://elsewhere.example";
    run.ask(403, Method::POST, "/api/mcp", |request| request.bearer_auth(key).header("origin", page)).await;
}

/// What clients get wrong.
pub async fn bad_requests(run: &mut Run<'_>, ada: &Person<'_>, job: &str) {
    let (app, token) = (run.app, &ada.token);
    let adas = || app.clerk.token(&ada.id).azp(ORIGIN);
    for token in [NO_TOKEN.to_owned(), adas().expired_by(60).mint(), adas().azp("https://elsewhere.example").mint()] {
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
        request.bearer_auth(token).header("idempotency-key", "canary-key, unquoted").json(&job_of(JOB))
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
pub async fn failures(run: &mut Run<'_>, ada: &Person<'_>, job: &str, question: &str) {
    let (app, token) = (run.app, &ada.token);
    let quoting = |code, status| Answer::error(ApiError::new(code, status, format!("{GEMINI_KEY} {JOB} {ANSWER}")));
    let wanted = json!({ "prompt": "easy", "jobInfoId": job });
    let answer = json!({ "prompt": ANSWER, "questionId": question });
    for (status, answers) in [
        (503, vec![quoting(503, "UNAVAILABLE"), quoting(429, "RESOURCE_EXHAUSTED")]),
        (500, vec![quoting(400, "INVALID_ARGUMENT"), quoting(403, "PERMISSION_DENIED")]),
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

pub async fn webhooks(run: &mut Run<'_>, ada: &Person<'_>) {
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
