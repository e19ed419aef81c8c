//! TCP proxy between a client and its server, mostly a pool and its Postgres: it counts round trips, keeps what was
//! sent, and breaks connections on demand.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use reqwest::Url;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{AbortHandle, JoinSet},
    time::timeout,
};

use crate::testing::time_limits::PATIENCE;

/// It stops when dropped, and its connections with it.
pub struct Proxy {
    url: String,
    line: Arc<Line>,
    accepting: AbortHandle,
}

/// When a statement loses its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The server never sees it.
    BeforeTheServerReads,
    /// The server has done it, but nobody hears of that.
    BeforeTheClientHears,
}

/// What a client sent after its start-up: `P` and the rest for Parse, `B` for Bind, and so on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub tag: char,
    pub body: Vec<u8>,
}

impl Message {
    /// The text up to the first zero: of a Parse the name of the statement, empty for the unnamed one.
    pub fn first_text(&self) -> String {
        let text = self.body.split(|byte| *byte == 0).next().unwrap_or_default();
        String::from_utf8_lossy(text).into_owned()
    }

    pub fn says(&self, text: &str) -> bool {
        contains(&self.body, text)
    }
}

impl Proxy {
    /// In front of the server of this URL, a database's or another one.
    pub async fn before(url: &str) -> io::Result<Self> {
        let mut url: Url = url.parse().map_err(io::Error::other)?;
        let upstream = url.socket_addrs(|| Some(5432))?.first().copied().ok_or(io::ErrorKind::NotFound)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        url.set_port(Some(listener.local_addr()?.port())).map_err(|()| io::ErrorKind::InvalidInput)?;
        let (orders, refused, log) = Default::default();
        let line = Arc::new(Line { upstream, orders, refused, log });
        let accepting = tokio::spawn(accept(listener, line.clone())).abort_handle();
        Ok(Self { url: url.into(), line, accepting })
    }

    /// The same database by way of this proxy.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// The same server by way of this proxy, as a base URL that paths are put behind.
    pub fn base_url(&self) -> String {
        self.url.trim_end_matches('/').to_owned()
    }

    /// How often a client sent something and then heard from the server.
    pub fn round_trips(&self) -> usize {
        self.line.log().round_trips
    }

    /// How many connections were let in so far.
    pub fn connections(&self) -> usize {
        self.line.log().said.len()
    }

    /// Waits until that many connections were turned away; fails when they never are.
    pub async fn until_refused(&self, connections: usize) {
        let mut refused = self.line.refused.subscribe();
        let enough = refused.wait_for(|refused| *refused >= connections);
        timeout(PATIENCE, enough).await.expect("nobody wanted to connect").expect("the line is open");
    }

    /// Everything that clients sent after their start-up, connection after connection.
    pub fn messages(&self) -> Vec<Message> {
        self.line.log().said.iter().flat_map(|bytes| messages(bytes)).collect()
    }

    /// Breaks all connections.
    pub fn cut(&self) {
        self.line.orders.send_modify(|orders| orders.cuts += 1);
    }

    /// All present connections stay open, but nothing passes through them any more. New ones work.
    pub fn silence(&self) {
        let present = self.connections();
        self.line.orders.send_modify(|orders| orders.silent_below = present);
    }

    /// Connections stay open, new ones are let in, and nothing passes through any of them: a network that swallows all.
    pub fn swallow(&self) {
        self.line.orders.send_modify(|orders| orders.silent_below = usize::MAX);
    }

    /// Breaks what was swallowed; new connections work again.
    pub fn pass(&self) {
        self.line.orders.send_modify(|orders| (orders.silent_below, orders.cuts) = (0, orders.cuts + 1));
    }

    /// Turns new connections away until it admits them again.
    pub fn refuse(&self) {
        self.line.orders.send_modify(|orders| orders.refusing = true);
    }

    pub fn admit(&self) {
        self.line.orders.send_modify(|orders| orders.refusing = false);
    }

