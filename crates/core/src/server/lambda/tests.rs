//! AWS Lambda, its tests: events as its fronts write them, and replies as they read them.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use http_body::{Body as HttpBody, Frame};
use http_body_util::StreamBody;
use serde_json::{Value, json};

use super::*;

fn function_url(more: Value) -> Value {
    let mut event = json!({
        "version": "2.0", "routeKey": "$default", "rawPath": "/api/a%2Fb/%2e%2e/c", "rawQueryString": "q=%20a&q=b",
        "cookies": ["a=1", "b=2"], "headers": { "host": "x.lambda-url.eu-central-1.on.aws", "x-many": "1,2" },
        "requestContext": { "http": { "method": "PATCH", "path": "/ignored", "sourceIp": "8.8.4.4" } },
        "isBase64Encoded": false, "body": "{\"a\":1}",
    });
    for (name, value) in more.as_object().unwrap() {
        event[name] = value.clone();
    }
    event
}

fn rest_api() -> Value {
    json!({
        "resource": "/{proxy+}", "path": "/api/a%2Fb", "httpMethod": "POST",
        "headers": { "x-many": "2" }, "multiValueHeaders": { "x-many": ["1", "2"], "cookie": ["a=1"] },
        "queryStringParameters": { "q": "b" }, "multiValueQueryStringParameters": { "q": ["a b", "&"] },
        "requestContext": { "stage": "prod", "httpMethod": "POST", "identity": { "sourceIp": "8.8.4.4" } },
        "isBase64Encoded": true, "body": "AP8=",
    })
}

async fn read_all(event: Value) -> (Method, String, HeaderMap, Bytes, String) {
    let HttpEvent { head, body, client_ip } = read(event.to_string().as_bytes()).unwrap();
    let body = body.collect().await.unwrap().to_bytes();
    (head.method, head.uri.to_string(), head.headers, body, client_ip.map(|ip| ip.to_string()).unwrap_or_default())
}

fn why(event: &[u8]) -> String {
    match read(event) {
        Ok(_) => panic!("it was read"),
        Err(Unreadable(cause)) => cause,
    }
}

#[tokio::test]
async fn the_request_of_a_function_url_is_as_it_was_sent() {
    let (method, uri, headers, body, ip) = read_all(function_url(json!({}))).await;
    assert_eq!((method, uri.as_str()), (Method::PATCH, "/api/a%2Fb/%2e%2e/c?q=%20a&q=b"));
    assert_eq!((&headers[header::COOKIE], &headers["x-many"]), (&"a=1; b=2".parse().unwrap(), &"1,2".parse().unwrap()));
    assert_eq!((&body[..], ip.as_str()), (&b"{\"a\":1}"[..], "8.8.4.4"));

    let (_, uri, headers, body, _) =
        read_all(function_url(json!({ "cookies": null, "body": null, "rawQueryString": "" }))).await;
    assert_eq!((uri.as_str(), headers.contains_key(header::COOKIE), body.len()), ("/api/a%2Fb/%2e%2e/c", false, 0));
}

