//! JSON of the load benchmark's results, for programs.

use darasa_bench::bar::Bar;
use serde_json::{Value, json};

use crate::{
    bars::bars,
    results::{Conditions, Figure, LiveFigure, Results, Work},
};

pub fn to_json(results: &Results) -> Value {
    let Conditions { command, date, postgres, node, cpu, cpus, load_average, rounds, one_cpu, .. } =
        &results.conditions;
    let work = |work: &Work| {
        let figure = |figure: &Figure| {
            json!({
                "candidate": figure.who.name(),
                "requestsPerSecond": figure.rate(),
                "cpuMicroseconds": figure.cpu(),
                "postgresCpuMicroseconds": figure.postgres(),
                "busyMegabytes": figure.busy_mb,
            })
        };
        let figures: Vec<_> = work.figures.iter().map(figure).collect();
        json!({ "work": work.name, "connections": work.connections, "figures": figures })
    };
    let live = |figure: &LiveFigure| {
        let held = figure.held;
        json!({
            "candidate": figure.who.name(),
            "model": figure.transport.name(),
            "streams": figure.streams,
            "onTime": held.on_time,
            "delivered": held.delivered,
            "failed": held.failed,
            "p99Milliseconds": held.p99.as_secs_f64() * 1e3,
            "cpuMicrosecondsPerDelta": held.cpu_microseconds,
            "kilobytesPerStream": held.kb_per_stream,
            "memoryGrowth": held.growth,
            "functionCpus": held.function_cpus,
            "driverCpus": held.driver_cpus,
        })
    };
    json!({
        "command": command, "date": date, "postgres": postgres, "node": node, "cpu": cpu, "cpus": cpus,
        "loadAverage": load_average, "rounds": rounds, "cpusOfAFunction": if *one_cpu { 1 } else { *cpus },
        "works": results.works().map(work),
        "live": results.live.iter().map(live).collect::<Vec<_>>(),
        "bars": bars(results).iter().map(Bar::json).collect::<Vec<_>>(),
    })
}
