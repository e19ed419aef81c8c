//! Connect protocol as Arcjet's SDKs speak it: encodings, versions of HTTP, refusals, time limits, faults.

use std::{fs, path::Path, time::Duration};

use darasa_local::emulators::arcjet::{ArcjetSettings, Encoding, Rpc};
use darasa_local::emulators::{ArcjetEmulator, Fault};
use http::Version;
use prost_reflect::{prost::Message, prost_types::FileDescriptorProto};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::arcjet::{Arcjet, SERVICE, details};
use crate::captures::{captured, client};

const CAPTURED: [&str; 17] = [
    "01-shield-bot-tokenbucket",
    "02-shield-bot-slidingwindow",
    "03-tokenbucket-userid",
    "04-fixedwindow",
    "05-global-characteristics-dryrun",
    "06-missing-user-agent",
    "10-report-local-bot-deny",
    "11-report-local-bot-deny-cached",
    "12-googlebot-after-curl-same-ip",
    "13-googlebot-allowed",
    "20-edge-json-decide",
    "21-edge-json-report",
    "38-token-bucket-without-requested-decide",
    "41-fail-open-503-decide",
    "41-fail-open-503-report",
    "42-two-rate-limits-decide",
    "43-all-kinds-order-decide",
];

/// What an official client sent, and for which procedure.
fn capture(name: &str) -> (Rpc, Value, Value) {
    let capture = captured(&format!("arcjet/{name}"));
    let rpc = if capture["path"].as_str().unwrap().ends_with("Report") { Rpc::Report } else { Rpc::Decide };
    let body = match capture["bodyRaw"].as_str() {
        Some(raw) => serde_json::from_str(raw).unwrap(),
        None => capture["bodyDecoded"].clone(),
    };
    (rpc, body, capture)
}

fn with_http2() -> Client {
    // Installs the crypto provider that every client wants.
    drop(client());
    Client::builder().no_proxy().http2_prior_knowledge().build().unwrap()
}

async fn refusal(reply: Response) -> (u16, String, String) {
    assert_eq!(reply.headers()["content-type"], "application/json");
    let status = reply.status().as_u16();
    let body: Value = reply.json().await.unwrap();
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    (status, text("code"), text("message"))
}

#[tokio::test]
async fn every_captured_request_is_taken_over_both_versions_and_in_both_encodings() {
    let arcjet = Arcjet::start().await;
    let versions = [(client(), Version::HTTP_11), (with_http2(), Version::HTTP_2)];
    for name in CAPTURED {
        let (rpc, body, _) = capture(name);
        for (client, version) in &versions {
            for encoding in [Encoding::Json, Encoding::Proto] {
                let reply = arcjet.ask(client, rpc, encoding, &body).send().await.unwrap();

                assert_eq!((reply.status().as_u16(), reply.version()), (200, *version), "{name}");
                let reply = encoding.read_response(rpc, &reply.bytes().await.unwrap()).unwrap();
                let conclusion = reply["decision"]["conclusion"].as_str();
                assert_eq!(conclusion.is_some(), rpc == Rpc::Decide, "{name}: {reply}");
                let call = arcjet.emulator.calls().pop().unwrap();
                assert_eq!((call.rpc, call.encoding, call.version), (rpc, encoding, *version), "{name}");
                assert_eq!(call.body, body, "{name}");
            }
        }
    }
}

#[test]
fn a_captured_request_is_as_long_in_our_schema_as_it_was_on_the_wire() {
    for name in CAPTURED {
        let (rpc, body, capture) = capture(name);
        let encoding = match capture["headers"]["content-type"].as_str() {
            Some("application/json") => Encoding::Json,
            _ => Encoding::Proto,
        };
        let written = encoding.write_request(rpc, &body).unwrap();
        assert_eq!(json!(written.len()), capture["bodyBytes"], "{name}");
    }
}

