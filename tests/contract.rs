//! Contract with a host, Vercel's and AWS Lambda's, held by the built executables: when an invocation ends, what a
//! failure looks like, and what becomes of work under way when the function is told to stop.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in helpers too")]

use std::{
    fs,
    process::ExitCode,
    time::{Duration, Instant},
};

use bytes::Bytes;
use darasa_core::{
    App, Error, Result,
    http::{Method, Reply, ReplyBody, Request, Routes, StatusCode, reply::Broken},
    serve,
};
use darasa_local::{
    emulators::{Fault, gemini::Answer},
    testing::{
        host::{Function, Host, Platform, good_env},
        test_app::{Person, Settings, TestApp},
        time_limits::{PATIENCE, scaled},
    },
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    sync::{Notify, mpsc},
    time::sleep,
};

const HEALTH: &str = env!("CARGO_BIN_EXE_health");
const JOB_INFOS: &str = env!("CARGO_BIN_EXE_job-infos");
const GENERATE_QUESTION: &str = env!("CARGO_BIN_EXE_ai-questions");

const SECRET: &str = r#"password="hunter2" at db.internal"#;
const TRACEPARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
/// What sockets hold where the kernel does not say it, and what hyper and its host hold.
const MEGABYTES: usize = 8 * 1024 * 1024;
const PIECES: usize = 4;
const SLOW: Duration = Duration::from_millis(300);
/// The platform kills a function so long after it has told it to stop.
const GRACE: Duration = Duration::from_millis(500);
const DELAYED_ACKNOWLEDGEMENT: Duration = Duration::from_millis(40);
/// Long enough to notice a message that must not come.
const A_WHILE: Duration = Duration::from_millis(300);

/// What every host can rely on.
macro_rules! on_each_host {
    ($($claim:ident),* $(,)?) => {
        on_each_host!(vercel, Platform::Vercel, $($claim),*);
        on_each_host!(lambda, Platform::Lambda, $($claim),*);
    };
    ($host:ident, $platform:expr, $($claim:ident),*) => {
        mod $host {
            use super::Platform;
            $(#[tokio::test]
            async fn $claim() {
                super::$claim($platform).await;
            })*
        }
    };
}

on_each_host! {
    a_bad_environment_is_told_in_the_log_and_health_answers_all_the_same,
    a_deployment_that_does_not_know_where_it_runs_refuses_its_traffic_and_says_why,
    a_panic_is_a_fixed_reply_with_an_end_and_the_process_lives_on,
    the_cause_of_a_failure_is_for_the_log_alone,
    a_small_piece_of_a_stream_does_not_wait_for_the_one_before_to_be_acknowledged,
    a_streamed_question_ends_after_its_last_byte,
    a_reader_who_is_slow_keeps_the_invocation_open,
    a_client_who_leaves_in_mid_stream_still_gets_their_question_stored,
    a_client_who_leaves_before_the_head_still_gets_their_question_stored,
    the_line_of_a_request_is_written_before_its_end,
    a_panic_is_one_line_of_the_log_beside_the_requests_own,
    a_client_who_leaves_before_the_head_has_a_line_too,
    the_line_of_a_client_who_left_in_mid_stream_tells_what_was_made_and_paid_all_the_same,
    an_early_answer_to_a_large_upload_can_be_read_every_time,
    a_function_with_nothing_to_do_stops_at_once,
    a_request_under_way_is_answered_before_the_function_stops,
    a_stream_under_way_is_completed_before_the_function_stops,
    a_large_reply_is_sent_to_its_end_before_the_function_stops,
    work_for_a_client_who_left_is_done_before_the_function_stops,
    what_arcjet_is_told_behind_a_callers_back_holds_the_invocation_open,
    a_client_who_half_closes_still_gets_the_answer,
}

// How a function starts.

#[tokio::test]
async fn a_function_says_that_it_has_started_and_answers_a_ping() {
    let host = Function::new(HEALTH, good_env()).start().await;

    let heard = host.heard();
    let started = heard.started().expect("it has started");
    assert_eq!(started.payload, json!({ "initDuration": 0, "httpPort": host.port() }));
    assert_eq!(heard.messages.len(), 1, "{heard:?}");
    assert_eq!(host.ping().await, "OK");

    let (invocation, request) = host.invoke(Method::GET, "/api/health");
    assert_eq!(request.send().await.unwrap().status(), 200);
    host.end_of(&invocation).await;
}

