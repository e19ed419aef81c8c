//! Hostile input benchmark: prints what each attack on the processor costs, and fails when `/api/health` has to wait
//! for them. `bench/hostile.sh` builds and calls this.

use std::process::ExitCode;

use darasa_bench::{
    functions::Result,
    hostile::{
        attacks::{self, Cost},
        neighbours::{self, Outcome},
    },
};
use darasa_local::testing::test_app::{Settings, TestApp};
use rustix::process::nice;
use tokio::runtime::{Builder, Runtime};

/// As many as a function has.
const WORKERS: usize = 2;
/// So many times its median at rest may health take under attack.
const MOST: f64 = 5.0;

fn main() -> Result<ExitCode> {
    // A Word file is read in a child of this very executable, as in a function.
    if darasa_documents::is_child() {
        return Ok(darasa_documents::child());
    }
    let (ours, clients) = (runtime(|| ())?, runtime(give_way)?);
    let settings = Settings { env: vec![("PROTECTION", "off".to_owned())], ..Settings::default() };
    let app: &'static TestApp = Box::leak(Box::new(ours.block_on(TestApp::with(settings))));
    print_costs(&clients.block_on(attacks::all(app))?);
    let outcome = clients.block_on(neighbours::measure(app))?;
    Ok(if print_outcome(&outcome) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn runtime(on_start: fn()) -> Result<Runtime> {
    Ok(Builder::new_multi_thread().worker_threads(WORKERS).on_thread_start(on_start).enable_all().build()?)
}

/// Attackers have machines of their own: here they must not take the processor from what they attack.
fn give_way() {
    nice(19).ok();
}

fn print_costs(costs: &[Cost]) {
    println!("| attack | a quarter of it | all of it |\n| --- | --- | --- |");
    for Cost { what, once, four_times } in costs {
        let [once, four_times] = [once, four_times].map(|took| took.as_secs_f64() * 1e3);
        println!("| {what} | {once:.1} ms | {four_times:.1} ms |");
    }
}

/// Whether it is good.
fn print_outcome(Outcome { at_rest, under_attack, uploads, jobs }: &Outcome) -> bool {
    let [rest, attack] = [at_rest, under_attack].map(|took| took.as_secs_f64() * 1e3);
    println!("\nUnder ten hostile uploads ({uploads} answered), ten hostile jobs ({jobs}) and ten silent providers:");
    println!("`/api/health`: median {attack:.2} ms, at rest {rest:.2} ms, {:.1} times as long", attack / rest);
    attack < MOST * rest
}
