//! Command `darasa webhook`, against a running server.

use darasa_local::services::processes::Signal;
use serde_json::Value;

use crate::support::{Checkout, http};

async fn me(url: &str, token: &str) -> Value {
    let reply = http().get(format!("{url}/api/users/me")).bearer_auth(token).send().await.unwrap();
    reply.json().await.unwrap()
}

#[tokio::test]
async fn grace_is_made_renamed_and_deleted() {
    let checkout = Checkout::new();
    let dev = checkout.start(&["dev", "--port", "0"], &[], "Ctrl-C stops everything");
    let url = dev.said_after("darasa is running at ");
    let token = checkout.run(&["token", "--user", "grace"]).stdout.trim().to_owned();
    let send = |arguments: &[&str]| checkout.run(&[&["webhook"], arguments, &["--user", "grace"]].concat());

    let created = send(&["user.created"]);
    assert_eq!(created.stdout, "user.created of user_grace: Webhook received\n", "{}", created.stderr);
    assert_eq!(me(&url, &token).await["name"], "grace");

    assert_eq!(send(&["user.updated", "--name", "Admiral", "--url", &format!("{url}/")]).code, Some(0));
    assert_eq!(me(&url, &token).await["name"], "Admiral");

    let forged = checkout.complaint(
        &["webhook", "user.deleted", "--user", "grace"],
        &[("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXch")],
    );
    assert!(forged.contains("the server answered 400"), "{forged}");
    assert_eq!(me(&url, &token).await["name"], "Admiral");

    assert_eq!(send(&["user.deleted"]).code, Some(0));
    assert_eq!(me(&url, &token).await["code"], "not-logged-in");
    assert_eq!(dev.signal(Signal::INT), Some(0));

    let alone = checkout.complaint(&["webhook", "user.created"], &[]);
    assert!(alone.contains(&format!("nobody answers at {url}")), "{alone}");
}

#[test]
fn without_a_secret_or_with_a_bad_one_nothing_is_sent() {
    let checkout = Checkout::new();
    let none = checkout.complaint(&["webhook", "user.created"], &[]);
    assert!(none.contains("there is no secret to sign with yet; start `cargo dev` first"), "{none}");
    let bad = checkout.complaint(&["webhook", "user.created"], &[("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_hunter2!")]);
    assert!(bad.contains("CLERK_WEBHOOK_SIGNING_SECRET") && !bad.contains("hunter2"), "{bad}");
    for arguments in [&["webhook"][..], &["webhook", "user.renamed"], &["webhook", "user.created", "--user", "a b"]] {
        assert_eq!(checkout.run(arguments).code, Some(2), "{arguments:?}");
    }
}
