//! MCP messages: headers and bodies at `/api/mcp`, in the order in which they are looked at.

use super::*;
use crate::{logs::Log, until_over};

const PING: &str = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;

async fn answered(request: RequestBuilder) -> (u16, Value) {
    let reply = request.send_and_read().await;
    assert_eq!(reply.header("cache-control"), "no-store", "{} {}", reply.status, reply.text);
    (reply.status.as_u16(), if reply.text.is_empty() { Value::Null } else { reply.json() })
}

#[tokio::test]
async fn each_kind_of_message_has_its_status_and_its_code() {
    let app = TestApp::start().await;
    let ada = assistant(&app.person("ada"), &["read"]).await;
    let stateless = |method: &str| message(method, json!({})).to_string();
    let old = |method: &str| json!({ "jsonrpc": "2.0", "id": "a", "method": method }).to_string();
    for (version, method, body, status, code) in [
        (None, None, "{".to_owned(), 400, Some(-32_700)),
        (None, None, format!("[{PING}]"), 400, Some(-32_600)),
        (None, None, "{}".to_owned(), 400, Some(-32_600)),
        (Some("1999-01-01"), None, PING.to_owned(), 400, Some(-32_022)),
        (None, None, stateless("tools/list"), 400, Some(-32_020)),
        (Some(STATELESS), None, stateless("tools/list"), 400, Some(-32_020)),
        (Some(STATELESS), Some("tools/list"), PING.to_owned(), 400, Some(-32_602)),
        (Some(STATELESS), Some("tools/list"), stateless("tools/list"), 200, None),
        (Some(STATELESS), Some("server/discover"), stateless("server/discover"), 200, None),
        (Some(STATELESS), Some("ping"), stateless("ping"), 404, Some(-32_601)),
        (Some(STATELESS), Some("tools/call"), stateless("tools/call"), 400, Some(-32_602)),
        (None, None, PING.to_owned(), 200, None),
        (Some("2025-06-18"), None, PING.to_owned(), 200, None),
        (None, None, old("initialize"), 200, None),
        (None, None, old("tools/list"), 200, None),
        (None, None, old("resources/list"), 200, Some(-32_601)),
        (None, None, old("tools/call"), 200, Some(-32_602)),
        (None, None, r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#.to_owned(), 202, None),
    ] {
        let request = post(&app, &ada.key, body.clone());
        let request =
            version.into_iter().fold(request, |request, version| request.header("mcp-protocol-version", version));
        let request = method.into_iter().fold(request, |request, method| request.header("mcp-method", method));
        let (got, answer) = answered(request).await;
        assert_eq!((got, answer["error"]["code"].as_i64()), (status, code), "{version:?} {method:?} {body}: {answer}");
        assert_eq!(answer.get("result").is_some(), status == 200 && code.is_none(), "{body}");
    }
}

#[tokio::test]
async fn who_discovers_and_who_shakes_hands_hear_of_the_same_tools() {
    let app = TestApp::start().await;
    let ada = assistant(&app.person("ada"), &["read"]).await;
    let discovered = ada.ask("server/discover", json!({})).await.json()["result"].clone();
    assert_eq!(discovered["supportedVersions"], json!([STATELESS, "2025-11-25", "2025-06-18", "2025-03-26"]));
    assert_eq!((&discovered["capabilities"], &discovered["cacheScope"]), (&json!({ "tools": {} }), &json!("public")));
    let said = |version: &str| {
        json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
        "protocolVersion": version, "capabilities": {}, "clientInfo": { "name": "x", "version": "1" } } })
    };
    for (asked, agreed) in [("2025-03-26", "2025-03-26"), ("2025-11-25", "2025-11-25"), ("2024-11-05", "2025-11-25")] {
        let reply = post(&app, &ada.key, said(asked).to_string()).send_and_read().await;
        assert_eq!((&reply.json()["result"]["protocolVersion"], reply.header("mcp-session-id")), (&json!(agreed), ""));
    }
    let listed = ada.ask("tools/list", json!({})).await.json()["result"]["tools"].clone();
    let old = post(&app, &ada.key, r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#).send_and_read().await;
    assert_eq!(old.json()["result"], json!({ "tools": listed }), "without what the older revisions do not know");
}

#[tokio::test]
async fn an_unknown_tool_breaks_the_protocol() {
    let app = TestApp::start().await;
    let ada = assistant(&app.person("ada"), &["read"]).await;
    let (status, answer) = answered(ada.calling("delete_account", json!({}))).await;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!(-32_602)));
    let old = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": "delete_account" } });
    let (status, answer) = answered(post(&app, &ada.key, old.to_string())).await;
    assert_eq!((status, &answer["error"]["code"]), (200, &json!(-32_602)));
}

#[tokio::test]
async fn an_older_client_calls_tools_too() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    saved_job(&ada, "Acme").await;
    let assistant = assistant(&ada, &["read"]).await;
    let call = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": "list_jobs" } });
    for version in ["2025-11-25", "2025-06-18", "2025-03-26"] {
        let request = post(&app, &assistant.key, call.to_string()).header("mcp-protocol-version", version);
        let (status, answer) = answered(request).await;
        assert_eq!((status, &answer["result"]["structuredContent"]["jobs"][0]["name"]), (200, &json!("Acme")));
        assert_eq!(answer["result"].get("resultType"), None, "{version}");
    }
}

