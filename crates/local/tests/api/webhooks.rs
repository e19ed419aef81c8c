//! `/api/webhooks/clerk`: what Clerk tells of its people, and what others would like to tell.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, UNIX_EPOCH},
};

use darasa_local::{
    emulators::clerk::{User, Webhook},
    proxy::Cut,
    test_app::{Answer, Send, Settings, TestApp, WEBHOOK_SECRET},
};
use futures_util::future::join_all;
use http::Method;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::saved_job;

const ENDPOINT: &str = "/api/webhooks/clerk";
const NEW_SECRET: &str = "whsec_bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXch";
/// 2026-11-23T12:00:00Z
const NOON: i64 = 1_795_435_200;

fn noon() -> Timestamp {
    Timestamp::from_second(NOON).unwrap()
}

/// It is always noon, but for the database, which has a clock of its own.
async fn app_at_noon() -> TestApp {
    TestApp::with(Settings { clock: Arc::new(|| UNIX_EPOCH + Duration::from_secs(NOON as u64)), ..Settings::default() })
        .await
}

/// Ada as Clerk knew her so many seconds after New Year.
fn ada(name: &str, second: i64) -> User {
    let mut ada = User::named("user_ada", name, "2026-01-01T00:00:00Z".parse().unwrap());
    ada.updated_at = Timestamp::from_second(ada.created_at.as_second() + second).unwrap();
    ada
}

/// An id that no event had before.
fn fresh() -> String {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    format!("msg_{}", NUMBER.fetch_add(1, Ordering::Relaxed))
}

fn updated(name: &str, second: i64) -> Webhook {
    Webhook::of_user(&fresh(), "user.updated", &ada(name, second), noon())
}

fn deleted(user: &str) -> Webhook {
    Webhook::of_deletion(&fresh(), user, noon())
}

async fn post(app: &TestApp, webhook: &Webhook, headers: &[(&'static str, String)]) -> Answer {
    let request = app.request(Method::POST, ENDPOINT).header("content-type", "application/json");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
    request.body(webhook.body.clone()).answer().await
}

async fn deliver(app: &TestApp, webhook: &Webhook) -> Answer {
    post(app, webhook, &webhook.headers(WEBHOOK_SECRET).unwrap()).await
}

fn received(reply: &Answer, why: &str) {
    assert_eq!((reply.status.as_u16(), reply.text.as_str()), (200, "Webhook received"), "{why}");
}

/// What is kept of a person.
async fn row(app: &TestApp, id: &str) -> Value {
    let rows = app.sql().await.query("select row_to_json(users)::text from users where id = $1", &[&id]).await.unwrap();
    rows.first().map_or(Value::Null, |row| serde_json::from_str(row.get(0)).unwrap())
}

async fn name_of(app: &TestApp, id: &str) -> Value {
    row(app, id).await["name"].clone()
}

fn is_tombstone(row: &Value) -> bool {
    row["deleted_at"].is_string() && ["name", "email", "image_url"].iter().all(|field| row[field].is_null())
}

#[tokio::test]
async fn a_visitor_learns_that_the_endpoint_works_without_signing_in() {
    let app = TestApp::start().await;

    let reply = app.request(Method::GET, ENDPOINT).answer().await;

    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, "text/plain; charset=utf-8"));
    assert!(reply.text.contains("works"), "{}", reply.text);
    assert_eq!(app.request(Method::HEAD, ENDPOINT).answer().await.status, 200);
    let put = app.request(Method::PUT, ENDPOINT).answer().await;
    assert_eq!((put.problem().0, put.header("allow")), (405, "GET, HEAD, POST, OPTIONS"));
}

