//! Client addresses of a chaos test. The rate limit lets so many requests of an address pass in a minute; clients of an
//! address that is refused go on from another, so that they have work to the end.

use std::{net::Ipv4Addr, sync::Mutex};

/// Programs are not let in.
pub const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
/// What the guard lets pass of an address in a minute.
pub const REQUESTS: usize = 100;
/// Clients in one office; neighbours are somebody else's tabs and meet other instances.
const DESKS: usize = 5;
/// Visits that were perhaps counted twice: they were under way when their counter died, one for each desk and each
/// time.
const TWICE: usize = 2 * DESKS;

pub struct Office(Mutex<Stay>);

struct Stay {
    address: Ipv4Addr,
    visits: usize,
}

impl Office {
    pub fn for_all(clients: usize) -> Vec<Self> {
        let office = |nth| Self(Mutex::new(Stay { address: Ipv4Addr::new(20, 0, nth as u8, 0), visits: 0 }));
        (0..clients.div_ceil(DESKS)).map(office).collect()
    }

    pub fn of(offices: &[Self], client: usize) -> &Self {
        &offices[client / DESKS]
    }

    /// The address of one more visit.
    pub fn visit(&self) -> Ipv4Addr {
        let mut stay = self.0.lock().expect("nobody panicked");
        stay.visits += 1;
        stay.address
    }

    /// Sent away from an address, which is right after enough visits; else it says how many they were. Whoever hears of
    /// it first moves them all.
    pub fn leave(&self, address: Ipv4Addr) -> Result<(), usize> {
        let mut stay = self.0.lock().expect("nobody panicked");
        if stay.address != address {
            return Ok(());
        }
        let visits = std::mem::take(&mut stay.visits);
        stay.address = Ipv4Addr::from(u32::from(address) + 1);
        if visits + TWICE > REQUESTS { Ok(()) } else { Err(visits) }
    }
}
