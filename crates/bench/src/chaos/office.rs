//! Client addresses of a chaos test. The rate limit lets so many requests of an address pass in a minute; clients of an
//! address that is refused go on from another, so that they have work to the end.

use std::{net::Ipv4Addr, sync::Mutex};

/// Programs are not let in.
pub const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
/// What the rate limit lets pass of an address in a minute.
pub const REQUESTS: usize = 100;
/// Clients at one address; those next to each other are different people, and meet different instances.
const DESKS: usize = 5;
/// Requests that were perhaps counted twice: they were under way when their counter died, one for each desk and each
/// time.
const TWICE: usize = 2 * DESKS;

pub struct Office(Mutex<Stay>);

struct Stay {
    address: Ipv4Addr,
    requests: usize,
}

impl Office {
    pub fn for_all(clients: usize) -> Vec<Self> {
        let office = |nth| Self(Mutex::new(Stay { address: Ipv4Addr::new(20, 0, nth as u8, 0), requests: 0 }));
        (0..clients.div_ceil(DESKS)).map(office).collect()
    }

    pub fn of(offices: &[Self], client: usize) -> &Self {
        &offices[client / DESKS]
    }

    /// The address of the next request.
    pub fn address_of_next(&self) -> Ipv4Addr {
        let mut stay = self.0.lock().expect("nobody panicked");
        stay.requests += 1;
        stay.address
    }

    /// Refused at an address, which is right after enough requests; else it says how many they were. Whoever hears of
    /// it first moves them all.
    pub fn leave(&self, address: Ipv4Addr) -> Result<(), usize> {
        let mut stay = self.0.lock().expect("nobody panicked");
        if stay.address != address {
            return Ok(());
        }
        let requests = std::mem::take(&mut stay.requests);
        stay.address = Ipv4Addr::from(u32::from(address) + 1);
        if requests + TWICE > REQUESTS { Ok(()) } else { Err(requests) }
    }
}
