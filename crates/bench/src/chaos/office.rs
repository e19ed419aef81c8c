//! Client addresses of a chaos test, and the rate limit of its people, which is more than they ask for: none of them
//! may be refused, whatever dies. A crowd shows afterwards that it is exact (`crowd`).

use std::{net::Ipv4Addr, time::Duration};

use super::ChaosPlan;

/// Two clients of a person ask some twenty times a second.
const REQUESTS_PER_SECOND: u32 = 100;
/// Clients at one address; those next to each other are different people, and meet different instances.
const DESKS: usize = 5;

/// What a person may ask for in a minute.
pub fn requests_per_minute(plan: &ChaosPlan) -> u32 {
    REQUESTS_PER_SECOND * plan.lasts.max(Duration::from_secs(1)).as_secs().min(600) as u32
}

pub fn address_of(client: usize) -> Ipv4Addr {
    Ipv4Addr::new(20, 0, (client / DESKS) as u8, 0)
}
