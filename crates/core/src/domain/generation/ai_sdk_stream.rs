//! AI SDK stream protocols, and plain text: their bytes.
//!
//! v1 is the data stream of ai 4 (`code:json` lines); UI is the message stream of ai 5 and later (server-sent events).

use bytes::Bytes;
use http::header;
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{
    base::json,
    domain::{
        accounts::{
            receipt_key::{ReceiptKey, SentKey},
            users::UserId,
        },
        generation::live_text::LiveTexts,
    },
    http::WaitUntil,
};

/// How a stream is sent.
pub struct StreamOptions {
    pub protocol: Protocol,
    /// The invocation stays open while the result is made, whether anybody reads it or not.
    pub hold: WaitUntil,
    /// When the request arrived: the deadline of all that is done for it counts from there.
    pub arrived: Instant,
    /// The platform's own token for this request, by which a model may be reached; never stored or logged.
    pub token: Option<SecretString>,
    /// By which the same request is known again.
    pub key: Option<SentKey>,
    /// Where others read along. None: they wait for what is stored.
    pub live: Option<LiveTexts>,
}

impl StreamOptions {
    /// The receipt for what was asked for by these fields.
    pub fn receipt_key(&self, owner: &UserId, fields: &[&[u8]]) -> ReceiptKey {
        ReceiptKey::new(owner, self.key.as_ref(), fields)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    V1,
    Ui,
    Text,
}

/// Why a text ends that is stored, in the SDK's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FinishReason {
    Stop,
    /// The model did not come to its own end.
    Length,
}

impl FinishReason {
    fn as_str(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Length => "length",
        }
    }
}

/// What stands around a delta, with room for some escapes.
pub const AROUND_DELTA: usize = 64;

pub const UI_MARKER: &str = "x-vercel-ai-ui-message-stream";
const V1_MARKER: &str = "x-vercel-ai-data-stream";

impl Protocol {
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Ui => "text/event-stream",
            Self::V1 | Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// The header by which SDKs recognise their protocol.
    pub fn marker(self) -> Option<(header::HeaderName, &'static str)> {
        match self {
            Self::V1 => Some((header::HeaderName::from_static(V1_MARKER), "v1")),
            Self::Ui => Some((header::HeaderName::from_static(UI_MARKER), "v1")),
            Self::Text => None,
        }
    }

