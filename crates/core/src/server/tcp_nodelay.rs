//! TCP_NODELAY for every connection of the host, though the runtime keeps its listening socket and its connections to
//! itself.

use std::{
    collections::HashSet,
    fs, io,
    net::SocketAddr,
    os::fd::{BorrowedFd, RawFd},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use rustix::net::{getpeername, getsockname, sockopt};

/// Lets each small piece of a stream leave at once. Otherwise Nagle's algorithm (RFC 9293, 3.7.4) keeps it until the
/// host has acknowledged the piece before, which Linux puts off by 40 ms.
///
/// A connection has this option from the socket that let it in, so the listening one is given it. A host may be let in
/// before that, between the runtime's `listen` and our turn; such connections are given it themselves. The runtime
/// clones its handler for each connection that it accepts, before it reads from it, and this is a part of the handler:
/// so it sees every one. A connection clones its clone for each request, which does nothing.
pub enum TcpNodelay {
    OfProcess(Arc<NodelayState>),
    OfConnection,
}

impl Default for TcpNodelay {
    fn default() -> Self {
        Self::OfProcess(Arc::default())
    }
}

#[derive(Default)]
pub struct NodelayState {
    /// Whether no connection without the option can come any more.
    settled: AtomicBool,
    /// The other ends of connections that were given it by us.
    given: Mutex<HashSet<SocketAddr>>,
}

impl Clone for TcpNodelay {
    fn clone(&self) -> Self {
        if let Self::OfProcess(state) = self
            && !state.settled.load(Ordering::Relaxed)
        {
            state.set();
        }
        Self::OfConnection
    }
}

impl NodelayState {
    fn set(&self) {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        // Connections come out of the listening socket in the order in which they went in: once one has inherited the
        // option, so have all behind it.
        let settled = set_everywhere(&mut given).unwrap_or_else(|error| {
            tracing::warn!(%error, "small pieces of a stream may be late");
            true
        });
        self.settled.store(settled, Ordering::Relaxed);
    }
}

/// Gives the option to the sockets that listen and to the connections that they let in. Whether some connection had it
/// already, and not from us.
fn set_everywhere(given: &mut HashSet<SocketAddr>) -> io::Result<bool> {
    let sockets = tcp_sockets()?;
    let listening: HashSet<u16> = sockets.iter().filter(|each| each.peer.is_none()).map(|each| each.port).collect();
    let mut inherited = false;
    for Socket { number, peer, nodelay, .. } in sockets.iter().filter(|each| listening.contains(&each.port)) {
        if *nodelay {
            inherited |= peer.is_some_and(|peer| !given.contains(&peer));
        } else if with_socket(*number, |socket| sockopt::set_tcp_nodelay(socket, true)).is_ok() {
            given.extend(peer);
        }
    }
    Ok(inherited)
}

struct Socket {
    number: RawFd,
    port: u16,
    /// The other end; None: it listens.
    peer: Option<SocketAddr>,
    nodelay: bool,
}

/// The TCP sockets of the process that listen or are connected.
fn tcp_sockets() -> io::Result<Vec<Socket>> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc/self/fd")? {
        let name = entry?.file_name();
        let Some(number) = name.to_str().and_then(|name| name.parse().ok()) else { continue };
        let socket = with_socket(number, |socket| {
            let nodelay = sockopt::tcp_nodelay(socket).ok()?;
            let port = SocketAddr::try_from(getsockname(socket).ok()?).ok()?.port();
            let peer = if sockopt::socket_acceptconn(socket).ok()? {
                None
            } else {
                Some(SocketAddr::try_from(getpeername(socket).ok()??).ok()?)
            };
            Some(Socket { number, port, peer, nodelay })
        });
        found.extend(socket);
    }
    Ok(found)
}

fn with_socket<T>(number: RawFd, use_it: impl FnOnce(BorrowedFd<'_>) -> T) -> T {
    #[expect(unsafe_code, reason = "the runtime has no other way to its sockets; the number is used here and not kept")]
    // SAFETY: it was open a moment ago. Were it closed by now, or another's, asking it for a TCP option would fail, or
    // find a socket that the same answer is right for; nothing is closed, and only this option is ever changed.
    use_it(unsafe { BorrowedFd::borrow_raw(number) })
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};

    use super::*;

    // One test, for it changes all sockets of the process.
    #[test]
    fn no_connection_that_is_let_in_misses_it_and_others_are_left_alone() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let connect = || TcpStream::connect(address).unwrap();
        let accept = || listener.accept().unwrap().0;
        // The kernel lets in two before we have had a turn.
        let (ours, _waiting) = (connect(), connect());
        let state = Arc::<NodelayState>::default();
        let nodelay = TcpNodelay::OfProcess(state.clone());

        let early = accept();
        assert!(!early.nodelay().unwrap());
        let connection = nodelay.clone();
        assert!(early.nodelay().unwrap());
        assert!(!ours.nodelay().unwrap(), "a connection to somebody else");

        drop(nodelay.clone());
        assert!(!state.settled.load(Ordering::Relaxed), "one is still behind it");
        let waiting = accept();
        assert!(!waiting.nodelay().unwrap());
        drop(connection.clone());
        assert!(!waiting.nodelay().unwrap(), "a request of another connection");
        drop(nodelay.clone());
        assert!(waiting.nodelay().unwrap());

        let _late = connect();
        let late = accept();
        assert!(late.nodelay().unwrap());
        drop(nodelay.clone());
        assert!(state.settled.load(Ordering::Relaxed));
    }
}
