//! Pool exhaustion: more requests than connections, for longer than anybody wants to wait.

use std::time::Instant;

use futures_util::future::join_all;

use super::*;

#[tokio::test]
async fn whoever_waits_too_long_for_a_full_pool_is_told_when_to_come_back_and_nobody_hangs() {
    let env = vec![("DB_POOL_SIZE", "2".to_owned())];
    let app = TestApp::with(Settings { env, ..Settings::default() }).await;
    let ada = app.person("ada");
    a_day_of(&ada, 1).await;
    let mut blocker = app.sql().await;
    let lock = blocker.transaction().await.unwrap();
    lock.batch_execute("lock table job_infos in access exclusive mode").await.unwrap();
    let busy: Vec<_> = (0..2).map(|_| tokio::spawn(ada.request(Method::GET, JOBS).send_and_read())).collect();
    app.until(
        "select count(*) = 2 from pg_stat_activity
        where datname = current_database() and application_name = 'darasa' and wait_event_type = 'Lock'",
    )
    .await;

    let waiting: Vec<_> = (0..40).map(|nth| tokio::spawn(of_some_kind(&ada, nth).answer())).collect();
    for reply in join_all(waiting).await {
        let (reply, waited) = reply.unwrap();
        assert_eq!(reply.status, 503, "{}", reply.text);
        assert_eq!(reply.header("retry-after"), "2");
        assert!(waited < scaled(Duration::from_secs(10)), "{waited:?}");
    }
    lock.commit().await.unwrap();

    for reply in join_all(busy).await {
        assert_eq!(reply.unwrap().status, 200, "who had a connection was served");
    }
    let replies = join_all((0..40).map(|nth| of_some_kind(&ada, nth).answer())).await;
    assert!(replies.iter().all(|reply| [200, 201].contains(&reply.0.status.as_u16())), "{replies:?}");
    assert_eq!(
        app.count("select count(*) from job_infos where name like 'Nth %'").await,
        20,
        "one for each that was answered"
    );
    app.ledger_is_sound().await;
}

/// A list, a job, a job with a key, or an account.
fn of_some_kind(person: &Person<'_>, nth: usize) -> Timed {
    let saving = || person.request(Method::POST, JOBS).json(&job(&format!("Nth {nth}")));
    Timed(match nth % 4 {
        0 => person.request(Method::GET, JOBS),
        1 => saving(),
        2 => saving().header("idempotency-key", format!("\"nth-{nth}\"")),
        _ => person.request(Method::GET, "/api/users/me"),
    })
}

struct Timed(reqwest::RequestBuilder);

impl Timed {
    async fn answer(self) -> (Answer, Duration) {
        let started = Instant::now();
        let answer = self.0.send_and_read().await;
        (answer, started.elapsed())
    }
}
