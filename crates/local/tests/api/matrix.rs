//! Authorisation matrix: every route, everybody, every kind of id, and the status that was decided. A route of
//! README.md, `api/` or `vercel.json` without its rows here fails.

mod keys;

use std::collections::BTreeSet;

use darasa_core::base::clock::random_uuid;
use darasa_functions::{FUNCTIONS, Function};
use darasa_local::testing::test_app::{Answer, ORIGIN, Person, SendRequest, TestApp};
use http::Method;
use serde_json::Value;
use tokio_postgres::{Client, types::ToSql};
use uuid::Uuid;

use crate::{NOTHING, delete_account, resumes};

/// Stands in everything of Ada's; nobody else may ever see it.
const ADAS: &str = "known to Ada alone";

/// On Ada's thing: Ada, Bob, somebody without a token, Ada with an expired token, Ada with a pending session, and
/// Grace, whose account is deleted and whose token still lives.
type Statuses = [u16; 6];
const PEOPLE: [&str; 6] = ["Ada", "Bob", "nobody", "Ada, expired", "Ada, pending", "Grace, deleted"];

struct Row {
    method: &'static str,
    /// As README.md writes it.
    route: &'static str,
    /// `{job}`, `{question}`, `{answer}`, `{new}` (an interview), `{old}` (one that is over), its `{share}`,
    /// `{analysis}`, `{stream}` (the question's) and `{key}` are Ada's, or whatever id is tried in their place.
    path: &'static str,
    body: Option<&'static str>,
    statuses: Statuses,
    /// For whoever is signed in, on a thing that does not exist, or whose id is none.
    missing: Option<u16>,
}

const EVERYBODY: Statuses = [200; 6];
const WHOEVER_IS_SIGNED_IN: Statuses = [200, 200, 401, 401, 401, 401];
const ADA_ALONE: Statuses = [200, 404, 401, 401, 401, 401];
const ADA_ALONE_MAY_DELETE: Statuses = [204, 404, 401, 401, 401, 401];
/// Routes of the AI SDK say 403 where others say 404.
const ADA_ALONE_AI: Statuses = [200, 403, 401, 401, 401, 401];

