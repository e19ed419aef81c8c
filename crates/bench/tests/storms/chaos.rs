//! Chaos test of `bench/chaos.sh`, shorter.

use darasa_bench::chaos::{self, ChaosPlan};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn in_a_storm_no_write_is_lost_and_none_happens_twice() {
    let report = chaos::run(&ChaosPlan::of(Duration::from_secs(10), 16)).await;

    assert!(report.violations.is_empty(), "{report}");
    assert_eq!(report.strikes(), 3, "{report}");
    assert!(report.done() > 50, "{report}");
    assert!(report.slowest_recovery().is_some(), "everything recovered: {report}");
}
