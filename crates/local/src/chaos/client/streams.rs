//! What is streamed is not sent again: it ends well, or its end says that nothing was stored, or it never began.

use http::Method;
use serde_json::{Value, json};

use super::{
    super::memory::{How, Made},
    Client,
    requests::Outcome,
};

const QUESTION: &str = "/api/ai/questions/generate-question";
const FEEDBACK: &str = "/api/ai/questions/generate-feedback";

impl Client {
    pub async fn ask_for_question(&mut self) {
        let Some(job) = self.random.one_of(&self.memory.jobs) else { return };
        let body = json!({ "prompt": "easy", "jobInfoId": job.id });
        let request = self.request(Method::POST, QUESTION).json(&body);
        let Outcome::Done { headers, text } = self.send("question", request).await else { return };
        let id = headers.get("x-question-id").and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned();
        if let Some(text) = self.streamed(&text, &id) {
            self.memory.questions.push(Made { key: id, text });
        }
    }

    pub async fn answer_question(&mut self) {
        let Some(question) = self.random.one_of(&self.memory.questions) else { return };
        let question = question.key.clone();
        let answer = self.unique("Answer");
        let request = self.request(Method::POST, FEEDBACK).json(&json!({ "prompt": answer, "questionId": question }));
        match self.send("feedback", request).await {
            Outcome::Done { text, .. } => {
                if let Some(text) = self.streamed(&text, &answer) {
                    self.memory.answers.push(Made { key: answer, text });
                }
            }
            Outcome::Unknown | Outcome::Refused(_) => self.memory.refused.push(answer),
        }
    }

    /// The text of a v1 stream that ended well. One that ended with an error part left nothing.
    fn streamed(&mut self, stream: &str, key: &str) -> Option<String> {
        let mut text = String::new();
        for delta in stream.lines().filter_map(|line| line.strip_prefix("0:")) {
            text.push_str(self.json("stream", delta).as_str().unwrap_or_default());
        }
        let errors = stream.lines().filter(|line| line.starts_with("3:")).count();
        match (errors, stream.lines().last()) {
            (0, Some("d:{\"finishReason\":\"stop\"}")) => return Some(text),
            (1, Some("d:{\"finishReason\":\"error\"}")) => {
                self.memory.seen.last_mut().into_iter().for_each(|seen| seen.how = How::ToldInStream);
                self.memory.refused.push(key.to_owned());
            }
            _ => self.memory.violation(format!("stream: a bad end: {}", Value::from(stream))),
        }
        None
    }
}