#[tokio::test]
async fn a_port_that_is_taken_is_a_failure_that_the_log_explains() {
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port();

    let mut host = Function::new(HEALTH, good_env()).port(port).launch().unwrap();

    assert_eq!(host.exit().await.code(), Some(1));
    let heard = host.until(|heard| heard.log.contains("Address already in use")).await;
    assert!(heard.log.contains("the function cannot run"), "{}", heard.log);
    assert!(heard.started().is_none(), "{heard:?}");
}

async fn a_bad_environment_is_told_in_the_log_and_health_answers_all_the_same(platform: Platform) {
    let env = [("GEMINI_BASE_URL".to_owned(), "hunter2".to_owned())];
    let health = Function::new(HEALTH, env.clone()).on(platform).start().await;
    let job_infos = Function::new(JOB_INFOS, env).on(platform).start().await;

    let (_, request) = health.invoke(Method::GET, "/api/health");
    assert_eq!(request.send().await.unwrap().status(), 200);
    let (invocation, request) = job_infos.invoke(Method::GET, "/api/job-infos");
    assert_eq!(problem(request).await, (500, "misconfigured".to_owned()));
    job_infos.end_of(&invocation).await;
    let log = job_infos.until(|heard| heard.log.contains("misconfigured")).await.log;
    for name in ["DATABASE_URL", "CLERK_SECRET_KEY", "GEMINI_API_KEY", "GEMINI_BASE_URL"] {
        assert!(log.contains(name), "{name} in {log}");
    }
    assert!(!log.contains("hunter2"), "{log}");
}

async fn a_deployment_that_does_not_know_where_it_runs_refuses_its_traffic_and_says_why(platform: Platform) {
    let app = TestApp::start().await;
    let env = || app.env().into_iter();
    let unknown =
        Function::new(JOB_INFOS, env().chain([("VERCEL_ENV".to_owned(), String::new())])).on(platform).start().await;
    let known = Function::new(JOB_INFOS, env()).on(platform).start().await;

    let (_, request) = unknown.invoke(Method::GET, "/api/job-infos");
    assert_eq!(problem(request).await, (500, "misconfigured".to_owned()));
    let log = unknown.until(|heard| heard.log.contains("misconfigured")).await.log;
    assert!(log.contains("VERCEL_ENV is missing") && log.contains("System Environment Variables"), "{log}");
    let (_, request) = known.invoke(Method::GET, "/api/job-infos");
    assert_eq!(problem(request).await, (401, "not-logged-in".to_owned()));
}

// What a failure looks like.

async fn a_panic_is_a_fixed_reply_with_an_end_and_the_process_lives_on(platform: Platform) {
    let host = misbehaving(platform).await;
    let process = text(&host, "/process").await;

    let (invocation, request) = host.invoke(Method::GET, "/panic");
    let reply = request.send().await.unwrap();
    assert_eq!(reply.status(), 500);
    assert_eq!(reply.headers()["content-type"], "application/problem+json");
    let mut problem: Value = reply.json().await.unwrap();
    problem["requestId"].take();
    assert_eq!(
        problem,
        json!({
            "type": "/reference/#problem-internal", "title": "Internal error", "status": 500,
            "detail": "Something went wrong on our side.", "code": "internal", "requestId": null,
        })
    );
    host.end_of(&invocation).await;

    assert_eq!(text(&host, "/process").await, process, "the same process answers");
}

async fn the_cause_of_a_failure_is_for_the_log_alone(platform: Platform) {
    for (path, status, logged) in [
        ("/panic", 500, "tests/contract.rs:"),
        ("/error", 500, "hunter2"),
        ("/away", 503, "hunter2"),
        ("/api/ai/error", 500, "hunter2"),
    ] {
        let host = misbehaving(platform).await;
        let (invocation, request) = host.invoke(Method::GET, path);

        let reply = request.send().await.unwrap();

        assert_eq!(reply.status(), status, "{path}");
        let seen = format!("{:?}", reply.headers()) + &reply.text().await.unwrap();
        assert!(!seen.contains("hunter2") && !seen.contains("db.internal"), "{path}: {seen}");
        host.end_of(&invocation).await;
        let heard = host.until(|heard| heard.log.contains(logged)).await;
        assert!(heard.ends_of(&invocation)[0].payload["error"].is_null(), "{heard:?}");
    }
}