#[tokio::test]
async fn ada_is_created_changed_and_deleted() {
    let app = app_at_noon().await;
    let created = Webhook::of_user("msg_created", "user.created", &ada("Ada", 0), noon());

    received(&deliver(&app, &created).await, "created");
    let kept = row(&app, "user_ada").await;
    assert_eq!((&kept["name"], &kept["email"]), (&json!("Ada"), &json!("Ada@example.com")));
    assert_eq!(kept["image_url"], "https://img.example.invalid/a.png");

    received(&deliver(&app, &updated("Countess", 1)).await, "updated");
    assert_eq!(name_of(&app, "user_ada").await, "Countess");

    received(&deliver(&app, &deleted("user_ada")).await, "deleted");
    assert!(is_tombstone(&row(&app, "user_ada").await));
    assert_eq!(app.count("select count(*) from webhook_events").await, 3);
}

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
        let now = darasa_core::clock::now().try_into().unwrap();
        for (secret, verdict) in [WEBHOOK_SECRET, NEW_SECRET].into_iter().zip(verdicts) {
            let webhook = Webhook::of_user(&fresh(), "user.updated", &ada("Ada", 0), now);
            let reply = post(&app, &webhook, &webhook.headers(secret).unwrap()).await;
            assert_eq!(reply.status, verdict, "{secrets} {secret}");
        }
    }
}

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
async fn nothing_revives_the_dead() {
    let app = app_at_noon().await;
    let person = app.person("ada");
    person.get("/api/users/me").await;

    received(&deliver(&app, &deleted("user_ada")).await, "deleted");
    for late in [
        updated("revived", 9_999_999),
        Webhook::of_user(&fresh(), "user.created", &ada("revived", 9_999_999), noon()),
        deleted("user_ada"),
    ] {
        received(&deliver(&app, &late).await, "late");
    }

    let stone = row(&app, "user_ada").await;
    assert!(is_tombstone(&stone), "{stone}");
    assert_eq!(person.get("/api/users/me").await.problem().0, 401, "nor does their own token");
    assert_eq!(
        person
            .post("/api/job-infos", json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" }))
            .await
            .problem()
            .0,
        401
    );
    assert!(is_tombstone(&row(&app, "user_ada").await));
}

#[tokio::test]
async fn somebody_we_never_met_leaves_a_tombstone_too() {
    let app = app_at_noon().await;
    let person = app.person("ada");

    received(&deliver(&app, &deleted("user_ada")).await, "deleted before met");
    assert_eq!(person.get("/api/users/me").await.problem().0, 401);
    received(&deliver(&app, &updated("late", 0)).await, "late");

    assert!(is_tombstone(&row(&app, "user_ada").await));
    assert_eq!(app.clerk.count("/v1/users/user_ada"), 0, "Clerk is not even asked");
}

#[tokio::test]
async fn a_second_deletion_leaves_the_tombstone_as_it_is() {
    let app = app_at_noon().await;
    received(&deliver(&app, &deleted("user_ada")).await, "first");
    let stone = row(&app, "user_ada").await["deleted_at"].clone();

    received(&deliver(&app, &deleted("user_ada")).await, "second");

    assert_eq!(row(&app, "user_ada").await["deleted_at"], stone);
}

/// Every table from which foreign keys lead to `users`, however many steps away.
async fn owned_tables(app: &TestApp) -> Vec<String> {
    const OWNED: &str = "
    with recursive owned as (
        select conrelid from pg_constraint where contype = 'f' and confrelid = 'users'::regclass
        union
        select c.conrelid from pg_constraint c join owned on c.confrelid = owned.conrelid where c.contype = 'f'
    )
    select conrelid::regclass::text from owned order by 1";
    let rows = app.sql().await.query(OWNED, &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// A row in every table that belongs to somebody, made without knowing the tables.
async fn fill(app: &TestApp, user: &str) {
    let person = app.person(user);
    let job = saved_job(&person, "Acme").await["id"].clone();
    let question = person.post("/api/ai/questions/generate-question", json!({ "prompt": "easy", "jobInfoId": job }));
    let question = question.await.header("x-question-id").to_owned();
    let answer = json!({ "prompt": "Send moves between threads.", "questionId": question });
    assert_eq!(person.post("/api/ai/questions/generate-feedback", answer).await.status, 200);
    app.until("select count(*) = 2 from usage where state = 'settled'").await;
    let sql = app.sql().await;
    sql.execute(
        "insert into resume_analyses (id, job_info_id, job_version, file_name, file_size, file_sha256, overall_score, result, keywords, model)
        select gen_random_uuid(), id, 1, 'cv.pdf', 1, 'x', 5, '{}', '{}', 'm' from job_infos where user_id = 'user_' || $1",
        &[&user],
    )
    .await
    .unwrap();
    sql.execute(
        "with interview as (
            insert into interviews (id, job_info_id, receipt_id)
            select gen_random_uuid(), id, gen_random_uuid() from job_infos where user_id = 'user_' || $1 returning id
        ), utterance as (
            insert into utterances (interview_id, seq, speaker, text, at_ms) select id, 0, 'candidate', 'Hello', 0 from interview
        ), bucket as (
            insert into token_buckets (user_id, name, tokens) values ('user_' || $1, 'b', 1)
        )
        insert into voice_budgets (user_id, seconds_spent) values ('user_' || $1, 1)",
        &[&user],
    )
    .await
    .unwrap();
    sql.execute(
        "insert into idempotency_keys (user_id, method, path, key, body_sha256, claim, claimed_until)
        values ('user_' || $1, 'POST', '/', 'k', 'x', gen_random_uuid(), now())",
        &[&user],
    )
    .await
    .unwrap();
}

#[tokio::test]
async fn all_that_somebody_owns_goes_with_them_and_no_table_is_forgotten() {
    let app = app_at_noon().await;
    let bob = app.person("bob");
    let bobs = saved_job(&bob, "Globex").await;
    fill(&app, "ada").await;
    let owned = owned_tables(&app).await;
    assert!(owned.len() >= 8, "{owned:?}");
    for table in &owned {
        let rows = app.count(&format!("select count(*) from {table}")).await;
        assert!(rows > 0, "{table} has nothing in it: let `fill` put something of Ada's there");
    }

    received(&deliver(&app, &deleted("user_ada")).await, "deleted");

    for table in &owned {
        let left = app.count(&format!("select count(*) from {table}")).await;
        assert_eq!(left, i64::from(table == "job_infos"), "{table}");
    }
    assert!(is_tombstone(&row(&app, "user_ada").await));
    assert_eq!(bob.get("/api/job-infos").await.json()["items"], json!([bobs]));
}

#[tokio::test]
async fn whatever_names_a_user_has_a_foreign_key_that_cascades() {
    let app = TestApp::start().await;

    let loose = app.count(
        "select count(*) from information_schema.columns c
        where c.table_schema = 'public' and c.column_name = 'user_id' and not exists (
            select from pg_constraint f where f.contype = 'f' and f.conrelid = c.table_name::regclass
                and f.confrelid = 'users'::regclass and f.confdeltype = 'c'
        )",
    );
    assert_eq!(loose.await, 0, "a table names a user without a foreign key");
    let tables: Vec<_> = owned_tables(&app).await.iter().map(|table| format!("'{table}'::regclass")).collect();
    let keeps = format!(
        "select count(*) from pg_constraint where contype = 'f' and confdeltype <> 'c' and conrelid in ({})",
        tables.join(", ")
    );
    assert_eq!(app.count(&keeps).await, 0, "a foreign key that does not cascade would stop a deletion");
}

#[tokio::test]
async fn a_job_saved_at_the_moment_of_the_deletion_does_not_stay() {
    let app = app_at_noon().await;

    for round in 0..10 {
        let name = format!("ada{round}");
        let person = app.person(&name);
        person.get("/api/users/me").await;
        let deletion = deleted(&person.id);
        let job = || json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" });
        let saving = join_all((0..4).map(|_| person.post("/api/job-infos", job())));

        let (saved, reply) = futures_util::future::join(saving, deliver(&app, &deletion)).await;

        received(&reply, "deleted");
        assert!(saved.iter().all(|saved| [201, 401].contains(&saved.status.as_u16())), "{saved:?}");
    }
    assert_eq!(app.count("select count(*) from job_infos").await, 0);
    assert_eq!(app.count("select count(*) from users where deleted_at is null").await, 0);
}

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

#[tokio::test]
async fn with_the_database_away_clerk_is_told_to_come_back() {
    let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
    let now = darasa_core::clock::now().try_into().unwrap();
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

/// The connection breaks at each step of a deletion, before and after the server has heard of it: afterwards it has
/// happened as a whole or not at all, and the retry makes it whole.
#[tokio::test]
async fn a_deletion_cut_anywhere_is_whole_or_nothing() {
    for step in
        ["insert into webhook_events", "delete from users", "insert into users (id, deleted_at) values", "commit"]
    {
        for cut in [Cut::BeforeTheServerReads, Cut::BeforeTheClientHears] {
            let (app, proxy) = TestApp::behind_a_proxy(Settings::default()).await;
            saved_job(&app.person("ada"), "Acme").await;
            let now = darasa_core::clock::now().try_into().unwrap();
            let gone = Webhook::of_deletion(&fresh(), "user_ada", now);
            proxy.cut_on(step, cut, 1);

            let reply = deliver(&app, &gone).await;

            assert_eq!(reply.problem(), (503, "unavailable".to_owned()), "{step} {cut:?}");
            let noted = app.count("select count(*) from webhook_events").await;
            let jobs = app.count("select count(*) from job_infos").await;
            let stones = app.count("select count(*) from users where deleted_at is not null").await;
            assert!([(0, 1, 0), (1, 0, 1)].contains(&(noted, jobs, stones)), "{step} {cut:?}: {noted} {jobs} {stones}");
            received(&deliver(&app, &gone).await, step);
            assert_eq!(app.count("select count(*) from job_infos").await, 0);
            assert!(is_tombstone(&row(&app, "user_ada").await), "{step} {cut:?}");
        }
    }
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
