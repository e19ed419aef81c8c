//! Voice activity detection: finds in the audio of a client when somebody has spoken and has come to an end.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::wire::End;

/// 16-bit mono at 16 kHz, in windows of 20 ms.
const WINDOW_BYTES: usize = 640;
const WINDOW_MILLIS: u64 = 20;
/// Below this it is the room that is heard.
const LOUD: u16 = 500;
/// Shorter than this it is a cough.
const SHORTEST_MILLIS: u64 = 100;

pub(crate) struct Ear {
    /// How long a silence ends a turn, if any does.
    silence_millis: Option<u64>,
    loud_millis: u64,
    quiet_millis: u64,
}

impl Ear {
    pub(crate) fn new(silence_millis: Option<u64>) -> Self {
        Self { silence_millis, loud_millis: 0, quiet_millis: 0 }
    }

    pub(crate) fn detects_turns(&self) -> bool {
        self.silence_millis.is_some()
    }

    /// Whether a turn has come to its end in this piece of audio.
    pub(crate) fn hear(&mut self, pcm: &[u8]) -> bool {
        for window in pcm.chunks(WINDOW_BYTES) {
            let (samples, _) = window.as_chunks::<2>();
            match samples.iter().any(|sample| i16::from_le_bytes(*sample).unsigned_abs() >= LOUD) {
                true => (self.loud_millis, self.quiet_millis) = (self.loud_millis + WINDOW_MILLIS, 0),
                false => self.quiet_millis += WINDOW_MILLIS,
            }
        }
        let over = self.silence_millis.is_some_and(|silence| self.quiet_millis >= silence);
        over && self.end()
    }

    /// The client says that this was all; whether there was anything.
    pub(crate) fn end(&mut self) -> bool {
        self.quiet_millis = 0;
        std::mem::take(&mut self.loud_millis) >= SHORTEST_MILLIS
    }
}

/// The samples of `realtimeInput.audio`.
pub(crate) fn samples(audio: &Value) -> Result<Vec<u8>, End> {
    let mime_type = audio["mimeType"].as_str().unwrap_or_default();
    if mime_type != "audio/pcm" && !mime_type.starts_with("audio/pcm;") {
        return Err(End::refused(1007, format!("Unsupported audio: {mime_type}")));
    }
    let decoded = audio["data"].as_str().and_then(|data| STANDARD.decode(data).ok());
    decoded.ok_or_else(|| End::refused(1007, "Invalid value (TYPE_BYTES), Base64 decoding failed."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn audio(millis: usize, sample: i16) -> Vec<u8> {
        sample.to_le_bytes().repeat(16 * millis)
    }

    #[test]
    fn a_turn_ends_with_the_silence_after_speech() {
        let mut ear = Ear::new(Some(800));
        assert!(!ear.hear(&audio(2_000, 20)), "nobody has spoken");
        assert!(!ear.hear(&audio(500, 4_000)));
        assert!(!ear.hear(&audio(780, 0)), "a pause for thought");
        assert!(!ear.hear(&audio(100, -4_000)));
        assert!(!ear.hear(&audio(780, 0)));
        assert!(ear.hear(&audio(20, 0)));
        assert!(!ear.hear(&audio(2_000, 0)), "one turn ends once");
    }

    #[test]
    fn a_cough_is_no_turn_and_without_detection_only_the_client_ends_one() {
        let mut ear = Ear::new(Some(800));
        assert!(!ear.hear(&audio(60, 4_000)));
        assert!(!ear.hear(&audio(900, 0)));
        let mut ear = Ear::new(None);
        assert!(!ear.hear(&audio(500, 4_000)));
        assert!(!ear.hear(&audio(9_000, 0)));
        assert!(ear.end());
        assert!(!ear.end());
    }
}
