//! Replies of emulated models: JSON, and bodies that are played back.

use http::header::CONTENT_TYPE;
use http::{Response, StatusCode};
use serde::Serialize;

use crate::emulators::playback::Playback;

pub(crate) fn json_text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

pub(crate) fn json_reply(status: StatusCode, value: &impl Serialize) -> Response<Playback> {
    reply(status, "application/json", Playback::whole(json_text(value)))
}

pub(crate) fn reply(status: StatusCode, content_type: &'static str, body: Playback) -> Response<Playback> {
    let mut reply = Response::new(body);
    *reply.status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, http::HeaderValue::from_static(content_type));
    reply
}
