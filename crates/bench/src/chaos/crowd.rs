//! Rate limit check after a chaos test: of a crowd at one address a hundred requests pass, whatever instance they meet.
//! During the test nobody can count that well, because the counters die with their store.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::sleep_until;

use super::{
    office::{BROWSER, REQUESTS},
    storm::Strike,
    world::World,
};
use darasa_local::testing::test_app::SendRequest;

const CROWD: usize = 130;
/// More of them at once would wait for connections to the database.
const AT_ONCE: usize = 10;
const ADDRESS: &str = "21.0.0.1";
/// So long the circuit breaker leaves a store alone, after it has waited for it.
const REST: Duration = Duration::from_millis(7_500);

/// What was not as it should be.
pub async fn of(world: &World, strikes: &[Strike]) -> Option<String> {
    let last = strikes.iter().rfind(|strike| strike.victim == world.store)?;
    sleep_until(last.back + REST).await;
    let person = world.app.person("storm_0");
    let request = |nth: usize| {
        let request = world.app.http.get(world.url("/api/job-infos", nth)).bearer_auth(&person.token);
        request.header("user-agent", BROWSER).header("x-real-ip", ADDRESS).send_and_read()
    };
    let mut refused = 0;
    for first in (0..CROWD).step_by(AT_ONCE) {
        let replies = join_all((first..first + AT_ONCE).map(request)).await;
        refused += replies.iter().filter(|reply| reply.status == 429).count();
    }
    let let_in = CROWD - refused;
    (let_in != REQUESTS).then(|| format!("of a crowd of {CROWD} the rate limiter let {let_in} in, not {REQUESTS}"))
}
