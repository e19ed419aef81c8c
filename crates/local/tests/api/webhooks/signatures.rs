//! Webhook signatures: what proves that Clerk sent an event, and just now.

use super::*;

const NEW_SECRET: &str = "whsec_bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXch";

/// What is wrong with a delivery, and the headers that make it so.
fn refused_deliveries(webhook: &Webhook) -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let at = |timestamp: String| Webhook { timestamp, ..webhook.clone() }.headers(WEBHOOK_SECRET).unwrap().to_vec();
    let good = webhook.headers(WEBHOOK_SECRET).unwrap().to_vec();
    let without = |name: &str| good.iter().filter(|(each, _)| *each != name).cloned().collect::<Vec<_>>();
    let with = |name: &str, value: String| {
        let changed =
            |(each, old): &(&'static str, String)| (*each, if *each == name { value.clone() } else { old.clone() });
        good.iter().map(changed).collect::<Vec<_>>()
    };
    let signature = webhook.signature(WEBHOOK_SECRET).unwrap();
    let bare = signature.trim_start_matches("v1,").to_owned();
    vec![
        ("no headers", vec![]),
        ("no id", without("svix-id")),
        ("no timestamp", without("svix-timestamp")),
        ("no signature", without("svix-signature")),
        ("an empty id", with("svix-id", String::new())),
        ("an empty signature", with("svix-signature", String::new())),
        ("another id", with("svix-id", "msg_other".to_owned())),
        ("another timestamp", with("svix-timestamp", (NOON + 1).to_string())),
        ("301 s late", at((NOON - 301).to_string())),
        ("301 s early", at((NOON + 301).to_string())),
        ("at the beginning of time", at("0".to_owned())),
        ("at the end of time", at(i64::MAX.to_string())),
        ("after the end of time", at(format!("{}0", i64::MAX))),
        ("before the beginning of time", at(i64::MIN.to_string())),
        ("with a fraction of a second", at(format!("{NOON}.5"))),
        ("with words after the time", at(format!("{NOON}abc"))),
        ("with a sign before the time", at(format!("+{NOON}"))),
        ("in hexadecimal", at(format!("{NOON:#x}"))),
        ("in milliseconds", at(format!("{NOON}000"))),
        ("by a secret that is not ours", webhook.headers(NEW_SECRET).unwrap().to_vec()),
        ("without a version", with("svix-signature", bare.clone())),
        ("of another version", with("svix-signature", format!("v1a,{bare}"))),
        ("of version two", with("svix-signature", format!("v2,{bare}"))),
        ("in capitals", with("svix-signature", format!("V1,{bare}"))),
        ("with half a signature", with("svix-signature", format!("v1,{}", &bare[..bare.len() / 2]))),
        ("with nothing for a signature", with("svix-signature", "v1,".to_owned())),
        ("with a signature that is no base64", with("svix-signature", "v1,!!!!".to_owned())),
        ("with a signature of zeros", with("svix-signature", format!("v1,{}=", "A".repeat(43)))),
        ("with signatures parted by commas", with("svix-signature", format!("v1a,x,{signature}"))),
        ("half under each name", {
            let mut mixed = without("svix-id");
            mixed.push(("webhook-id", webhook.id.clone()));
            mixed
        }),
    ]
}

#[tokio::test]
async fn what_is_not_signed_by_clerk_just_now_is_refused_and_does_nothing() {
    let app = app_at_noon().await;
    let webhook = updated("Mallory", 0);

    for (why, headers) in refused_deliveries(&webhook) {
        let reply = post(&app, &webhook, &headers).await;
        assert_eq!(reply.problem(), (400, "bad-request".to_owned()), "{why}");
        assert!(
            !reply.text.contains("whsec_") && !reply.text.contains(&webhook.signature(WEBHOOK_SECRET).unwrap()),
            "{why}"
        );
    }
    assert_eq!(app.count("select count(*) from users").await, 0);
    assert_eq!(app.count("select count(*) from webhook_events").await, 0);
    received(&deliver(&app, &webhook).await, "the same, untouched");
}

