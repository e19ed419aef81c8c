//! Rate limit check after a chaos test: of one person's crowd of requests, from everywhere and all at once, as many
//! pass as may, whatever instance they meet. During the test nobody can count that well, because the counters die with
//! their store.

use std::{net::Ipv4Addr, time::Duration};

use futures_util::future::join_all;
use tokio::time::{sleep, sleep_until};

use super::{storm::Strike, world::World};
use darasa_local::testing::test_app::SendRequest;

/// So many more than may pass.
const TOO_MANY: usize = 30;
/// More of them at once would wait for connections to the database.
const AT_ONCE: usize = 10;
const FIRST_ADDRESS: Ipv4Addr = Ipv4Addr::new(21, 0, 0, 0);
/// So long the circuit breaker leaves a store alone, after it has waited for it.
const REST: Duration = Duration::from_millis(7_500);

/// A store that answers too slowly for a moment, as on a busy machine, is left alone as if it were away, and meanwhile
/// each instance counts alone. That passes; a limiter that cannot count miscounts every crowd.
const CROWDS: usize = 3;

/// What was not as it should be.
pub async fn of(world: &World, strikes: &[Strike]) -> Option<String> {
    let last = strikes.iter().rfind(|strike| strike.victim == world.store)?;
    sleep_until(last.back + REST).await;
    let mut wrong = None;
    for nth in 0..CROWDS {
        wrong = miscounted(world, &format!("crowd_{nth}")).await;
        if wrong.is_none() {
            break;
        }
        sleep(REST).await;
    }
    wrong
}

async fn miscounted(world: &World, name: &str) -> Option<String> {
    let (may_pass, person) = (world.requests_per_minute as usize, world.app.person(name));
    let request = |nth: usize| {
        let address = Ipv4Addr::from(u32::from(FIRST_ADDRESS) + nth as u32);
        let request = world.app.http.get(world.url("/api/job-infos", nth)).bearer_auth(&person.token);
        request.header("x-real-ip", address.to_string()).send_and_read()
    };
    let (crowd, mut refused) = ((may_pass + TOO_MANY).next_multiple_of(AT_ONCE), 0);
    for first in (0..crowd).step_by(AT_ONCE) {
        let replies = join_all((first..first + AT_ONCE).map(request)).await;
        refused += replies.iter().filter(|reply| reply.status == 429).count();
    }
    let let_in = crowd - refused;
    (let_in != may_pass).then(|| format!("of a crowd of {crowd} the rate limiter let {let_in} in, not {may_pass}"))
}
