//! Races for an interview too many, by those whose plan has four: reservations that lapse, ends in mid-turn, and a voice
//! that begins beside a turn. Whoever is faster, nobody may hold a fifth.

use std::time::Duration;

use http::Method;
use serde_json::json;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep, timeout},
};

use super::{
    Client,
    requests::{HUNG, Outcome},
};
use crate::chaos::memory::{How, Seen};

/// How much of their time reservations have left when the race begins: none, a moment, more than any request needs.
const LEFT_MS: [i64; 4] = [-1_000, 50, 400, 3_600_000];
const LONGEST_START: Duration = Duration::from_millis(600);

/// One of the requests that race.
#[derive(Clone, Copy)]
enum Move {
    Turn,
    Voice,
    Finish,
    /// Another interview, for which there is a use only if this one gives its own back.
    Another,
}

impl Move {
    fn name(self) -> &'static str {
        match self {
            Self::Turn => "racing turn",
            Self::Voice => "racing voice",
            Self::Finish => "racing end",
            Self::Another => "racing interview",
        }
    }
}

impl Client {
    /// Creates an interview, lets its reservation be older than it is, and asks for everything at once.
    pub async fn race_for_interview(&mut self) {
        let Some(job) = self.random.one_of(&self.memory.jobs) else { return };
        let job = job.id.clone();
        let Some(interview) = self.raced(&job).await else { return };
        self.age(&interview).await;

        // A turn takes half a second, so what follows it mostly meets it half-way.
        let moves = [Move::Finish, Move::Another, Move::Voice, Move::Another, Move::Finish];
        let (first, others) = (self.random.below(moves.len()), 1 + self.random.below(3));
        let mut steps = vec![if self.random.below(4) > 0 { Move::Turn } else { Move::Voice }];
        steps.extend(moves.iter().cycle().skip(first).take(others));
        let mut racing = JoinSet::new();
        for (nth, step) in steps.into_iter().enumerate() {
            let start = self.random.pause(if nth == 0 { Duration::ZERO } else { LONGEST_START });
            let request = self.racing(step, &interview, &job);
            racing.spawn(async move {
                sleep(start).await;
                let began = Instant::now();
                let how = outcome(request).await;
                Seen { what: step.name(), began, ended: Instant::now(), how }
            });
        }
        self.memory.seen.extend(racing.join_all().await);
    }

    /// A new interview, unless the plan or the bucket has none left.
    async fn raced(&mut self, job: &str) -> Option<String> {
        let key = self.unique("race").replace(' ', "-");
        loop {
            let request = self.request(Method::POST, "/api/interviews").json(&json!({ "jobInfoId": job }));
            let request = request.header("idempotency-key", format!("\"{key}\""));
            match self.send("race", request).await {
                Outcome::Done { text, .. } => {
                    return self.json("race", &text)["id"].as_str().map(str::to_owned);
                }
                Outcome::Unknown | Outcome::Refused(409) if self.may_ask_again("race").await => {}
                _ => return None,
            }
        }
    }

    /// Nothing is under way for it yet, so this is what waiting would have made of it.
    async fn age(&mut self, interview: &str) {
        let left = self.random.one_of(&LEFT_MS).copied().unwrap_or_default();
        let sql = format!(
            "update usage set expires_at = now() + interval '{left} milliseconds'
            where kind = 'interview' and subject_id = '{interview}' and state = 'reserved'"
        );
        // While Postgres is away it stays as young as it is.
        self.world.try_sql(&sql).await;
    }

    /// Sent once and not judged: what comes of it is in the ledger.
    fn racing(&self, step: Move, interview: &str, job: &str) -> reqwest::RequestBuilder {
        let post = |path: String| self.request(Method::POST, &path);
        let request = match step {
            Move::Turn => post(format!("/api/interviews/{interview}/reply")).json(&json!({ "prompt": "Hello." })),
            Move::Voice => post(format!("/api/interviews/{interview}/voice")),
            Move::Finish => post(format!("/api/interviews/{interview}/finish")),
            Move::Another => post("/api/interviews".to_owned()).json(&json!({ "jobInfoId": job })),
        };
        self.as_browser(request)
    }
}

/// Of a request that is sent once: whether it came to a good end.
async fn outcome(request: reqwest::RequestBuilder) -> How {
    let read = async {
        let reply = request.send().await.ok()?;
        let status = reply.status();
        reply.text().await.ok().map(|text| (status, text))
    };
    match timeout(HUNG, read).await {
        Ok(Some((status, text))) if status.is_success() => {
            if text.contains("\"finishReason\":\"error\"") {
                How::ToldInStream
            } else {
                How::Done
            }
        }
        Ok(Some((status, _))) => How::Refused(status.as_u16()),
        Ok(None) | Err(_) => How::Broken,
    }
}
