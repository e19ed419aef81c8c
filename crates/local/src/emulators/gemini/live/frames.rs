//! Frames that the service sends.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::tone::tone;

const LEAST_AUDIO: Duration = Duration::from_millis(20);

pub(crate) fn setup_complete() -> Value {
    json!({"setupComplete": {}})
}

/// The nth piece of a turn: as much of a tone as it takes, and its words in the same event, where words are wanted.
pub(crate) fn speech(text: &str, nth: usize, lasting: Duration, transcribed: bool) -> Value {
    let pcm = tone(lasting.max(LEAST_AUDIO), nth);
    let audio = json!({"mimeType": "audio/pcm;rate=24000", "data": STANDARD.encode(pcm)});
    let mut content = json!({"modelTurn": {"role": "model", "parts": [{"inlineData": audio}]}});
    if transcribed {
        content["outputTranscription"] = json!({"text": text});
    }
    json!({"serverContent": content})
}

pub(crate) fn heard(text: &str) -> Value {
    json!({"serverContent": {"inputTranscription": {"text": text}}})
}

pub(crate) fn generation_complete() -> Value {
    json!({"serverContent": {"generationComplete": true}})
}

pub(crate) fn interrupted() -> Value {
    json!({"serverContent": {"interrupted": true}})
}

pub(crate) fn turn_complete() -> Value {
    json!({
        "serverContent": {"turnComplete": true},
        "usageMetadata": {
            "promptTokenCount": 10,
            "responseTokenCount": 20,
            "totalTokenCount": 30,
            "responseTokensDetails": [{"modality": "AUDIO", "tokenCount": 20}],
        },
    })
}

pub(crate) fn go_away(left: Duration) -> Value {
    json!({"goAway": {"timeLeft": format!("{}s", left.as_secs_f32())}})
}

pub(crate) fn resumable(handle: &str) -> Value {
    json!({"sessionResumptionUpdate": {"newHandle": handle, "resumable": true}})
}