#[tokio::test]
async fn the_request_of_a_rest_api_has_all_values_and_no_stage_in_its_path() {
    let (method, uri, headers, body, ip) = read_all(rest_api()).await;
    assert_eq!((method, uri.as_str()), (Method::POST, "/api/a%2Fb?q=a+b&q=%26"));
    assert_eq!(headers.get_all("x-many").iter().collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!((&body[..], ip.as_str()), (&[0, 255][..], "8.8.4.4"));
}

#[tokio::test]
async fn what_no_address_may_hold_is_encoded_and_nothing_panics() {
    let event = function_url(json!({ "rawPath": "/api/é ?#\"<>", "rawQueryString": "q=\"<é |{}\u{7}>#" }));
    let (_, uri, ..) = read_all(event).await;
    assert_eq!(uri, "/api/%C3%A9%20%3F%23%22%3C%3E?q=%22%3C%C3%A9%20|{}%07%3E%23");
    // A host or a scheme that no address has, by which others would find the path.
    let hosts = json!({ "headers": { "host": "a b", "x-forwarded-proto": "::" } });
    assert_eq!(read_all(function_url(hosts)).await.1, "/api/a%2Fb/%2e%2e/c?q=%20a&q=b");
}

#[test]
fn an_event_that_is_no_request_says_what_to_do_and_quotes_nothing() {
    let event = |value: Value| value.to_string().into_bytes();
    let balancer = json!({ "requestContext": { "elb": {} }, "httpMethod": "GET", "path": "/", "headers": {} });
    for (event, expected) in [
        (event(json!({})), "Function URL"),
        (event(json!({ "hunter2": [] })), "Function URL"),
        (event(json!({ "requestContext": { "hunter2": 1 } })), "Function URL"),
        (event(balancer), "a load balancer cannot stream a reply"),
        (b"{".to_vec(), "it ends too early"),
        (b"[\"hunter2\" hunter2".to_vec(), "line 1"),
        (event(function_url(json!({ "rawPath": "hunter2" }))), "no path"),
        (event(function_url(json!({ "rawPath": null }))), "no path"),
        (event(function_url(json!({ "rawPath": format!("/{}", "a".repeat(70_000)) }))), "no address"),
        (event(function_url(json!({ "body": "hunter2!", "isBase64Encoded": true }))), "the body is no base64"),
        (event(function_url(json!({ "headers": { "a b": "hunter2" } }))), "a value does not fit"),
        (event(function_url(json!({ "requestContext": { "http": { "method": "hunter 2" } } }))), "does not fit"),
    ] {
        let why = why(&event);
        assert!(why.contains(expected), "{why}, not {expected}");
        assert!(!why.contains("hunter"), "{why}");
    }
}

#[test]
fn only_who_shows_the_secret_is_our_front_and_says_whose_a_request_is() {
    let secret = SecretString::from("0123456789abcdef0123456789abcdef");
    let admit = |shown: Option<&str>, secret: Option<&SecretString>| {
        let mut event = function_url(json!({}));
        event["headers"]["x-real-ip"] = "1.1.1.1".into();
        shown.inspect(|shown| event["headers"]["x-origin-secret"] = (*shown).into());
        let admitted = read(event.to_string().as_bytes()).unwrap().admit(secret);
        admitted.map(|request| {
            (request.client_ip.unwrap().to_string(), request.head.headers.contains_key("x-origin-secret"))
        })
    };
    let told = |ip: &str| Some((ip.to_owned(), false));
    assert_eq!(admit(Some("0123456789abcdef0123456789abcdef"), Some(&secret)), told("1.1.1.1"));
    for shown in [None, Some(""), Some("0123456789abcdef0123456789abcde"), Some("0123456789ABCDEF0123456789abcdef")] {
        assert_eq!(admit(shown, Some(&secret)), None, "{shown:?}");
        assert_eq!(admit(shown, None), told("8.8.4.4"), "without a secret nobody is believed: {shown:?}");
    }
}

type Frames = StreamBody<futures_util::stream::Iter<std::vec::IntoIter<Result<Frame<Bytes>, BoxError>>>>;

fn frames(frames: Vec<Result<&'static str, &'static str>>) -> Frames {
    let frame =
        |piece: Result<&'static str, &'static str>| piece.map(|text| Frame::data(text.into())).map_err(Into::into);
    StreamBody::new(futures_util::stream::iter(frames.into_iter().map(frame).collect::<Vec<_>>()))
}

/// The chunks of a posted reply, and its trailers.
async fn posted<B: HttpBody<Data = Bytes, Error = BoxError> + Unpin>(body: B) -> (Vec<Bytes>, HeaderMap) {
    let mut body = body;
    let (mut chunks, mut trailers) = (Vec::new(), HeaderMap::new());
    while let Some(frame) = body.frame().await {
        match frame.unwrap().into_data() {
            Ok(data) => chunks.push(data),
            Err(frame) => trailers = frame.into_trailers().unwrap(),
        }
    }
    (chunks, trailers)
}

#[tokio::test]
async fn a_reply_is_a_prelude_and_eight_zeros_apart_and_its_pieces() {
    let mut reply = Response::new(frames(vec![Ok("a"), Ok("b")]));
    *reply.status_mut() = StatusCode::CREATED;
    for (name, value) in
        [("vary", "accept"), ("vary", "cookie"), ("set-cookie", "a=1; HttpOnly"), ("set-cookie", "b=2")]
    {
        reply.headers_mut().append(name, HeaderValue::from_static(value));
    }

    let (chunks, trailers) = posted(streamed_reply::stream(reply, false)).await;

    let prelude: Value = serde_json::from_slice(&chunks[0]).unwrap();
    let expected = json!({
        "statusCode": 201, "headers": { "vary": "accept, cookie" }, "cookies": ["a=1; HttpOnly", "b=2"],
    });
    assert_eq!(prelude, expected);
    assert_eq!(chunks[1..], [&[0; 8][..], b"a", b"b"]);
    assert!(trailers.is_empty());
}

#[tokio::test]
async fn a_body_that_breaks_ends_in_trailers_and_one_that_nobody_wants_is_left_out() {
    let broken = || Response::new(frames(vec![Ok("a"), Err("hunter2"), Ok("b")]));

    let (chunks, trailers) = posted(streamed_reply::stream(broken(), false)).await;
    assert_eq!(chunks[2..], [&b"a"[..]]);
    assert_eq!(trailers["lambda-runtime-function-error-type"], "Runtime.StreamError");
    let body = trailers["lambda-runtime-function-error-body"].to_str().unwrap();
    let body = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, body).unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body, json!({ "errorType": "Runtime.StreamError", "errorMessage": "the stream is broken" }));

    let (chunks, trailers) = posted(streamed_reply::stream(broken(), true)).await;
    assert_eq!((chunks.len(), trailers.len()), (2, 0), "HEAD");
}
