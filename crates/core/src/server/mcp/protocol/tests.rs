//! Tests of the protocol: headers times bodies, and what each pair comes to.

use super::*;

/// Headers, as pairs of names and values.
type Sent = &'static [(&'static str, &'static str)];

const NONE: Sent = &[];
const OLD: Sent = &[("mcp-protocol-version", "2025-11-25")];
const OLDEST: Sent = &[("mcp-protocol-version", "2025-03-26")];
const UNKNOWN: Sent = &[("mcp-protocol-version", "1999-01-01")];
const TWICE: Sent = &[("mcp-protocol-version", "2025-11-25"), ("mcp-protocol-version", "2025-11-25")];
/// The stateless revision, without the other headers that it needs.
const BARE: Sent = &[("mcp-protocol-version", "2026-07-28")];
const LISTING: Sent = &[("mcp-protocol-version", "2026-07-28"), ("mcp-method", "tools/list")];
const CALLING: Sent = &[("mcp-protocol-version", "2026-07-28"), ("mcp-method", "tools/call")];
const CALLING_PLAN: Sent =
    &[("mcp-protocol-version", "2026-07-28"), ("mcp-method", "tools/call"), ("mcp-name", "plan")];
const EVERY: [Sent; 9] = [NONE, OLD, OLDEST, UNKNOWN, TWICE, BARE, LISTING, CALLING, CALLING_PLAN];

/// What a message comes to: the status, and what is asked for or the code of the error.
fn outcome(headers: &[(&'static str, &str)], body: &str) -> (u16, String) {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(HeaderName::from_static(name), value.parse().unwrap());
    }
    match read(&map, body.as_bytes()) {
        Ok(Message::Notification) => (202, String::new()),
        Ok(Message::Call(_, asked)) => (200, format!("{asked:?}").split(' ').next().unwrap().to_owned()),
        Err(fault) => (fault.status.as_u16(), fault.code.to_string()),
    }
}

/// A request with a `_meta` of these fields.
fn with_meta(method: &str, more: &str, meta: &str) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{{{more}"_meta":{meta}}}}}"#)
}

