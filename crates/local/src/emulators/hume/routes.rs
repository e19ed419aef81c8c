//! Routes of the emulated Hume: an access token, and a page of a chat.

use std::future::pending;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, Method, Response, StatusCode};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::Account;
use crate::emulators::Fault;
use crate::emulators::journal::ConnectionCut;
use crate::emulators::journal::Received;
use crate::emulators::playback::Playback;
use crate::emulators::server::Reply;

const DEFAULT_PAGE: usize = 10;
const LARGEST_PAGE: usize = 100;

/// A status, and a body in one of the shapes that Hume has for errors.
type Refusal = (StatusCode, Value);

pub(crate) async fn answer(account: &Account, received: &Received) -> Reply {
    let fault = account.state().faults.pop_front();
    match fault {
        Some(Fault::Status(status)) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            Ok(json_reply(status, &error("E0000", status, "An unexpected error occurred")))
        }
        Some(Fault::RateLimited(seconds)) => {
            let status = StatusCode::TOO_MANY_REQUESTS;
            let mut reply = json_reply(status, &error("E0300", status, "Rate limit exceeded"));
            reply.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            Ok(reply)
        }
        Some(Fault::Garbage) => Ok(reply(StatusCode::OK, "<html>502 Bad Gateway</html>")),
        Some(Fault::Raw(bytes)) => Ok(reply(StatusCode::OK, bytes)),
        Some(Fault::Drop) => Err(ConnectionCut),
        Some(Fault::Hang) => pending().await,
        Some(Fault::Delay(time)) => {
            sleep(time).await;
            Ok(respond(account, received))
        }
        None => Ok(respond(account, received)),
    }
}

fn respond(account: &Account, received: &Received) -> Response<Playback> {
    let path: Vec<&str> = received.path.trim_start_matches('/').split('/').collect();
    let answer = match (&received.method, path.as_slice()) {
        (&Method::POST, ["oauth2-cc", "token"]) => token(account, received),
        (&Method::GET, ["v0", "evi", "chats", id]) => {
            admit(account, received).and_then(|()| page(account, id, received))
        }
        _ => Err(not_found("The requested resource was not found")),
    };
    match answer {
        Ok(value) => json_reply(StatusCode::OK, &value),
        Err((status, value)) => json_reply(status, &value),
    }
}

/// Whoever has the account's two keys gets a token for everything in it.
fn token(account: &Account, received: &Received) -> Result<Value, Refusal> {
    let settings = &account.settings;
    let expected = STANDARD.encode(format!("{}:{}", settings.api_key, settings.secret_key));
    if received.header("authorization") != Some(&format!("Basic {expected}")) {
        let detail = json!({"errorcode": "oauth.v2.InvalidClientIdentifier"});
        let fault = json!({"faultstring": "Invalid client identifier", "detail": detail});
        return Err((StatusCode::UNAUTHORIZED, json!({"fault": fault})));
    }
    if received.bytes != "grant_type=client_credentials" {
        return Err((StatusCode::BAD_REQUEST, json!({"fault": {"faultstring": "Required param : grant_type"}})));
    }
    let mut state = account.state();
    let token = format!("access-token-{}", state.tokens.len() + 1);
    state.tokens.push(token.clone());

    Ok(json!({
        "access_token": token,
        "token_type": "bearer",
        "expires_in": 1800,
        "grant_type": "client_credentials",
        "issued_at": settings.clock.now().as_millisecond(),
    }))
}

fn admit(account: &Account, received: &Received) -> Result<(), Refusal> {
    let bearer = received.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
    let by_token = bearer.is_some_and(|given| account.state().tokens.iter().any(|token| token == given));
    match by_token || received.header("x-hume-api-key") == Some(&account.settings.api_key) {
        true => Ok(()),
        false => Err((StatusCode::UNAUTHORIZED, json!({"message": "Unauthorized"}))),
    }
}

fn page(account: &Account, id: &str, received: &Received) -> Result<Value, Refusal> {
    let size = number(received, "page_size", DEFAULT_PAGE).filter(|size| (1..=LARGEST_PAGE).contains(size));
    let size = size.ok_or_else(|| bad_request("page_size must be between 1 and 100"))?;
    let number = number(received, "page_number", 0).ok_or_else(|| bad_request("page_number must not be negative"))?;
    let ascending = received.parameter("ascending_order") != Some("false");

    let state = account.state();
    let chat = state.chats.get(id).ok_or_else(|| not_found(&format!("Chat with ID {id} not found")))?;
    Ok(chat.page(&account.settings.config_id, number, size, ascending))
}

/// None: it is there, and it is no number.
fn number(received: &Received, name: &str, default: usize) -> Option<usize> {
    received.parameter(name).map_or(Some(default), |value| value.parse().ok())
}

fn bad_request(message: &str) -> Refusal {
    (StatusCode::BAD_REQUEST, error("E0000", StatusCode::BAD_REQUEST, message))
}

fn not_found(message: &str) -> Refusal {
    (StatusCode::NOT_FOUND, error("E0708", StatusCode::NOT_FOUND, message))
}

fn error(code: &str, status: StatusCode, message: &str) -> Value {
    json!({"code": code, "error": status.canonical_reason(), "message": message})
}

fn json_reply(status: StatusCode, value: &Value) -> Response<Playback> {
    reply(status, value.to_string())
}

fn reply(status: StatusCode, body: impl Into<Bytes>) -> Response<Playback> {
    let mut reply = Response::new(Playback::whole(body));
    *reply.status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    reply
}
