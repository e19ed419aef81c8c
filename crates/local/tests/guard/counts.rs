//! Rate limit counts: at, below and above each limit.

use std::time::Duration;

use darasa_core::protection::decision::{BotList, By, Decision, Denial, Rule};
use darasa_local::testing::time_limits::scaled;
use futures_util::future::join_all;

use crate::support::{HOUR, Visitor, both, bucket, in_postgres, passed, refused, window};

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn so_many_an_hour_pass_and_the_next_one_is_told_when_to_come_back() {
    for stand in both().await {
        let (protection, ada) = (stand.protection(), Visitor::from("192.0.2.7"));
        for nth in 1..=10 {
            let status = passed(ada.visits(&protection, &[window(10)]).await);
            assert_eq!((status.policy, status.quota, status.window_seconds), ("requests", 10, 3_600));
            assert_eq!(status.remaining, 10 - nth, "{:?}", stand.kind);
        }
        let status = refused(ada.visits(&protection, &[window(10)]).await);
        assert_eq!(status.remaining, 0);
        // The hour, and a tenth of the next one: then a tenth of what was taken has faded.
        assert!((3_900..=3_960).contains(&status.reset_seconds), "{status:?}");

        stand.pass(Duration::from_secs(3_960 - 60)).await;
        refused(ada.visits(&protection, &[window(10)]).await);
        stand.pass(MINUTE).await;
        passed(ada.visits(&protection, &[window(10)]).await);
        refused(ada.visits(&protection, &[window(10)]).await);
    }
}

#[tokio::test]
async fn what_was_long_ago_weighs_less_and_at_last_nothing() {
    for stand in both().await {
        let (protection, ada) = (stand.protection(), Visitor::from("192.0.2.7"));
        assert_eq!(ada.visits_until_refused(&protection, &[window(40)]).await, 40, "{:?}", stand.kind);
        stand.pass(HOUR + HOUR / 2).await;
        assert_eq!(ada.visits_until_refused(&protection, &[window(40)]).await, 20, "half of 40 count");
        stand.pass(2 * HOUR).await;
        assert_eq!(ada.visits_until_refused(&protection, &[window(40)]).await, 40);
    }
}

#[tokio::test]
async fn a_bucket_is_refilled_in_whole_steps() {
    for stand in both().await {
        let (protection, rules) = (stand.protection(), [bucket(By::User, 12, 4, 1)]);
        let ada = Visitor::from("192.0.2.7").signed_in("user_ada");
        assert_eq!(ada.visits_until_refused(&protection, &rules).await, 12, "{:?}", stand.kind);
        let status = refused(ada.visits(&protection, &rules).await);
        assert!((3_590..=3_600).contains(&status.reset_seconds), "{status:?}");
        stand.pass(HOUR - MINUTE).await;
        refused(ada.visits(&protection, &rules).await);
        stand.pass(MINUTE).await;
        assert_eq!(ada.visits_until_refused(&protection, &rules).await, 4);
        stand.pass(100 * HOUR).await;
        assert_eq!(ada.visits_until_refused(&protection, &rules).await, 12);
    }
}

#[tokio::test]
async fn a_visit_may_cost_more_than_one_token() {
    for stand in both().await {
        let (protection, ada) = (stand.protection(), Visitor::from("192.0.2.7"));
        let [probe, cheap] = [5, 1].map(|requested| [bucket(By::Address, 10, 5, requested)]);
        assert_eq!(passed(ada.visits(&protection, &probe).await).remaining, 5);
        passed(ada.visits(&protection, &cheap).await);
        assert_eq!(refused(ada.visits(&protection, &probe).await).remaining, 4);
        for left in (0..4).rev() {
            assert_eq!(passed(ada.visits(&protection, &cheap).await).remaining, left, "the refused one took nothing");
        }
        refused(ada.visits(&protection, &cheap).await);
    }
}