const ROWS: &[Row] = &[
    row("GET", "/api/health", EVERYBODY),
    row("GET", "/api/ready", EVERYBODY),
    row("GET", "/api/config", EVERYBODY),
    row("GET", "/api/arcjet", EVERYBODY),
    // Whoever is not the scheduler.
    row("GET", "/api/cron/daily", [401; 6]),
    row("GET", "/api/webhooks/clerk", EVERYBODY),
    // Whoever has no signature.
    row("POST", "/api/webhooks/clerk", [400; 6]),
    Row { path: "/api/calendar/x.ics", ..row("GET", "/api/calendar/{token}", [404; 6]) },
    row("POST", "/api/users/me/calendar", [201, 201, 401, 401, 401, 401]),
    row("DELETE", "/api/users/me/calendar", [204, 204, 401, 401, 401, 401]),
    row("GET", "/api/users/me/keys", WHOEVER_IS_SIGNED_IN),
    Row {
        body: Some(r#"{ "name": "Script", "scopes": ["read"] }"#),
        ..row("POST", "/api/users/me/keys", [201, 201, 401, 401, 401, 401])
    },
    Row {
        path: "/api/users/me/keys/{key}",
        missing: Some(404),
        ..row("DELETE", "/api/users/me/keys/{keyId}", ADA_ALONE_MAY_DELETE)
    },
    Row { path: "/api/job-infos/{job}/plan", missing: Some(404), ..row("GET", "/api/job-infos/{id}/plan", ADA_ALONE) },
    row("GET", "/api/users/me", WHOEVER_IS_SIGNED_IN),
    row("GET", "/api/users/me/export", WHOEVER_IS_SIGNED_IN),
    // Whoever does not name themselves; what happens to whoever does is told in `erasure`.
    Row {
        body: Some(r#"{ "confirm": "user_nobody" }"#),
        ..row("DELETE", "/api/users/me", [422, 422, 401, 401, 401, 422])
    },
    // Whoever has no token of one.
    Row {
        path: "/api/receipts/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ..row("GET", "/api/receipts/{token}", [404; 6])
    },
    // Whoever has no token of one; what whoever has one may do is told in `interviews::shares`.
    Row {
        path: "/api/shares/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ..row("GET", "/api/shares/{token}", [404; 6])
    },
    row("GET", "/.well-known/darasa-receipts.json", EVERYBODY),
    Row { body: Some(r#"{ "dailyMinutes": 45 }"#), ..row("PATCH", "/api/users/me", WHOEVER_IS_SIGNED_IN) },
    Row {
        path: "/api/users/me/progress?jobInfoId={job}",
        missing: Some(404),
        ..row("GET", "/api/users/me/progress", ADA_ALONE)
    },
    row("GET", "/api/job-infos", WHOEVER_IS_SIGNED_IN),
    Row {
        body: Some(r#"{ "name": "Acme", "experienceLevel": "senior", "description": "Rust" }"#),
        ..row("POST", "/api/job-infos", [201, 201, 401, 401, 401, 401])
    },
    Row { path: "/api/job-infos/{job}", missing: Some(404), ..row("GET", "/api/job-infos/{id}", ADA_ALONE) },
    Row {
        path: "/api/job-infos/{job}",
        body: Some(r#"{ "name": "Globex" }"#),
        missing: Some(404),
        ..row("PATCH", "/api/job-infos/{id}", ADA_ALONE)
    },
    Row {
        path: "/api/job-infos/{job}",
        missing: Some(404),
        ..row("DELETE", "/api/job-infos/{id}", ADA_ALONE_MAY_DELETE)
    },
    Row {
        path: "/api/questions?jobInfoId={job}",
        missing: Some(404),
        ..row("GET", "/api/questions?jobInfoId=", ADA_ALONE)
    },
    Row {
        path: "/api/questions/due?jobInfoId={job}",
        missing: Some(404),
        ..row("GET", "/api/questions/due", ADA_ALONE)
    },
    Row {
        path: "/api/questions/next?jobInfoId={job}",
        missing: Some(404),
        ..row("GET", "/api/questions/next?jobInfoId=", ADA_ALONE)
    },
    Row {
        path: "/api/questions/suspended?jobInfoId={job}",
        missing: Some(404),
        ..row("GET", "/api/questions/suspended", ADA_ALONE)
    },
    Row {
        path: "/api/questions/{question}/answers/{answer}",
        body: Some(r#"{ "excluded": true }"#),
        missing: Some(404),
        ..row("PATCH", "/api/questions/{id}/answers/{answerId}", ADA_ALONE)
    },
    Row {
        path: "/api/questions/{question}/review",
        body: Some(r#"{ "grade": "good" }"#),
        missing: Some(404),
        ..row("POST", "/api/questions/{id}/review", [201, 404, 401, 401, 401, 401])
    },
    Row {
        path: "/api/questions/{question}/card",
        body: Some(r#"{ "suspended": true }"#),
        missing: Some(404),
        ..row("PATCH", "/api/questions/{id}/card", ADA_ALONE)
    },
    Row { path: "/api/questions/{question}", missing: Some(404), ..row("GET", "/api/questions/{id}", ADA_ALONE) },
    Row {
        path: "/api/questions/{question}",
        missing: Some(404),
        ..row("DELETE", "/api/questions/{id}", ADA_ALONE_MAY_DELETE)
    },
    Row {
        path: "/api/questions/{question}/answers/{answer}",
        missing: Some(404),
        ..row("DELETE", "/api/questions/{id}/answers/{answerId}", ADA_ALONE_MAY_DELETE)
    },
    Row {
        path: "/api/questions/{question}/answers",
        missing: Some(404),
        ..row("GET", "/api/questions/{id}/answers", ADA_ALONE)
    },
    Row {
        path: "/api/questions/{question}/answers/{answer}/second-opinion",
        missing: Some(404),
        ..row("GET", "/api/questions/{id}/answers/{answerId}/second-opinion", ADA_ALONE)
    },
    Row {
        path: "/api/questions/{question}/answers/{answer}/second-opinion",
        missing: Some(404),
        ..row("POST", "/api/questions/{id}/answers/{answerId}/second-opinion", ADA_ALONE)
    },
    Row {
        body: Some(r#"{ "prompt": "easy", "jobInfoId": "{job}" }"#),
        missing: Some(403),
        ..row("POST", "/api/ai/questions/generate-question", ADA_ALONE_AI)
    },
    Row {
        body: Some(r#"{ "prompt": "Send moves between threads.", "questionId": "{question}" }"#),
        missing: Some(403),
        ..row("POST", "/api/ai/questions/generate-feedback", ADA_ALONE_AI)
    },
    Row {
        path: "/api/job-infos/{job}/analyses",
        missing: Some(404),
        ..row("GET", "/api/job-infos/{id}/analyses", ADA_ALONE)
    },
    Row {
        path: "/api/job-infos/{job}/analyses/{analysis}",
        missing: Some(404),
        ..row("GET", "/api/job-infos/{id}/analyses/{analysisId}", ADA_ALONE)
    },
    Row {
        path: "/api/job-infos/{job}/analyses/{analysis}",
        missing: Some(404),
        ..row("DELETE", "/api/job-infos/{id}/analyses/{analysisId}", ADA_ALONE_MAY_DELETE)
    },
    Row { path: "/api/interviews?jobInfoId={job}", missing: Some(404), ..row("GET", "/api/interviews", ADA_ALONE) },
    Row {
        body: Some(r#"{ "jobInfoId": "{job}" }"#),
        missing: Some(404),
        ..row("POST", "/api/interviews", [201, 404, 401, 401, 401, 401])
    },
    Row { path: "/api/interviews/{new}", missing: Some(404), ..row("GET", "/api/interviews/{id}", ADA_ALONE) },
    Row {
        path: "/api/interviews/{new}",
        body: Some(r#"{ "duration": "00:10:00" }"#),
        missing: Some(404),
        ..row("PATCH", "/api/interviews/{id}", ADA_ALONE)
    },
    Row {
        path: "/api/interviews/{new}",
        missing: Some(404),
        ..row("DELETE", "/api/interviews/{id}", ADA_ALONE_MAY_DELETE)
    },
    Row {
        path: "/api/interviews/{new}/voice",
        missing: Some(404),
        ..row("POST", "/api/interviews/{id}/voice", ADA_ALONE)
    },
    Row {
        path: "/api/interviews/{new}/utterances",
        body: Some(r#"{ "items": [{ "seq": 0, "speaker": "candidate", "text": "Hello", "at": 0, "endedAtMs": 1 }] }"#),
        missing: Some(404),
        ..row("POST", "/api/interviews/{id}/utterances", ADA_ALONE)
    },
    Row {
        path: "/api/interviews/{new}/finish",
        missing: Some(404),
        ..row("POST", "/api/interviews/{id}/finish", ADA_ALONE)
    },
    Row {
        path: "/api/interviews/{new}/reply",
        body: Some(r#"{ "prompt": "Hello" }"#),
        missing: Some(403),
        ..row("POST", "/api/interviews/{id}/reply", ADA_ALONE_AI)
    },
    Row {
        path: "/api/interviews/{old}/transcript",
        missing: Some(404),
        ..row("GET", "/api/interviews/{id}/transcript", ADA_ALONE)
    },
    Row {
        path: "/api/interviews/{old}/shares",
        missing: Some(404),
        ..row("GET", "/api/interviews/{id}/shares", ADA_ALONE)
    },
    Row {
        path: "/api/interviews/{old}/shares",
        body: Some(r#"{ "include": ["transcript"] }"#),
        missing: Some(404),
        ..row("POST", "/api/interviews/{id}/shares", [201, 404, 401, 401, 401, 401])
    },
    Row {
        path: "/api/interviews/{old}/shares/{share}",
        missing: Some(404),
        ..row("DELETE", "/api/interviews/{id}/shares/{shareId}", ADA_ALONE_MAY_DELETE)
    },
    Row {
        body: Some(r#"{ "interviewId": "{old}" }"#),
        missing: Some(403),
        ..row("POST", "/api/ai/interviews/generate-feedback", ADA_ALONE_AI)
    },
    // Whoever has no such stream is told that there is no more of it, so a client is quiet.
    Row {
        path: "/api/ai/streams/{stream}",
        missing: Some(204),
        ..row("GET", "/api/ai/streams/{id}", [200, 204, 401, 401, 401, 401])
    },
    Row {
        path: "/api/ai/streams/{stream}/stream",
        missing: Some(204),
        ..row("GET", "/api/ai/streams/{id}/stream", [200, 204, 401, 401, 401, 401])
    },
    Row {
        path: "/api/ai/streams/{stream}",
        missing: Some(204),
        ..row("DELETE", "/api/ai/streams/{id}", [204, 204, 401, 401, 401, 401])
    },
    Row { body: Some(RESUME), missing: Some(403), ..row("POST", "/api/ai/resumes/analyze", ADA_ALONE_AI) },
    row("GET", "/.well-known/oauth-protected-resource", EVERYBODY),
    row("GET", "/.well-known/oauth-protected-resource/api/mcp", EVERYBODY),
    // Programs alone; whose token opens what is told in `mcp`.
    Row { body: Some(r#"{ "jsonrpc": "2.0", "id": 1, "method": "ping" }"#), ..row("POST", "/api/mcp", [401; 6]) },
];

/// The one body that is a form.
const RESUME: &str = "--form\r\nContent-Disposition: form-data; name=\"jobInfoId\"\r\n\r\n{job}\r\n--form\r\n\
    Content-Disposition: form-data; name=\"resumeFile\"; filename=\"ada.txt\"\r\n\r\nAda Example\n\nSkills\nRust\r\n--form--\r\n";

const NO_KEYWORDS: &str = r#"{ "version": 3, "source": "text", "coverage": null, "found": [], "missing": [] }"#;

const fn row(method: &'static str, route: &'static str, statuses: Statuses) -> Row {
    Row { method, route, path: route, body: None, statuses, missing: None }
}

impl Row {
    fn method(&self) -> Method {
        self.method.parse().unwrap()
    }

    /// The request with these ids, by whoever has this token.
    async fn ask(&self, app: &TestApp, token: Option<&str>, ids: &Ids) -> Answer {
        let fill = |text: &str| ids.0.iter().fold(text.to_owned(), |text, (name, id)| text.replace(name, id));
        let kind = if self.body == Some(RESUME) { "multipart/form-data; boundary=form" } else { "application/json" };
        let request = app.request(self.method(), &fill(self.path)).header("content-type", kind);
        let request = self.body.iter().fold(request, |request, body| request.body(fill(body)));
        token.into_iter().fold(request, |request, token| request.bearer_auth(token)).send_and_read().await
    }
}

struct Ids([(&'static str, String); 9]);

impl Ids {
    fn of(id: impl Fn() -> String) -> Self {
        let names = ["{job}", "{question}", "{new}", "{old}", "{analysis}", "{answer}", "{stream}", "{key}", "{share}"];
        Self(names.map(|name| (name, id())))
    }
}

/// The six of them, in the order of the table; those without a token have none.
struct People {
    tokens: [Option<String>; 6],
}

impl People {
    async fn of(app: &TestApp) -> Self {
        let person =
            |name| app.person_with(name, "u:unlimited_questions,u:unlimited_interviews,u:unlimited_resume_analysis");
        let (ada, bob, grace): (Person<'_>, Person<'_>, Person<'_>) = (person("ada"), person("bob"), person("grace"));
        for person in [&ada, &bob, &grace] {
            assert_eq!(person.get("/api/users/me").await.status, 200);
        }
        delete_account(app, &grace.id).await;
        let adas = || app.clerk.token(&ada.id).azp(ORIGIN);
        let (expired, pending) = (adas().expired_by(3_600).mint(), adas().pending().mint());
        Self { tokens: [Some(ada.token), Some(bob.token), None, Some(expired), Some(pending), Some(grace.token)] }
    }
}

/// A job of Ada's with all that can be made for it, made anew for each request, since some requests delete it.
async fn things(sql: &Client) -> Ids {
    const MAKE: &str = "
    with job as (
        insert into job_infos (id, user_id, name, experience_level, description)
        values ($1, 'user_ada', $5, 'senior', $5)
    ), question as (
        insert into questions (id, job_info_id, text, difficulty, model) values ($2, $1, $5, 'easy', 'm')
    ), answer as (
        insert into answers (id, question_id, text, rating, feedback, model)
        values ($9, $2, $5, 5, $5, 'm')
    ), grading as (
        insert into gradings (id, answer_id, rating, model, prompt_sha256) values ($13, $9, 5, $5, '')
    ), review as (
        insert into reviews
            (id, user_id, job_info_id, question_id, rating, grade, source, fresh, difficulty, topics, created_at)
        values ($9, 'user_ada', $1, $2, 5, 2, 'answer', true, 'easy', array[$5], now() - interval '9 days')
    ), card as (
        insert into cards
            (question_id, user_id, job_info_id, stability, difficulty, reviews, lapses, reviewed_at, due_on)
        values ($2, 'user_ada', $1, 1, 5, 1, 0, now() - interval '9 days', current_date - 8)
    ), analysis as (
        insert into resume_analyses (
            id, job_info_id, job_version, file_name, file_size, file_sha256, overall_score, result, keywords, model, source_text
        )
        values ($6, $1, 1, $5, 1, $5, 7.5, $7::text::json, $8::text::json, 'm', $5)
    ), counter as (
        insert into usage_counters as counter (user_id, kind, reserved) values ('user_ada', 'interview', 1)
        on conflict (user_id, kind) do update set reserved = counter.reserved + 1
    ), receipt as (
        insert into usage (id, user_id, kind, subject_id, expires_at)
        values ($3, 'user_ada', 'interview', $3, now() + interval '1 hour')
    ), stream as (
        insert into usage (id, user_id, kind, state, subject_id, expires_at, settled_at)
        values ($10, 'user_ada', 'question', 'settled', $2, now(), now())
    ), old_key as (
        delete from api_keys where name = $5
    ), key as (
        insert into api_keys (id, user_id, name, key_sha256, scopes)
        values ($11, 'user_ada', $5, decode(replace(($11::uuid)::text, '-', ''), 'hex'), '{read}')
    ), new as (
        insert into interviews (id, job_info_id, receipt_id) values ($3, $1, $3)
    ), old as (
        insert into interviews (id, job_info_id, receipt_id, state, kind, started_at, finished_at, next_seq, utterance_count)
        values ($4, $1, gen_random_uuid(), 'finished', 'text', now(), now(), 1, 1)
    ), over as (
        -- Not all of them can be alive at once.
        update shares set expires_at = now()
    ), share as (
        insert into shares (id, user_id, interview_id, token_sha256, include, expires_at)
        values ($12, 'user_ada', $4, sha256(random()::text::bytea), '{transcript}', now() + interval '1 minute')
    )
    insert into utterances (interview_id, seq, speaker, text, at_ms) values ($4, 0, 'candidate', $5, 0)";
    let ids = Ids::of(|| random_uuid().to_string());
    let [job, question, new, old, analysis, answer, stream, key, share] =
        ids.0.each_ref().map(|(_, id)| Uuid::try_parse(id).unwrap());
    let result = resumes::analysis().to_string();
    let (stored, keywords) = (&result, &NO_KEYWORDS);
    let grading = random_uuid();
    let rest: [&(dyn ToSql + Sync); 8] = [&analysis, stored, keywords, &answer, &stream, &key, &share, &grading];
    sql.execute(MAKE, &[&[&job as &(dyn ToSql + Sync), &question, &new, &old, &ADAS], &rest[..]].concat())
        .await
        .unwrap();
    ids
}

/// All there is, but for what only counts or is noted beside a request.
async fn everything(sql: &Client) -> Value {
    const ALL: &str = "
    select json_build_array(
        (select json_agg(to_jsonb(u) - array['plan_features', 'plan_seen_at'] order by id) from users u), (select json_agg(j order by id) from job_infos j),
        (select json_agg(q order by id) from questions q), (select json_agg(a order by id) from answers a),
        (select json_agg(g order by id) from gradings g), (select json_agg(r order by id) from reviews r), (select json_agg(c order by question_id) from cards c),
        (select json_agg(r order by id) from resume_analyses r), (select json_agg(i order by id) from interviews i),
        (select json_agg(u order by interview_id, seq) from utterances u),
        (select json_agg(s order by id) from shares s),
        (select json_agg(u order by id) from usage u), (select count(*) from idempotency_keys),
        (select json_agg(to_jsonb(k) - 'last_used_on' order by id) from api_keys k)
    )::text";
    serde_json::from_str(sql.query_one(ALL, &[]).await.unwrap().get(0)).unwrap()
}

#[tokio::test]
async fn everybody_may_do_what_was_decided_and_nothing_else() {
    let app = TestApp::start().await;
    let (people, sql) = (People::of(&app).await, app.sql().await);

    for row in ROWS {
        for ((person, token), status) in PEOPLE.into_iter().zip(&people.tokens).zip(row.statuses) {
            let ids = things(&sql).await;
            let before = everything(&sql).await;

            let reply = row.ask(&app, token.as_deref(), &ids).await;

            let what = format!("{} {} by {person}", row.method, row.route);
            assert_eq!(reply.status, status, "{what}: {}", reply.text);
            if status >= 400 {
                assert_eq!(everything(&sql).await, before, "{what} changed something");
                assert_eq!(status == 401, reply.headers.contains_key("www-authenticate"), "{what}");
            }
            if person != "Ada" {
                assert!(!reply.text.contains(ADAS), "{what}: {}", reply.text);
            }
        }
    }
}

#[tokio::test]
async fn what_does_not_exist_is_as_hidden_as_what_is_somebody_elses() {
    let app = TestApp::start().await;
    let (people, sql) = (People::of(&app).await, app.sql().await);
    const ODD: [&str; 6] = [NOTHING, "00000000-0000-0000-0000-000000000000", "nonsense", "1", "-", "%00"];

    for row in ROWS.iter().filter(|row| row.missing.is_some()) {
        let hidden = row.ask(&app, people.tokens[1].as_deref(), &things(&sql).await).await;
        for id in ODD {
            for (number, (person, token)) in PEOPLE.into_iter().zip(&people.tokens).enumerate() {
                let before = everything(&sql).await;

                let reply = row.ask(&app, token.as_deref(), &Ids::of(|| id.to_owned())).await;

                let what = format!("{} {} of {id} by {person}", row.method, row.route);
                // What is no id is refused without a look at the database, which is what knows that Grace is gone; only
                // whoever creates an interview has their rate looked at before that.
                let looked_at = (row.method, row.route) == ("POST", "/api/interviews");
                let unseen = person == "Grace, deleted" && Uuid::try_parse(id).is_err() && !looked_at;
                let expected = if number < 2 || unseen { row.missing.unwrap() } else { row.statuses[number] };
                assert_eq!(reply.status, expected, "{what}: {}", reply.text);
                assert_eq!(everything(&sql).await, before, "{what} changed something");
                if person == "Bob" {
                    let said = |reply: &Answer| reply.text.replace(reply.header("x-request-id"), "");
                    assert_eq!(said(&reply), said(&hidden), "{what} tells whether it exists");
                }
            }
        }
    }
}

/// Methods that a route does not have.
#[tokio::test]
async fn other_methods_are_open_to_nobody() {
    let app = TestApp::start().await;
    let (people, sql) = (People::of(&app).await, app.sql().await);
    let ids = things(&sql).await;

    for row in ROWS {
        let path = |route: &str| route.split('?').next().unwrap().to_owned();
        let known: Vec<_> =
            ROWS.iter().filter(|each| path(each.route) == path(row.route)).map(|each| each.method).collect();
        // No session opens what the scheduler alone may do.
        let public = row.statuses[2] != 401 || row.statuses[0] == 401;
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"].iter().filter(|method| !known.contains(method)) {
            let other = Row { method, body: Some("{}"), ..*row };
            let before = everything(&sql).await;
            for (number, (person, token)) in PEOPLE.into_iter().zip(&people.tokens).enumerate() {
                let reply = other.ask(&app, token.as_deref(), &ids).await;
                // Grace's row is not looked at before the route is known to have the method.
                let signed_in = number < 2 || number == 5;
                let expected = if public || signed_in { 405 } else { 401 };
                assert_eq!(reply.status, expected, "{method} {} by {person}: {}", row.route, reply.text);
            }
            assert_eq!(everything(&sql).await, before, "{method} {} changed something", row.route);
        }
    }
}

#[tokio::test]
async fn options_lists_exactly_the_methods_of_a_path() {
    let app = TestApp::start().await;
    let ids = Ids::of(|| NOTHING.to_owned());

    for row in ROWS {
        let path = |route: &str| route.split('?').next().unwrap().to_owned();
        let has = |method| ROWS.iter().any(|each| each.method == method && path(each.route) == path(row.route));
        let methods =
            ["GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS"].into_iter().filter(|method| match *method {
                "OPTIONS" => true,
                "HEAD" => has("GET"),
                method => has(method),
            });

        let reply = Row { method: "OPTIONS", body: None, ..*row }.ask(&app, None, &ids).await;

        assert_eq!(reply.status, 204, "{}", row.route);
        assert_eq!(reply.header("allow"), methods.collect::<Vec<_>>().join(", "), "{}", row.route);
    }
}

/// The routes of README.md's table: `| GET, POST `/api/x` | …`.
fn documented() -> BTreeSet<(String, String)> {
    let readme = include_str!("../../../../README.md");
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" |").map(|(cell, _)| cell));
    let cells = rows.filter_map(|cell| cell.strip_suffix('`')?.split_once(" `"));
    let routes = cells.filter(|(_, route)| route.starts_with("/api/") || route.starts_with("/.well-known/"));
    routes
        .flat_map(|(methods, route)| methods.split(", ").map(move |method| (method.to_owned(), route.to_owned())))
        .collect()
}

#[test]
fn every_route_has_its_rows() {
    let rows: BTreeSet<_> = ROWS.iter().map(|row| (row.method.to_owned(), row.route.to_owned())).collect();
    assert_eq!(rows, documented(), "rows of the matrix, and routes of README.md");
    assert_eq!(rows.len(), ROWS.len(), "a route stands twice");

    let answers =
        |function: &Function, route: &str| Function::at(route).is_some_and(|found| found.path == function.path);
    for function in FUNCTIONS {
        assert!(rows.iter().any(|(_, route)| answers(function, route)), "{} has no row", function.path);
    }
    let config: Value = serde_json::from_str(include_str!("../../../../vercel.json")).unwrap();
    // The app's own paths lead to a page.
    let sources = config["rewrites"].as_array().unwrap().iter().map(|rewrite| rewrite["source"].as_str().unwrap());
    for source in sources.filter(|source| !source.starts_with("/app")) {
        let below = source.split(':').next().unwrap().to_owned();
        let known =
            rows.iter().any(|(_, route)| route.len() > below.len() && route.starts_with(&below) || *route == below);
        assert!(known, "{below} has no row");
    }
}