#[tokio::test]
async fn both_encodings_mean_the_same() {
    for name in CAPTURED {
        let (rpc, body, _) = capture(name);
        if rpc == Rpc::Report {
            continue;
        }
        let (one, other) = (Arcjet::start().await, Arcjet::start().await);
        let mut json = one.decide_in(Encoding::Json, &body).await;
        let mut proto = other.decide_in(Encoding::Proto, &body).await;
        let ids = [&mut json, &mut proto].map(|decision| decision["id"].take());
        assert_eq!(json, proto, "{name}");
        for id in ids {
            let id = id.as_str().unwrap().strip_prefix("req_").unwrap();
            assert!(id.len() == 26 && id.bytes().all(|byte| !b"ilou".contains(&byte)), "{id}");
            assert!(id.starts_with("01m8"), "it begins with the time: {id}");
        }
    }
}

#[tokio::test]
async fn the_smallest_messages_are_these_bytes() {
    let arcjet = Arcjet::start().await;
    let (_, report, _) = capture("10-report-local-bot-deny");
    for (encoding, nothing) in [(Encoding::Json, "{}"), (Encoding::Proto, "")] {
        let reply = arcjet.ask(&arcjet.client, Rpc::Report, encoding, &report).send().await.unwrap();
        assert_eq!(reply.bytes().await.unwrap(), nothing);
    }
    let allowed = [0x0a, 0x02, 0x10, 0x01];
    let read = Encoding::Proto.read_response(Rpc::Decide, &allowed).unwrap();
    assert_eq!(read, json!({"decision": {"conclusion": "CONCLUSION_ALLOW"}}));
}

#[tokio::test]
async fn numbers_and_names_of_the_schema_are_as_good_as_json_names() {
    let arcjet = Arcjet::start().await;
    let rule = json!({"rate_limit": {"mode": 2, "algorithm": 2, "max": 1, "window_in_seconds": 60, "to_come": true}});
    let decision = arcjet.visit(json!([rule])).await;
    assert_eq!(decision["ruleResults"][0]["state"], "RULE_STATE_RUN");
    assert_eq!(decision["ruleResults"][0]["reason"]["rateLimit"]["windowInSeconds"], 60);
}

