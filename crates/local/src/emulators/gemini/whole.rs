//! Whole replies of the emulated Gemini: an answer without a stream.

use std::future::pending;

use http::StatusCode;
use tokio::time::sleep;

use super::envelope::Envelope;
use super::wire::Part;
use crate::emulators::journal::ConnectionCut;
use crate::emulators::model::answer::{Answer, Ending, Event, Kind};
use crate::emulators::model::perform::refuse;
use crate::emulators::model::reply::{json_reply, reply};
use crate::emulators::playback::{Playback, Step};
use crate::emulators::server::Reply;

pub(crate) async fn perform_whole(answer: Answer, to: &Envelope) -> Reply {
    sleep(answer.first_delay).await;

    match answer.kind {
        Kind::Blocked(reason) => Ok(json_reply(StatusCode::OK, &to.blocked_reply(&reason))),
        Kind::Raw(chunks) => {
            let body = Playback::new(chunks.into_iter().map(Step::Write));
            Ok(reply(StatusCode::OK, "application/json", body))
        }
        Kind::Stream(events, ending) => whole(events, &ending, to).await,
        other => refuse(other, to).await,
    }
}

/// An error anywhere in it is the whole reply.
async fn whole(events: Vec<Event>, ending: &Ending, to: &Envelope) -> Reply {
    let (mut thoughts, mut text) = (String::new(), String::new());
    for event in events {
        match event {
            Event::Delta(delta) | Event::Finished(delta, _) => text.push_str(&delta),
            Event::Reason(_) | Event::Used(_) => {}
            Event::Thought(thought) => thoughts.push_str(&thought),
            Event::Pause(gate) => gate.pass().await,
            Event::Error(error) | Event::BareError(error) => return Ok(error.reply()),
            Event::Raw(bytes) => {
                return Ok(reply(StatusCode::OK, "application/json", Playback::whole(bytes)));
            }
            Event::Thoughts(_) => pending().await,
            Event::Cut => return Err(ConnectionCut),
        }
    }

    let mut parts = Vec::new();
    parts.extend((!thoughts.is_empty()).then(|| Part::thought(thoughts)));
    parts.extend((!text.is_empty()).then(|| Part::text(text)));
    Ok(json_reply(StatusCode::OK, &to.whole(parts, ending.reason())))
}
