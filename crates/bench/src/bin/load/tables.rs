//! Tables of the load benchmark in Markdown: those of docs/performance.md, and the one of README.md.

use darasa_bench::{bar::bars_table, markdown::table};

use crate::{
    bars::bars,
    candidates::{Transport, Who},
    results::{Conditions, Figure, LiveFigure, Results, Work},
};

/// While its memory is looked at, a function has so many connections.
pub const BUSY: usize = 256;

/// What docs/performance.md has between its marks.
pub fn guide(results: &Results) -> String {
    let mut parts: Vec<String> = results.works().map(work_table).into();
    parts.extend([live_table(&results.live), bars_table(&bars(results)), conditions(&results.conditions)]);
    parts.join("\n\n")
}

fn work_table(work: &Work) -> String {
    let name = format!("{}, {} connections", work.name, work.connections);
    let memory = format!("at {BUSY} connections");
    let head =
        [&*name, "requests/s", "of limit", "CPU", "of limit", "of darasa", "Postgres's CPU", "of limit", &*memory];
    let ratio = |figure: &Figure, other: Who, value: fn(&Figure) -> f64| {
        work.of(other).map(|other| times(value(figure) / value(other))).unwrap_or_default()
    };
    // A health check asks Postgres nothing; what it did beside is no figure.
    let asks = work.name != "W-health";
    let line = |figure: &Figure| {
        let postgres = if asks { micros(figure.postgres()) } else { String::new() };
        let of_limit = if asks { ratio(figure, Who::Limit, Figure::postgres) } else { String::new() };
        vec![
            figure.who.name().to_owned(),
            format!("{:.0}", figure.rate()),
            ratio(figure, Who::Limit, Figure::rate),
            micros(figure.cpu()),
            ratio(figure, Who::Limit, Figure::cpu),
            ratio(figure, Who::Darasa, Figure::cpu),
            postgres,
            of_limit,
            format!("{:.1} MB", figure.busy_mb),
        ]
    };
    table(&head, work.figures.iter().map(line))
}

fn live_table(live: &[LiveFigure]) -> String {
    let head = [
        "live streams, a delta each 10 ms",
        "streams",
        "model over",
        "on time",
        "p99",
        "delivered",
        "failed",
        "CPU a delta",
        "memory a stream",
        "memory's growth",
        "CPUs: function",
        "CPUs: driver, model",
    ];
    let line = |figure: &LiveFigure| {
        let held = figure.held;
        vec![
            figure.who.name().to_owned(),
            figure.streams.to_string(),
            figure.transport.name().to_owned(),
            format!("{:.1} %", held.on_time * 100.0),
            format!("{:.1} ms", held.p99.as_secs_f64() * 1e3),
            format!("{:.1} %", held.delivered * 100.0),
            held.failed.to_string(),
            format!("{:.1} µs", held.cpu_microseconds),
            format!("{:.0} KB", held.kb_per_stream),
            times(held.growth),
            format!("{:.2}", held.function_cpus),
            format!("{:.2}", held.driver_cpus),
        ]
    };
    table(&head, live.iter().map(line))
}

fn conditions(conditions: &Conditions) -> String {
    let Conditions { command, date, postgres, node, cpu, cpus, load_average: [before, after], rounds, one_cpu, quick } =
        conditions;
    let given =
        if *one_cpu { "one of them for a function, all for live streams" } else { "all of them for a function" };
    let quick = if *quick { " Quick: Node was hardly warm, so ratios to it flatter." } else { "" };
    format!(
        "{date}, `{command}`, rounds: {rounds}; {cpus} CPUs ({cpu}), {given}; load average {before:.1} before and \
         {after:.1} after, the benchmark's own in it; Postgres {postgres}, Node {node}.{quick}"
    )
}

/// What README.md has between its marks.
pub fn readme(results: &Results) -> String {
    let columns = [Who::Darasa, Who::Limit, Who::Usual, Who::Tuned];
    let works = |name: &str, work: &Work, value: fn(&Figure) -> f64, text: fn(f64) -> String| {
        let cell = |who| work.of(who).map(|figure| text(value(figure))).unwrap_or_default();
        [vec![name.to_owned()], columns.map(cell).to_vec()].concat()
    };
    let Results { health, list, stream, .. } = results;
    let mut lines = vec![
        works("health check: CPU", health, Figure::cpu, micros),
        works("list of 20 jobs: CPU", list, Figure::cpu, micros),
        works("a streamed question of 100 deltas: CPU", stream, Figure::cpu, micros),
        works("list of 20 jobs: requests/s", list, Figure::rate, |rate| format!("{rate:.0}")),
        works("memory, 256 connections that list", list, |figure| figure.busy_mb, megabytes),
        works("memory, 256 connections that stream", stream, |figure| figure.busy_mb, megabytes),
    ];
    let deltas = columns.map(|who| most_delivered(results, who).map(live_delta).unwrap_or_default());
    if deltas.iter().any(|cell| !cell.is_empty()) {
        lines.push([vec!["a delta of a live stream: CPU".to_owned()], deltas.to_vec()].concat());
    }
    table(&["", "darasa", "the limit", "Node, as usual", "Node, tuned"], lines.into_iter())
}

/// The most streams of those that were tried, whose deltas nearly all came.
fn most_delivered(results: &Results, who: Who) -> Option<&LiveFigure> {
    let of = results.live.iter().filter(|figure| figure.who == who && figure.transport == Transport::Http1);
    of.filter(|figure| figure.held.delivered >= 0.99).max_by_key(|figure| figure.streams)
}

fn live_delta(LiveFigure { streams, held, .. }: &LiveFigure) -> String {
    format!("{} ({streams} streams)", micros(held.cpu_microseconds))
}

fn micros(value: f64) -> String {
    if value < 100.0 { format!("{value:.1} µs") } else { format!("{value:.0} µs") }
}

fn megabytes(value: f64) -> String {
    format!("{value:.0} MB")
}

fn times(ratio: f64) -> String {
    format!("{ratio:.2} ×")
}
