//! JWKS: when Clerk's keys are fetched where none is given, how long they are kept, and what happens while
//! Clerk is away.

use std::pin::pin;

use darasa_local::emulators::clerk::{Fault, OldKey};
use futures_util::future::join_all;

use super::{forgeries::forged, tokens::signed_but_bad, *};

/// An app that has to ask Clerk for its keys.
async fn without_a_given_key(hands: &Hands) -> TestApp {
    let env = vec![("CLERK_JWT_KEY", String::new())];
    TestApp::with(Settings { env, ..hands.settings() }).await
}

const KEY_SET: &str = "/v1/jwks";

fn times_asked(app: &TestApp) -> usize {
    app.clerk.count(KEY_SET)
}

/// How often Clerk is asked before it counts as away: a connection that breaks is tried once more.
fn tries(fault: &Fault) -> usize {
    if matches!(fault, Fault::Drop) { 2 } else { 1 }
}

/// A key that Clerk does not have, under an id that nobody has heard of.
fn made_up(app: &TestApp, id: usize) -> String {
    adas(app).signed_by(&another_key()).header("kid", format!("ins_{id}")).mint()
}

#[tokio::test]
async fn keys_are_fetched_once_for_many_and_kept_for_five_minutes() {
    let hands = Hands::at_noon();
    let app = without_a_given_key(&hands).await;
    let tokens: Vec<_> = (0..30).map(|_| adas(&app).mint()).collect();

    let replies = join_all(tokens.iter().map(|token| status_with(&app, token))).await;

    assert!(replies.iter().all(|status| *status == 200), "{replies:?}");
    assert_eq!(times_asked(&app), 1);
    for (forward, asked) in [(299, 1), (1, 2), (0, 2), (299, 2), (2, 3)] {
        hands.forward(forward);
        assert_eq!(status_with(&app, &adas(&app).mint()).await, 200);
        app.clerk.until_asked(KEY_SET, asked).await;
        assert_eq!(times_asked(&app), asked, "at noon + {}", hands.0.load(Ordering::SeqCst) - NOON);
    }
}

#[tokio::test]
async fn what_holds_for_a_given_key_holds_for_a_fetched_one() {
    let app = without_a_given_key(&Hands::at_noon()).await;

    for (kind, token) in signed_but_bad(&app).into_iter().chain(forged(&app)) {
        refused(&jobs_with(&app, &format!("Bearer {token}")).await, &format!("a token {kind}"));
    }
    assert_eq!(times_asked(&app), 1);
}

#[tokio::test]
async fn nonsense_is_refused_without_asking_for_keys() {
    let app = without_a_given_key(&Hands::at_noon()).await;

    for token in [
        "nonsense".to_owned(),
        adas(&app).unsigned().mint(),
        adas(&app).hs256("secret").mint(),
        adas(&app).template().mint(),
        adas(&app).without_header("kid").mint(),
        adas(&app).claim("x", "y".repeat(8 * 1024)).mint(),
    ] {
        assert_eq!(status_with(&app, &token).await, 401);
    }
    assert_eq!(times_asked(&app), 0);
}

#[tokio::test]
async fn a_new_key_is_found_and_an_old_one_forgotten() {
    let hands = Hands::at_noon();
    let app = without_a_given_key(&hands).await;
    let old_key = app.clerk.key();
    assert_eq!(status_with(&app, &adas(&app).mint()).await, 200);

    app.clerk.rotate(another_key(), OldKey::Stays);
    hands.forward(10);
    assert_eq!(status_with(&app, &adas(&app).mint()).await, 200, "the new key is found at once");
    let of_old_key = || adas(&app).signed_by(&old_key).header("kid", old_key.kid()).mint();
    assert_eq!(status_with(&app, &of_old_key()).await, 200, "the old one still stands in the set");
    assert_eq!(times_asked(&app), 2);

    app.clerk.rotate(another_key(), OldKey::Goes);
    hands.forward(300);
    assert_eq!(status_with(&app, &adas(&app).mint()).await, 200);
    assert_eq!(status_with(&app, &of_old_key()).await, 401, "and now it does not");
}

#[tokio::test]
async fn a_flood_of_unknown_keys_makes_us_no_nuisance() {
    let hands = Hands::at_noon();
    let app = without_a_given_key(&hands).await;
    let stranger = another_key();
    let flood = |from: usize| {
        let forge = |kid: usize| adas(&app).signed_by(&stranger).header("kid", format!("ins_{kid}")).mint();
        let tokens: Vec<_> = (from..from + 25).map(forge).collect();
        let app = &app;
        async move {
            let replies = join_all(tokens.iter().map(|token| status_with(app, token))).await;
            assert!(replies.iter().all(|status| *status == 401), "{replies:?}");
        }
    };

    flood(0).await;
    assert_eq!(times_asked(&app), 1);
    hands.forward(9);
    flood(100).await;
    assert_eq!(times_asked(&app), 1);
    hands.forward(1);
    flood(200).await;
    assert_eq!(times_asked(&app), 2);
    assert_eq!(status_with(&app, &adas(&app).mint()).await, 200, "Ada is not kept out");
    assert_eq!(times_asked(&app), 2);
}

