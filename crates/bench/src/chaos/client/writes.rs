//! Writes that can be sent again until it is known that they happened: with a key, a version, or a number each.

use http::Method;
use serde_json::{Value, json};

use super::{
    Client,
    requests::{self, Outcome},
};
use crate::chaos::memory::{Interview, Job};

const MOST_JOBS: usize = 95;

impl Client {
    /// Two clients of one person stay below what there may be of a person's jobs.
    pub async fn save_job(&mut self) {
        if self.memory.jobs.len() >= MOST_JOBS {
            return;
        }
        let (name, description) = (self.unique("Job"), self.unique("First words"));
        let body = json!({ "name": name, "experienceLevel": "senior", "description": description });
        let Some(id) = self.create_once("save", "/api/job-infos", &body).await else { return };
        self.memory.jobs.push(Job { id, name, version: 1, description });
    }

    pub async fn create_interview(&mut self) {
        let Some(job) = self.random.one_of(&self.memory.jobs) else { return };
        let body = json!({ "jobInfoId": job.id });
        let Some(id) = self.create_once("interview", "/api/interviews", &body).await else { return };
        let written = self.random.below(3) > 0;
        self.memory.interviews.push(Interview { id, written, over: false, said: Vec::new() });
    }

    /// The id of what was created, with one key however often it had to be sent; none when it was refused.
    pub async fn create_once(&mut self, what: &'static str, path: &str, body: &Value) -> Option<String> {
        let key = format!("\"{}\"", self.unique("key").replace(' ', "-"));
        loop {
            let request = self.request(Method::POST, path).header("idempotency-key", &key).json(body);
            match self.send(what, request).await {
                Outcome::Done { text, .. } => return self.json(what, &text)["id"].as_str().map(str::to_owned),
                Outcome::Refused(429) => return None,
                // 409: the claim of a request whose reply was lost.
                Outcome::Unknown | Outcome::Refused(409) if self.may_ask_again(what).await => {}
                Outcome::Unknown => return None,
                Outcome::Refused(status) => {
                    self.memory.violation(format!("{what}: {status}"));
                    return None;
                }
            }
        }
    }

    /// A job has one client only, so a version that is not the newest any more is this client's own doing.
    pub async fn change_job(&mut self) {
        let nth = self.random.below(self.memory.jobs.len().max(1));
        let description = self.unique("Better words");
        let Some(Job { id, version, .. }) = self.memory.jobs.get(nth).cloned() else { return };
        let path = format!("/api/job-infos/{id}");
        let mut lost = false;
        let happened = loop {
            let request = self.request(Method::PATCH, &path).header("if-match", format!("\"{version}\""));
            match self.send("change", request.json(&json!({ "description": description }))).await {
                Outcome::Done { headers, .. } => break requests::version(&headers) == Some(version + 1),
                Outcome::Refused(412) if lost => break true,
                Outcome::Unknown if self.may_ask_again("change").await => lost = true,
                _ => break false,
            }
        };
        match happened {
            true => {
                let job = &mut self.memory.jobs[nth];
                (job.version, job.description) = (version + 1, description);
            }
            false => self.memory.violation(format!("change: {id} was not changed once")),
        }
    }

    pub async fn say_something(&mut self) {
        let Some(nth) = self.memory.interviews.iter().rposition(|interview| !interview.written) else { return };
        let Interview { id, said, .. } = self.memory.interviews[nth].clone();
        let words: Vec<_> = (0..3).map(|_| self.unique("Words")).collect();
        let item = |(nth, text): (usize, &String)| {
            let seq = said.len() + nth;
            json!({ "seq": seq, "speaker": "candidate", "text": text, "at": seq * 1_000 })
        };
        let body = json!({ "items": words.iter().enumerate().map(item).collect::<Vec<_>>() });
        loop {
            let request = self.request(Method::POST, &format!("/api/interviews/{id}/utterances")).json(&body);
            match self.send("utterances", request).await {
                Outcome::Done { .. } => return self.memory.interviews[nth].said.extend(words),
                Outcome::Unknown if self.may_ask_again("utterances").await => {}
                Outcome::Unknown => return,
                Outcome::Refused(status) => return self.memory.violation(format!("utterances: {status}")),
            }
        }
    }
}
