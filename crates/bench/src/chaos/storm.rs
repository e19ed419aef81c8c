//! Fault injection: what is killed, when, and for how long.

use std::time::Duration;

use tokio::{
    task::block_in_place,
    time::{Instant, sleep, sleep_until},
};

use super::{
    ChaosPlan,
    world::{Victim, World},
};
use darasa_local::services::redis::RedisServer;

/// One thing killed and started again.
#[derive(Debug, Clone, Copy)]
pub struct Strike {
    pub victim: Victim,
    pub killed: Instant,
    /// When it let connections in again.
    pub back: Instant,
}

pub struct Storm {
    /// From the beginning: when, what, and how long nobody starts it again.
    strikes: Vec<(Duration, Victim, Duration)>,
}

impl Storm {
    /// A strike about every six seconds, none before a tenth of the time and none in the last sixth. The store of the
    /// limits comes first, so that a short storm sees it counted in again.
    pub fn of(plan: &ChaosPlan) -> Self {
        const VICTIMS: [Victim; 3] = [Victim::Redis, Victim::Postgres, Victim::Model];
        let victims = if plan.redis { &VICTIMS[..] } else { &VICTIMS[1..] };
        // The fifth, which is Postgres, is longer than a finished text waits to be stored.
        const AWAY_MS: [u64; 8] = [500, 700, 200, 2_000, 8_000, 300, 0, 0];
        let strikes = (plan.lasts.as_secs() / 6).max(3) as u32;
        let strike = |nth: u32| {
            let at = plan.lasts.mul_f64(0.1 + 0.73 * f64::from(nth) / f64::from(strikes - 1));
            (at, victims[nth as usize % victims.len()], Duration::from_millis(AWAY_MS[nth as usize % AWAY_MS.len()]))
        };
        Self { strikes: (0..strikes).map(strike).collect() }
    }

    pub async fn rage(self, world: &World, began: Instant) -> Vec<Strike> {
        let mut done = Vec::new();
        for (at, victim, away) in self.strikes {
            sleep_until(began + at).await;
            let killed = Instant::now();
            match victim {
                Victim::Postgres => {
                    block_in_place(|| world.postgres.kill()).expect("Postgres is killed");
                    sleep(away).await;
                    block_in_place(|| world.postgres.start_again()).expect("Postgres starts again");
                }
                Victim::Model => {
                    world.kill_gemini();
                    sleep(away).await;
                    world.start_gemini_again().await;
                }
                Victim::Redis => {
                    block_in_place(|| world.redis(RedisServer::kill));
                    sleep(away).await;
                    block_in_place(|| world.redis(RedisServer::restart)).expect("Redis starts again");
                }
            }
            done.push(Strike { victim, killed, back: Instant::now() });
        }
        done
    }
}
