//! HTTP on every route: the shape of errors, methods, bodies, request ids, unknown paths.

use std::time::{Duration, Instant};

use darasa_local::testing::{
    test_app::{Answer, Person, SendRequest, TestApp},
    time_limits::{PATIENCE, scaled},
};
use http::Method;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::{NOTHING, path_of, pointers, saved_job};

const JOBS: &str = "/api/job-infos";
const GENERATE: &str = "/api/ai/questions/generate-question";
const LIMIT: usize = 256 * 1024;

/// Whoever gets a session of it is anybody they like, so it is the dev server's alone, and only with an emulated Clerk.
#[tokio::test]
async fn a_laptops_sign_in_is_no_route_of_the_functions() {
    let app = TestApp::start().await;
    for method in [Method::GET, Method::POST] {
        let reply = app.request(method.clone(), "/dev/session").json(&json!({ "user": "ada" })).send_and_read().await;
        assert_eq!(reply.problem(), (404, "no-such-route".to_owned()), "{method}");
    }
    let config: Value = serde_json::from_str(include_str!("../../../../vercel.json")).unwrap();
    let sources = config["rewrites"].as_array().unwrap().iter().map(|rewrite| rewrite["source"].as_str().unwrap());
    for source in sources {
        assert!(source.starts_with("/api/") || source.starts_with("/app"), "{source}");
    }
}

#[tokio::test]
async fn an_error_is_a_problem_with_everything_that_tells_it() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    let refused = ada.post(JOBS, json!({ "name": "Acme", "experienceLevel": "boss", "description": "Rust" })).await;

    assert_eq!(refused.status, 422);
    assert_eq!(refused.header("content-type"), "application/problem+json");
    assert_eq!(refused.header("cache-control"), "no-store");
    assert_eq!(
        refused.json(),
        json!({
            "type": "/reference/#problem-invalid", "title": "Invalid fields", "status": 422,
            "detail": "Some fields do not fit; see errors.", "code": "invalid",
            "requestId": refused.header("x-request-id"),
            "errors": [{ "pointer": "#/experienceLevel", "detail": "must be one of: junior, mid-level, senior" }],
        })
    );
    let missing = ada.get(&format!("{JOBS}/{NOTHING}")).await;
    assert_eq!(
        missing.json(),
        json!({
            "type": "/reference/#problem-not-found", "title": "Not found", "status": 404,
            "detail": "There is no such thing here, or it is not yours.", "code": "not-found",
            "requestId": missing.header("x-request-id"),
        })
    );
}

