//! Web application firewall: Arcjet's documented way to try its shield, `x-arcjet-suspicious: true`.

use std::time::Duration;

use darasa_core::protection::decision::{Decision, Denial, Rule};

use crate::support::{Visitor, both, passed, window};

const RULES: [Rule; 1] = [Rule::Shield];

fn shielded(decision: Decision) -> bool {
    decision == Decision::Deny(Denial::Shield)
}

#[tokio::test]
async fn the_fifth_suspicious_visit_blocks_its_sender_for_a_quarter_of_an_hour() {
    for stand in both().await {
        let (one, other) = (stand.protection(), stand.protection());
        let (ada, bob) = (Visitor::from("192.0.2.7"), Visitor::from("192.0.2.8"));
        let suspicious = ada.clone().with("x-arcjet-suspicious", "true");
        for nth in 1..=5 {
            assert!(!shielded(ada.visits(&one, &RULES).await), "before the {nth}th, {:?}", stand.kind);
            assert!(!shielded(suspicious.visits(if nth % 2 == 0 { &one } else { &other }, &RULES).await));
            stand.pass(Duration::from_secs(60)).await;
        }
        for protection in [&one, &other] {
            assert!(shielded(suspicious.visits(protection, &RULES).await));
            assert!(shielded(ada.visits(protection, &RULES).await), "also without the header");
            assert!(!shielded(bob.visits(protection, &RULES).await));
        }
        // It began a minute ago.
        stand.pass(Duration::from_secs(900 - 60 - 30)).await;
        assert!(shielded(ada.visits(&one, &RULES).await));
        stand.pass(Duration::from_secs(30)).await;
        assert!(!shielded(ada.visits(&one, &RULES).await));
        assert!(!shielded(suspicious.visits(&other, &RULES).await), "and it begins anew");
    }
}

#[tokio::test]
async fn strikes_of_strangers_or_of_somebody_else_block_nobody_who_is_signed_in() {
    for stand in both().await {
        let protection = stand.protection();
        let stranger = Visitor::from("192.0.2.7");
        let (ada, bob) = (stranger.clone().signed_in("user_ada"), stranger.clone().signed_in("user_bob"));
        for (striking, spared) in [(&stranger, [&ada, &bob]), (&ada, [&bob, &bob])] {
            for _ in 0..5 {
                striking.clone().with("x-arcjet-suspicious", "true").visits(&protection, &RULES).await;
            }
            assert!(shielded(striking.visits(&protection, &RULES).await), "{:?}", stand.kind);
            for spared in spared {
                assert!(!shielded(spared.visits(&protection, &RULES).await), "{:?}", stand.kind);
            }
        }
        let elsewhere = Visitor::from("192.0.2.8").signed_in("user_ada");
        assert!(!shielded(elsewhere.visits(&protection, &RULES).await), "{:?}", stand.kind);
    }
}

#[tokio::test]
async fn whoever_is_blocked_takes_nothing_from_their_limits() {
    for stand in both().await {
        let protection = stand.protection();
        let suspicious = Visitor::from("192.0.2.7").with("x-arcjet-suspicious", "true");
        let rules = [Rule::Shield, window(50)];
        for _ in 0..5 {
            passed(suspicious.visits(&protection, &rules).await);
        }
        for _ in 0..5 {
            assert!(shielded(suspicious.visits(&stand.protection(), &rules).await), "{:?}", stand.kind);
        }
        assert_eq!(passed(suspicious.visits(&protection, &rules[1..]).await).remaining, 44);
    }
}

#[tokio::test]
async fn without_the_header_the_shield_keeps_nothing() {
    for stand in both().await {
        let (protection, ada) = (stand.protection(), Visitor::from("192.0.2.7"));
        for _ in 0..20 {
            assert!(!shielded(ada.visits(&protection, &RULES).await));
        }
        assert_eq!(stand.kept().await, 0);
    }
}
