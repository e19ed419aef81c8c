//! Latency proxy before a database, for counting what a request costs in round trips: everything on it takes half of
//! one each way, and a new connection waits for a whole one, as in TCP.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::mpsc,
    task::{AbortHandle, yield_now},
    time::{Instant, sleep_until},
};

/// tokio's clock ticks in milliseconds; the last of them is waited for with open eyes.
const TICK: Duration = Duration::from_millis(2);

/// It stops when dropped; connections end with either side.
pub struct Distance {
    port: u16,
    trips: Arc<AtomicUsize>,
    accepting: AbortHandle,
}

/// One connection's part of the line.
#[derive(Clone)]
struct Line {
    half: Duration,
    trips: Arc<AtomicUsize>,
    /// Whether something was asked that has no answer yet.
    asked: Arc<AtomicBool>,
}

impl Distance {
    pub async fn before(server: SocketAddr, round_trip: Duration) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let (port, trips) = (listener.local_addr()?.port(), Arc::<AtomicUsize>::default());
        let counter = trips.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // Its handshake.
                counter.fetch_add(1, Ordering::Relaxed);
                let line = Line { half: round_trip / 2, trips: counter.clone(), asked: Arc::default() };
                tokio::spawn(span(client, server, line));
            }
        });
        Ok(Self { port, trips, accepting: accepting.abort_handle() })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// How many connections were made, and how often a client said something and then heard something.
    pub fn round_trips(&self) -> usize {
        self.trips.load(Ordering::Relaxed)
    }
}

impl Drop for Distance {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn span(client: TcpStream, server: SocketAddr, line: Line) -> io::Result<()> {
    let handshake = 2 * line.half;
    let server = TcpStream::connect(server).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let (back, asked) = (line.clone(), line.asked.clone());
    let forth = carry(from_client, to_server, line.half, handshake, move || asked.store(true, Ordering::Relaxed));
    let back = carry(from_server, to_client, line.half, Duration::ZERO, move || {
        let answered = back.asked.swap(false, Ordering::Relaxed);
        back.trips.fetch_add(usize::from(answered), Ordering::Relaxed);
    });
    tokio::select! {
        done = forth => done,
        done = back => done,
    }
}

/// Bytes one way: read at once, written when they have come all the way.
async fn carry(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    half: Duration,
    first: Duration,
    note: impl Fn(),
) -> io::Result<()> {
    let (send, mut under_way) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    let not_before = Instant::now() + first + half;
    let read = async {
        let mut bytes = vec![0; 64 * 1024];
        loop {
            let length = from.read(&mut bytes).await?;
            if length == 0 {
                return Ok(());
            }
            note();
            send.send(((Instant::now() + half).max(not_before), bytes[..length].to_vec())).ok();
        }
    };
    let write = async {
        while let Some((due, bytes)) = under_way.recv().await {
            sleep_until(due - TICK.min(half)).await;
            while Instant::now() < due {
                yield_now().await;
            }
            to.write_all(&bytes).await?;
        }
        Ok(())
    };
    tokio::select! {
        done = read => done,
        done = write => done,
    }
}