#[tokio::test]
async fn half_an_emoji_is_a_replacement_character() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let send = |path: &'static str, body: &str| {
        let request = ada.request(Method::POST, path).header("content-type", "application/json");
        request.body(body.to_owned()).send_and_read()
    };

    let job = r#"{"name":"Acme \ude00","experienceLevel":"senior","description":"We use Rust \ud83d, \ud83e\udd80 and \\ud83d"}"#;
    let saved = send(JOBS, job).await;
    assert_eq!(saved.status, 201, "{}", saved.text);
    let expected = ["Acme \u{fffd}", "We use Rust \u{fffd}, 🦀 and \\ud83d"];
    assert_eq!(["name", "description"].map(|name| saved.json()[name].clone()), expected);
    assert_eq!(ada.get(saved.header("location")).await.json(), saved.json());

    let id = saved.json()["id"].clone();
    let question = ada.post(GENERATE, json!({ "prompt": "easy", "jobInfoId": id })).await;
    let answer = format!(r#"{{"prompt":"Borrowing \ud83d","questionId":"{}"}}"#, question.header("x-question-id"));
    let judged = send("/api/ai/questions/generate-feedback", &answer).await;
    assert_eq!(judged.status, 200, "{}", judged.text);
    assert!(app.gemini.received()[1].body.to_string().contains("Borrowing \u{fffd}"));

    let unknown = send(JOBS, r#"{"name":"Acme","experienceLevel":"senior","description":"Rust","\ud83d":1}"#).await;
    assert_eq!((unknown.status.as_u16(), pointers(&unknown)), (422, vec!["#/\u{fffd}".to_owned()]));
    let broken = send(JOBS, r#"{"name":"\ud83d" oops}"#).await;
    assert_eq!(broken.problem(), (400, "bad-json".to_owned()));
    assert!(broken.text.contains("it breaks at line 1, column 18"), "{}", broken.text);
}

#[tokio::test]
async fn on_ai_routes_an_error_is_a_bare_sentence_unless_json_is_asked_for() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let body = json!({ "prompt": "easy", "jobInfoId": NOTHING });

    let plain = ada.post(GENERATE, body.clone()).await;
    assert_eq!(plain.sentence(), (403, "You do not have permission to do this"));
    for accept in ["application/json", "application/problem+json", "text/plain, application/json;q=0.5"] {
        let reply = ada.request(Method::POST, GENERATE).header("accept", accept).json(&body).send_and_read().await;
        assert_eq!(reply.problem(), (403, "forbidden".to_owned()), "{accept}");
        assert_eq!(reply.json()["detail"], "You do not have permission to do this");
    }
    for accept in ["*/*", "text/plain", "text/event-stream"] {
        let reply = ada.request(Method::POST, GENERATE).header("accept", accept).json(&body).send_and_read().await;
        assert_eq!(reply.sentence(), (403, "You do not have permission to do this"), "{accept}");
    }
    let unknown = app.request(Method::GET, "/api/ai/nothing").send_and_read().await;
    assert_eq!(unknown.sentence(), (404, "no-such-route"));
}

#[tokio::test]
async fn paths_that_are_none_have_no_route() {
    let app = TestApp::start().await;
    let ada = app.person("ada");

    for path in [
        "/",
        "/api",
        "/api/",
        "/api/nothing",
        "/api/health/",
        "/api/healthy",
        "/api/health/x",
        "/API/health",
        "/api//health",
        "/health",
        "/api/job-infosx",
        "/api/users",
        "/api/users/me/",
        "/api/users/you",
        "/api/job%2dinfos",
        "/api/job-infos.rs",
        "/.env",
    ] {
        for reply in [app.request(Method::GET, path).send_and_read().await, ada.get(path).await] {
            assert_eq!(reply.problem(), (404, "no-such-route".to_owned()), "{path}");
        }
    }
    let below_a_job = format!("{JOBS}/{NOTHING}/nothing");
    assert_eq!(ada.get(&below_a_job).await.problem(), (404, "no-such-route".to_owned()));
    assert_eq!(app.request(Method::GET, &below_a_job).send_and_read().await.problem().0, 401);
}

#[tokio::test]
async fn other_methods_are_told_which_ones_there_are() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = path_of(&saved_job(&ada, "Acme").await);
    let brew = Method::from_bytes(b"BREW").unwrap();

    for (path, allow, others) in [
        ("/api/health", "GET, HEAD, OPTIONS", vec![Method::POST, Method::PUT, Method::PATCH, Method::DELETE]),
        ("/api/config", "GET, HEAD, OPTIONS", vec![Method::POST, Method::PUT, Method::PATCH, Method::DELETE]),
        ("/api/users/me", "GET, HEAD, PATCH, OPTIONS", vec![Method::POST, Method::PUT, Method::DELETE]),
        ("/api/questions", "GET, HEAD, OPTIONS", vec![Method::POST, Method::PUT, Method::PATCH, Method::DELETE]),
        (JOBS, "GET, HEAD, POST, OPTIONS", vec![Method::PUT, Method::PATCH, Method::DELETE, brew.clone()]),
        (job.as_str(), "GET, HEAD, PATCH, DELETE, OPTIONS", vec![Method::POST, Method::PUT, brew.clone()]),
    ] {
        for method in others {
            let reply = ada.request(method.clone(), path).json(&json!({})).send_and_read().await;
            assert_eq!(reply.problem(), (405, "method-not-allowed".to_owned()), "{method} {path}");
            assert_eq!(reply.header("allow"), allow, "{method} {path}");
        }
    }
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let reply = ada.request(method.clone(), GENERATE).send_and_read().await;
        assert_eq!(reply.sentence(), (405, "method-not-allowed"), "{method}");
        assert_eq!(reply.header("allow"), "POST, OPTIONS");
    }
    assert_eq!(ada.get(&job).await.json()["name"], "Acme");
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    let list = format!("/api/questions?jobInfoId={}", job["id"].as_str().unwrap());

    for path in ["/api/health", "/api/config", "/api/users/me", JOBS, &path_of(&job), &list, "/api/nothing"] {
        let (get, head) = (ada.get(path).await, ada.request(Method::HEAD, path).send_and_read().await);

        assert_eq!((head.status, head.text.as_str()), (get.status, ""), "{path}");
        for name in ["content-type", "content-length", "cache-control", "vary", "etag"] {
            assert_eq!(head.header(name), get.header(name), "{name} of {path}");
        }
        assert_eq!(head.header("content-length"), get.text.len().to_string());
    }
    let tag = ada.get(JOBS).await.header("etag").to_owned();
    let known = ada.request(Method::HEAD, JOBS).header("if-none-match", tag).send_and_read().await;
    assert_eq!(known.status, 304);
    assert_eq!(app.request(Method::HEAD, JOBS).send_and_read().await.status, 401);
}

