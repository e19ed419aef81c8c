//! Control routes of the emulated Arcjet: move its clock, make it fail, and read what it was asked, for clients in
//! another process.

use std::time::Duration;

use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, Response, StatusCode};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Value, json};

use super::account::Account;
use super::address::Address;
use super::call;
use crate::emulators::Fault;
use crate::emulators::journal::Received;
use crate::emulators::playback::Playback;

pub(crate) const PREFIX: &str = "/control/";

#[derive(Deserialize)]
struct Advance {
    seconds: u32,
}

#[derive(Deserialize)]
struct Outage {
    /// Nothing goes wrong any more without it.
    fault: Option<Trouble>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Trouble {
    Status(u16),
    DelayMs(u64),
    Garbage,
    Drop,
    Hang,
}

#[derive(Deserialize)]
struct Known {
    ip: String,
    #[serde(flatten)]
    address: Address,
}

pub(crate) fn answer(account: &Account, received: &Received) -> Response<Playback> {
    let body = || received.body.clone();
    if (&received.method, &received.path[PREFIX.len()..]) == (&Method::GET, "calls") {
        let after = received.parameter("after").and_then(|after| after.parse().ok()).unwrap_or_default();
        return reply(StatusCode::OK, &call::since(&account.journal.entries(), after));
    }
    let done = match (&received.method, &received.path[PREFIX.len()..]) {
        (&Method::POST, "clock") => serde_json::from_value(body()).map(|advance| put_forward(account, &advance)),
        (&Method::POST, "outage") => serde_json::from_value(body()).map(|outage| go_wrong(account, outage)),
        (&Method::POST, "addresses") => serde_json::from_value(body()).map(|known| know(account, known)),
        _ => return reply(StatusCode::NOT_FOUND, &json!({"error": "POST clock, outage or addresses; GET calls"})),
    };
    match done {
        Ok(now) => reply(StatusCode::OK, &now),
        Err(error) => reply(StatusCode::BAD_REQUEST, &json!({"error": error.to_string()})),
    }
}

fn put_forward(account: &Account, advance: &Advance) -> Value {
    account.state().ahead += SignedDuration::from_secs(advance.seconds.into());
    json!({"now": account.now().to_string()})
}

fn go_wrong(account: &Account, outage: Outage) -> Value {
    account.state().outage = outage.fault.map(|trouble| match trouble {
        Trouble::Status(status) => Fault::Status(status),
        Trouble::DelayMs(milliseconds) => Fault::Delay(Duration::from_millis(milliseconds)),
        Trouble::Garbage => Fault::Garbage,
        Trouble::Drop => Fault::Drop,
        Trouble::Hang => Fault::Hang,
    });
    json!({})
}

fn know(account: &Account, known: Known) -> Value {
    account.state().addresses.insert(known.ip, known.address);
    json!({})
}

fn reply(status: StatusCode, value: &Value) -> Response<Playback> {
    let mut reply = Response::new(Playback::whole(value.to_string()));
    *reply.status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    reply
}
