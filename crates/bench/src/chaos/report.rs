//! Report of a chaos test: its numbers, as tables.

use std::{collections::BTreeMap, fmt, time::Duration};

use tokio::time::Instant;

use super::{
    ChaosPlan,
    audit::Findings,
    memory::{How, Memory, Seen},
    storm::Strike,
    world::Victim,
};

pub struct ChaosReport {
    plan: ChaosPlan,
    began: Instant,
    strikes: Vec<Strike>,
    seen: Vec<Seen>,
    findings: Findings,
    pub violations: Vec<String>,
}

impl ChaosReport {
    pub(super) fn of(
        plan: &ChaosPlan,
        began: Instant,
        strikes: Vec<Strike>,
        memories: Vec<Memory>,
        mut findings: Findings,
    ) -> Self {
        let mut violations = std::mem::take(&mut findings.violations);
        let mut seen = Vec::new();
        for memory in memories {
            seen.extend(memory.seen);
            violations.extend(memory.violations);
        }
        seen.sort_by_key(|seen| seen.ended);
        Self { plan: plan.clone(), began, strikes, seen, findings, violations }
    }

    pub fn strikes(&self) -> usize {
        self.strikes.len()
    }

    /// How many requests came to something good.
    pub fn done(&self) -> usize {
        self.seen.iter().filter(|seen| seen.how == How::Done).count()
    }

    /// From the moment when something was back to the first success of a request that needs it and began after the
    /// kill. None: there was none.
    fn recovery(&self, strike: &Strike) -> Option<Duration> {
        let needs = |seen: &&Seen| match strike.victim {
            Victim::Postgres | Victim::Redis => true,
            Victim::Model => seen.is_generation(),
        };
        let first = self.seen.iter().filter(needs).find(|seen| seen.how == How::Done && seen.began >= strike.killed)?;
        Some(first.ended.saturating_duration_since(strike.back))
    }

    /// The slowest recovery; none when something never recovered.
    pub fn slowest_recovery(&self) -> Option<Duration> {
        self.strikes.iter().map(|strike| self.recovery(strike)).collect::<Option<Vec<_>>>()?.into_iter().max()
    }
}

impl fmt::Display for ChaosReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ChaosPlan { lasts, clients, people, .. } = self.plan;
        let (requests, seconds) = (self.seen.len(), lasts.as_secs());
        writeln!(f, "{clients} clients of {people} people, {seconds} s: {requests} requests, {} done\n", self.done())?;
        self.requests(f)?;
        writeln!(f)?;
        self.kills(f)?;
        let stored: Vec<_> = self.findings.stored.iter().map(|(what, rows)| format!("{rows} {what}s")).collect();
        writeln!(f, "\nStored and checked one by one: {}.", stored.join(", "))?;
        writeln!(f, "Interviews raced for, within plans of one: {}.", self.findings.raced)?;
        writeln!(f, "Uses of failed generations that expire by themselves: {}.", self.findings.left_to_expire)?;
        writeln!(f, "Violations: {}.", self.violations.len())?;
        self.violations.iter().try_for_each(|violation| writeln!(f, "- {violation}"))
    }
}

impl ChaosReport {
    fn requests(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut by_what: BTreeMap<&str, Vec<&Seen>> = BTreeMap::new();
        self.seen.iter().for_each(|seen| by_what.entry(seen.what).or_default().push(seen));
        writeln!(f, "| request | done | 503 | 429 | error in the stream | other | median | p99 | longest |")?;
        writeln!(f, "| --- | --- | --- | --- | --- | --- | --- | --- | --- |")?;
        for (what, seen) in by_what {
            let count = |how: How| seen.iter().filter(|seen| seen.how == how).count();
            let known = [How::Done, How::Refused(503), How::Refused(429), How::ToldInStream].map(count);
            let [done, away, limited, in_stream] = known;
            let others = others(&seen);
            let mut times: Vec<_> = seen.iter().map(|seen| seen.ended - seen.began).collect();
            times.sort();
            let at = |share: f64| ms(times[((times.len() - 1) as f64 * share) as usize]);
            let (median, p99, longest) = (at(0.5), at(0.99), at(1.0));
            writeln!(
                f,
                "| {what} | {done} | {away} | {limited} | {in_stream} | {others} | {median} | {p99} | {longest} |"
            )?;
        }
        Ok(())
    }

    fn kills(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| killed | at | away for | errors meanwhile | first success after its return |")?;
        writeln!(f, "| --- | --- | --- | --- | --- |")?;
        for strike in &self.strikes {
            let (at, away) = (strike.killed - self.began, strike.back - strike.killed);
            let until = strike.back + Duration::from_secs(1);
            let failed = |seen: &&Seen| seen.how != How::Done && (strike.killed..until).contains(&seen.ended);
            let errors = self.seen.iter().filter(failed).count();
            let recovery = self.recovery(strike).map_or("never".to_owned(), ms);
            let (at, away) = (at.as_secs_f64(), ms(away));
            writeln!(f, "| {:?} | {at:.1} s | {away} | {errors} | {recovery} |", strike.victim)?;
        }
        Ok(())
    }
}

/// What is neither done nor one of the two promised refusals.
fn others(seen: &[&Seen]) -> String {
    let mut others: BTreeMap<How, usize> = BTreeMap::new();
    for seen in seen {
        match seen.how {
            How::Done | How::ToldInStream | How::Refused(503 | 429) => {}
            how => *others.entry(how).or_default() += 1,
        }
    }
    let others = others.iter().map(|(how, times)| match how {
        How::Refused(status) => format!("{times} × {status}"),
        _ => format!("{times} broken"),
    });
    others.collect::<Vec<_>>().join(", ")
}

fn ms(time: Duration) -> String {
    format!("{:.0} ms", time.as_secs_f64() * 1e3)
}