#[tokio::test]
async fn options_needs_no_sign_in() {
    let app = TestApp::start().await;

    for path in ["/api/health", "/api/config", "/api/users/me", JOBS, "/api/questions", GENERATE] {
        let reply =
            app.request(Method::OPTIONS, path).header("origin", "https://evil.example.com").send_and_read().await;

        assert_eq!((reply.status.as_u16(), reply.text.as_str()), (204, ""), "{path}");
        assert!(reply.header("allow").contains("OPTIONS"), "{path}");
        assert!(!reply.headers.contains_key("access-control-allow-origin"), "a stranger's page is not let in");
        assert!(!reply.headers.contains_key("access-control-allow-credentials"));
    }
    assert_eq!(app.count("select count(*) from users").await, 0);
}

#[tokio::test]
async fn every_reply_has_an_id_and_a_good_one_is_the_clients_own() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let ask = |path: &str, id: &str| ada.request(Method::GET, path).header("x-request-id", id).send_and_read();

    for path in ["/api/health", "/api/nothing", JOBS, GENERATE, &format!("{JOBS}/{NOTHING}")] {
        for id in ["12345678", "client_request-0042", &"a".repeat(64)] {
            let reply = ask(path, id).await;
            assert_eq!(reply.header("x-request-id"), id, "{path}");
            if reply.header("content-type") == "application/problem+json" {
                assert_eq!(reply.json()["requestId"], id);
            }
        }
        for id in ["", "1234567", &"a".repeat(65), "12345678 9", "<script>alert</script>", "a=b;c=d;e"] {
            let reply = ask(path, id).await;
            assert_eq!(reply.header("x-request-id").len(), 36, "{id} on {path}");
        }
        assert_eq!(ada.get(path).await.header("x-content-type-options"), "nosniff");
    }
    assert_ne!(ada.get(JOBS).await.header("x-request-id"), ada.get(JOBS).await.header("x-request-id"));
}

/// A good job of exactly so many bytes.
fn padded(bytes: usize) -> Vec<u8> {
    let mut body =
        json!({ "name": "Acme", "experienceLevel": "junior", "description": "Rust" }).to_string().into_bytes();
    body.resize(bytes, b' ');
    body
}

/// Sends a body without saying how long it is.
async fn chunked(person: &Person<'_>, method: Method, path: &str, body: Vec<u8>) -> Answer {
    let pieces: Vec<_> = body.chunks(10_000).map(|piece| Ok::<_, std::io::Error>(piece.to_vec())).collect();
    let stream = reqwest::Body::wrap_stream(futures_util::stream::iter(pieces));
    person.request(method, path).body(stream).send_and_read().await
}

#[tokio::test]
async fn a_body_may_have_256_kib_and_not_a_byte_more() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = path_of(&saved_job(&ada, "Acme").await);

    for (bytes, fits) in [(LIMIT - 1, true), (LIMIT, true), (LIMIT + 1, false), (4 * LIMIT, false)] {
        let whole = ada.request(Method::POST, JOBS).body(padded(bytes)).send_and_read().await;
        let pieces = chunked(&ada, Method::POST, JOBS, padded(bytes)).await;
        for reply in [whole, pieces] {
            match fits {
                true => assert_eq!(reply.status, 201, "{bytes} bytes: {}", reply.text),
                false => assert_eq!(reply.problem(), (413, "body-too-large".to_owned()), "{bytes} bytes"),
            }
        }
    }
    let change = ada.request(Method::PATCH, &job).body(padded(LIMIT + 1)).send_and_read().await;
    assert_eq!(change.problem(), (413, "body-too-large".to_owned()));
    let generate = ada.request(Method::POST, GENERATE).body(padded(LIMIT + 1)).send_and_read().await;
    assert_eq!(generate.sentence(), (413, "body-too-large"));
    assert_eq!(app.count("select count(*) from job_infos").await, 5);
}

#[tokio::test]
async fn thousands_of_wrong_fields_are_an_error_like_any_other() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let fields: serde_json::Map<String, Value> = (0..20_000).map(|number| (format!("x{number}"), json!(1))).collect();

    let refused = ada.post(JOBS, json!(fields)).await;

    assert!(pointers(&refused).contains(&"#/name".to_owned()));
}

/// A client that writes its own bytes.
struct Wire(TcpStream);

impl Wire {
    async fn to(app: &TestApp) -> Self {
        Self(TcpStream::connect(app.url.strip_prefix("http://").unwrap()).await.unwrap())
    }

