//! Client of a chaos test, one among many: it does what people do, remembers the replies, and asks again until it
//! knows.

mod races;
mod reads;
mod requests;
mod streams;
mod writes;

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, sleep};

use super::{ChaosPlan, memory::Memory, world::World};
use darasa_local::{emulators::clerk::User, testing::test_app::ORIGIN};

const UNLIMITED: &str = "u:unlimited_questions,u:unlimited_interviews,u:unlimited_resume_analysis";
const LIMITED: &str = "u:5_questions,u:unlimited_interviews,u:2_resume_analysis";
const MOST_PAUSE: Duration = Duration::from_millis(40);

pub struct Client {
    world: Arc<World>,
    number: usize,
    token: String,
    random: Random,
    /// New things are begun until the storm is over, …
    calm: Instant,
    /// … and what became of the old ones may be asked until then.
    patience: Instant,
    memory: Memory,
    made: usize,
}

impl Client {
    pub fn new(world: &Arc<World>, plan: &ChaosPlan, number: usize, calm: Instant, patience: Instant) -> Self {
        let person = number % plan.people;
        let owner = format!("user_storm_{person}");
        let clerk = &world.app.clerk;
        clerk.put(User::named(&owner, "Ada", "2026-01-02T03:04:05Z".parse().expect("a time")));
        // The plans of a few end in the middle of the storm.
        let features = if person.is_multiple_of(5) { LIMITED } else { UNLIMITED };
        let token = clerk.token(&owner).plan("u:some", features).azp(ORIGIN).expires_in(3_600).mint();
        let random = Random(plan.seed.wrapping_mul(1_000_003).wrapping_add(number as u64));
        let memory = Memory { owner, ..Memory::default() };
        Self { world: world.clone(), number, token, random, calm, patience, memory, made: 0 }
    }

    pub async fn live(mut self) -> Memory {
        self.save_job().await;
        while Instant::now() < self.calm {
            match self.random.below(100) {
                0..18 => self.list_jobs().await,
                18..26 => self.read_job().await,
                26..30 => self.read_account().await,
                30..40 => self.save_job().await,
                40..52 => self.change_job().await,
                52..65 => self.ask_for_question().await,
                65..73 => self.answer_question().await,
                73..79 => self.upload_resume().await,
                79..82 => self.create_interview().await,
                82..85 => self.race_for_interview().await,
                85..90 => self.say_something().await,
                _ => self.write_something().await,
            }
            sleep(self.random.pause(MOST_PAUSE)).await;
        }
        self.memory
    }

    /// A name that nothing else in this storm has.
    fn unique(&mut self, what: &str) -> String {
        self.made += 1;
        format!("{what} {} of client {}", self.made, self.number)
    }
}

/// Chance that can be repeated (splitmix64).
pub struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn pause(&mut self, most: Duration) -> Duration {
        most.mul_f64(self.below(1_000) as f64 / 1e3)
    }

    fn one_of<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        if things.is_empty() { None } else { things.get(self.below(things.len())) }
    }
}