    /// The next so many times that a client sends this text, its connection breaks.
    pub fn cut_on(&self, text: &'static str, cut: Cut, times: usize) {
        self.line.log().traps = vec![(text, cut); times];
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

struct Line {
    upstream: SocketAddr,
    orders: watch::Sender<Orders>,
    refused: watch::Sender<usize>,
    log: Mutex<Log>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Orders {
    cuts: usize,
    silent_below: usize,
    refusing: bool,
}

#[derive(Default)]
struct Log {
    round_trips: usize,
    /// By connection.
    said: Vec<Vec<u8>>,
    traps: Vec<(&'static str, Cut)>,
}

impl Log {
    /// The cut that waited for these bytes.
    fn sprung(&mut self, bytes: &[u8]) -> Option<Cut> {
        let (text, cut) = *self.traps.last()?;
        contains(bytes, text).then(|| self.traps.pop())?;
        Some(cut)
    }
}

impl Line {
    fn log(&self) -> MutexGuard<'_, Log> {
        // A panic elsewhere leaves a log that is still good.
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

async fn accept(listener: TcpListener, line: Arc<Line>) {
    // The connections belong to this set, so aborting this task closes them too.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => if let Ok((client, _)) = accepted {
                if line.orders.borrow().refusing {
                    line.refused.send_modify(|refused| *refused += 1);
                    continue;
                }
                let nth = line.log().said.len();
                line.log().said.push(Vec::new());
                connections.spawn(converse(client, nth, line.clone()));
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Passes bytes both ways until one side ends or an order says so.
async fn converse(mut client: TcpStream, nth: usize, line: Arc<Line>) -> io::Result<()> {
    let mut orders = line.orders.subscribe();
    let born = *orders.borrow_and_update();
    let mut server = TcpStream::connect(line.upstream).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (mut asked, mut answered) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    let (mut waiting, mut trapped) = (false, None);
    loop {
        let now = *orders.borrow();
        if now.cuts > born.cuts {
            return Ok(());
        }
        let open = nth >= now.silent_below;
        tokio::select! {
            read = client.read(&mut asked), if open => {
                let bytes = &asked[..read?];
                if bytes.is_empty() {
                    return Ok(());
                }
                line.log().said[nth].extend_from_slice(bytes);
                trapped = trapped.or_else(|| line.log().sprung(bytes));
                if trapped == Some(Cut::BeforeTheServerReads) {
                    return Ok(());
                }
                waiting = true;
                server.write_all(bytes).await?;
            }
            read = server.read(&mut answered), if open => {
                let bytes = &answered[..read?];
                if bytes.is_empty() || trapped.is_some() {
                    return Ok(());
                }
                line.log().round_trips += usize::from(std::mem::take(&mut waiting));
                client.write_all(bytes).await?;
            }
            _ = orders.changed() => {}
        }
    }
}

/// The messages after the start-up, which alone has no tag. A last one that is not whole is left out.
fn messages(mut bytes: &[u8]) -> Vec<Message> {
    let length = |bytes: &[u8]| bytes.first_chunk::<4>().map(|length| u32::from_be_bytes(*length) as usize);
    bytes = length(bytes).and_then(|length| bytes.get(length..)).unwrap_or_default();
    let mut messages = Vec::new();
    while let Some((tag, rest)) = bytes.split_first()
        && let Some(body) = length(rest).and_then(|length| rest.get(4..length))
    {
        messages.push(Message { tag: char::from(*tag), body: body.to_vec() });
        bytes = &rest[4 + body.len()..];
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_told_apart_after_the_start_up() {
        let said = b"\0\0\0\x08\0\x03\0\0P\0\0\0\x0cs1\0sql\0\0S\0\0\0\x04B\0\0\0\xff";
        let message = |tag, body: &[u8]| Message { tag, body: body.to_vec() };
        assert_eq!(messages(said), [message('P', b"s1\0sql\0\0"), message('S', b"")]);
        assert_eq!(messages(said)[0].first_text(), "s1");
        assert_eq!(messages(b""), []);
    }
}