    pub fn start(self, message_id: &str) -> Bytes {
        match self {
            Self::V1 => line('f', &json!({ "messageId": message_id })),
            Self::Ui => [event(r#"{"type":"start"}"#), event(r#"{"type":"text-start","id":"0"}"#)].concat().into(),
            Self::Text => Bytes::new(),
        }
    }

    /// The same where a client may have the message already, and knows it by its id.
    pub fn start_again(self, message_id: &str) -> Bytes {
        match self {
            Self::Ui => {
                let start = event(&format!(r#"{{"type":"start","messageId":{}}}"#, json!(message_id)));
                [start, event(r#"{"type":"text-start","id":"0"}"#)].concat().into()
            }
            Self::V1 | Self::Text => self.start(message_id),
        }
    }

    pub fn text(self, delta: &str) -> Bytes {
        let mut piece = String::with_capacity(delta.len() + AROUND_DELTA);
        self.write_text(&mut piece, delta);
        piece.into()
    }

    /// The same at the end of a piece.
    pub fn write_text(self, piece: &mut String, delta: &str) {
        let (before, behind) = match self {
            Self::V1 => ("0:", "\n"),
            Self::Ui => (r#"data: {"type":"text-delta","id":"0","delta":"#, "}\n\n"),
            Self::Text => return piece.push_str(delta),
        };
        piece.push_str(before);
        json::write_text(piece, delta);
        piece.push_str(behind);
    }

    /// The end of a success. All data stand in one part: of two v1 data lines a client keeps only the last. The oldest
    /// ai 5 takes a finish part without any other key only, so what is usual is not said there.
    pub fn finish(self, data: Option<(&str, Value)>, reason: FinishReason) -> Bytes {
        match self {
            Self::V1 => {
                let data = data.map(|(_, value)| line('2', &json!([value]))).unwrap_or_default();
                let reason = reason.as_str();
                let step = format!("e:{{\"finishReason\":\"{reason}\",\"isContinued\":false}}\n");
                let message = format!("d:{{\"finishReason\":\"{reason}\"}}\n");
                [&data[..], step.as_bytes(), message.as_bytes()].concat().into()
            }
            Self::Ui => {
                let part = |(name, value): (&str, Value)| event(&format!(r#"{{"type":"data-{name}","data":{value}}}"#));
                let data = data.map(part).unwrap_or_default();
                let text_end = event(r#"{"type":"text-end","id":"0"}"#);
                let finish = match reason {
                    FinishReason::Stop => event(r#"{"type":"finish"}"#),
                    FinishReason::Length => event(r#"{"type":"finish","finishReason":"length"}"#),
                };
                [text_end, data, finish, event("[DONE]")].concat().into()
            }
            Self::Text => Bytes::new(),
        }
    }

    /// A failure in mid-stream. None: the protocol has no word for it, so the connection has to break.
    pub fn error(self, sentence: &str) -> Option<Bytes> {
        match self {
            Self::V1 => Some([&line('3', &json!(sentence))[..], b"d:{\"finishReason\":\"error\"}\n"].concat().into()),
            Self::Ui => {
                let error = event(&format!(r#"{{"type":"error","errorText":{}}}"#, json!(sentence)));
                Some([error, event("[DONE]")].concat().into())
            }
            Self::Text => None,
        }
    }

    /// Bytes that mean nothing and show that we live, where the protocol has such.
    pub fn heartbeat(self) -> Option<Bytes> {
        match self {
            Self::V1 => Some(Bytes::from_static(b"0:\"\"\n")),
            Self::Ui => Some(Bytes::from_static(b": keep-alive\n\n")),
            Self::Text => None,
        }
    }
}

fn line(code: char, value: &Value) -> Bytes {
    format!("{code}:{value}\n").into()
}

fn event(data: &str) -> Vec<u8> {
    format!("data: {data}\n\n").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUESTION: [&str; 6] = [
        "# Question\n\n",
        "How would you ",
        "design a \"rate limiter\" ",
        "for an API?\n\n",
        "- naïve café ☕ case\n",
        "- emoji 👩🏽‍💻 and \\backslash\\ <b>tag</b>\t\u{2028}end\n",
    ];

    fn question(protocol: Protocol) -> String {
        let id = json!({ "questionId": "3f0d2c1e-8a4b-4b7e-9c55-0c9b5f1a2d34" });
        let mut bytes = protocol.start("msg-1").to_vec();
        QUESTION.iter().for_each(|delta| bytes.extend_from_slice(&protocol.text(delta)));
        bytes.extend_from_slice(&protocol.finish(Some(("question", id)), FinishReason::Stop));
        String::from_utf8(bytes).unwrap()
    }

    fn failure(protocol: Protocol) -> String {
        let mut bytes = protocol.start("msg-1").to_vec();
        ["## Feedback (Rating: 7/10)\n\n", "Good structure, "]
            .iter()
            .for_each(|delta| bytes.extend_from_slice(&protocol.text(delta)));
        bytes.extend_from_slice(&protocol.error("The model failed.").unwrap());
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_text_that_was_cut_ends_as_length() {
        let end = |protocol: Protocol| protocol.finish(None, FinishReason::Length);
        let v1 = "e:{\"finishReason\":\"length\",\"isContinued\":false}\nd:{\"finishReason\":\"length\"}\n";
        assert_eq!(end(Protocol::V1), v1);
        let ui =
            ["{\"type\":\"text-end\",\"id\":\"0\"}", "{\"type\":\"finish\",\"finishReason\":\"length\"}", "[DONE]"];
        assert_eq!(end(Protocol::Ui), ui.map(|data| format!("data: {data}\n\n")).concat());
        assert_eq!(end(Protocol::Text), "", "it has no word for it");
    }

    /// The captures were accepted by every client hook they were shown to.
    #[test]
    fn the_bytes_are_those_that_every_client_accepted() {
        assert_eq!(question(Protocol::V1), include_str!("../../../tests/captures/minimal-v1-question.body"));
        assert_eq!(question(Protocol::Ui), include_str!("../../../tests/captures/minimal-ui-question.body"));
        assert_eq!(failure(Protocol::V1), include_str!("../../../tests/captures/minimal-v1-error.body"));
        assert_eq!(failure(Protocol::Ui), include_str!("../../../tests/captures/minimal-ui-error.body"));
    }
}
