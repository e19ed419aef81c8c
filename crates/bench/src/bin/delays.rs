//! Latency benchmark: requests when the database is 1, 20 and 80 ms away. `bench/delays.sh` calls this; its tables
//! stand in docs/performance.md.

use std::time::Duration;

use darasa_bench::{
    delays::Far,
    failover::{self, Loss},
};

const DELAYS: [u64; 3] = [1, 20, 80];

#[tokio::main]
async fn main() {
    let far = Far::start().await;
    let near = far.costs(Duration::ZERO).await;
    let mut rows: Vec<String> = near.iter().map(|cost| format!("| {} | {} |", cost.what, cost.round_trips)).collect();
    for delay in DELAYS {
        let delay = Duration::from_millis(delay);
        for ((row, near), cost) in rows.iter_mut().zip(&near).zip(far.costs(delay).await) {
            let trips = cost.took.saturating_sub(near.took).as_secs_f64() / delay.as_secs_f64();
            let differs = if cost.round_trips == near.round_trips { "" } else { " (!)" };
            *row += &format!(" {:.0} ms | {trips:.1}{differs} |", cost.took.as_secs_f64() * 1e3);
        }
    }
    println!("| request | round trips on the wire | 1 ms away | makes | 20 ms away | makes | 80 ms away | makes |");
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    rows.iter().for_each(|row| println!("{row}"));
    println!("\n| the primary | replica away | read before | first read | later reads | a write |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for loss in [Loss::Refuses, Loss::Swallows] {
        for delay in DELAYS {
            let costs = failover::costs(loss, Duration::from_millis(delay)).await;
            let times = [costs.before, costs.first, costs.later, costs.refused_write];
            let [before, first, later, write] = times.map(|time| format!("{:.0} ms", time.as_secs_f64() * 1e3));
            let how = if loss == Loss::Refuses { "refuses" } else { "swallows everything" };
            println!("| {how} | {delay} ms | {before} | {first} | {later} | {write} |");
        }
    }
}
