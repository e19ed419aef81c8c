//! Control routes of an emulated model: what it answers next, and what goes wrong then, for tests of a page or of a
//! client in another process. A page itself gets no answer here.

use http::{Method, Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Answer, Usage};
use super::error::ApiError;
use super::reply::json_reply;
use super::script::Script;
use super::trouble::Trouble;
use crate::emulators::journal::Received;
use crate::emulators::playback::Playback;

pub(crate) const PREFIX: &str = "/control/";
const MOST_TIMES: usize = 1_000;

/// Without a fault and without an answer, none waits any more. A server that is answered 503 asks again, so it takes
/// more than one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Next {
    fault: Option<Trouble>,
    answer: Option<ScriptedAnswer>,
    times: Option<usize>,
}

/// What is answered, piece by piece, whatever was asked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScriptedAnswer {
    #[serde(default)]
    thoughts: Vec<String>,
    text: Vec<String>,
    /// `STOP`, if it is not given; reasons are Gemini's.
    finish: Option<String>,
    /// Instead of an end.
    then: Option<Break>,
    #[serde(default)]
    usage: Usage,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Break {
    Error,
    Cut,
}

/// The reply to a control request; `more` are the routes of one emulator alone, and `routes` names all that there are.
pub(crate) fn answer(
    script: &Script,
    received: &Received,
    routes: &str,
    more: impl FnOnce(&Method, &str, Value) -> Option<serde_json::Result<Value>>,
) -> Response<Playback> {
    if received.header("origin").is_some() {
        return json_reply(StatusCode::FORBIDDEN, &json!({"error": "this is for tests, and not for pages"}));
    }
    let body = received.body.clone();
    let done = match (&received.method, &received.path[PREFIX.len()..]) {
        (&Method::POST, "model") => Some(serde_json::from_value(body).map(|next| plan(script, next))),
        (method, route) => more(method, route, body),
    };
    match done {
        Some(Ok(value)) => json_reply(StatusCode::OK, &value),
        Some(Err(error)) => json_reply(StatusCode::BAD_REQUEST, &json!({"error": error.to_string()})),
        None => json_reply(StatusCode::NOT_FOUND, &json!({ "error": routes })),
    }
}

fn plan(script: &Script, Next { fault, answer, times }: Next) -> Value {
    let times = times.unwrap_or(1).min(MOST_TIMES);
    let (mut troubles, mut answers) = (script.troubles(), script.answers());
    if fault.is_none() && answer.is_none() {
        troubles.clear();
        answers.clear();
    }
    troubles.extend(fault.into_iter().flat_map(|fault| std::iter::repeat_n(fault, times)));
    answers.extend(answer.into_iter().flat_map(|answer| std::iter::repeat_n(answer.into(), times)));
    json!({"waiting": troubles.len() + answers.len()})
}

impl From<ScriptedAnswer> for Answer {
    fn from(ScriptedAnswer { thoughts, text, finish, then, usage }: ScriptedAnswer) -> Self {
        let answer = thoughts.into_iter().fold(Self::empty(), Self::thought).deltas(text).usage(usage);
        match (then, finish) {
            (Some(Break::Error), _) => answer.then_error(ApiError::overloaded()),
            (Some(Break::Cut), _) => answer.then_cut(),
            (None, Some(reason)) => answer.finish(reason),
            (None, None) => answer,
        }
    }
}
