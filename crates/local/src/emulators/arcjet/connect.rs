//! Connect protocol: the two procedures, what is demanded of a request, and the form of a reply or an error.

use std::future::pending;
use std::time::Duration;

use http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, Method, Response, StatusCode};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use super::account::Account;
use super::control;
use super::decide::decide;
use super::error::{Code, ConnectError};
use super::request::Request;
use super::wire::{Encoding, Rpc};
use crate::emulators::Fault;
use crate::emulators::journal::ConnectionCut;
use crate::emulators::journal::Received;
use crate::emulators::playback::Playback;
use crate::emulators::server::Reply;

pub(crate) async fn answer(account: &Account, received: &Received) -> Reply {
    if account.settings.control && received.path.starts_with(control::PREFIX) {
        return Ok(control::answer(account, received));
    }
    let Some(rpc) = Rpc::of(&received.path) else { return Ok(bare(StatusCode::NOT_FOUND)) };
    if received.method != Method::POST {
        let mut refusal = bare(StatusCode::METHOD_NOT_ALLOWED);
        refusal.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
        return Ok(refusal);
    }
    let Some(encoding) = received.header("content-type").and_then(Encoding::of) else {
        let mut refusal = bare(StatusCode::UNSUPPORTED_MEDIA_TYPE);
        refusal.headers_mut().insert("accept-post", HeaderValue::from_static("application/json, application/proto"));
        return Ok(refusal);
    };

    let answering = afflicted(account, rpc, encoding, received);
    match time_limit(received) {
        Err(error) => Ok(error.reply()),
        Ok(None) => answering.await,
        Ok(Some(limit)) => timeout(limit, answering).await.unwrap_or_else(|_| Ok(ConnectError::too_late().reply())),
    }
}

/// The time that the client gives; it may leave the choice to us.
fn time_limit(received: &Received) -> Result<Option<Duration>, ConnectError> {
    let Some(text) = received.header("connect-timeout-ms") else { return Ok(None) };
    let short = text.len() <= 10 && text.bytes().all(|byte| byte.is_ascii_digit());
    let milliseconds = text.parse().ok().filter(|_| short);
    let milliseconds = milliseconds.ok_or_else(|| {
        ConnectError::new(Code::InvalidArgument, format!("protocol error: invalid connect-timeout-ms {text:?}"))
    })?;
    Ok(Some(Duration::from_millis(milliseconds)))
}

/// The answer, or what was to go wrong instead.
async fn afflicted(account: &Account, rpc: Rpc, encoding: Encoding, received: &Received) -> Reply {
    match next_fault(account, rpc) {
        Some(Fault::Status(status)) => Ok(ConnectError::of_status(status).reply()),
        Some(Fault::RateLimited(seconds)) => {
            let mut reply = ConnectError::of_status(429).reply();
            reply.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            Ok(reply)
        }
        Some(Fault::Garbage) => Ok(written(encoding, b"<html>502 Bad Gateway</html>".to_vec())),
        Some(Fault::Raw(bytes)) => Ok(written(encoding, bytes.to_vec())),
        Some(Fault::Drop) => Err(ConnectionCut),
        Some(Fault::Hang) => pending().await,
        Some(Fault::Delay(time)) => {
            sleep(time).await;
            Ok(respond(account, rpc, encoding, received))
        }
        None => Ok(respond(account, rpc, encoding, received)),
    }
}

/// Faults asked for one by one are those of decisions: a report comes when it likes.
fn next_fault(account: &Account, rpc: Rpc) -> Option<Fault> {
    let mut state = account.state();
    let next = if rpc == Rpc::Decide { state.faults.pop_front() } else { None };
    next.or_else(|| state.outage.clone())
}

fn respond(account: &Account, rpc: Rpc, encoding: Encoding, received: &Received) -> Response<Playback> {
    let response = perform(account, rpc, encoding, received);
    let bytes = response.and_then(|response| {
        let written = encoding.write_response(rpc, &response);
        written.map_err(|error| ConnectError::new(Code::Internal, format!("marshal message: {error}")))
    });
    match bytes {
        Ok(bytes) => written(encoding, bytes),
        Err(error) => error.reply(),
    }
}

fn perform(account: &Account, rpc: Rpc, encoding: Encoding, received: &Received) -> Result<Value, ConnectError> {
    match received.header("connect-protocol-version") {
        None | Some("1") => {}
        Some(version) => {
            let message = format!("connect-protocol-version must be \"1\": got {version:?}");
            return Err(ConnectError::new(Code::InvalidArgument, message));
        }
    }
    let site = admit(account, received)?;
    if let Some(coding) = received.header("content-encoding").filter(|coding| *coding != "identity") {
        let message = format!("unknown compression {coding:?}: supported encodings are identity");
        return Err(ConnectError::new(Code::Unimplemented, message));
    }
    let unreadable = |error| ConnectError::new(Code::InvalidArgument, format!("unmarshal message: {error}"));
    let message = encoding.read_request(rpc, &received.bytes).map_err(unreadable)?;
    let request: Request = serde_json::from_value(message).map_err(|error| unreadable(error.to_string()))?;
    let details = complete(&request)?;
    match rpc {
        Rpc::Decide => Ok(json!({"decision": decide(account, site, &request, details)})),
        Rpc::Report => Ok(json!({})),
    }
}

fn admit<'a>(account: &Account, received: &'a Received) -> Result<&'a str, ConnectError> {
    let key = received.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
    key.filter(|key| account.settings.keys.iter().any(|known| known == key))
        .ok_or_else(|| ConnectError::new(Code::Unauthenticated, "invalid key"))
}

/// Details with everything that the service asks for.
fn complete(request: &Request) -> Result<&super::request::Details, ConnectError> {
    let incomplete = |message| ConnectError::new(Code::FailedPrecondition, message);
    let details = request.details.as_ref().ok_or_else(|| incomplete("request details failed validation"))?;
    if details.ip.is_empty() {
        return Err(incomplete("client IP not provided"));
    }
    if [&details.method, &details.host, &details.path].iter().any(|text| text.is_empty()) || details.headers.is_empty()
    {
        return Err(incomplete("request details failed validation"));
    }
    Ok(details)
}

fn written(encoding: Encoding, bytes: Vec<u8>) -> Response<Playback> {
    let mut reply = Response::new(Playback::whole(bytes));
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(encoding.content_type()));
    reply
}

fn bare(status: StatusCode) -> Response<Playback> {
    let mut reply = Response::new(Playback::new([]));
    *reply.status_mut() = status;
    reply
}
