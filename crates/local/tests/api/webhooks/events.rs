//! Webhook events: people of every kind, types that do not concern us, and bodies that are no event.

use super::*;

#[tokio::test]
async fn odd_people_are_people() {
    let app = app_at_noon().await;
    let with = |change: &dyn Fn(&mut Value)| {
        let mut data = ada("Ada", 0).json();
        change(&mut data);
        data["updated_at"] = json!(noon().as_millisecond());
        data
    };
    let cases: Vec<(&str, Value, Value, Value)> = vec![
        ("no primary e-mail", with(&|data| data["primary_email_address_id"] = json!(null)), json!("Ada"), json!(null)),
        ("no e-mail at all", with(&|data| data["email_addresses"] = json!([])), json!("Ada"), json!(null)),
        (
            "a primary e-mail that is none",
            with(&|data| data["primary_email_address_id"] = json!("idn_9")),
            json!("Ada"),
            json!(null),
        ),
        ("no name", with(&|data| data["first_name"] = json!(null)), json!(null), json!("Ada@example.com")),
        ("a blank name", with(&|data| data["first_name"] = json!("  ")), json!(null), json!("Ada@example.com")),
        (
            "a long name",
            with(&|data| data["first_name"] = json!("a".repeat(5_000))),
            json!("a".repeat(5_000)),
            json!("Ada@example.com"),
        ),
        (
            "a name in other scripts",
            with(&|data| data["first_name"] = json!("愛田 🦀 عدا")),
            json!("愛田 🦀 عدا"),
            json!("Ada@example.com"),
        ),
        ("a name with NUL", with(&|data| data["first_name"] = json!("A\0da")), json!("Ada"), json!("Ada@example.com")),
        (
            "a name like SQL",
            with(&|data| data["first_name"] = json!("'); drop table users; --")),
            json!("'); drop table users; --"),
            json!("Ada@example.com"),
        ),
        (
            "fields nobody knows",
            with(&|data| data["scim"] = json!({ "x": [1] })),
            json!("Ada"),
            json!("Ada@example.com"),
        ),
    ];
    for (why, data, name, email) in cases {
        received(&deliver(&app, &Webhook::new(&fresh(), "user.updated", &data, noon())).await, why);
        let kept = row(&app, "user_ada").await;
        assert_eq!((&kept["name"], &kept["email"]), (&name, &email), "{why}");
    }
}

/// The signature is of the bytes as they were sent.
#[tokio::test]
async fn a_name_with_half_an_emoji_is_a_name() {
    let app = app_at_noon().await;
    let mut webhook = updated("Ada CUT", 1);
    let body = String::from_utf8(webhook.body).unwrap();
    webhook.body = body.replace("Ada CUT", r"Ada \ud83d").into_bytes();

    received(&deliver(&app, &webhook).await, "half an emoji");

    assert_eq!(row(&app, "user_ada").await["name"], "Ada \u{fffd}");
}

#[tokio::test]
async fn two_people_may_have_one_address() {
    let app = app_at_noon().await;
    let bob = User { id: "user_bob".to_owned(), ..ada("Ada", 0) };

    received(&deliver(&app, &updated("Ada", 0)).await, "Ada");
    received(&deliver(&app, &Webhook::of_user(&fresh(), "user.created", &bob, noon())).await, "Bob");

    assert_eq!(app.count("select count(distinct id) from users where email = 'Ada@example.com'").await, 2);
}

#[tokio::test]
async fn events_that_do_not_concern_us_are_received_and_forgotten() {
    let app = app_at_noon().await;

    for kind in
        ["session.created", "email.created", "organization.deleted", "subscription.active", "user.deleted.soon", ""]
    {
        for data in [json!(null), json!("text"), json!({ "id": "user_ada", "deleted": true }), json!([[[]]])] {
            received(&deliver(&app, &Webhook::new(&fresh(), kind, &data, noon())).await, kind);
        }
    }
    let nobody = json!({ "deleted": true, "object": "user" });
    received(&deliver(&app, &Webhook::new(&fresh(), "user.deleted", &nobody, noon())).await, "of nobody");
    let robot = json!({ "deleted": true, "id": "mch_1" });
    received(&deliver(&app, &Webhook::new(&fresh(), "user.deleted", &robot, noon())).await, "of a machine");

    assert_eq!(app.count("select count(*) from users").await, 0);
    assert_eq!(app.count("select count(*) from webhook_events").await, 0);
}

#[tokio::test]
async fn what_is_signed_but_no_event_is_refused() {
    let app = app_at_noon().await;
    let signed = |body: &[u8]| Webhook { body: body.to_vec(), ..updated("Ada", 0) };
    let event = |data: Value| Webhook::new(&fresh(), "user.created", &data, noon());

    for webhook in [
        signed(b""),
        signed(b"null"),
        signed(b"[]"),
        signed(b"{"),
        signed(b"{\"type\": 7}"),
        signed(b"\xff\xfe"),
        event(json!(null)),
        event(json!({})),
        event(json!({ "id": null })),
        event(json!({ "id": "ada" })),
        event(json!({ "id": "user_" })),
        event(json!({ "id": "user_a/b" })),
        event(json!({ "id": format!("user_{}", "a".repeat(300)) })),
    ] {
        let reply = deliver(&app, &webhook).await;
        let body = String::from_utf8_lossy(&webhook.body);
        assert_eq!(reply.problem(), (400, "bad-request".to_owned()), "{body}");
    }
    assert_eq!(app.count("select count(*) from users").await, 0);
}

#[tokio::test]
async fn a_megabyte_is_received_and_a_byte_more_is_not() {
    let app = app_at_noon().await;
    let sized = |size: usize| {
        let mut webhook = updated("Ada", 0);
        let padding = size - webhook.body.len();
        webhook.body.extend(std::iter::repeat_n(b' ', padding));
        webhook
    };

    received(&deliver(&app, &sized(1_000_000)).await, "at the limit");
    for size in [1_000_001, 4_000_000] {
        assert_eq!(deliver(&app, &sized(size)).await.problem(), (413, "body-too-large".to_owned()), "{size}");
    }
}
