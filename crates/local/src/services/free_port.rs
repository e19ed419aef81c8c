//! Free port for a server on the loopback that can only be told its port, and takes it some time later.
//!
//! The port that a system gives to whoever asks for any lies among those that it gives to connections, too: one of
//! these may have it when the server comes. So it is one below them.

use std::{
    io,
    net::{Ipv4Addr, TcpListener},
    ops::Range,
};

use darasa_core::base::clock;

/// Connections have ports from 32768 on Linux, from 49152 on macOS; registered ones are mostly lower than these.
const PORTS: Range<u16> = 20_000..32_000;
const TRIES: usize = 100;

/// By chance, so that two who ask at the same time have different ones.
pub fn free_port() -> io::Result<u16> {
    let mut last = io::Error::from(io::ErrorKind::AddrInUse);
    for _ in 0..TRIES {
        let port = PORTS.start + u16::from_be_bytes(clock::passing_id()) % (PORTS.end - PORTS.start);
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(_) => return Ok(port),
            Err(error) => last = error,
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_free_and_none_that_a_connection_may_have() {
        for _ in 0..20 {
            let port = free_port().unwrap();
            assert!(PORTS.contains(&port), "{port}");
            // A program that another test starts at this moment has a copy of each socket until it runs.
            let taken = (0..1_000).find(|_| {
                std::thread::sleep(std::time::Duration::from_millis(1));
                TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
            });
            assert!(taken.is_some(), "{port}");
        }
    }
}
