//! Setup message of a session: what it may say.

use serde_json::{Value, json};

use super::wire::End;

pub(crate) const FIELDS: [&str; 14] = [
    "contextWindowCompression",
    "explicitVadSignal",
    "generationConfig",
    "historyConfig",
    "inputAudioTranscription",
    "model",
    "outputAudioTranscription",
    "proactivity",
    "realtimeInputConfig",
    "safetySettings",
    "sessionResumption",
    "systemInstruction",
    "toolConfig",
    "tools",
];

#[rustfmt::skip] // a list of names reads best as a list of names
const VOICES: [&str; 30] = [
    "Achernar", "Achird", "Algenib", "Algieba", "Alnilam", "Aoede", "Autonoe", "Callirrhoe", "Charon", "Despina",
    "Enceladus", "Erinome", "Fenrir", "Gacrux", "Iapetus", "Kore", "Laomedeia", "Leda", "Orus", "Puck", "Pulcherrima",
    "Rasalgethi", "Sadachbia", "Sadaltager", "Schedar", "Sulafat", "Umbriel", "Vindemiatrix", "Zephyr", "Zubenelgenubi",
];

const RETIRED: [&str; 2] = ["gemini-2.0-flash-live-001", "gemini-live-2.5-flash-preview"];

pub(crate) fn check(setup: &Value, unknown_models: &[String]) -> Result<(), End> {
    let model = setup["model"].as_str().and_then(|model| model.strip_prefix("models/"));
    let model = model.ok_or_else(|| invalid("setup.model must name a model, such as models/gemini-3.8-live"))?;
    check_model(model, unknown_models)?;
    let config = &setup["generationConfig"];
    let modalities = &config["responseModalities"];
    if !modalities.is_null() && *modalities != json!(["AUDIO"]) {
        return Err(invalid("Cannot extract voices from a non-audio request."));
    }
    let voice = config["speechConfig"]["voiceConfig"]["prebuiltVoiceConfig"]["voiceName"].as_str();
    if voice.is_some_and(|voice| !VOICES.contains(&voice)) {
        return Err(invalid("Requested voice is not available"));
    }
    match model.starts_with("gemini-3.8") {
        true => check_newest(setup),
        false => Ok(()),
    }
}

fn check_model(model: &str, unknown: &[String]) -> Result<(), End> {
    let speaks = model.contains("live") || model.contains("native-audio");
    match speaks && !RETIRED.contains(&model) && !unknown.iter().any(|name| name == model) {
        true => Ok(()),
        false => Err(End::refused(
            1008,
            format!("models/{model} is not found, or is not supported for bidiGenerateContent. Call ListModels"),
        )),
    }
}

/// What older models took and the newest ones do not.
fn check_newest(setup: &Value) -> Result<(), End> {
    let config = &setup["generationConfig"];
    for name in ["thinkingConfig", "enableAffectiveDialog"] {
        if !config[name].is_null() {
            return Err(invalid(&format!("{name} is not supported by this model")));
        }
    }
    match setup["proactivity"]["proactiveAudio"] == false {
        true => Err(invalid("proactive_audio cannot be turned off")),
        false => Ok(()),
    }
}

fn invalid(reason: &str) -> End {
    End::refused(1007, reason)
}

/// How long a silence ends a turn; none: the client itself says when it does.
pub(crate) fn silence_millis(setup: &Value) -> Option<u64> {
    let detection = &setup["realtimeInputConfig"]["automaticActivityDetection"];
    match detection["disabled"] == true {
        true => None,
        false => Some(detection["silenceDurationMs"].as_u64().unwrap_or(800)),
    }
}
