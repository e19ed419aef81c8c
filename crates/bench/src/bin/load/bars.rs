//! Bars of load: what is asked of darasa under load, and what was measured.

use darasa_bench::bar::{Asked, Bar};

use crate::{
    candidates::{MANY, MOST, OVERLOAD, Transport, Who},
    results::{Results, Work},
};

/// Half of what a question cost Postgres at first, 1,250 µs at best.
const POSTGRES_OF_A_QUESTION: f64 = 625.0;
/// A stream keeps its text until it is stored, which is a fifth of its memory at most.
const FLAT: f64 = 1.2;

/// All bars whose figures were measured.
pub fn bars(results: &Results) -> Vec<Bar> {
    let mut bars = Bars(Vec::new());
    bars.works(results);
    bars.postgres(results);
    bars.live(results);
    bars.0
}

struct Bars(Vec<Bar>);

impl Bars {
    fn push(&mut self, figure: impl Into<String>, asked: Asked, unit: &'static str, measured: Option<f64>) {
        self.0.extend(measured.map(|measured| Bar::new(figure, asked, unit, measured)));
    }

    fn works(&mut self, Results { health, list, stream, .. }: &Results) {
        use Asked::{AtLeast, AtMost};
        let cpu = |work: &Work, who| work.of(who).map(|figure| figure.cpu());
        let of = |work, who| Some(cpu(work, Who::Darasa)? / cpu(work, who)?);
        let less = |work, who| Some(cpu(work, who)? / cpu(work, Who::Darasa)?);
        let rate = |who| list.of(who).map(|figure| figure.rate());
        self.push("W-health, CPU of bare's", AtMost(1.3), " ×", of(health, Who::Bare));
        self.push("W-list, CPU of the limit's", AtMost(1.1), " ×", of(list, Who::Limit));
        self.push("W-list, CPU of Node as usual", AtLeast(20.0), " ×", less(list, Who::Usual));
        self.push("W-list, CPU of Node tuned", AtLeast(4.0), " ×", less(list, Who::Tuned));
        let faster = || Some(rate(Who::Darasa)? / rate(Who::Limit)?);
        self.push("W-list, requests/s of the limit's", AtLeast(0.8), " ×", faster());
        self.push("W-stream, CPU of the limit's", AtMost(0.7), " ×", of(stream, Who::Limit));
        self.push("W-stream, CPU of Node as usual", AtLeast(28.0), " ×", less(stream, Who::Usual));
        self.push("W-stream, CPU of Node tuned", AtLeast(28.0), " ×", less(stream, Who::Tuned));
        let busy = |work: &Work| work.of(Who::Darasa).map(|figure| figure.busy_mb);
        self.push("memory at 256 connections, W-list", AtMost(20.0), " MB", busy(list));
        self.push("memory at 256 connections, W-stream", AtMost(30.0), " MB", busy(stream));
    }

    fn postgres(&mut self, Results { list, stream, .. }: &Results) {
        let postgres = |work: &Work, who| work.of(who).map(|figure| figure.postgres());
        let of_limit = || Some(postgres(list, Who::Darasa)? / postgres(list, Who::Limit)?);
        self.push("Postgres CPU of a list, of the limit's", Asked::AtMost(1.2), " ×", of_limit());
        let question = postgres(stream, Who::Darasa);
        self.push("Postgres CPU of a question", Asked::AtMost(POSTGRES_OF_A_QUESTION), " µs", question);
    }

    fn live(&mut self, results: &Results) {
        use Asked::{AtLeast, AtMost};
        let darasa = |streams| results.held(Who::Darasa, Transport::Http1, streams);
        for (streams, on_time, p99) in [(MANY, 99.0, 15.0), (MOST, 93.0, 50.0)] {
            let held = darasa(streams);
            let on_time_measured = held.map(|held| held.on_time * 100.0);
            self.push(format!("{streams} live streams, on time"), AtLeast(on_time), " %", on_time_measured);
            let p99_measured = held.map(|held| held.p99.as_secs_f64() * 1e3);
            self.push(format!("{streams} live streams, p99"), AtMost(p99), " ms", p99_measured);
        }
        let overloaded = darasa(OVERLOAD);
        let delivered = overloaded.map(|held| held.delivered * 100.0);
        self.push(format!("{OVERLOAD} live streams, delivered in order"), AtLeast(50.0), " %", delivered);
        let growth = overloaded.map(|held| held.growth);
        self.push(format!("{OVERLOAD} live streams, memory of that before"), AtMost(FLAT), " ×", growth);
        let delta = |who| results.held(who, Transport::Http1, MANY).map(|held| held.cpu_microseconds);
        let of_limit = || Some(delta(Who::Darasa)? / delta(Who::Limit)?);
        self.push(format!("CPU a live delta, {MANY} streams, of the limit's"), AtMost(1.0), " ×", of_limit());
        for (transport, most) in [(Transport::Http1, 60.0), (Transport::Http2, 38.0)] {
            let held = results.held(Who::Darasa, transport, MANY);
            let figure = format!("memory a live stream, model over {}", transport.name());
            self.push(figure, AtMost(most), " KB", held.map(|held| held.kb_per_stream));
        }
    }
}