#[tokio::test]
async fn everybody_has_limits_of_their_own_and_a_64_of_ipv6_is_one_of_them() {
    for stand in both().await {
        let protection = stand.protection();
        let visits = async |address| Visitor::from(address).visits_until_refused(&protection, &[window(3)]).await;
        assert_eq!(visits("192.0.2.7").await, 3);
        assert_eq!(visits("192.0.2.8").await, 3);
        assert_eq!(visits("::ffff:192.0.2.8").await, 0, "the same in other clothes");
        assert_eq!(visits("2001:db8:1:2::1").await, 3);
        assert_eq!(visits("2001:db8:1:2:aaaa::7").await, 0);
        assert_eq!(visits("2001:db8:1:3::1").await, 3);

        let by_user = [bucket(By::User, 2, 1, 1)];
        let person = |address, user| Visitor::from(address).signed_in(user);
        assert_eq!(person("192.0.2.7", "user_ada").visits_until_refused(&protection, &by_user).await, 2);
        assert_eq!(
            person("192.0.2.9", "user_ada").visits_until_refused(&protection, &by_user).await,
            0,
            "wherever she is"
        );
        assert_eq!(person("192.0.2.7", "user_bob").visits_until_refused(&protection, &by_user).await, 2);
    }
}

#[tokio::test]
async fn the_status_shown_is_that_of_the_nearest_limit() {
    for stand in both().await {
        let (protection, ada) = (stand.protection(), Visitor::from("192.0.2.7"));
        let rules = [Rule::Shield, window(100), bucket(By::Address, 10, 5, 5)];
        let status = passed(ada.visits(&protection, &rules).await);
        assert_eq!((status.policy, status.remaining), ("bucket", 5));
        assert_eq!(passed(ada.visits(&protection, &rules[..2]).await).policy, "requests");
        let alone = ada.visits(&protection, &[Rule::Shield]).await;
        assert_eq!(alone, Decision::Allow(Default::default()), "a firewall has no status");
    }
}