fn meta(version: &str) -> String {
    format!(r#"{{"{META_VERSION}":"{version}","{META_CAPABILITIES}":{{}}}}"#)
}

#[test]
fn what_is_no_message_is_refused_whatever_its_headers() {
    for (body, code) in [
        ("", PARSE_ERROR),
        ("{", PARSE_ERROR),
        ("{} {}", PARSE_ERROR),
        ("[]", INVALID_REQUEST),
        (r#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, INVALID_REQUEST),
        ("null", INVALID_REQUEST),
        ("\"ping\"", INVALID_REQUEST),
        ("{}", INVALID_REQUEST),
        (r#"{"id":1,"method":"ping"}"#, INVALID_REQUEST),
        (r#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, INVALID_REQUEST),
        (r#"{"jsonrpc":2.0,"id":1,"method":"ping"}"#, INVALID_REQUEST),
        (r#"{"jsonrpc":"2.0","id":1}"#, INVALID_REQUEST),
        (r#"{"jsonrpc":"2.0","id":1,"method":7}"#, INVALID_REQUEST),
        (r#"{"jsonrpc":"2.0","id":1,"result":{}}"#, INVALID_REQUEST),
        (r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, INVALID_REQUEST),
        (r#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#, INVALID_REQUEST),
        (r#"{"jsonrpc":"2.0","id":true,"method":"ping"}"#, INVALID_REQUEST),
        (r#"{"jsonrpc":"2.0","id":18446744073709551616,"method":"ping"}"#, INVALID_REQUEST),
        (r#"{"jsonrpc":"2.0","id":-9223372036854775809,"method":"ping"}"#, INVALID_REQUEST),
        (r#"{"jsonrpc":"2.0","id":1e300,"method":"ping"}"#, INVALID_REQUEST),
        (r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#, INVALID_PARAMS),
        (r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":null}"#, INVALID_PARAMS),
    ] {
        for headers in EVERY {
            assert_eq!(outcome(headers, body), (400, code.to_string()), "{headers:?} {body}");
        }
    }
}

/// Each row: a body, and what it comes to under each of `EVERY`.
#[test]
fn headers_and_bodies_are_held_against_each_other() {
    let plain = |method: &str, more: &str| format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}"{more}}}"#);
    let plan = r#""name":"plan","#;
    let [mismatch, unknown, params, absent] =
        [HEADER_MISMATCH, UNSUPPORTED_VERSION, INVALID_PARAMS, METHOD_NOT_FOUND].map(|code| code.to_string());
    let (mismatch, unknown) = ((400, mismatch.as_str()), (400, unknown.as_str()));
    let (params, odd_params) = ((400, params.as_str()), (200, params.as_str()));
    let (absent, old_absent) = ((404, absent.as_str()), (200, absent.as_str()));
    let ok = |asked: &'static str| (200, asked);
    let noted = (202, "");
    let (stateless, old) = (meta(STATELESS), meta("2025-11-25"));
    let rows = [
        // Without anything in _meta: the old revisions, and what the stateless one misses.
        (plain("tools/list", ""), [[ok("ListTools"); 3], [unknown, mismatch, params], [params; 3]]),
        (plain("ping", ""), [[ok("Ping"); 3], [unknown, mismatch, params], [params; 3]]),
        (plain("initialize", ""), [[ok("Initialize"); 3], [unknown, mismatch, params], [params; 3]]),
        (plain("server/discover", ""), [[old_absent; 3], [unknown, mismatch, params], [params; 3]]),
        (plain("tasks/list", ""), [[old_absent; 3], [unknown, mismatch, params], [params; 3]]),
        (plain("tools/call", ""), [[odd_params; 3], [unknown, mismatch, params], [params; 3]]),
        (
            plain("tools/call", r#","params":{"name":"plan"}"#),
            [[ok("CallTool"); 3], [unknown, mismatch, params], [params; 3]],
        ),
        (plain("tools/call", r#","params":{"name":7}"#), [[odd_params; 3], [unknown, mismatch, params], [params; 3]]),
        // Without an id nobody waits for an answer.
        (
            r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#.to_owned(),
            [[noted; 3], [unknown, mismatch, noted], [noted; 3]],
        ),
        // The version stands in both places, or it is another one.
        (
            with_meta("tools/list", "", &stateless),
            [[mismatch; 3], [mismatch; 3], [ok("ListTools"), mismatch, mismatch]],
        ),
        (
            with_meta("tools/call", plan, &stateless),
            [[mismatch; 3], [mismatch; 3], [mismatch, mismatch, ok("CallTool")]],
        ),
        (with_meta("tools/call", "", &stateless), [[mismatch; 3], [mismatch; 3], [mismatch, params, params]]),
        (with_meta("tools/list", "", &old), [[mismatch, ok("ListTools"), mismatch], [mismatch; 3], [mismatch; 3]]),
        (
            with_meta("tools/list", "", &meta("1999-01-01")),
            [[mismatch; 3], [unknown, mismatch, mismatch], [mismatch; 3]],
        ),
        // The capabilities of a client have to be told, and are an object.
        (
            with_meta("tools/list", "", &format!(r#"{{"{META_VERSION}":"{STATELESS}"}}"#)),
            [[mismatch; 3], [mismatch, mismatch, params], [params; 3]],
        ),
        (
            with_meta("tools/list", "", &format!(r#"{{"{META_VERSION}":"{STATELESS}","{META_CAPABILITIES}":1}}"#)),
            [[mismatch; 3], [mismatch, mismatch, params], [params; 3]],
        ),
        // A version that is no text is that of no header.
        (
            with_meta("tools/list", "", &format!(r#"{{"{META_VERSION}":7,"{META_CAPABILITIES}":{{}}}}"#)),
            [[mismatch; 3], [mismatch; 3], [mismatch; 3]],
        ),
    ];
    for (body, outcomes) in rows {
        for (headers, (status, expected)) in EVERY.into_iter().zip(outcomes.into_iter().flatten()) {
            assert_eq!(outcome(headers, &body), (status, expected.to_owned()), "{headers:?} {body}");
        }
    }
    // What the stateless revision has not.
    for method in ["initialize", "ping", "tasks/list", "resources/list", "subscriptions/listen"] {
        let headers = [("mcp-protocol-version", STATELESS), ("mcp-method", method)];
        assert_eq!(outcome(&headers, &with_meta(method, "", &stateless)), (absent.0, absent.1.to_owned()), "{method}");
    }
    let discovering = [("mcp-protocol-version", STATELESS), ("mcp-method", "server/discover")];
    assert_eq!(outcome(&discovering, &with_meta("server/discover", "", &stateless)), (200, "Discover".to_owned()));
}

#[test]
fn a_name_is_the_same_as_it_is_or_in_base64() {
    let calling = |header: &str, name: &str| {
        let headers = [("mcp-protocol-version", STATELESS), ("mcp-method", "tools/call"), ("mcp-name", header)];
        let name = format!(r#""name":{},"#, json!(name));
        outcome(&headers, &with_meta("tools/call", &name, &meta(STATELESS))).0
    };
    for (header, name) in
        [("plan", "plan"), ("=?base64?cGxhbg==?=", "plan"), ("=?base64?cGzDpG4=?=", "plän"), ("=?base64??=", "")]
    {
        assert_eq!(calling(header, name), 200, "{header} {name}");
    }
    for (header, name) in [
        ("Plan", "plan"),
        ("progress", "plan"),
        ("", "plan"),
        ("=?base64?cGxhbg==", "plan"),
        ("=?base64?cGxhbg?=", "plan"),
        ("=?base64?%%%?=", "plan"),
        ("=?base64?cGxhbg==?=", "=?base64?cGxhbg==?="),
    ] {
        assert_eq!(calling(header, name), 400, "{header} {name}");
    }
    let stateless = meta(STATELESS);
    let reading = [("mcp-protocol-version", STATELESS), ("mcp-method", "resources/read")];
    assert_eq!(outcome(&reading, &with_meta("resources/read", r#""uri":"x:y","#, &stateless)).0, 400, "no Mcp-Name");
}

#[test]
fn a_handshake_is_answered_with_its_version_or_the_newest_that_has_one() {
    for (asked, answered) in [
        (json!("2025-11-25"), "2025-11-25"),
        (json!("2025-06-18"), "2025-06-18"),
        (json!("2025-03-26"), "2025-03-26"),
        (json!("2024-11-05"), "2025-11-25"),
        (json!(STATELESS), "2025-11-25"),
        (json!(7), "2025-11-25"),
    ] {
        assert_eq!(agreed(Some(&asked)), answered, "{asked}");
    }
    assert_eq!(agreed(None), "2025-11-25");
}

#[test]
fn an_id_comes_back_as_it_was_also_from_a_refusal() {
    for id in [json!(1), json!("x"), json!(""), json!(-7), json!(1.5), json!(u64::MAX), json!(i64::MIN)] {
        let of_body = |body: &Value| match read(&HeaderMap::new(), body.to_string().as_bytes()) {
            Ok(Message::Call(call, _)) => call.result(Map::new())["id"].clone(),
            Ok(Message::Notification) => panic!("{body}"),
            Err(fault) => fault.body()["id"].clone(),
        };
        assert_eq!(of_body(&json!({ "jsonrpc": "2.0", "id": id, "method": "ping" })), id);
        assert_eq!(of_body(&json!({ "jsonrpc": "2.0", "id": id, "method": "none" })), id);
        assert_eq!(of_body(&json!({ "jsonrpc": "2.0", "id": id })), id);
    }
}

#[test]
fn only_the_stateless_revision_says_that_a_result_is_complete_and_how_long_it_may_be_kept() {
    let result = |is_stateless, is_public| Call { id: json!(1), is_stateless, is_public }.result(Map::new());
    for is_public in [false, true] {
        assert_eq!(result(false, is_public), json!({ "jsonrpc": "2.0", "id": 1, "result": {} }));
    }
    let listed = &result(true, true)["result"];
    assert_eq!((&listed["resultType"], &listed["cacheScope"]), (&json!("complete"), &json!("public")));
    assert_eq!(listed["_meta"][META_SERVER]["name"], "darasa");
    let called = &result(true, false)["result"];
    assert_eq!((called["resultType"].as_str(), called.get("ttlMs")), (Some("complete"), None));
}

#[test]
fn reading_takes_a_step_a_byte() {
    let body = |size: usize| format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{}"}}"#, r"\\".repeat(size / 2));
    crate::base::steps::assert_linear("a method", 24_000, |size| drop(read(&HeaderMap::new(), body(size).as_bytes())));
}