#[tokio::test]
async fn a_ping_is_answered() {
    let arcjet = Arcjet::start().await;
    let address = arcjet.emulator.url().replace("http://", "");
    let mut socket = TcpStream::connect(address).await.unwrap();
    let (settings, ping) = ([0, 0, 0, 4, 0, 0, 0, 0, 0], [0, 0, 8, 6, 0, 0, 0, 0, 0]);
    let hello = [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".as_slice(), &settings, &ping, b"any body"].concat();
    socket.write_all(&hello).await.unwrap();
    loop {
        let mut head = [0; 9];
        socket.read_exact(&mut head).await.unwrap();
        let mut payload = vec![0; usize::from(head[2])];
        socket.read_exact(&mut payload).await.unwrap();
        if head[3] == 6 {
            assert_eq!((head[4], payload.as_slice()), (1, b"any body".as_slice()));
            break;
        }
    }
}

#[tokio::test]
async fn only_known_keys_are_answered() {
    let arcjet = Arcjet::start().await;
    let ask = |key: Option<&str>| {
        let request = arcjet.client.post(format!("{}{SERVICE}/Decide", arcjet.emulator.url()));
        let request = request.json(&json!({"details": details()}));
        match key {
            Some(key) => request.bearer_auth(key),
            None => request,
        }
    };
    for key in [None, Some("ajkey_somebody_elses")] {
        let refused = refusal(ask(key).send().await.unwrap()).await;
        assert_eq!(refused, (401, "unauthenticated".to_owned(), "invalid key".to_owned()));
    }
    assert_eq!(ask(Some(&arcjet.emulator.key())).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_visit_without_address_or_details_is_refused() {
    let arcjet = Arcjet::start().await;
    let mut bodies = vec![(json!({}), "request details failed validation")];
    for name in ["method", "host", "path", "headers"] {
        let mut details = details();
        details.as_object_mut().unwrap().remove(name);
        bodies.push((json!({"details": details}), "request details failed validation"));
    }
    let mut nowhere = details();
    nowhere["ip"] = json!("");
    bodies.push((json!({"details": nowhere}), "client IP not provided"));
    for (body, message) in bodies {
        for (rpc, encoding) in [(Rpc::Decide, Encoding::Json), (Rpc::Report, Encoding::Proto)] {
            let refused = refusal(arcjet.ask(&arcjet.client, rpc, encoding, &body).send().await.unwrap()).await;
            assert_eq!(refused, (400, "failed_precondition".to_owned(), message.to_owned()), "{body}");
        }
    }
}

#[tokio::test]
async fn what_is_not_connect_is_told_so() {
    let arcjet = Arcjet::start().await;
    let (key, url) = (arcjet.emulator.key(), arcjet.emulator.url());
    let send = |method: Method, path: &str, kind: &str, version: &str, body: &str| {
        let request = arcjet.client.request(method, format!("{url}{path}")).header("content-type", kind);
        request.header("connect-protocol-version", version).bearer_auth(&key).body(body.to_owned()).send()
    };
    let decide = format!("{SERVICE}/Decide");
    let get = send(Method::GET, &decide, "application/json", "1", "{}").await.unwrap();
    assert_eq!((get.status().as_u16(), &get.headers()["allow"]), (405, &"POST".parse().unwrap()));
    let nothing = send(Method::POST, &format!("{SERVICE}/Guess"), "application/json", "1", "{}").await.unwrap();
    assert_eq!(nothing.status(), 404);
    let kind = send(Method::POST, &decide, "application/grpc", "1", "{}").await.unwrap();
    assert_eq!(kind.status(), 415);
    assert_eq!(kind.headers()["accept-post"], "application/json, application/proto");

    for (version, body, said) in
        [("2", "{}", "connect-protocol-version"), ("1", "{\"details\": 7}", "unmarshal message")]
    {
        let reply = send(Method::POST, &decide, "application/json; charset=utf-8", version, body).await.unwrap();
        let (status, code, message) = refusal(reply).await;
        assert_eq!((status, code.as_str()), (400, "invalid_argument"));
        assert!(message.contains(said), "{message}");
    }
    let (status, code, _) = refusal(send(Method::POST, &decide, "application/proto", "1", "{}").await.unwrap()).await;
    assert_eq!((status, code.as_str()), (400, "invalid_argument"));
}

#[tokio::test]
async fn a_decision_that_does_not_come_in_time_is_given_up() {
    let arcjet = Arcjet::start().await;
    arcjet.emulator.fail_next(1, Fault::Hang);
    let body = json!({"details": details()});
    let ask = |limit: &str| {
        let request = arcjet.ask(&arcjet.client, Rpc::Decide, Encoding::Proto, &body);
        request.header("connect-timeout-ms", limit).send()
    };

    let began = Instant::now();
    let (status, code, _) = refusal(ask("120").await.unwrap()).await;
    assert_eq!((status, code.as_str()), (504, "deadline_exceeded"));
    assert!(began.elapsed() >= Duration::from_millis(120));

    assert_eq!(ask("10000").await.unwrap().status(), 200);
    for nonsense in ["soon", "-1", "12345678901"] {
        assert_eq!(refusal(ask(nonsense).await.unwrap()).await.1, "invalid_argument");
    }
}

#[tokio::test]
async fn decisions_go_wrong_as_asked_for_and_reports_only_in_an_outage() {
    let arcjet = Arcjet::start().await;
    let emulator = &arcjet.emulator;
    for fault in [Fault::Status(503), Fault::RateLimited(7), Fault::Garbage, Fault::Raw("{}".into()), Fault::Drop] {
        emulator.fail_next(1, fault);
    }
    let body = json!({"details": details()});
    let client = with_http2();
    let send = |rpc| arcjet.ask(&client, rpc, Encoding::Json, &body).send();

    assert_eq!(send(Rpc::Report).await.unwrap().status(), 200);
    assert_eq!(refusal(send(Rpc::Decide).await.unwrap()).await.1, "unavailable");
    let limited = send(Rpc::Decide).await.unwrap();
    assert_eq!(limited.headers()["retry-after"], "7");
    assert_eq!(refusal(limited).await.1, "resource_exhausted");
    assert!(send(Rpc::Decide).await.unwrap().json::<Value>().await.is_err());
    assert_eq!(send(Rpc::Decide).await.unwrap().text().await.unwrap(), "{}");
    assert!(send(Rpc::Decide).await.is_err());
    assert_eq!(send(Rpc::Decide).await.unwrap().status(), 200);

    emulator.fail_always(Fault::Status(500));
    assert_eq!(refusal(send(Rpc::Report).await.unwrap()).await.0, 500);
    emulator.recover();
    assert_eq!(send(Rpc::Report).await.unwrap().status(), 200);
    assert_eq!((emulator.decides().len(), emulator.reports().len()), (6, 3));
}

#[tokio::test]
async fn it_is_moved_from_outside_only_when_it_was_set_up_so() {
    let closed = ArcjetEmulator::start().await.unwrap();
    let open = ArcjetSettings { control: true, ..ArcjetSettings::default() };
    let open = ArcjetEmulator::start_with(open).await.unwrap();
    let post = |emulator: &ArcjetEmulator, path: &str, body: Value| {
        client().post(format!("{}/control/{path}", emulator.url())).json(&body).send()
    };
    assert_eq!(post(&closed, "clock", json!({"seconds": 60})).await.unwrap().status(), 404);

    let now = post(&open, "clock", json!({"seconds": 3_600})).await.unwrap();
    assert_eq!(now.status(), 200);
    assert_eq!(post(&open, "clock", json!({"hours": 1})).await.unwrap().status(), 400);
    assert_eq!(post(&open, "outage", json!({"fault": {"status": 503}})).await.unwrap().status(), 200);
    let decide = || {
        let request = client().post(format!("{}{SERVICE}/Decide", open.url())).bearer_auth(open.key());
        request.json(&json!({"details": details()})).send()
    };
    assert_eq!(decide().await.unwrap().status(), 503);
    assert_eq!(post(&open, "outage", json!({})).await.unwrap().status(), 200);
    let known = json!({"ip": "8.8.4.4", "hosting": true, "bots": "spoofed"});
    assert_eq!(post(&open, "addresses", known).await.unwrap().status(), 200);
    let decision: Value = decide().await.unwrap().json().await.unwrap();
    assert_eq!(decision["decision"]["ipDetails"], json!({"asnType": "hosting", "isHosting": true}));

    let calls = client().get(format!("{}/control/calls?after=1", open.url())).send().await.unwrap();
    let calls: Value = calls.json().await.unwrap();
    assert_eq!((&calls["count"], calls["calls"].as_array().unwrap().len()), (&json!(2), 1));
    let last = &calls["calls"][0];
    assert_eq!((&last["rpc"], &last["version"]), (&json!("Decide"), &json!("HTTP/1.1")));
    assert_eq!(last["body"], json!({"details": details()}));
}

#[test]
fn the_descriptor_is_made_of_the_schema() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/emulators/arcjet");
    let text = fs::read_to_string(source.join("decide.proto")).unwrap();
    let file = protox_parse::parse("decide.proto", &text).unwrap();
    // Without the line and column of each word.
    let made = FileDescriptorProto { source_code_info: None, ..file }.encode_to_vec();
    let fresh = Path::new(env!("CARGO_TARGET_TMPDIR")).join("decide.binpb");
    fs::write(&fresh, &made).unwrap();

    let kept = source.join("decide.binpb");
    let is_kept = fs::read(&kept).unwrap() == made;
    assert!(is_kept, "decide.proto was changed: cp {} {}", fresh.display(), kept.display());
}