    async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        timeout(PATIENCE, self.0.write_all(bytes.as_ref())).await.unwrap().unwrap();
    }

    /// Says that nothing more will come.
    async fn end(&mut self) {
        self.0.shutdown().await.unwrap();
    }

    /// One reply: its status and its body as text.
    async fn reply(&mut self) -> (u16, String) {
        timeout(PATIENCE, self.read()).await.expect("a reply")
    }

    async fn read(&mut self) -> (u16, String) {
        let (mut bytes, mut piece) = (Vec::new(), [0; 4_096]);
        loop {
            let count = self.0.read(&mut piece).await.expect("a connection that is not reset");
            assert!(count > 0, "ended after {:?}", String::from_utf8_lossy(&bytes));
            bytes.extend_from_slice(&piece[..count]);
            let text = String::from_utf8(bytes.clone()).unwrap();
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
            if body.len() == length.parse::<usize>().unwrap() {
                return (head[9..12].parse().unwrap(), body.to_owned());
            }
        }
    }
}

/// The head of a POST, with its body to follow.
fn head(token: Option<&str>, path: &str, body: &str) -> String {
    let signed_in = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    format!("POST {path} HTTP/1.1\r\nhost: darasa\r\n{signed_in}{body}\r\n\r\n")
}

fn code(reply: &(u16, String)) -> (u16, String) {
    let problem: Value = serde_json::from_str(&reply.1).unwrap();
    (reply.0, problem["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn an_early_reply_reaches_a_client_who_is_still_sending() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    const MANY: usize = 4 * 1024 * 1024;

    for (token, told) in [(None, (401, "not-logged-in")), (Some(ada.token.as_str()), (413, "body-too-large"))] {
        let told = (told.0, told.1.to_owned());
        let mut wire = Wire::to(&app).await;
        wire.send(head(token, JOBS, &format!("content-length: {MANY}"))).await;
        for _ in 0..MANY / 65_536 {
            wire.send([b' '; 65_536]).await;
        }
        assert_eq!(code(&wire.reply().await), told);

        let mut wire = Wire::to(&app).await;
        wire.send(head(token, JOBS, "transfer-encoding: chunked")).await;
        for _ in 0..MANY / 65_536 {
            wire.send(format!("10000\r\n{}\r\n", " ".repeat(65_536))).await;
        }
        wire.send("0\r\n\r\n").await;
        assert_eq!(code(&wire.reply().await), told);

        wire.send("GET /api/health HTTP/1.1\r\nhost: darasa\r\n\r\n").await;
        assert_eq!(wire.reply().await.0, 200, "the connection is as good as before");
    }
}

#[tokio::test]
async fn a_body_that_comes_byte_by_byte_is_a_body() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let body = json!({ "name": "Acmé", "experienceLevel": "junior", "description": "Rust" }).to_string();
    let mut wire = Wire::to(&app).await;

    wire.send(head(Some(&ada.token), JOBS, "transfer-encoding: chunked")).await;
    for byte in body.bytes() {
        wire.send([&b"1\r\n"[..], &[byte], b"\r\n"].concat()).await;
    }
    wire.send("0\r\n\r\n").await;

    let (status, text) = wire.reply().await;
    assert_eq!(status, 201, "{text}");
    assert!(text.contains("Acmé"), "{text}");
}

#[tokio::test]
async fn a_body_cut_short_is_told_and_nothing_is_stored() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let whole = r#"{"name":"Acme","experienceLevel":"junior","description":"Rust"}"#;
    // What arrived may be good JSON in itself; it is not what was sent.
    let length = |count: usize| format!("content-length: {count}");
    for (framing, part) in [
        (length(whole.len() + 1), whole.to_owned()),
        (length(whole.len()), whole[..20].to_owned()),
        (length(1), String::new()),
        ("transfer-encoding: chunked".to_owned(), format!("{:x}\r\n{whole}\r\n", whole.len())),
        ("transfer-encoding: chunked".to_owned(), format!("ff\r\n{whole}")),
    ] {
        let mut wire = Wire::to(&app).await;
        wire.send(head(Some(&ada.token), JOBS, &framing)).await;
        wire.send(&part).await;
        wire.end().await;

        assert_eq!(code(&wire.reply().await), (400, "body-cut".to_owned()), "{framing} {part}");
    }
    assert_eq!(app.count("select count(*) from job_infos").await, 0);
}

#[tokio::test]
async fn a_body_that_stalls_is_given_up_after_ten_seconds() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let mut wire = Wire::to(&app).await;
    let begin = Instant::now();

    wire.send(head(Some(&ada.token), JOBS, "content-length: 100")).await;
    wire.send("{\"name\":").await;

    assert_eq!(code(&wire.reply().await), (408, "body-stalled".to_owned()));
    let waited = begin.elapsed();
    assert!((Duration::from_secs(10)..scaled(Duration::from_secs(15))).contains(&waited), "{waited:?}");
}