#[tokio::test]
async fn a_stream_that_breaks_is_not_taken_for_a_whole_one() {
    let host = misbehaving(Platform::Vercel).await;

    let (invocation, request) = host.invoke(Method::GET, "/breakable-stream");
    let mut reply = request.send().await.unwrap();

    assert_eq!((reply.status(), reply.chunk().await.unwrap().unwrap()), (StatusCode::OK, "piece\n".into()));
    // Not sooner: a connection that breaks before it was written to takes the head with it.
    host.invoke(Method::GET, "/break").1.send().await.unwrap();
    assert!(reply.chunk().await.is_err(), "the connection is cut before the last chunk");
    host.end_of(&invocation).await;
    let log = host.until(|heard| heard.log.contains(r#""complete":false"#)).await.log;
    let line = log.lines().find(|line| line.contains(r#""complete":false"#)).unwrap();
    assert!(line.contains(r#""message":"request""#) && line.contains(r#""http.response.status_code":200"#), "{line}");
}

/// Its connection is Lambda's, so it is told by what comes after the body.
#[tokio::test]
async fn lambda_is_told_that_a_stream_broke() {
    let host = misbehaving(Platform::Lambda).await;

    let (invocation, request) = host.invoke(Method::GET, "/broken-stream");
    let reply = request.send().await.unwrap();

    assert_eq!((reply.status(), reply.text().await.unwrap().as_str()), (StatusCode::OK, "piece\n"), "and nothing more");
    host.end_of(&invocation).await;
    let heard = host.until(|heard| heard.log.contains(r#""message":"request""#)).await;
    assert_eq!(heard.reply_to(&invocation).unwrap().payload["error"]["type"], "Runtime.StreamError");
    assert!(heard.log.contains(r#""complete":false"#), "{}", heard.log);
}

/// The host keeps its connections, so after a few replies Linux acknowledges what comes on them 40 ms later. Nagle's
/// algorithm would wait for that with every second piece.
async fn a_small_piece_of_a_stream_does_not_wait_for_the_one_before_to_be_acknowledged(platform: Platform) {
    let host = misbehaving(platform).await;
    // Linux acknowledges the first ones at once.
    for _ in 0..10 {
        text(&host, "/quick-stream").await;
    }

    // With Nagle's algorithm each of them waits, without it only what the machine's load holds up.
    let deadline = Instant::now() + PATIENCE;
    loop {
        let began = Instant::now();
        assert_eq!(text(&host, "/quick-stream").await, "piece\n".repeat(PIECES));
        if began.elapsed() < DELAYED_ACKNOWLEDGEMENT {
            break;
        }
        assert!(began < deadline, "each one waits");
    }
}

/// A host need not wait to be told that a function has started: whoever connects the moment somebody listens is served
/// no worse.
#[tokio::test]
async fn whoever_connects_before_a_function_has_announced_itself_is_not_held_up_either() {
    for _ in 0..10 {
        let port = free_port();
        let host = misbehaving_function().port(port).launch().unwrap();
        let mut socket = connect_at_once(port).await;
        let deadline = Instant::now() + PATIENCE;

        for round in 0.. {
            let head = host.head(&host.invocation(), Method::GET, "/quick-stream");
            let began = Instant::now();
            socket.write_all(head.as_bytes()).await.unwrap();
            let (mut seen, mut buffer) = (Vec::new(), [0; 1024]);
            while !seen.ends_with(b"0\r\n\r\n") {
                let length = socket.read(&mut buffer).await.unwrap();
                assert_ne!(length, 0, "{}", String::from_utf8_lossy(&seen));
                seen.extend(&buffer[..length]);
            }
            if round >= 5 && began.elapsed() < DELAYED_ACKNOWLEDGEMENT {
                break;
            }
            assert!(began < deadline, "each one waits");
        }
    }
}

// When an invocation ends.

async fn a_streamed_question_ends_after_its_last_byte(platform: Platform) {
    let app = TestApp::start().await;
    let (ada, host) = (app.person("ada"), generating(platform, &app).await);
    let job = job_of(&ada).await;
    let (answer, gate) = Answer::text(["What is ", "Send?"]).paused_after(1);
    app.gemini.next(answer);

    let (invocation, request) = host.invoke(Method::POST, "/api/ai/questions/generate-question");
    let mut reply = request.bearer_auth(&ada.token).json(&wanted(&job)).send().await.unwrap();
    assert_eq!(reply.status(), 200);
    let mut seen = String::new();
    while !seen.contains("What is ") {
        seen.push_str(str::from_utf8(&reply.chunk().await.unwrap().unwrap()).unwrap());
    }
    sleep(A_WHILE).await;
    assert!(!host.has_ended(&invocation), "the stream is open");

    gate.resume();
    while let Some(chunk) = reply.chunk().await.unwrap() {
        seen.push_str(str::from_utf8(&chunk).unwrap());
    }
    host.end_of(&invocation).await;
    assert!(seen.ends_with("d:{\"finishReason\":\"stop\"}\n"), "{seen}");
    assert_eq!(host.heard().ends_of(&invocation).len(), 1, "an invocation ends once");
}

async fn a_reader_who_is_slow_keeps_the_invocation_open(platform: Platform) {
    let host = misbehaving(platform).await;

    for path in ["/large", "/large-stream"] {
        let (invocation, request) = host.invoke(Method::GET, path);
        let mut reply = request.send().await.unwrap();
        let mut length = reply.chunk().await.unwrap().unwrap().len();
        sleep(A_WHILE).await;
        assert!(!host.has_ended(&invocation), "{path}: most of the body is not even sent");

        while let Some(chunk) = reply.chunk().await.unwrap() {
            length += chunk.len();
        }
        assert_eq!(length, large(), "{path}");
        host.end_of(&invocation).await;
    }
}

async fn a_client_who_leaves_in_mid_stream_still_gets_their_question_stored(platform: Platform) {
    let app = TestApp::start().await;
    let (ada, host) = (app.person("ada"), generating(platform, &app).await);
    let job = job_of(&ada).await;
    let (answer, gate) = Answer::text(["What is ", "Send?"]).paused_after(1);
    app.gemini.next(answer);

    let (invocation, request) = host.invoke(Method::POST, "/api/ai/questions/generate-question");
    let mut reply = request.bearer_auth(&ada.token).json(&wanted(&job)).send().await.unwrap();
    reply.chunk().await.unwrap().unwrap();
    drop(reply);
    sleep(A_WHILE).await;
    assert!(!host.has_ended(&invocation), "the question is not finished");
    assert_eq!(app.count("select count(*) from questions where text <> ''").await, 0);

    gate.resume();
    host.end_of(&invocation).await;
    assert_eq!(app.count("select count(*) from questions where text = 'What is Send?'").await, 1);
}

async fn a_client_who_leaves_before_the_head_still_gets_their_question_stored(platform: Platform) {
    let app = TestApp::start().await;
    let (ada, host) = (app.person("ada"), generating(platform, &app).await);
    let job = job_of(&ada).await;
    let (answer, gate) = Answer::text(["What is Send?"]).paused_after(0);
    app.gemini.next(answer);

    let (invocation, request) = host.invoke(Method::POST, "/api/ai/questions/generate-question");
    let sending = tokio::spawn(request.bearer_auth(&ada.token).json(&wanted(&job)).send());
    gate.reached().await;
    sending.abort();
    sleep(A_WHILE).await;
    assert!(!host.has_ended(&invocation), "the question is not finished");

    gate.resume();
    host.end_of(&invocation).await;
    assert_eq!(app.count("select count(*) from questions where text = 'What is Send?'").await, 1);
}

// What the log says of a request: one line, whatever becomes of it.

/// The lines of requests so far.
fn lines(host: &Host) -> Vec<Value> {
    let lines = host.log().lines().filter_map(|line| serde_json::from_str(line).ok()).collect::<Vec<Value>>();
    lines.into_iter().filter(|line| line["message"] == "request").collect()
}

/// The one line of a host that was asked once.
async fn only_line(host: &mut Host) -> Value {
    host.terminate();
    host.exit().await;
    let lines = lines(host);
    assert_eq!(lines.len(), 1, "{}", host.log());
    lines.into_iter().next().unwrap()
}

async fn the_line_of_a_request_is_written_before_its_end(platform: Platform) {
    let host = misbehaving(platform).await;
    for (path, error) in [("/slow", Value::Null), ("/error", json!("internal")), ("/away", json!("unavailable"))] {
        let (invocation, request) = host.invoke(Method::GET, path);
        request.header("x-request-id", "one-of-ours").send().await.unwrap();
        host.end_of(&invocation).await;
        let lines = host.until(|_| !lines(&host).is_empty()).await;
        assert!(lines.log.contains("one-of-ours"), "{}", lines.log);
        let last = self::lines(&host).pop().unwrap();
        assert_eq!((&last["http.route"], &last["error.type"], &last["complete"]), (&json!(path), &error, &json!(true)));
    }
    assert_eq!(lines(&host).len(), 3);
    assert_eq!(lines(&host).iter().filter(|line| line["cold"] == true).count(), 1, "a process starts once");
}

async fn a_panic_is_one_line_of_the_log_beside_the_requests_own(platform: Platform) {
    let mut host = misbehaving(platform).await;
    let (invocation, request) = host.invoke(Method::GET, "/panic");
    request.header("traceparent", TRACEPARENT).send().await.unwrap();
    host.end_of(&invocation).await;

    let line = only_line(&mut host).await;

    assert_eq!((&line["http.response.status_code"], &line["error.type"]), (&json!(500), &json!("panic")));
    let log = host.log();
    let panics: Vec<Value> = log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let panics: Vec<_> = panics.into_iter().filter(|line| line["level"] == "ERROR").collect();
    assert_eq!(panics.len(), 1, "{log}");
    assert!(!log.contains("hunter2"), "a panic's text may quote anything: {log}");
    assert!(panics[0]["place"].as_str().unwrap().starts_with("tests/contract.rs:"), "{log}");
    for name in ["request_id", "trace_id", "span_id"] {
        assert_eq!(panics[0][name], line[name], "{name}");
    }
    assert_eq!(line["trace_id"], TRACEPARENT[3..35]);
    assert_ne!(line["span_id"], TRACEPARENT[36..52], "a span of our own");
}

async fn a_client_who_leaves_before_the_head_has_a_line_too(platform: Platform) {
    for (path, status, error) in [("/slow", 200, Value::Null), ("/slow-panic", 500, json!("panic"))] {
        let mut host = misbehaving(platform).await;
        let invocation = host.invocation();
        let mut connection = host.connect().await;
        connection.write_all(host.head(&invocation, Method::GET, path).as_bytes()).await.unwrap();
        host.until(|heard| heard.log.contains("slow begins")).await;

        // Without a word of farewell, so that the host's server notices at once.
        connection.set_zero_linger().unwrap();
        drop(connection);
        host.end_of(&invocation).await;

        let line = only_line(&mut host).await;
        assert_eq!((&line["http.response.status_code"], &line["error.type"]), (&json!(status), &error), "{path}");
        assert!(line["duration_ms"].as_f64().unwrap() >= 290.0, "{line}");
    }
}

async fn the_line_of_a_client_who_left_in_mid_stream_tells_what_was_made_and_paid_all_the_same(platform: Platform) {
    let app = TestApp::start().await;
    let (ada, mut host) = (app.person("ada"), generating(platform, &app).await);
    let job = job_of(&ada).await;
    let (answer, gate) = Answer::text(["What is ", "Send?"]).paused_after(1);
    app.gemini.next(answer);

    let (invocation, request) = host.invoke(Method::POST, "/api/ai/questions/generate-question");
    let mut reply = request.bearer_auth(&ada.token).json(&wanted(&job)).send().await.unwrap();
    reply.chunk().await.unwrap().unwrap();
    drop(reply);
    sleep(A_WHILE).await;
    gate.resume();
    host.end_of(&invocation).await;

    let line = only_line(&mut host).await;
    assert_eq!(line["http.response.status_code"], 200);
    let (sql, ledger) = (app.sql().await, "select id::text, model, input_tokens, output_tokens from usage");
    let receipt = sql.query_one(ledger, &[]).await.unwrap();
    assert_eq!(line["usage.receipt"], receipt.get::<_, &str>(0));
    assert_eq!(line["gen_ai.request.model"], receipt.get::<_, &str>(1));
    let tokens: [i32; 2] = [receipt.get(2), receipt.get(3)];
    assert_eq!(
        (&line["gen_ai.usage.input_tokens"], &line["gen_ai.usage.output_tokens"]),
        (&json!(tokens[0]), &json!(tokens[1]))
    );
    assert!(tokens.iter().all(|count| *count > 0), "{tokens:?}");
    let ms = |name: &str| line[name].as_f64().unwrap_or_else(|| panic!("{name} in {line}"));
    assert!(
        ms("ai_ms") >= 290.0 && ms("ai_first_token_ms") < ms("ai_ms") && ms("ai_ms") <= ms("duration_ms"),
        "{line}"
    );
    assert!(ms("db_ms") > 0.0 && ms("auth_ms") > 0.0, "{line}");
    // The job with the budget, reservation, result; the connections of a fresh process are counted apart.
    assert_eq!(line["db_round_trips"], 3, "{line}");
    assert!((1..=2).contains(&line["db_connections"].as_u64().unwrap()), "{line}");
    assert_eq!(line["cold"], true);
}

// Many at once, and large ones.

#[tokio::test]
async fn fifty_requests_wait_beside_each_other_in_one_process() {
    let host = misbehaving(Platform::Vercel).await;
    let started = Instant::now();

    let calls: Vec<_> = (0..50)
        .map(|_| host.invoke(Method::GET, "/slow"))
        .map(|(invocation, request)| (invocation, tokio::spawn(request.send())))
        .collect();
    for (invocation, reply) in calls {
        assert_eq!(reply.await.unwrap().unwrap().status(), 200);
        host.end_of(&invocation).await;
    }

    let took = started.elapsed();
    println!("fifty requests of {SLOW:?} took {took:?}");
    assert!(took < scaled(5 * SLOW), "they waited for each other: {took:?}");
}

async fn an_early_answer_to_a_large_upload_can_be_read_every_time(platform: Platform) {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let host = Function::new(JOB_INFOS, app.env()).on(platform).start().await;
    // Lambda takes 6 MB, of which base64 costs a quarter. A body is handed over whole: nothing is left to chance.
    let (megabytes, rounds) = if platform == Platform::Vercel { (6, 50) } else { (4, 2) };
    let upload = Bytes::from(vec![b'x'; megabytes * 1024 * 1024]);

    for _ in 0..rounds {
        let (_, request) = host.invoke(Method::POST, "/api/job-infos");
        assert_eq!(problem(request.body(upload.clone())).await, (401, "not-logged-in".to_owned()));
        let (_, request) = host.invoke(Method::POST, "/api/job-infos");
        let request = request.bearer_auth(&ada.token).body(upload.clone());
        assert_eq!(problem(request).await, (413, "body-too-large".to_owned()));
    }
}

// What becomes of work under way when the function is told to stop.

async fn a_function_with_nothing_to_do_stops_at_once(platform: Platform) {
    let mut host = misbehaving(platform).await;

    let told = Instant::now();
    host.terminate();

    assert!(host.exit().await.success());
    assert!(told.elapsed() < scaled(GRACE), "{:?}", told.elapsed());
}

async fn a_request_under_way_is_answered_before_the_function_stops(platform: Platform) {
    let mut host = misbehaving(platform).await;
    let (invocation, request) = host.invoke(Method::GET, "/slow");
    let sending = tokio::spawn(request.send());
    host.until(|heard| heard.log.contains("slow begins")).await;

    let told = Instant::now();
    host.terminate();

    let reply = sending.await.unwrap().unwrap();
    assert_eq!((reply.status(), reply.text().await.unwrap()), (StatusCode::OK, "done".to_owned()));
    host.end_of(&invocation).await;
    assert!(host.exit().await.success());
    println!("stopped {:?} after it was told", told.elapsed());
    assert!(told.elapsed() < scaled(GRACE), "{:?}", told.elapsed());
}

async fn a_stream_under_way_is_completed_before_the_function_stops(platform: Platform) {
    let mut host = misbehaving(platform).await;
    let (invocation, request) = host.invoke(Method::GET, "/stream");
    let mut reply = request.send().await.unwrap();
    let mut seen = String::from_utf8(reply.chunk().await.unwrap().unwrap().into()).unwrap();

    let told = Instant::now();
    host.terminate();

    seen.push_str(&reply.text().await.unwrap());
    assert_eq!(seen, "piece\n".repeat(PIECES));
    host.end_of(&invocation).await;
    assert!(host.exit().await.success());
    println!("stopped {:?} after it was told", told.elapsed());
    assert!(told.elapsed() < scaled(GRACE), "{:?}", told.elapsed());
}

async fn a_large_reply_is_sent_to_its_end_before_the_function_stops(platform: Platform) {
    let mut host = misbehaving(platform).await;
    let (_, request) = host.invoke(Method::GET, "/large");
    let mut reply = request.send().await.unwrap();
    let mut length = reply.chunk().await.unwrap().unwrap().len();

    host.terminate();
    sleep(A_WHILE).await;

    while let Some(chunk) = reply.chunk().await.unwrap() {
        length += chunk.len();
    }
    assert_eq!(length, large());
    assert!(host.exit().await.success());
}

async fn work_for_a_client_who_left_is_done_before_the_function_stops(platform: Platform) {
    let mut host = misbehaving(platform).await;
    let invocation = host.invocation();
    let mut connection = host.connect().await;
    connection.write_all(host.head(&invocation, Method::GET, "/slow").as_bytes()).await.unwrap();
    host.until(|heard| heard.log.contains("slow begins")).await;

    drop(connection);
    host.terminate();

    host.end_of(&invocation).await;
    assert!(host.exit().await.success());
    assert!(host.log().contains("slow is done"), "{}", host.log());
}

async fn what_arcjet_is_told_behind_a_callers_back_holds_the_invocation_open(platform: Platform) {
    let app = TestApp::with(Settings { arcjet: true, ..Settings::default() }).await;
    let ada = app.person("ada");
    let host = Function::new(JOB_INFOS, app.env()).on(platform).start().await;
    for (fault, status) in [(Fault::Garbage, 200), (Fault::Status(503), 200)] {
        let before = app.arcjet().reports().len();
        app.arcjet().fail_next(1, fault);
        let (invocation, request) = host.invoke_from("8.8.4.4", Method::GET, "/api/job-infos");
        let request = request.bearer_auth(&ada.token);

        assert_eq!(request.send().await.unwrap().status(), status);

        host.end_of(&invocation).await;
        assert_eq!(app.arcjet().reports().len(), before + 1, "the report was sent before the end");
        let heard = host.until(|heard| heard.log.contains("nobody decided about a visit")).await;
        assert!(!heard.log.contains(&app.arcjet().key()), "{}", heard.log);
    }
}

async fn a_client_who_half_closes_still_gets_the_answer(platform: Platform) {
    let host = misbehaving(platform).await;
    let invocation = host.invocation();
    let mut connection = host.connect().await;
    connection.write_all(host.head(&invocation, Method::GET, "/slow").as_bytes()).await.unwrap();

    connection.shutdown().await.unwrap();

    let mut reply = String::new();
    connection.read_to_string(&mut reply).await.unwrap();
    // Whole, or as a chunk.
    assert!(reply.starts_with("HTTP/1.1 200 OK") && reply.contains("\r\ndone"), "{reply}");
    host.end_of(&invocation).await;
}

/// No function of darasa misbehaves, so this one does: the tests above run it as a process of its own, with the same
/// `serve` as all others.
#[test]
#[ignore = "a process for the other tests"]
fn a_function_that_misbehaves() {
    assert_eq!(serve(Routes::<()>::NONE, misbehave), ExitCode::SUCCESS);
}

/// When the stream that waits for it breaks.
static BREAK: Notify = Notify::const_new();

async fn misbehave(_: &App, request: Request) -> Result<Reply> {
    match request.path() {
        "/process" => Ok(plain(ReplyBody::Full(std::process::id().to_string().into()))),
        "/panic" => panic!("{SECRET}"),
        "/error" | "/api/ai/error" => Err(Error::internal(SECRET)),
        "/away" => Err(Error::unavailable(SECRET, 5)),
        "/slow" => {
            println!("slow begins");
            sleep(SLOW).await;
            println!("slow is done");
            Ok(plain(ReplyBody::Full("done".into())))
        }
        "/slow-panic" => {
            println!("slow begins");
            sleep(SLOW).await;
            panic!("{SECRET}")
        }
        "/large" => Ok(plain(ReplyBody::Full(vec![b'x'; large()].into()))),
        "/large-stream" => Ok(stream(vec![Ok(vec![b'x'; large() / PIECES].into()); PIECES], Duration::ZERO)),
        "/stream" => Ok(stream(vec![Ok("piece\n".into()); PIECES], SLOW / PIECES as u32)),
        "/quick-stream" => Ok(stream(vec![Ok("piece\n".into()); PIECES], Duration::from_millis(1))),
        "/breakable-stream" => Ok(breakable_stream()),
        "/break" => {
            BREAK.notify_one();
            Ok(plain(ReplyBody::Full("broken".into())))
        }
        "/broken-stream" => Ok(stream(vec![Ok("piece\n".into()), Err(())], Duration::ZERO)),
        _ => Err(Error::NoSuchRoute),
    }
}

/// More than sockets and buffers hold together: the kernel says how large sockets' may grow.
fn large() -> usize {
    let most = |name| {
        let sizes = fs::read_to_string(format!("/proc/sys/net/ipv4/{name}")).ok()?;
        sizes.split_whitespace().last()?.parse::<usize>().ok()
    };
    let in_sockets: usize = ["tcp_rmem", "tcp_wmem"].map(|name| most(name).unwrap_or(MEGABYTES)).iter().sum();
    (in_sockets + MEGABYTES).next_multiple_of(PIECES)
}

fn stream(pieces: Vec<Result<Bytes, ()>>, pause: Duration) -> Reply {
    let (sender, body) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        for piece in pieces {
            sender.send(piece.map_err(|()| Broken)).ok();
            sleep(pause).await;
        }
    });
    plain(ReplyBody::Stream(body))
}

/// Breaks when it is told to.
fn breakable_stream() -> Reply {
    let (sender, body) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        sender.send(Ok("piece\n".into())).ok();
        BREAK.notified().await;
        sender.send(Err(Broken)).ok();
    });
    plain(ReplyBody::Stream(body))
}

fn plain(body: ReplyBody) -> Reply {
    Reply::new(StatusCode::OK, body)
}

async fn misbehaving(platform: Platform) -> Host {
    misbehaving_function().on(platform).start().await
}

fn misbehaving_function() -> Function {
    let this = std::env::current_exe().unwrap();
    let arguments = ["a_function_that_misbehaves", "--exact", "--ignored", "--nocapture"];
    Function::new(this, good_env()).arguments(arguments)
}

fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// Tries without a pause until somebody listens, from a port of its own: else it would sooner or later connect to
/// itself.
async fn connect_at_once(port: u16) -> TcpStream {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
        if socket.local_addr().unwrap().port() == port {
            continue;
        }
        match socket.connect(([127, 0, 0, 1], port).into()).await {
            Ok(socket) => return socket,
            Err(error) => assert!(Instant::now() < deadline, "{error}"),
        }
    }
}

async fn generating(platform: Platform, app: &TestApp) -> Host {
    Function::new(GENERATE_QUESTION, app.env()).on(platform).start().await
}

async fn job_of(person: &Person<'_>) -> String {
    let job = json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" });
    person.post("/api/job-infos", job).await.json()["id"].as_str().unwrap().to_owned()
}

fn wanted(job: &str) -> Value {
    json!({ "prompt": "easy", "jobInfoId": job })
}

async fn text(host: &Host, path: &str) -> String {
    let (_, request) = host.invoke(Method::GET, path);
    request.send().await.unwrap().text().await.unwrap()
}

async fn problem(request: reqwest::RequestBuilder) -> (u16, String) {
    let reply = request.send().await.expect("an answer that can be read");
    let problem: Value = reply.json().await.unwrap();
    (problem["status"].as_u64().unwrap() as u16, problem["code"].as_str().unwrap().to_owned())
}
