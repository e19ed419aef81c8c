//! Paces of the emulated Gemini: how fast texts and speech come.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use super::GeminiSettings;

/// In milliseconds; a test may change them.
#[derive(Debug)]
pub(crate) struct Paces {
    text: AtomicU64,
    speech: AtomicU64,
}

impl Paces {
    pub(crate) fn new(settings: &GeminiSettings) -> Self {
        let millis = |pace: Duration| AtomicU64::new(pace.as_millis() as u64);
        Self { text: millis(settings.pace), speech: millis(settings.speaking_pace) }
    }

    pub(crate) fn text(&self) -> Duration {
        Duration::from_millis(self.text.load(Relaxed))
    }

    pub(crate) fn speech(&self) -> Duration {
        Duration::from_millis(self.speech.load(Relaxed))
    }

    /// From the next answer on; what is not given stays.
    pub(crate) fn change(&self, text_millis: Option<u64>, speech_millis: Option<u64>) {
        for (pace, millis) in [(&self.text, text_millis), (&self.speech, speech_millis)] {
            if let Some(millis) = millis {
                pace.store(millis, Relaxed);
            }
        }
    }
}
