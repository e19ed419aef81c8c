//! Envelope: what all frames of one reply have in common, and the frames made of it.

use bytes::Bytes;
use serde_json::json;

use super::answer::UsageIn;
use super::wire::{Candidate, GenerateContentResponse, Part, Usage, Used, frame};

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

impl Envelope {
    /// A frame of the stream with one part; the frame that carries the finish reason carries the whole usage.
    pub(crate) fn part(&self, part: Part, finish: Option<&str>) -> Bytes {
        let used = if finish.is_some() { Used::whole(self.usage) } else { Used::so_far(self.usage) };
        self.frame(vec![Candidate::new(vec![part], finish)], used)
    }

    pub(crate) fn finish(&self, reason: &str) -> Bytes {
        self.frame(vec![Candidate::new(vec![], Some(reason))], Used::whole(self.usage))
    }

    /// A frame that says what was used, and nothing else.
    pub(crate) fn used(&self, usage: Usage) -> Bytes {
        frame(&GenerateContentResponse { usage_metadata: Some(Used::whole(usage)), ..self.reply(vec![], None) })
    }

    /// The frame with which a filter ends an answer: a reason and its rating, no content.
    pub(crate) fn filtered(&self, reason: &str) -> Bytes {
        let mut candidate = Candidate::new(vec![], Some(reason));
        candidate.safety_ratings =
            Some(json!([{"category": "HARM_CATEGORY_HARASSMENT", "probability": "HIGH", "blocked": true}]));
        self.frame(vec![candidate], Used::so_far(self.usage))
    }

    pub(crate) fn blocked(&self, reason: &str) -> GenerateContentResponse {
        let feedback = Some(json!({"blockReason": reason}));
        GenerateContentResponse { prompt_feedback: feedback, ..self.reply(vec![], Some(Used::prompt_only(self.usage))) }
    }

    pub(crate) fn whole(&self, parts: Vec<Part>, finish: Option<&str>) -> GenerateContentResponse {
        self.reply(vec![Candidate::new(parts, finish)], Some(Used::whole(self.usage)))
    }

    fn frame(&self, candidates: Vec<Candidate>, used: Used) -> Bytes {
        frame(&self.reply(candidates, (self.usage_in == UsageIn::Every).then_some(used)))
    }

    fn reply(&self, candidates: Vec<Candidate>, usage_metadata: Option<Used>) -> GenerateContentResponse {
        let (model_version, response_id) = (self.model.clone(), self.response_id.clone());
        GenerateContentResponse { candidates, prompt_feedback: None, usage_metadata, model_version, response_id }
    }
}