#[tokio::test]
async fn a_changed_body_is_refused_even_where_the_change_means_nothing() {
    let app = app_at_noon().await;
    let webhook = updated("Ada", 0);
    let headers = webhook.headers(WEBHOOK_SECRET).unwrap();
    let text = String::from_utf8(webhook.body.clone()).unwrap();

    for body in [
        text.replace("Ada", "Eve"),
        text.replace("{\"data\":", "{ \"data\":"),
        format!("{text}\n"),
        format!("\u{feff}{text}"),
        text[1..].to_owned(),
        String::new(),
        "{}".to_owned(),
    ] {
        let changed = Webhook { body: body.clone().into_bytes(), ..webhook.clone() };
        assert_eq!(post(&app, &changed, &headers).await.problem().0, 400, "{body}");
    }
    assert_eq!(app.count("select count(*) from users").await, 0);
}

#[tokio::test]
async fn the_last_and_the_first_second_of_ten_minutes_count() {
    let app = app_at_noon().await;

    for (number, second) in [NOON - 300, NOON - 299, NOON + 299, NOON + 300].into_iter().enumerate() {
        let webhook = Webhook { timestamp: second.to_string(), ..updated(&format!("Ada {number}"), number as i64) };
        received(&deliver(&app, &webhook).await, &format!("{second}"));
        assert_eq!(name_of(&app, "user_ada").await, format!("Ada {number}"));
    }
}

#[tokio::test]
async fn one_right_signature_among_others_is_enough() {
    let app = app_at_noon().await;

    for (number, around) in
        ["{}", "v1,AAAA {}", "v1a,abc {} v1,BBBB", "{} {}", "v1, {}", " {} ", "nonsense {}"].iter().enumerate()
    {
        let webhook = updated(&format!("Ada {number}"), number as i64);
        let mut headers = webhook.headers(WEBHOOK_SECRET).unwrap();
        headers[2].1 = around.replace("{}", &headers[2].1);
        received(&post(&app, &webhook, &headers).await, around);
        assert_eq!(name_of(&app, "user_ada").await, format!("Ada {number}"), "{around}");
    }
}

#[tokio::test]
async fn the_standard_names_of_the_headers_will_do_and_svix_names_win() {
    let app = app_at_noon().await;
    let standard = |webhook: &Webhook, secret: &str| {
        let [(_, id), (_, timestamp), (_, signature)] = webhook.headers(secret).unwrap();
        [("webhook-id", id), ("webhook-timestamp", timestamp), ("webhook-signature", signature)]
    };

    let webhook = updated("Ada", 0);
    received(&post(&app, &webhook, &standard(&webhook, WEBHOOK_SECRET)).await, "standard names alone");

    let both = updated("Countess", 1);
    let mut headers = both.headers(WEBHOOK_SECRET).unwrap().to_vec();
    headers.extend(standard(&both, NEW_SECRET));
    received(&post(&app, &both, &headers).await, "the right ones under Svix's names");
    let mut headers = both.headers(NEW_SECRET).unwrap().to_vec();
    headers.extend(standard(&both, WEBHOOK_SECRET));
    assert_eq!(post(&app, &both, &headers).await.problem().0, 400, "the right ones under the others");
    assert_eq!(name_of(&app, "user_ada").await, "Countess");
}

#[tokio::test]
async fn while_a_secret_is_rotated_both_count_and_then_only_the_new_one() {
    let both = format!("{WEBHOOK_SECRET},{NEW_SECRET}");
    for (secrets, verdicts) in [(WEBHOOK_SECRET, [200, 400]), (both.as_str(), [200, 200]), (NEW_SECRET, [400, 200])] {
        let app = TestApp::with_env([("CLERK_WEBHOOK_SIGNING_SECRET", secrets)]).await;
        let now = darasa_core::base::clock::now().try_into().unwrap();
        for (secret, verdict) in [WEBHOOK_SECRET, NEW_SECRET].into_iter().zip(verdicts) {
            let webhook = Webhook::of_user(&fresh(), "user.updated", &ada("Ada", 0), now);
            let reply = post(&app, &webhook, &webhook.headers(secret).unwrap()).await;
            assert_eq!(reply.status, verdict, "{secrets} {secret}");
        }
    }
}
