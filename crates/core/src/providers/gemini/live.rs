//! Gemini Live tokens: a browser talks to Google itself, with a token that is good for one session and for nothing
//! else.
//!
//! The whole setup is locked into the token, so what a browser sends as its own setup is ignored. The lock ends there:
//! what is said in a session is the caller's word.

use std::time::{Duration, SystemTime};

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

use super::{Gemini, HttpResponse, read_limited};
use crate::{
    base::{
        clock,
        error::{Error, Result},
        json,
        trace::{self, Part},
    },
    providers::model::{ModelFailure, RETRY_AFTER},
};

/// The one version that knows these tokens; a browser has to use the same.
pub const API_VERSION: &str = "v1alpha";
const SERVICE: &str = "GenerativeService.BidiGenerateContentConstrained";
const VOICE: &str = "Kore";
/// How long a candidate may pause before it counts as the end of an answer: longer than a pause for thought.
const SILENCE_MILLIS: u32 = 2_000;
const MINT_LIMIT: Duration = Duration::from_secs(10);
const REPLY_LIMIT: usize = 16 * 1024;
const PREFIX: &str = "auth_tokens/";
const LONGEST_NAME: usize = 1024;

/// Who says that the candidate's turn is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turns {
    /// The provider, after a silence.
    Automatic,
    /// The client, with `activityStart` and `activityEnd`: for people who pause or stutter.
    Manual,
}

/// A session that somebody may begin.
#[derive(Debug, Clone)]
pub struct LiveSession {
    pub model: String,
    pub system_instruction: String,
    /// When the conversation ends, whatever happens.
    pub expires_at: SystemTime,
    /// Until when it must have begun.
    pub start_by: SystemTime,
    /// The last handle of an earlier session, to go on where that one was cut.
    pub resume_handle: Option<String>,
    pub turns: Turns,
}

/// What a browser needs to begin that session.
#[derive(Debug, Clone)]
pub struct LiveToken {
    pub name: SecretString,
    /// The WebSocket's address; the token follows as `?access_token=`, as it is.
    pub url: String,
    /// What the official client wants instead of that address.
    pub base_url: String,
    pub model: String,
}

impl Gemini {
    /// One attempt, unless the connection breaks: whoever waits for a conversation asks again sooner than we could.
    pub async fn mint(&self, session: &LiveSession) -> Result<LiveToken> {
        let path = format!("/{API_VERSION}/auth_tokens");
        let by = Instant::now() + MINT_LIMIT;
        let request = request(session)?;
        let minting = async { name(self.post(&path, request.to_string().into(), by).await?, by).await };
        Ok(LiveToken {
            name: trace::measure(Part::Ai, minting).await.map_err(error)?,
            url: socket(&self.0.base_url),
            base_url: self.0.base_url.clone(),
            model: session.model.clone(),
        })
    }
}

fn error(failure: ModelFailure) -> Error {
    match failure {
        ModelFailure::Unavailable { cause, retry_after, .. } => {
            Error::unavailable(format!("Gemini Live: {cause}"), retry_after.unwrap_or(RETRY_AFTER))
        }
        ModelFailure::Blocked(cause)
        | ModelFailure::NoCredit(cause)
        | ModelFailure::KeyRefused(cause)
        | ModelFailure::NoKey(cause)
        | ModelFailure::Refused(cause)
        | ModelFailure::Invalid(cause)
        | ModelFailure::Cut(cause) => Error::internal(format!("Gemini Live: {cause}")),
    }
}

/// Without a field mask all of the setup is locked. Sampling parameters are left out as everywhere.
fn request(session: &LiveSession) -> Result<Value> {
    let resumption = match &session.resume_handle {
        Some(handle) => json!({ "handle": handle }),
        None => json!({}),
    };
    let activity_detection = match session.turns {
        Turns::Automatic => json!({ "silenceDurationMs": SILENCE_MILLIS }),
        Turns::Manual => json!({ "disabled": true }),
    };
    Ok(json!({
        "uses": 1,
        "expireTime": instant(session.expires_at)?,
        "newSessionExpireTime": instant(session.start_by)?,
        "bidiGenerateContentSetup": {
            "model": format!("models/{}", session.model),
            "generationConfig": {
                "responseModalities": ["AUDIO"],
                "speechConfig": { "voiceConfig": { "prebuiltVoiceConfig": { "voiceName": VOICE } } },
            },
            "systemInstruction": { "parts": [{ "text": session.system_instruction }], "role": "user" },
            "sessionResumption": resumption,
            "inputAudioTranscription": {},
            "outputAudioTranscription": {},
            "realtimeInputConfig": { "automaticActivityDetection": activity_detection },
            "contextWindowCompression": { "slidingWindow": {} },
        },
    }))
}

fn instant(at: SystemTime) -> Result<clock::Timestamp> {
    at.try_into().map(clock::Timestamp).map_err(Error::internal)
}

