//! Live streams that are open at the same time: how late their deltas are, how many come at all, and what memory and
//! CPU each of them takes.

use std::{mem, sync::Arc, time::Duration};

use darasa_bench::{
    cpu::{cpu_seconds, own_cpu_seconds},
    functions::{Function, Result},
    memory::resident_kb,
    model::Late,
    rounds::Work,
};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep_until},
};

use crate::{
    plan::Live,
    reader::{Deltas, lock, read_stream},
};

const SETTLED: Duration = Duration::from_millis(500);

#[derive(Clone, Copy)]
pub struct Held {
    /// Of all deltas that were due while all streams were open, those that were read before the next one was due.
    pub on_time: f64,
    /// Those that were read at all before the first stream was to end.
    pub delivered: f64,
    /// Of all that were due; one that did not come is later than all others.
    pub p99: Duration,
    pub kb_per_stream: f64,
    /// Streams that were refused or broke off.
    pub failed: usize,
    /// Memory at the end of this time, of that at its beginning.
    pub growth: f64,
    /// The process's, also for what stands around the deltas.
    pub cpu_microseconds: f64,
    /// How many CPUs the function used meanwhile, and how many the driver with its model.
    pub function_cpus: f64,
    pub driver_cpus: f64,
}

/// Whether clients stay for the end: under overload it comes late, and what is looked at is over.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Until {
    Complete,
    Watched,
}

struct Moment {
    at: Instant,
    function: f64,
    driver: f64,
    kb: u64,
}

impl Moment {
    fn now(function: &Function) -> Result<Self> {
        let (at, kb) = (Instant::now(), resident_kb(function)?);
        Ok(Self { at, function: cpu_seconds(function)?, driver: own_cpu_seconds()?, kb })
    }
}

pub async fn hold(function: &Function, streams: u32, work: &Arc<Work>, live: Live, until: Until) -> Result<Held> {
    let began = Moment::now(function)?;
    let (all_open, first_ends) = (began.at + live.arriving + SETTLED, began.at + live.pace.between * live.pace.deltas);
    let (mut readers, mut read) = (JoinSet::new(), Vec::new());
    for nth in 0..streams {
        let (port, work, deltas) = (function.port, work.clone(), Deltas::default());
        read.push(deltas.clone());
        let starts = began.at + live.arriving * nth / streams;
        readers.spawn(async move {
            sleep_until(starts).await;
            read_stream(port, &work, nth as usize, &deltas).await
        });
    }

    sleep_until(all_open).await;
    let open = Moment::now(function)?;
    sleep_until(first_ends).await;
    let full = Moment::now(function)?;
    if until == Until::Watched {
        readers.abort_all();
    }
    let mut failures = Vec::new();
    while let Some(ended) = readers.join_next().await {
        match ended {
            Err(aborted) if aborted.is_cancelled() => {}
            ended => failures.extend(ended?.err()),
        }
    }
    if let Some(failure) = failures.first() {
        eprintln!("        {} of {streams} failed, such as: {failure}", failures.len());
    }
    let spent = cpu_seconds(function)? - began.function;
    let read: Vec<Vec<Late>> = read.iter().map(|deltas| mem::take(&mut *lock(deltas))).collect();
    read.iter().try_for_each(|deltas| in_order(deltas, live))?;
    let whole = read.iter().filter(|deltas| deltas.len() == live.pace.deltas as usize).count();
    if until == Until::Complete && whole + failures.len() < read.len() {
        return Err("a stream ended well without all of its deltas".into());
    }
    Ok(Held::new(&read, live, [began, open, full], spent, failures.len()))
}

impl Held {
    fn new(read: &[Vec<Late>], live: Live, [began, open, full]: [Moment; 3], spent: f64, failed: usize) -> Self {
        let watched = full.at - open.at;
        let mut seen: Vec<_> = read.iter().flatten().filter(|late| (open.at..full.at).contains(&late.due)).collect();
        seen.sort_by_key(|late| late.by);
        // Those of a stream that has not even begun were due all the same.
        let due = read.len() as f64 * watched.as_secs_f64() / live.pace.between.as_secs_f64();
        let on_time = seen.partition_point(|late| late.by < live.pace.between) as f64;
        let delivered = seen.iter().filter(|late| late.due + late.by < full.at + live.pace.between).count() as f64;
        let all: usize = read.iter().map(Vec::len).sum();
        Self {
            on_time: (on_time / due).min(1.0),
            delivered: (delivered / due).min(1.0),
            p99: seen.get((due * 0.99) as usize).map_or(watched, |late| late.by),
            failed,
            kb_per_stream: full.kb.saturating_sub(began.kb) as f64 / read.len() as f64,
            growth: full.kb as f64 / open.kb as f64,
            cpu_microseconds: spent * 1e6 / all as f64,
            function_cpus: (full.function - open.function) / watched.as_secs_f64(),
            driver_cpus: (full.driver - open.driver) / watched.as_secs_f64(),
        }
    }
}

/// Nothing is lost, doubled or out of order: each was due a moment after the one before.
fn in_order(deltas: &[Late], live: Live) -> Result<()> {
    let half = live.pace.between / 2;
    let follows = |pair: &[Late]| {
        let next = pair[0].due + live.pace.between;
        (next - half..next + half).contains(&pair[1].due)
    };
    match deltas.windows(2).all(follows) {
        true => Ok(()),
        false => Err("a stream's deltas were not those of its model, in their order".into()),
    }
}
