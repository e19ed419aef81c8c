//! Environment, interviews: written and spoken ones.

use super::reader::Reader;

/// How interviews are held and judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interviews {
    /// `INTERVIEW_MINUTES`: how long a spoken one lasts.
    pub minutes: i32,
    /// `INTERVIEW_TURNS`: how often the interviewer of a written one speaks.
    pub turns: i32,
    /// `EMOTION_ANALYSIS`: whether scores of emotions, where a provider gave them, reach the model.
    pub emotion_analysis: bool,
}

/// Spoken interviews.
#[derive(Debug, Clone)]
pub struct Voice {
    /// `VOICE_PROVIDER`
    pub provider: VoiceProvider,
    /// `GEMINI_LIVE_MODEL`
    pub model: String,
    /// `VOICE_DAILY_MINUTES`: how long one user may speak in a day.
    pub daily_minutes: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum VoiceProvider {
    Gemini,
    Off,
}

impl Interviews {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let minutes = reader.number("INTERVIEW_MINUTES", 30, 1..=600);
        let turns = reader.number("INTERVIEW_TURNS", 10, 2..=100);
        let emotion_analysis = reader.one_of("EMOTION_ANALYSIS", &[("on", true), ("off", false)], false);
        Some(Self { minutes: minutes? as i32, turns: turns? as i32, emotion_analysis: emotion_analysis? })
    }
}

impl Voice {
    pub(super) fn read(reader: &mut Reader, interviews: Option<Interviews>) -> Option<Self> {
        let words = [("gemini", VoiceProvider::Gemini), ("off", VoiceProvider::Off)];
        let provider = reader.one_of("VOICE_PROVIDER", &words, VoiceProvider::Gemini);
        let model = reader.model("GEMINI_LIVE_MODEL", "gemini-3.8-live");
        let daily_minutes = reader.number("VOICE_DAILY_MINUTES", 60, 1..=1_440);
        if let (Some(daily), Some(interviews)) = (daily_minutes, interviews)
            && (daily as i32) < interviews.minutes
        {
            let advice = "at least INTERVIEW_MINUTES, which are reserved as a whole";
            reader.problem("VOICE_DAILY_MINUTES", "is too short for a single interview", advice);
        }
        Some(Self { provider: provider?, model: model?, daily_minutes: daily_minutes? as i32 })
    }
}