#[derive(Deserialize)]
struct Minted {
    name: String,
}

/// The official client takes any JSON for a token; a browser would find out only when its socket is refused.
async fn name(reply: HttpResponse, by: Instant) -> Result<SecretString, ModelFailure> {
    let bytes = match timeout_at(by, read_limited(reply, REPLY_LIMIT)).await {
        Err(_) => return Err(ModelFailure::unavailable("no whole token in time")),
        Ok(bytes) => bytes.map_err(ModelFailure::unavailable)?,
    };
    // A parser's error could quote the token.
    let Minted { name } = json::from_slice(&bytes).map_err(|_| ModelFailure::unavailable("a reply without a token"))?;
    if is_token(&name) { Ok(name.into()) } else { Err(ModelFailure::unavailable("a token that is none")) }
}

/// It goes into a URL without any encoding.
fn is_token(name: &str) -> bool {
    let opaque = name.strip_prefix(PREFIX).unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~+/=".contains(&byte);
    !opaque.is_empty() && name.len() <= LONGEST_NAME && opaque.bytes().all(plain)
}

/// `https` becomes `wss`, and `http`, which only an emulator has, `ws`.
fn socket(base_url: &str) -> String {
    let host = base_url.strip_prefix("http").unwrap_or(base_url);
    format!("ws{host}/ws/google.ai.generativelanguage.{API_VERSION}.{SERVICE}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> SystemTime {
        text.parse::<jiff::Timestamp>().unwrap().into()
    }

    fn maya() -> LiveSession {
        LiveSession {
            model: "gemini-3.8-live".to_owned(),
            system_instruction: "You are Maya, a job interviewer. Ask one question at a time.".to_owned(),
            expires_at: at("2026-11-22T23:30:00Z"),
            start_by: at("2026-11-22T23:01:00Z"),
            resume_handle: None,
            turns: Turns::Automatic,
        }
    }

    /// What the official client sends for the same wishes, less what we do not wish: a temperature, one language, and a
    /// silence that is shorter than a pause for thought.
    fn captured() -> Value {
        let captures: Value =
            serde_json::from_str(include_str!("../../../../local/tests/captures/live-auth-tokens.json")).unwrap();
        let sent = &captures["lock-all"]["log"][0];
        assert_eq!(sent["url"], format!("/{API_VERSION}/auth_tokens"));
        let mut body = sent["body"].clone();
        let config = &mut body["bidiGenerateContentSetup"]["generationConfig"];
        config.as_object_mut().unwrap().remove("temperature").unwrap();
        config["speechConfig"].as_object_mut().unwrap().remove("languageCode").unwrap();
        let detection = &mut body["bidiGenerateContentSetup"]["realtimeInputConfig"]["automaticActivityDetection"];
        assert!(detection["silenceDurationMs"].is_number(), "{detection}");
        detection["silenceDurationMs"] = json!(2_000);
        body
    }

    #[test]
    fn the_setup_is_the_one_the_official_client_locks() {
        assert_eq!(request(&maya()).unwrap(), captured());
    }

    #[test]
    fn a_handle_stands_inside_the_locked_setup() {
        let mut expected = captured();
        expected["bidiGenerateContentSetup"]["sessionResumption"]["handle"] = json!("handle-1");
        let session = LiveSession { resume_handle: Some("handle-1".to_owned()), ..maya() };
        assert_eq!(request(&session).unwrap(), expected);
    }

    #[test]
    fn where_the_client_marks_the_turns_the_provider_waits_for_no_silence() {
        let mut expected = captured();
        let input = &mut expected["bidiGenerateContentSetup"]["realtimeInputConfig"];
        *input = json!({ "automaticActivityDetection": { "disabled": true } });
        let session = LiveSession { turns: Turns::Manual, ..maya() };
        assert_eq!(request(&session).unwrap(), expected);
    }

    #[test]
    fn only_what_fits_into_a_url_is_a_token() {
        let longest = format!("auth_tokens/{}", "a".repeat(1012));
        for (name, good) in [
            ("auth_tokens/stub100000000000", true),
            ("auth_tokens/a-b_c.d~e+f/g=", true),
            (longest.as_str(), true),
            (&format!("{longest}a"), false),
            ("auth_tokens/", false),
            ("tokens/a", false),
            ("", false),
            ("auth_tokens/a&key=b", false),
            ("auth_tokens/a b", false),
            ("auth_tokens/é", false),
        ] {
            assert_eq!(is_token(name), good, "{name}");
        }
    }

    #[test]
    fn the_socket_is_where_the_rest_is() {
        let path = "/ws/google.ai.generativelanguage.v1alpha.GenerativeService.BidiGenerateContentConstrained";
        let real = "https://generativelanguage.googleapis.com";
        assert_eq!(socket(real), format!("wss://generativelanguage.googleapis.com{path}"));
        assert_eq!(socket("http://127.0.0.1:9"), format!("ws://127.0.0.1:9{path}"));
    }
}