#[tokio::test]
async fn with_clerk_away_and_no_keys_yet_nobody_can_tell_who_it_is() {
    for fault in [Fault::Status(500), Fault::Status(404), Fault::RateLimited(30), Fault::Garbage, Fault::Drop] {
        let hands = Hands::at_noon();
        let app = without_a_given_key(&hands).await;
        app.clerk.fail_next(tries(&fault), fault.clone());
        let token = adas(&app).claim("exp", NOON + 600).mint();

        let reply = jobs_with(&app, &format!("Bearer {token}")).await;
        assert_eq!(reply.problem(), (503, "unavailable".to_owned()), "{fault:?}");
        assert!(!reply.headers.contains_key("www-authenticate"), "it is not the token's fault");
        let retry_after: u64 = reply.header("retry-after").parse().unwrap();
        assert_eq!(status_with(&app, &token).await, 503);
        assert_eq!(times_asked(&app), tries(&fault), "not asked again at once");

        hands.forward(retry_after);
        assert_eq!(status_with(&app, &token).await, 200, "who waits as told is served: {fault:?}");
    }
}

#[tokio::test]
async fn with_clerk_away_on_an_ai_route_the_code_is_the_text() {
    let app = without_a_given_key(&Hands::at_noon()).await;
    app.clerk.fail_next(tries(&Fault::Drop), Fault::Drop);
    let ada = app.person("ada");

    let reply =
        ada.post("/api/ai/questions/generate-question", json!({ "prompt": "easy", "jobInfoId": NOTHING })).await;

    assert_eq!(reply.sentence(), (503, "unavailable"));
    assert!(!reply.header("retry-after").is_empty());
}

#[tokio::test]
async fn with_clerk_away_the_keys_we_have_serve_on() {
    let hands = Hands::at_noon();
    let app = without_a_given_key(&hands).await;
    assert_eq!(status_with(&app, &adas(&app).mint()).await, 200);

    for fault in [Fault::Drop, Fault::Garbage, Fault::Status(503), Fault::RateLimited(60)] {
        hands.forward(3_600);
        app.clerk.fail_next(tries(&fault), fault.clone());
        let asked = times_asked(&app);

        let replies = join_all((0..5).map(|_| adas(&app).mint()).map(|token| {
            let app = &app;
            async move { status_with(app, &token).await }
        }))
        .await;

        assert_eq!(replies, [200; 5], "{fault:?}");
        // Whoever comes with an unknown key waits for the look that is under way.
        assert_eq!(status_with(&app, &made_up(&app, 1)).await, 401);
        assert_eq!(times_asked(&app), asked + tries(&fault), "one look for all of them");
        let forged = adas(&app).signed_by(&another_key()).mint();
        assert_eq!(status_with(&app, &forged).await, 401);
    }
}

/// The look that hangs would be given up after five seconds; nobody has waited for that.
#[tokio::test]
async fn while_clerk_hangs_known_keys_answer_at_once_however_old_they_are() {
    let hands = Hands::at_noon();
    let app = without_a_given_key(&hands).await;
    assert_eq!(status_with(&app, &adas(&app).mint()).await, 200);

    hands.forward(3_600);
    app.clerk.fail_next(1, Fault::Hang);
    let tokens: Vec<_> = (0..5).map(|_| adas(&app).mint()).collect();
    assert_eq!(join_all(tokens.iter().map(|token| status_with(&app, token))).await, [200; 5]);

    app.clerk.until_asked(KEY_SET, 2).await;
    assert_eq!((times_asked(&app), app.clerk.aborted()), (2, 0));
}

#[tokio::test]
async fn a_made_up_key_keeps_no_known_key_waiting_and_a_flood_of_them_asks_once() {
    let hands = Hands::at_noon();
    let app = without_a_given_key(&hands).await;
    assert_eq!(status_with(&app, &adas(&app).mint()).await, 200);

    hands.forward(10);
    app.clerk.fail_next(1, Fault::Hang);
    let forged: Vec<_> = (0..10).map(|id| made_up(&app, id)).collect();
    let mut strangers = pin!(join_all(forged.iter().map(|token| status_with(&app, token))));
    tokio::select! {
        refused = &mut strangers => panic!("before Clerk said anything: {refused:?}"),
        () = app.clerk.until_asked(KEY_SET, 2) => {}
    }
    for _ in 0..5 {
        let token = adas(&app).mint();
        tokio::select! {
            refused = &mut strangers => panic!("they were to wait for Clerk: {refused:?}"),
            status = status_with(&app, &token) => assert_eq!(status, 200),
        }
    }

    assert_eq!((times_asked(&app), app.clerk.aborted()), (2, 0), "while the one look is under way");
    assert_eq!(strangers.await, [401; 10]);
    assert_eq!((times_asked(&app), app.clerk.aborted()), (2, 1), "given up");
}

#[tokio::test]
async fn a_new_key_waits_for_the_look_that_finds_it() {
    let hands = Hands::at_noon();
    let app = without_a_given_key(&hands).await;
    assert_eq!(status_with(&app, &adas(&app).mint()).await, 200);
    app.clerk.rotate(another_key(), OldKey::Stays);
    hands.forward(10);
    app.clerk.fail_next(1, Fault::Delay(Duration::from_millis(200)));
    let tokens: Vec<_> = (0..10).map(|_| adas(&app).mint()).collect();

    let replies = join_all(tokens.iter().map(|token| status_with(&app, token))).await;

    assert_eq!(replies, [200; 10]);
    assert_eq!(times_asked(&app), 2);
}
