//! Circuit breaker: a store that fails, stays silent, and comes back.

use std::time::{Duration, Instant};

use darasa_core::protection::decision::{BotList, By, Decision, Denial, Rule};
use darasa_local::testing::time_limits::scaled;

use crate::{
    logs::Log,
    support::{Kind, Visitor, both, bucket, in_postgres, passed, refused, window},
};

/// The rest of local protection's circuit breaker.
const REST: Duration = Duration::from_secs(5);

#[tokio::test]
async fn while_the_store_is_away_each_instance_holds_to_the_same_limits_by_itself() {
    for mut stand in both().await {
        let (one, other) = (stand.protection(), stand.protection());
        let ada = Visitor::from("192.0.2.7");
        let rules = [Rule::Shield, window(20), bucket(By::Address, 8, 2, 1)];
        for _ in 0..5 {
            passed(ada.visits(&one, &rules).await);
        }
        stand.kill().await;
        for protection in [&one, &other] {
            assert_eq!(ada.visits_until_refused(protection, &rules).await, 8, "{:?}", stand.kind);
            assert_eq!(refused(ada.visits(protection, &rules).await).policy, "bucket");
            assert_eq!(Visitor::from("192.0.2.8").visits_until_refused(protection, &rules).await, 8);
        }
        let curl = ada.clone().with("user-agent", "curl/8");
        let bots = [Rule::Bots(BotList::Allow(&[]))];
        assert!(matches!(curl.visits(&one, &bots).await, Decision::Deny(Denial::Bot(_))), "bots need no store");
    }
}

#[tokio::test]
async fn when_it_is_back_it_counts_again_after_a_moment_of_rest() {
    for mut stand in both().await {
        let (protection, ada) = (stand.protection(), Visitor::from("192.0.2.7"));
        assert_eq!(passed(ada.visits(&protection, &[window(20)]).await).remaining, 19);
        stand.kill().await;
        assert_eq!(passed(ada.visits(&protection, &[window(20)]).await).remaining, 19, "by itself");
        stand.bring_back().await;
        assert_eq!(passed(ada.visits(&protection, &[window(20)]).await).remaining, 18, "still by itself");
        stand.clock.advance(REST);
        let remaining = passed(ada.visits(&protection, &[window(20)]).await).remaining;
        // Postgres still has the first visit; the new Redis knows nothing.
        assert_eq!(remaining, if stand.kind == Kind::Postgres { 18 } else { 19 }, "{:?}", stand.kind);
    }
}

#[tokio::test]
async fn whoever_is_away_is_asked_once_in_five_seconds_and_each_time_that_is_told() {
    for mut stand in both().await {
        let log = Log::keep();
        let (protection, ada) = (stand.protection(), Visitor::from("192.0.2.7"));
        stand.kill().await;
        for nth in 1..=3 {
            for _ in 0..30 {
                passed(ada.visits(&protection, &[window(1_000)]).await);
            }
            let told = log.lines("limits are counted by this instance alone");
            assert_eq!(told.len(), nth, "{:?}: {told:?}", stand.kind);
            assert!(told.iter().all(|line| line["ratelimit.degraded"] == true && line["level"] == "WARN"));
            stand.clock.advance(REST);
        }
        stand.bring_back().await;
        for _ in 0..3 {
            passed(ada.visits(&protection, &[window(1_000)]).await);
        }
        let told = log.lines("limits are counted for all instances again");
        assert!(told.len() == 1 && told[0]["ratelimit.degraded"] == false, "{told:?}");
        assert!(!log.text().contains("192.0.2.7"));
    }
}

#[tokio::test]
async fn killed_in_the_middle_of_many_visits_it_stops_nobody_below_the_limit() {
    for mut stand in both().await {
        let (protection, ada) = (stand.protection(), Visitor::from("192.0.2.7"));
        for round in 0..6 {
            let rules = [window(10_000)];
            let visits = (0..40).map(|_| ada.visits(&protection, &rules));
            let decisions = futures_util::future::join_all(visits);
            let (decisions, ()) = tokio::join!(decisions, async {
                match round % 2 {
                    0 => stand.kill().await,
                    _ => stand.bring_back().await,
                }
            });
            assert!(decisions.iter().all(|decision| matches!(decision, Decision::Allow(_))), "{:?}", stand.kind);
            stand.clock.advance(REST);
        }
    }
}

#[tokio::test]
async fn a_connection_that_says_nothing_holds_nobody_up_for_long_and_only_once() {
    let stand = in_postgres().await;
    let (protection, ada) = (stand.protection(), Visitor::from("192.0.2.7"));
    passed(ada.visits(&protection, &[window(10)]).await);
    stand.proxy.silence();
    let started = Instant::now();
    passed(ada.visits(&protection, &[window(10)]).await);
    assert!(started.elapsed() < scaled(Duration::from_secs(4)), "{:?}", started.elapsed());

    stand.clock.advance(REST);
    let connections = stand.proxy.connections();
    let remaining = passed(ada.visits(&protection, &[window(10)]).await).remaining;
    assert!(remaining < 9, "the store counts, and knows of the first visit");
    assert!(stand.proxy.connections() <= connections + 1);
}

#[tokio::test]
async fn a_database_without_the_table_is_like_none() {
    let stand = in_postgres().await;
    stand.sql().await.batch_execute("drop table rate_limits").await.unwrap();
    let (protection, ada) = (stand.protection(), Visitor::from("192.0.2.7"));
    assert_eq!(
        ada.visits_until_refused(&protection, &[window(4)]).await,
        4,
        "as between a deployment and its migration"
    );
}
