//! Envelope: what all frames of one reply have in common, and the frames made of it.

use bytes::Bytes;
use http::Response;
use serde_json::json;

use super::wire::{Candidate, GenerateContentResponse, Part, Used, frame};
use crate::emulators::model::answer::{Usage, UsageIn};
use crate::emulators::model::error::ApiError;
use crate::emulators::model::perform::Wire;
use crate::emulators::model::reply::json_text;
use crate::emulators::playback::Playback;

/// The same in every frame of one reply.
#[derive(Clone, Debug)]
pub(crate) struct Envelope {
    /// The version of the API that was asked.
    pub version: String,
    pub model: String,
    pub response_id: String,
    pub usage: Usage,
    pub usage_in: UsageIn,
}

impl Wire for Envelope {
    fn asked(&self) -> (&str, &str) {
        (&self.model, &self.version)
    }

    fn opening(&self) -> Option<Bytes> {
        None
    }

    fn delta(&self, text: &str, finish: Option<&str>) -> Bytes {
        self.part(Part::text(text), finish)
    }

    fn thought(&self, text: &str) -> Bytes {
        self.part(Part::thought(text), None)
    }

    fn finish(&self, reason: &str) -> Bytes {
        self.frame(vec![Candidate::new(vec![], Some(reason))], Used::whole(self.usage))
    }

    /// A reason and its rating, no content.
    fn filtered(&self, reason: &str) -> Bytes {
        let mut candidate = Candidate::new(vec![], Some(reason));
        candidate.safety_ratings =
            Some(json!([{"category": "HARM_CATEGORY_HARASSMENT", "probability": "HIGH", "blocked": true}]));
        self.frame(vec![candidate], Used::so_far(self.usage))
    }

    fn blocked(&self, reason: &str) -> Bytes {
        frame(&self.blocked_reply(reason))
    }

    fn used(&self, usage: Usage) -> Bytes {
        frame(&GenerateContentResponse { usage_metadata: Some(Used::whole(usage)), ..self.reply(vec![], None) })
    }

    fn closing(&self) -> Option<Bytes> {
        None
    }

    fn error(&self, error: &ApiError) -> Bytes {
        frame(&error.body())
    }

    fn bare_error(&self, error: &ApiError) -> Bytes {
        json_text(&error.body()).into()
    }

    fn refusal(&self, error: &ApiError) -> Response<Playback> {
        error.reply()
    }
}

impl Envelope {
    pub(crate) fn blocked_reply(&self, reason: &str) -> GenerateContentResponse {
        let feedback = Some(json!({"blockReason": reason}));
        GenerateContentResponse { prompt_feedback: feedback, ..self.reply(vec![], Some(Used::prompt_only(self.usage))) }
    }

    pub(crate) fn whole(&self, parts: Vec<Part>, finish: Option<&str>) -> GenerateContentResponse {
        self.reply(vec![Candidate::new(parts, finish)], Some(Used::whole(self.usage)))
    }

    /// A frame with one part; the one that carries the finish reason carries the whole usage.
    fn part(&self, part: Part, finish: Option<&str>) -> Bytes {
        let used = if finish.is_some() { Used::whole(self.usage) } else { Used::so_far(self.usage) };
        self.frame(vec![Candidate::new(vec![part], finish)], used)
    }

    fn frame(&self, candidates: Vec<Candidate>, used: Used) -> Bytes {
        frame(&self.reply(candidates, (self.usage_in == UsageIn::Every).then_some(used)))
    }

    fn reply(&self, candidates: Vec<Candidate>, usage_metadata: Option<Used>) -> GenerateContentResponse {
        let (model_version, response_id) = (self.model.clone(), self.response_id.clone());
        GenerateContentResponse { candidates, prompt_feedback: None, usage_metadata, model_version, response_id }
    }
}
