//! Reads: what was acknowledged can be seen at once.

use super::{
    Client,
    requests::{Outcome, version},
};

impl Client {
    pub async fn list_jobs(&mut self) {
        let Outcome::Done { text, .. } = self.get("list", "/api/job-infos?limit=100").await else { return };
        let page = self.json("list", &text);
        let items = page["items"].as_array().into_iter().flatten();
        let shown: Vec<_> = items.filter_map(|job| job["id"].as_str()).collect();
        let hidden = self.memory.jobs.iter().find(|job| !shown.contains(&job.id.as_str()));
        if let (Some(job), true) = (hidden, page["nextCursor"].is_null()) {
            let what = format!("list: a saved job is not on it: {}", job.name);
            self.memory.violation(what);
        }
    }

    pub async fn read_job(&mut self) {
        let Some(job) = self.random.one_of(&self.memory.jobs).cloned() else { return };
        let reply = self.get("read", &format!("/api/job-infos/{}", job.id)).await;
        let Outcome::Done { headers, text } = reply else { return };
        let shown = self.json("read", &text);
        if version(&headers) != Some(job.version) || shown["description"] != job.description.as_str() {
            self.memory.violation(format!("read: {} is not as it was changed: {text}", job.name));
        }
    }

    pub async fn read_account(&mut self) {
        self.get("account", "/api/users/me").await;
    }
}
