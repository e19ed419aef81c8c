//! Control routes of the emulated Gemini that other models have not: what goes wrong in spoken interviews, and how fast
//! everything comes.

use std::time::Duration;

use http::{Method, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::live::{Mishap, Script, Session};
use super::stage::Stage;
use crate::emulators::journal::Received;
use crate::emulators::model::control;
use crate::emulators::playback::Playback;

const ROUTES: &str = "POST model, interview or pace; GET sessions";
/// What the real service says when it ends a connection.
const DEADLINE: &str = "Deadline expired before operation could complete.";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Interview {
    mishaps: Vec<AskedMishap>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
enum AskedMishap {
    NoSetupComplete,
    GoAway { after_ms: u64, left_ms: u64 },
    Close { question: usize, code: u16 },
    Interrupted { question: usize },
    Silent { question: usize },
    LateTranscripts,
    RepeatedTranscripts,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewPaces {
    text_ms: Option<u64>,
    speech_ms: Option<u64>,
}

pub(crate) fn answer(stage: &Stage, received: &Received) -> Response<Playback> {
    control::answer(&stage.script, received, ROUTES, |method, route, body| match (method, route) {
        (&Method::POST, "interview") => Some(serde_json::from_value(body).map(|next| plan(stage, next))),
        (&Method::POST, "pace") => Some(serde_json::from_value(body).map(|paces| hurry(stage, &paces))),
        (&Method::GET, "sessions") => Some(Ok(stage.live.sessions().iter().map(told).collect())),
        _ => None,
    })
}

fn plan(stage: &Stage, Interview { mishaps }: Interview) -> Value {
    let script = mishaps.into_iter().map(mishap).fold(Script::default(), Script::with);
    stage.live.next(script);
    json!({})
}

fn mishap(asked: AskedMishap) -> Mishap {
    match asked {
        AskedMishap::NoSetupComplete => Mishap::NoSetupComplete,
        AskedMishap::GoAway { after_ms, left_ms } => {
            Mishap::GoAway { after: Duration::from_millis(after_ms), left: Duration::from_millis(left_ms) }
        }
        AskedMishap::Close { question, code } => Mishap::Close { question, code, reason: DEADLINE },
        AskedMishap::Interrupted { question } => Mishap::Interrupted { question },
        AskedMishap::Silent { question } => Mishap::Silent { question },
        AskedMishap::LateTranscripts => Mishap::LateTranscripts,
        AskedMishap::RepeatedTranscripts => Mishap::RepeatedTranscripts,
    }
}

fn hurry(stage: &Stage, NewPaces { text_ms, speech_ms }: &NewPaces) -> Value {
    stage.paces.change(*text_ms, *speech_ms);
    json!({"textMs": stage.paces.text().as_millis() as u64, "speechMs": stage.paces.speech().as_millis() as u64})
}

/// A session without its token.
fn told(session: &Session) -> Value {
    json!({
        "setup": session.setup,
        "resumed": session.resumed,
        "frames": session.frames,
        "audioBytes": session.audio_bytes,
        "over": session.over,
        "closed": session.closed.as_ref().map(|(code, reason)| json!({"code": code, "reason": reason})),
    })
}
