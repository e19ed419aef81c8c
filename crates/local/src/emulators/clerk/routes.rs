//! Routes of the emulated Clerk: key set, users, and the sessions with which official clients make tokens for tests.

use std::future::pending;

use http::{Method, Response};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::error::{ClerkError, json_reply, reply};
use super::instance::Instance;
use crate::emulators::Fault;
use crate::emulators::journal::ConnectionCut;
use crate::emulators::journal::Received;
use crate::emulators::playback::Playback;
use crate::emulators::server::Reply;

const SESSION_LIFETIME: i64 = 7 * 24 * 60 * 60 * 1000;
const DEFAULT_PAGE: usize = 10;
const LARGEST_PAGE: usize = 500;

pub(crate) async fn answer(clerk: &Instance, received: &Received) -> Reply {
    let fault = clerk.state().faults.pop_front();
    match fault {
        Some(Fault::Status(status)) => Ok(refuse(clerk, &ClerkError::of_status(status))),
        Some(Fault::RateLimited(seconds)) => Ok(refuse(clerk, &ClerkError::rate_limited(seconds))),
        Some(Fault::Garbage) => Ok(reply("<html>502 Bad Gateway</html>")),
        Some(Fault::Raw(bytes)) => Ok(reply(bytes)),
        Some(Fault::Drop) => Err(ConnectionCut),
        Some(Fault::Hang) => pending().await,
        Some(Fault::Delay(time)) => {
            sleep(time).await;
            Ok(respond(clerk, received))
        }
        None => Ok(respond(clerk, received)),
    }
}

fn respond(clerk: &Instance, received: &Received) -> Response<Playback> {
    match route(clerk, received) {
        Ok(value) => json_reply(&value),
        Err(error) => refuse(clerk, &error),
    }
}

fn refuse(clerk: &Instance, error: &ClerkError) -> Response<Playback> {
    error.reply(clerk.issue())
}

fn route(clerk: &Instance, received: &Received) -> Result<Value, ClerkError> {
    let path: Vec<&str> = received.path.trim_start_matches('/').split('/').collect();
    // The public key set is there for anybody; all else wants the secret.
    if (&received.method, path.as_slice()) == (&Method::GET, &[".well-known", "jwks.json"]) {
        return Ok(jwks(clerk));
    }
    admit(clerk, received)?;

    match (&received.method, path.as_slice()) {
        (&Method::GET, ["v1", "jwks"]) => Ok(jwks(clerk)),
        (&Method::GET, ["v1", "users"]) => users(clerk, received),
        (&Method::GET, ["v1", "users", id]) => user(clerk, id),
        (&Method::DELETE, ["v1", "users", id]) => delete_user(clerk, id),
        (&Method::POST, ["v1", "sessions"]) => open_session(clerk, &received.body),
        (&Method::POST, ["v1", "sessions", id, "tokens"]) => token(clerk, id, &received.body),
        _ => Err(ClerkError::no_such_path()),
    }
}

fn admit(clerk: &Instance, received: &Received) -> Result<(), ClerkError> {
    let secret = received.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
    match secret {
        None => Err(ClerkError::no_secret()),
        Some(secret) if secret != clerk.settings.secret_key => Err(ClerkError::wrong_secret()),
        Some(_) => Ok(()),
    }
}

fn jwks(clerk: &Instance) -> Value {
    let state = clerk.state();
    json!({"keys": state.keys.iter().map(|key| key.jwk()).collect::<Vec<_>>()})
}

/// The newest first, unless somebody asks for another order; only that by age is known here.
fn users(clerk: &Instance, received: &Received) -> Result<Value, ClerkError> {
    let number = |name, default| match received.parameter(name) {
        Some(value) => value.parse::<usize>().map_err(|_| ClerkError::wrong_parameter(name)),
        None => Ok(default),
    };
    let (limit, offset) = (number("limit", DEFAULT_PAGE)?, number("offset", 0)?);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        return Err(ClerkError::wrong_parameter("limit"));
    }

    let state = clerk.state();
    let mut users: Vec<_> = state.users.values().collect();
    // A plus sign that is not encoded would be a blank.
    match received.parameter("order_by") {
        None | Some("-created_at") => users.sort_by_key(|user| std::cmp::Reverse(user.created_at)),
        Some("%2Bcreated_at" | "created_at") => users.sort_by_key(|user| user.created_at),
        Some(_) => return Err(ClerkError::wrong_parameter("order_by")),
    }
    Ok(users.into_iter().skip(offset).take(limit).map(|user| user.json()).collect())
}

fn user(clerk: &Instance, id: &str) -> Result<Value, ClerkError> {
    clerk.user(id).map(|user| user.json()).ok_or_else(|| ClerkError::no_user(id))
}

/// Nobody is known by that id any more, not even where everybody else is.
fn delete_user(clerk: &Instance, id: &str) -> Result<Value, ClerkError> {
    clerk.user(id).ok_or_else(|| ClerkError::no_user(id))?;
    clerk.delete(id);
    Ok(json!({"object": "user", "id": id, "deleted": true}))
}

fn open_session(clerk: &Instance, body: &Value) -> Result<Value, ClerkError> {
    let user = body["user_id"].as_str().unwrap_or_default();
    let (number, now) = (clerk.issue(), clerk.now().as_millisecond());
    clerk.user(user).ok_or_else(|| ClerkError::no_user(user))?;
    let id = format!("sess_{number:027}");
    clerk.state().sessions.insert(id.clone(), (user.to_owned(), clerk.now()));

    Ok(json!({
        "object": "session",
        "id": id,
        "client_id": format!("client_{number:027}"),
        "user_id": user,
        "status": "active",
        "last_active_at": now,
        "expire_at": now + SESSION_LIFETIME,
        "abandon_at": now + 4 * SESSION_LIFETIME,
        "created_at": now,
        "updated_at": now,
    }))
}

fn token(clerk: &Instance, session: &str, body: &Value) -> Result<Value, ClerkError> {
    let opened = clerk.state().sessions.get(session).cloned();
    let (user, at) = opened.ok_or_else(|| ClerkError::no_session(session))?;
    let minutes = clerk.now().duration_since(at).as_mins().max(0);
    let token = clerk.token(&user, Some(session)).verified_ago(minutes, None);
    let token = match body["expires_in_seconds"].as_i64() {
        Some(seconds) => token.expires_in(seconds),
        None => token,
    };

    Ok(json!({"object": "token", "jwt": token.mint()}))
}
