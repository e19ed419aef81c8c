//! Races for an interview too many, by people whose plan has one: reservations that lapse, ends in mid-turn, and
//! a voice that begins beside a turn. Whoever is faster, nobody may hold a second one.

use std::time::Duration;

use http::Method;
use serde_json::json;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep, timeout},
};

use super::{Client, requests::HUNG};
use crate::chaos::memory::{How, Seen};
use darasa_local::{emulators::clerk::User, testing::test_app::ORIGIN};

/// How much of their time reservations have left when the race begins: none, a moment, more than any request needs.
const LEFT_MS: [i64; 4] = [-1_000, 50, 400, 3_600_000];
const LONGEST_STEP: Duration = Duration::from_millis(300);

/// One of the requests that race.
#[derive(Clone, Copy)]
enum Move {
    Turn,
    Voice,
    Finish,
    /// Another interview, for which there is a use only if this one gives its own back.
    Another,
}

/// What is asked for, each a moment after the one before. A turn takes about half a second, so most meet it half-way.
const RACES: [&[Move]; 5] = [
    &[Move::Turn, Move::Finish, Move::Another],
    &[Move::Turn, Move::Another, Move::Another],
    &[Move::Voice, Move::Another],
    &[Move::Turn, Move::Voice, Move::Finish, Move::Another],
    &[Move::Finish, Move::Turn, Move::Another],
];

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
    /// Somebody new, whose plan has one interview, creates it, lets its reservation be older than it is, and asks for
    /// everything at once.
    pub async fn race_for_interview(&mut self) {
        let racers = self.token_of_racer();
        let own = std::mem::replace(&mut self.token, racers);
        self.race().await;
        self.token = own;
    }

    fn token_of_racer(&self) -> String {
        let owner = format!("user_race_{}_{}", self.number, self.made);
        let clerk = &self.world.app.clerk;
        clerk.put(User::named(&owner, "Grace", "2026-01-02T03:04:05Z".parse().expect("a time")));
        clerk.token(&owner).plan("u:some", "u:1_interview").azp(ORIGIN).expires_in(3_600).mint()
    }

    async fn race(&mut self) {
        let job = json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" });
        let Some(job) = self.create_once("racing job", "/api/job-infos", &job).await else { return };
        let new = json!({ "jobInfoId": job });
        let Some(interview) = self.create_once("race", "/api/interviews", &new).await else { return };
        self.age(&interview).await;

        let moves = self.random.one_of(&RACES).copied().unwrap_or_default();
        let (mut racing, mut start) = (JoinSet::new(), Duration::ZERO);
        for step in moves {
            let request = self.racing(*step, &interview, &job);
            let after = start;
            start += self.random.pause(LONGEST_STEP);
            racing.spawn(async move {
                sleep(after).await;
                let began = Instant::now();
                let how = outcome(request).await;
                Seen { what: step.name(), began, ended: Instant::now(), how }
            });
        }
        self.memory.seen.extend(racing.join_all().await);
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
        self.at_office(request)
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