#[tokio::test]
async fn a_refusal_by_one_limit_takes_nothing_from_the_others() {
    for stand in both().await {
        let (protection, other) = (stand.protection(), stand.protection());
        let ada = Visitor::from("192.0.2.7");
        let rules = [window(10), bucket(By::Address, 2, 1, 1)];
        for _ in 0..2 {
            passed(ada.visits(&protection, &rules).await);
        }
        for protection in [&protection, &other, &protection, &other] {
            assert_eq!(refused(ada.visits(protection, &rules).await).policy, "bucket");
        }
        assert_eq!(passed(ada.visits(&protection, &rules[..1]).await).remaining, 7, "{:?}", stand.kind);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_200_visits_at_once_to_two_instances_exactly_as_many_pass_as_may() {
    for stand in both().await {
        let (one, other) = (stand.protection(), stand.protection());
        let ada = Visitor::from("192.0.2.7");
        for (rules, most) in [
            (vec![window(37)], 37),
            (vec![Rule::Shield, window(150), bucket(By::Address, 12, 4, 1)], 12),
            (vec![bucket(By::User, 100, 1, 5)], 20),
        ] {
            let visits = (0..200).map(|nth| ada.visits(if nth % 2 == 0 { &one } else { &other }, &rules));
            let decisions = join_all(visits).await;
            let passed = decisions.iter().filter(|decision| matches!(decision, Decision::Allow(_))).count();
            assert_eq!(passed, most, "{:?}: {rules:?}", stand.kind);
            let shielded = decisions.iter().filter(|decision| matches!(decision, Decision::Deny(Denial::Shield)));
            assert_eq!(shielded.count(), 0);
        }
        // Of the window of 150 only what passed the bucket as well was taken.
        let status = passed(ada.visits(&one, &[window(150)]).await);
        assert_eq!(status.remaining, 150 - 12 - 1, "{:?}", stand.kind);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn visitors_do_not_wait_for_each_other() {
    let stand = in_postgres().await;
    let protection = stand.protection();
    passed(Visitor::from("192.0.2.7").visits(&protection, &[window(10)]).await);
    let mut sql = stand.sql().await;
    let lock = sql.transaction().await.unwrap();
    lock.execute("select from rate_limits for update", &[]).await.unwrap();

    let bob = Visitor::from("192.0.2.8");
    let visit = tokio::time::timeout(scaled(Duration::from_secs(1)), bob.visits(&protection, &[window(10)])).await;

    assert_eq!(passed(visit.expect("Bob's row is not Ada's")).remaining, 9);
    lock.rollback().await.unwrap();
}

#[tokio::test]
async fn whoever_was_refused_is_refused_again_without_asking_anybody() {
    for stand in both().await {
        let (protection, ada) = (stand.protection(), Visitor::from("192.0.2.7"));
        assert_eq!(ada.visits_until_refused(&protection, &[window(5)]).await, 5);
        let (trips, wait) =
            (stand.proxy.round_trips(), refused(ada.visits(&protection, &[window(5)]).await).reset_seconds);
        for _ in 0..500 {
            assert_eq!(refused(ada.visits(&protection, &[window(5)]).await).reset_seconds, wait);
        }
        stand.clock.advance(Duration::from_secs(100));
        assert_eq!(refused(ada.visits(&protection, &[window(5)]).await).reset_seconds, wait - 100, "it counts down");
        assert_eq!(stand.proxy.round_trips(), trips, "{:?}", stand.kind);

        passed(Visitor::from("192.0.2.8").visits(&protection, &[window(5)]).await);
        stand.clock.advance(Duration::from_secs(u64::from(wait) - 100));
        refused(ada.visits(&protection, &[window(5)]).await);
        assert!(stand.proxy.round_trips() > trips + 1, "then the store is asked again, where no time has passed");
    }
}

#[tokio::test]
async fn attacks_and_bots_are_refused_before_anything_is_counted() {
    let rules = [Rule::Shield, window(3), Rule::Bots(BotList::Allow(&["CATEGORY:SEARCH_ENGINE"]))];
    for stand in both().await {
        let protection = stand.protection();
        for _ in 0..10 {
            let attack = Visitor { query: "?q=1'%20or%20'1'='1", ..Visitor::from("192.0.2.7") };
            assert_eq!(attack.visits(&protection, &rules).await, Decision::Deny(Denial::Shield));
            let curl = Visitor::from("192.0.2.7").with("user-agent", "curl/8.14.1");
            let denied = Decision::Deny(Denial::Bot(vec!["CURL".to_owned()]));
            assert_eq!(curl.visits(&protection, &rules).await, denied);
        }
        assert_eq!(stand.proxy.round_trips(), 0);
        let engine = Visitor::from("192.0.2.7").with("user-agent", "Googlebot/2.1 (+http://www.google.com/bot.html)");
        assert_eq!(engine.visits_until_refused(&protection, &rules).await, 3);
    }
}

#[tokio::test]
async fn rules_without_a_limit_ask_nobody() {
    for stand in both().await {
        let (protection, ada) = (stand.protection(), Visitor::from("192.0.2.7"));
        assert_eq!(
            ada.visits(&protection, &[Rule::Bots(BotList::Allow(&[]))]).await,
            Decision::Allow(Default::default())
        );
        assert_eq!(ada.visits(&protection, &[]).await, Decision::Allow(Default::default()));
        assert_eq!(stand.proxy.round_trips(), 0);
    }
}

#[tokio::test]
async fn a_limit_of_nothing_lets_nobody_pass() {
    for stand in both().await {
        let (protection, ada) = (stand.protection(), Visitor::from("192.0.2.7"));
        let nothing = Rule::SlidingWindow { policy: "requests", by: By::Address, max: 0, interval_seconds: 0 };
        for _ in 0..3 {
            assert_eq!(refused(ada.visits(&protection, &[nothing]).await).remaining, 0, "{:?}", stand.kind);
        }
        assert_eq!(stand.kept().await, 0);
    }
}
