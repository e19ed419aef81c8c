//! Dead sockets: closed by the server, cut on the way, or fallen silent while nobody used them.

use std::time::Instant;

use super::*;

#[tokio::test]
async fn sockets_that_the_server_ended_are_not_noticed_outside() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    for day in 1..=3 {
        a_day_of(&ada, day).await;
        let kill = "select count(*) filter (where pg_terminate_backend(pid, 5000)) from pg_stat_activity
            where datname = current_database() and application_name = 'darasa'";
        assert!(app.count(kill).await > 0, "there was something to kill");
    }
    a_day_of(&ada, 4).await;
    all_of_it_happened_once(&app, 4).await;
}

#[tokio::test]
async fn sockets_that_were_cut_on_the_way_are_not_noticed_outside() {
    let hand = Hand::new();
    let (app, proxy) = TestApp::behind_a_proxy(hand.settings()).await;
    a_day_of(&app.person("ada"), 1).await;
    for day in 2..=3 {
        proxy.cut();
        // A write asks a socket whether it lives when it was idle for over five seconds.
        hand.advance(Duration::from_secs(6));
        a_day_of(&app.person("ada"), day).await;
    }
    all_of_it_happened_once(&app, 3).await;
}

/// Half-open: no packet comes back, not even one that says no.
#[tokio::test]
async fn doubtful_sockets_that_fell_silent_cost_a_moment_and_nothing_else() {
    let hand = Hand::new();
    let (app, proxy) = TestApp::behind_a_proxy(hand.settings()).await;
    a_day_of(&app.person("ada"), 1).await;

    proxy.silence();
    hand.advance(Duration::from_secs(20));
    let started = Instant::now();
    assert_eq!(app.person("ada").get(JOBS).await.status, 200, "a read finds out by itself");
    assert!(started.elapsed() < scaled(Duration::from_secs(10)), "{:?}", started.elapsed());

    proxy.silence();
    hand.advance(Duration::from_secs(20));
    a_day_of(&app.person("ada"), 2).await;
    all_of_it_happened_once(&app, 2).await;
}

/// A socket that falls silent within seconds of its last use looks like a slow server; whoever waits is not
/// left waiting, and a keyed write can be sent again at once.
#[tokio::test]
async fn a_transaction_on_a_socket_that_fell_silent_ends_in_time() {
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    let ada = app.person("ada");
    a_day_of(&ada, 1).await;
    proxy.silence();

    let started = Instant::now();
    let reply = save_keyed(&ada, "Silent").await;

    assert_eq!(reply.problem(), (503, "unavailable".to_owned()));
    assert!(started.elapsed() < scaled(Duration::from_secs(40)), "{:?}", started.elapsed());
    assert_eq!(save_keyed(&app.person("ada"), "Silent").await.status, 201);
    assert_eq!(app.count("select count(*) from job_infos where name = 'Silent'").await, 1);
}
