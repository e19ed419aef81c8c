//! Streams have no idempotency key: each ends well, or its end says that nothing was stored, or it never began. What is
//! asked again then is something new to darasa, but for a résumé, which is known by its bytes.

use darasa_core::domain::resumes::ResumeAnalysis;
use http::{Method, header};
use serde_json::{Value, json};

use super::{Client, requests::Outcome};
use crate::chaos::memory::{How, Interview, Made};

const QUESTION: &str = "/api/ai/questions/generate-question";
const FEEDBACK: &str = "/api/ai/questions/generate-feedback";
const ANALYZE: &str = "/api/ai/resumes/analyze";

impl Client {
    pub async fn ask_for_question(&mut self) {
        let Some(job) = self.random.one_of(&self.memory.jobs) else { return };
        let body = json!({ "prompt": "easy", "jobInfoId": job.id });
        let request = self.request(Method::POST, QUESTION).json(&body);
        let Outcome::Done { headers, text } = self.send("question", request).await else { return };
        let id = headers.get("x-question-id").and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned();
        match self.streamed(&text) {
            Some(text) => self.memory.questions.push(Made { key: id, text }),
            None => self.memory.refused.push(id),
        }
    }

    pub async fn answer_question(&mut self) {
        let Some(question) = self.random.one_of(&self.memory.questions) else { return };
        let question = question.key.clone();
        let answer = self.unique("Answer");
        let request = self.request(Method::POST, FEEDBACK).json(&json!({ "prompt": answer, "questionId": question }));
        let text = match self.send("feedback", request).await {
            Outcome::Done { text, .. } => self.streamed(&text),
            _ => None,
        };
        match text {
            Some(text) => self.memory.answers.push(Made { key: answer, text }),
            None => self.memory.refused.push(answer),
        }
    }

    /// A turn of a written interview, said again until it is heard. Only where one was lost may its claim still be
    /// held.
    pub async fn write_something(&mut self) {
        let open = |interview: &Interview| interview.written && !interview.over;
        let Some(nth) = self.memory.interviews.iter().rposition(open) else { return };
        let path = format!("/api/interviews/{}/reply", self.memory.interviews[nth].id);
        let words = self.unique("Words");
        let mut lost = false;
        loop {
            let request = self.request(Method::POST, &path).json(&json!({ "prompt": words }));
            match self.send("turn", request).await {
                Outcome::Done { text: stream, .. } => {
                    if let Some(text) = self.streamed(&stream) {
                        let interview = &mut self.memory.interviews[nth];
                        interview.over = stream.contains("\"state\":\"finished\"");
                        return interview.said.extend([words, text]);
                    }
                }
                Outcome::Refused(429) => return,
                Outcome::Refused(409) if lost => {}
                Outcome::Refused(status) => return self.memory.violation(format!("turn: {status}")),
                Outcome::Unknown => {}
            }
            lost = true;
            if !self.may_ask_again("turn").await {
                return;
            }
        }
    }

    /// A file of its own, sent until its judgement was seen: one that was stored unheard is shown and not made anew.
    pub async fn upload_resume(&mut self) {
        let Some(job) = self.random.one_of(&self.memory.jobs) else { return };
        let job = job.id.clone();
        let name = self.unique("Resume");
        let form = form(&name, &job);
        loop {
            let request = self.request(Method::POST, ANALYZE).header(header::CONTENT_TYPE, FORM).body(form.clone());
            match self.send("resume", request).await {
                Outcome::Done { text, .. } => match serde_json::from_str::<ResumeAnalysis>(&text) {
                    Ok(_) => return self.memory.resumes.push(Made { key: name, text }),
                    Err(error) => return self.memory.violation(format!("resume: {error}: {text}")),
                },
                Outcome::Refused(403 | 429) => return self.memory.refused.push(name),
                Outcome::Refused(status) => return self.memory.violation(format!("resume: {status}")),
                Outcome::Unknown => {}
            }
            if !self.may_ask_again("resume").await {
                return;
            }
        }
    }

    /// The text of a v1 stream that ended well. One that ended with an error part left nothing.
    fn streamed(&mut self, stream: &str) -> Option<String> {
        let mut text = String::new();
        for delta in stream.lines().filter_map(|line| line.strip_prefix("0:")) {
            text.push_str(self.json("stream", delta).as_str().unwrap_or_default());
        }
        let errors = stream.lines().filter(|line| line.starts_with("3:")).count();
        match (errors, stream.lines().last()) {
            (0, Some("d:{\"finishReason\":\"stop\"}")) => return Some(text),
            (1, Some("d:{\"finishReason\":\"error\"}")) => {
                self.memory.seen.last_mut().into_iter().for_each(|seen| seen.how = How::ToldInStream);
            }
            _ => self.memory.violation(format!("stream: a bad end: {}", Value::from(stream))),
        }
        None
    }
}

const FORM: &str = "multipart/form-data; boundary=storm";

fn form(name: &str, job: &str) -> String {
    let part =
        |head: &str, body: &str| format!("--storm\r\nContent-Disposition: form-data; name={head}\r\n\r\n{body}\r\n");
    let file = part(&format!("\"resumeFile\"; filename=\"{name}\""), &format!("{name}\n\nSkills\nRust, Postgres\n"));
    format!("{file}{}--storm--\r\n", part("\"jobInfoId\"", job))
}
