//! Arcjet emulator: Decide and Report as its SDKs use them, over Connect, as JSON and as protobuf, over HTTP/1.1 and
//! HTTP/2, with rate limits, well-known bots and the shield's test header.

mod account;
mod address;
mod bots;
mod call;
mod connect;
mod control;
mod decide;
mod error;
mod fingerprint;
mod limits;
mod request;
mod rule_id;
mod shield;
mod type_id;
mod wire;

use std::io;
use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::Value;

use self::account::Account;
pub use self::address::{Address, Claims};
pub use self::call::Call;
pub use self::wire::{Encoding, Rpc};
use super::clock::Clock;
use super::fault::Fault;
use super::journal::Received;
use super::server::Server;

/// How the emulator is set up; by default for tests: any port, the real time, one site.
#[derive(Clone, Debug)]
pub struct ArcjetSettings {
    /// 0 is any free port.
    pub port: u16,
    /// The keys of the sites it knows; each site has counters of its own.
    pub keys: Vec<String>,
    pub clock: Clock,
    /// Whether it can be moved from outside: `POST /control/clock`, `outage` and `addresses`, `GET
    /// /control/calls?after=`.
    pub control: bool,
}

impl Default for ArcjetSettings {
    fn default() -> Self {
        Self {
            port: 0,
            keys: vec!["ajkey_emulated00000000000000000".to_owned()],
            clock: Clock::default(),
            control: false,
        }
    }
}

/// An Arcjet of our own; it stops when dropped.
pub struct ArcjetEmulator {
    server: Server,
    account: Arc<Account>,
}

impl ArcjetEmulator {
    pub async fn start() -> io::Result<Self> {
        Self::start_with(ArcjetSettings::default()).await
    }

    pub async fn start_with(settings: ArcjetSettings) -> io::Result<Self> {
        let port = settings.port;
        let account = Arc::new(Account::new(settings));
        let door = account.clone();
        let server = Server::start_with(port, account.journal.clone(), move |received| {
            let account = door.clone();
            async move { connect::answer(&account, &received).await }
        });

        Ok(Self { server: server.await?, account })
    }

    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The first site's key.
    pub fn key(&self) -> String {
        self.account.settings.keys.first().cloned().unwrap_or_default()
    }

    /// The variables of whoever is to be protected by it.
    pub fn env(&self) -> [(&'static str, String); 3] {
        [("PROTECTION", "arcjet".to_owned()), ("ARCJET_KEY", self.key()), ("ARCJET_BASE_URL", self.url())]
    }

    /// What is known of an address from now on.
    pub fn know(&self, ip: &str, address: Address) {
        self.account.state().addresses.insert(ip.to_owned(), address);
    }

    /// The next so many decisions go wrong in this way, after those already asked for.
    pub fn fail_next(&self, decisions: usize, fault: Fault) {
        self.account.state().faults.extend(std::iter::repeat_n(fault, decisions));
    }

    /// Everything goes wrong in this way, reports too, until it is well again.
    pub fn fail_always(&self, fault: Fault) {
        self.account.state().outage = Some(fault);
    }

    pub fn recover(&self) {
        let mut state = self.account.state();
        (state.outage, state.faults) = (None, Default::default());
    }

    /// Puts its clock forward.
    pub fn advance(&self, seconds: i64) {
        self.account.state().ahead += SignedDuration::from_secs(seconds);
    }

    /// All requests so far, the refused ones too.
    pub fn received(&self) -> Vec<Received> {
        self.server.received()
    }

    /// The calls among them, read.
    pub fn calls(&self) -> Vec<Call> {
        self.server.received().iter().filter_map(Call::of).collect()
    }

    /// The bodies of all calls for a decision, as JSON.
    pub fn decides(&self) -> Vec<Value> {
        self.bodies(Rpc::Decide)
    }

    /// The bodies of all reports, as JSON.
    pub fn reports(&self) -> Vec<Value> {
        self.bodies(Rpc::Report)
    }

    /// Waits for a report that is sent behind a caller's back.
    pub async fn until_reports(&self, reports: usize) {
        self.server.until(reports, |received| Rpc::of(&received.path) == Some(Rpc::Report)).await;
    }

    /// How many clients went away before they had the whole answer.
    pub fn aborted(&self) -> usize {
        self.server.count(|received| received.aborted)
    }

    fn bodies(&self, rpc: Rpc) -> Vec<Value> {
        self.calls().into_iter().filter(|call| call.rpc == rpc).map(|call| call.body).collect()
    }
}
