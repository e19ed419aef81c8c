//! The socket that the runtime listens on and keeps to itself.

use std::{fs, io, os::fd::BorrowedFd};

use rustix::net::sockopt;

/// Lets each small piece of a stream leave at once. Otherwise Nagle's algorithm (RFC 9293, 3.7.4) keeps it until the host has
/// acknowledged the piece before, which Linux puts off by 40 ms. A connection has this from the socket that let it in.
pub fn send_at_once() -> io::Result<()> {
    for entry in fs::read_dir("/proc/self/fd")? {
        let name = entry?.file_name();
        let Some(number) = name.to_str().and_then(|name| name.parse().ok()) else { continue };
        #[expect(
            unsafe_code,
            reason = "the runtime has no other way to its socket; the number is used here and not kept"
        )]
        // SAFETY: it was open a moment ago. Were it closed by now, or another's, asking whether it listens would fail or
        // say no, and an option of a socket that listens is all that is ever changed; nothing is closed.
        let socket = unsafe { BorrowedFd::borrow_raw(number) };
        if sockopt::socket_acceptconn(socket) == Ok(true) {
            sockopt::set_tcp_nodelay(socket, true)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn whoever_is_let_in_afterwards_is_sent_small_pieces_at_once() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let _before = TcpStream::connect(address).unwrap();
        assert!(!listener.accept().unwrap().0.nodelay().unwrap());

        send_at_once().unwrap();

        let _after = TcpStream::connect(address).unwrap();
        assert!(listener.accept().unwrap().0.nodelay().unwrap());
    }
}
