//! Chaos test: clients who all want something at once, while what they depend on is killed and comes back. At the end
//! their own records, the database and the ledger have to agree.

mod audit;
mod client;
mod crowd;
mod ledger;
mod memory;
mod office;
mod report;
mod storm;
mod world;

use std::{path::PathBuf, sync::Arc, time::Duration};

use tokio::{task::JoinSet, time::Instant};

pub use self::report::ChaosReport;
use self::{client::Client, storm::Storm, world::World};

/// What is to happen, and to whom.
#[derive(Debug, Clone)]
pub struct ChaosPlan {
    pub lasts: Duration,
    pub clients: usize,
    /// Two clients are one person with two tabs, so that they meet at the same rows.
    pub people: usize,
    /// Where chance begins; the same number makes the same choices.
    pub seed: u64,
    /// Whether our own protection decides who may pass, or nobody.
    pub protected: bool,
    /// Without it nothing is cached, and limits are counted in Postgres.
    pub redis: bool,
    /// Whether the database is reached by way of PgBouncer.
    pub pooled: bool,
    /// The folder of the functions' executables; without it all of them run in this process, in several instances.
    pub functions: Option<PathBuf>,
}

impl ChaosPlan {
    pub fn of(lasts: Duration, clients: usize) -> Self {
        let people = clients.div_ceil(2);
        Self { lasts, clients, people, seed: 1, protected: true, redis: true, pooled: false, functions: None }
    }
}

/// How long a client may still ask what became of a write after the storm is over.
const PATIENCE: Duration = Duration::from_secs(75);

/// Runs the storm and audits what is left.
pub async fn run(plan: &ChaosPlan) -> ChaosReport {
    let world = Arc::new(World::start(plan).await);
    let began = Instant::now();
    let calm = began + plan.lasts;
    let mut clients = JoinSet::new();
    for number in 0..plan.clients {
        clients.spawn(Client::new(&world, plan, number, calm, calm + PATIENCE).live());
    }
    let strikes = Storm::of(plan).rage(&world, began).await;
    let memories = clients.join_all().await;
    let mut findings = audit::of(&world, &memories).await;
    if plan.protected {
        findings.violations.extend(crowd::of(&world, &strikes).await);
    }
    ChaosReport::of(plan, began, strikes, memories, findings)
}
