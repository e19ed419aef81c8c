//! Webhook deliveries: twice, fifty times at once, in any order, or while the database is away.

use futures_util::future::join_all;

use super::*;

#[tokio::test]
async fn a_repeat_is_answered_and_does_nothing() {
    let app = app_at_noon().await;
    let first = updated("Ada", 0);
    received(&deliver(&app, &first).await, "first");
    let sql = app.sql().await;
    sql.execute("update users set name = 'changed by hand', clerk_updated_at = null", &[]).await.unwrap();

    for _ in 0..3 {
        received(&deliver(&app, &first).await, "again");
    }
    let retried = Webhook { timestamp: (NOON - 200).to_string(), ..first.clone() };
    received(&deliver(&app, &retried).await, "a retry is signed anew");

    assert_eq!(name_of(&app, "user_ada").await, "changed by hand");
    assert_eq!(app.count("select count(*) from webhook_events").await, 1);
}

#[tokio::test]
async fn fifty_deliveries_of_one_event_at_once_take_effect_once() {
    let app = app_at_noon().await;
    app.sql()
        .await
        .batch_execute(
            "create table effects (id text);
            create function note() returns trigger language plpgsql as
                $$ begin insert into effects values (new.id); return new; end $$;
            create trigger noted after insert or update on users for each row execute function note()",
        )
        .await
        .unwrap();
    let webhook = updated("Ada", 0);

    let replies = join_all((0..50).map(|_| deliver(&app, &webhook))).await;

    replies.iter().for_each(|reply| received(reply, "each"));
    assert_eq!(app.count("select count(*) from effects").await, 1);
}

#[tokio::test]
async fn older_news_never_overwrite_newer_ones() {
    let app = app_at_noon().await;

    for (name, second, stands) in [
        ("second", 2, "second"),
        ("first", 1, "second"),
        ("third", 3, "third"),
        ("third again", 3, "third again"),
        ("before all", -9, "third again"),
    ] {
        received(&deliver(&app, &updated(name, second)).await, name);
        assert_eq!(name_of(&app, "user_ada").await, stands, "{name}");
    }
    let late = Webhook::of_user(&fresh(), "user.created", &ada("created late", 0), noon());
    received(&deliver(&app, &late).await, "the creation comes last");
    assert_eq!(name_of(&app, "user_ada").await, "third again");
}

#[tokio::test]
async fn news_in_any_order_end_the_same() {
    let app = app_at_noon().await;
    let news: Vec<_> = (0..20).map(|second| updated(&format!("Ada {second}"), second)).collect();

    let replies = join_all(news.iter().rev().map(|webhook| deliver(&app, webhook))).await;

    replies.iter().for_each(|reply| received(reply, "each"));
    assert_eq!(name_of(&app, "user_ada").await, "Ada 19");
}

#[tokio::test]
async fn without_a_time_of_their_own_news_are_as_new_as_the_event() {
    let app = app_at_noon().await;
    let mut data = ada("timeless", 0).json();
    data.as_object_mut().unwrap().remove("updated_at");
    let timeless = |at: i64| Webhook::new(&fresh(), "user.updated", &data, Timestamp::from_second(at).unwrap());

    received(&deliver(&app, &updated("Ada", 0)).await, "with a time");
    received(&deliver(&app, &timeless(NOON)).await, "without one, now");
    assert_eq!(name_of(&app, "user_ada").await, "timeless");
    received(&deliver(&app, &updated("Ada", 0)).await, "old news");
    assert_eq!(name_of(&app, "user_ada").await, "timeless");
}

#[tokio::test]
async fn with_the_database_away_clerk_is_told_to_come_back() {
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    let now = darasa_core::base::clock::now().try_into().unwrap();
    let created = Webhook::of_user(&fresh(), "user.created", &ada("Ada", 0), now);
    let gone = Webhook::of_deletion(&fresh(), "user_ada", now);

    for webhook in [&created, &gone] {
        proxy.refuse();
        proxy.cut();
        let reply = deliver(&app, webhook).await;
        assert_eq!(reply.problem(), (503, "unavailable".to_owned()));
        assert!(reply.header("retry-after").parse::<u32>().is_ok());
        proxy.admit();
        assert_eq!(app.count("select count(*) from webhook_events").await, i64::from(webhook.id == gone.id));

        received(&deliver(&app, webhook).await, "the retry");
    }
    assert!(is_tombstone(&row(&app, "user_ada").await));
}

#[tokio::test]
async fn ids_are_forgotten_after_thirty_days_a_hundred_at_a_time() {
    let app = app_at_noon().await;
    let sql = app.sql().await;
    sql.batch_execute(
        "insert into webhook_events (id, received_at)
            select 'msg_old_' || n, now() - interval '31 days' from generate_series(1, 150) n;
        insert into webhook_events (id, received_at) values ('msg_young', now() - interval '29 days')",
    )
    .await
    .unwrap();

    for left in [50 + 1 + 1, 1 + 2, 1 + 3] {
        received(&deliver(&app, &updated("Ada", left)).await, "an event");
        assert_eq!(app.count("select count(*) from webhook_events").await, left);
    }
    assert_eq!(app.count("select count(*) from webhook_events where id = 'msg_young'").await, 1);
}
