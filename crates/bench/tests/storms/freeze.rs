//! Frozen instance: its clock jumps, and its sockets have died meanwhile without a word.

use super::*;

/// Six minutes, as an idle instance sleeps while the database suspends: by then no old socket is worth a try.
#[tokio::test]
async fn after_six_frozen_minutes_no_old_socket_is_used_and_nothing_fails() {
    let hand = Hand::new();
    let (app, proxy) = TestApp::behind_a_proxy(hand.settings()).await;
    a_day_of(&app.person("ada"), 1).await;
    for day in 2..=3 {
        let (connections, said) = (proxy.connections(), proxy.round_trips());
        // Whoever spoke into one of them would wait for ever.
        proxy.silence();
        hand.advance(Duration::from_secs(6 * 60));

        a_day_of(&app.person("ada"), day).await;

        assert!(proxy.connections() > connections, "new ones were made");
        assert!(proxy.round_trips() > said);
    }
    all_of_it_happened_once(&app, 3).await;
}

/// With several at once, each of the pool's sockets is one that died.
#[tokio::test]
async fn a_pool_full_of_dead_sockets_is_replaced_while_everybody_is_served() {
    let hand = Hand::new();
    let (app, proxy) = TestApp::behind_a_proxy(hand.settings()).await;
    let ada = app.person("ada");
    let at_once = |from: usize| {
        let ada = &ada;
        futures_util::future::join_all(
            (from..from + 5).map(|nth| async move { save_keyed(ada, &format!("Keyed {nth}")).await.status }),
        )
    };
    assert!(at_once(0).await.iter().all(|status| *status == 201));
    proxy.silence();
    hand.advance(Duration::from_secs(31));

    assert!(at_once(5).await.iter().all(|status| *status == 201));
    assert!(at_once(5).await.iter().all(|status| *status == 201), "the same again, replayed");
    assert_eq!(app.count("select count(*) from job_infos").await, 10);
}