#[tokio::test]
async fn pages_of_others_and_other_names_of_this_machine_are_refused_before_all_else() {
    let app = TestApp::start().await;
    let ada = assistant(&app.person("ada"), &["read"]).await;
    let key = ada.key.as_str();
    for (method, name, value, status) in [
        (Method::POST, "origin", "https://evil.example.com", 403),
        (Method::POST, "origin", "null", 403),
        (Method::POST, "host", "evil.example.com", 403),
        (Method::POST, "host", "localhost.evil.example.com:3000", 403),
        (Method::GET, "origin", "https://evil.example.com", 403),
        (Method::POST, "origin", "https://app.example.com", 200),
        (Method::POST, "origin", "http://localhost:5173", 200),
        (Method::POST, "host", "localhost:3000", 200),
        (Method::POST, "host", "127.0.0.1", 200),
        (Method::POST, "host", "[::1]:3000", 200),
        (Method::GET, "origin", "https://app.example.com", 405),
        (Method::DELETE, "accept", "text/event-stream", 405),
    ] {
        for token in [key, "nonsense"] {
            let request = app.request(method.clone(), URL).bearer_auth(token).header(name, value).body(PING);
            let expected = if token == key || status != 200 { status } else { 401 };
            assert_eq!(answered(request).await.0, expected, "{method} {name}: {value}");
        }
    }
    let reply = app.request(Method::GET, URL).send_and_read().await;
    assert_eq!((reply.problem(), reply.header("allow")), ((405, "method-not-allowed".to_owned()), "POST, OPTIONS"));
}

#[tokio::test]
async fn in_production_the_platform_knows_our_names_and_this_machine_is_nobodys() {
    let app = TestApp::with(Settings { production: true, ..Settings::default() }).await;
    let ada = assistant(&app.person("ada"), &["read"]).await;
    for (name, value, status) in [
        ("host", "darasa.example.com", 200),
        ("origin", "https://app.example.com", 200),
        ("origin", "http://localhost:5173", 403),
    ] {
        let request = post(&app, &ada.key, PING).header(name, value);
        assert_eq!(answered(request).await.0, status, "{name}: {value}");
    }
    let request =
        post(&app, &ada.key, PING).header("host", "darasa.example.com").header("origin", "https://darasa.example.com");
    assert_eq!(answered(request).await.0, 200, "a page of the same origin");
}

#[tokio::test]
async fn a_body_has_at_most_256_kb() {
    const MOST: usize = 256 * 1024;

    let app = TestApp::start().await;
    let ada = assistant(&app.person("ada"), &["read"]).await;
    for (length, status) in [(MOST - 1, 200), (MOST, 200), (MOST + 1, 413)] {
        let body = format!("{PING}{}", " ".repeat(length - PING.len()));
        assert_eq!(answered(post(&app, &ada.key, body)).await.0, status, "{length}");
    }
    let deep = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"ping","params":{{"x":{}"#, "[".repeat(100_000));
    assert_eq!(answered(post(&app, &ada.key, deep)).await.1["error"]["code"], -32_700);
}

#[tokio::test]
async fn the_log_says_which_tool_ran_and_what_broke_the_protocol_and_no_word_of_a_client() {
    let log = Log::keep();
    let app = TestApp::start().await;
    let ada = assistant(&app.person("ada"), &["read"]).await;
    let before = log.lines("request").len();
    ada.call("list_jobs", json!({})).await;
    ada.refusal("get_feedback", json!({ "answerId": "hunter2" })).await;
    for request in [
        ada.calling("hunter2", json!({})),
        post(&app, &ada.key, r#"{"hunter2"#),
        post(&app, &ada.key, "{}"),
        post(&app, &ada.key, r#"{"jsonrpc":"2.0","id":1,"method":"hunter2"}"#),
        post(&app, &ada.key, PING).header("mcp-protocol-version", "hunter2"),
        post(&app, &ada.key, message("ping", json!({})).to_string()),
        post(&app, &ada.key, PING).header("origin", "https://hunter2.example.com"),
    ] {
        assert!(answered(request).await.1["error"]["code"].is_i64());
    }
    until_over(&log, before + 9).await;

    let lines = log.lines("request");
    let of_line =
        |line: &Value| [&line["gen_ai.tool.name"], &line["error.type"]].map(|text| text.as_str().map(str::to_owned));
    let mut said: Vec<_> = lines.iter().filter(|line| line["http.route"] == URL).map(of_line).collect();
    let mut expected = [
        (Some("list_jobs"), None),
        (Some("get_feedback"), Some("not-found")),
        (None, Some("mcp-invalid-params")),
        (None, Some("mcp-parse-error")),
        (None, Some("mcp-invalid-request")),
        (None, Some("mcp-method-not-found")),
        (None, Some("mcp-unsupported-version")),
        (None, Some("mcp-header-mismatch")),
        (None, Some("foreign-origin")),
    ]
    .map(|(tool, error)| [tool, error].map(|text| text.map(str::to_owned)));
    said.sort();
    expected.sort();
    assert_eq!(said, expected);
    assert!(!log.text().contains("hunter2"), "the log has a client's words");
}
