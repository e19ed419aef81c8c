//! Deletion of a user: everything they owned goes, and no later event brings it back.

use darasa_local::testing::tcp_proxy::Cut;
use futures_util::future::{join, join_all};

use super::*;
use crate::saved_job;

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
pub async fn owned_tables(app: &TestApp) -> Vec<String> {
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
pub async fn fill(app: &TestApp, user: &str) {
    let person = app.person(user);
    let job = saved_job(&person, "Acme").await["id"].clone();
    let question = person.post("/api/ai/questions/generate-question", json!({ "prompt": "easy", "jobInfoId": job }));
    let question = question.await.header("x-question-id").to_owned();
    let answer = json!({ "prompt": "Send moves a value between threads.", "questionId": question });
    assert_eq!(person.post("/api/ai/questions/generate-feedback", answer).await.status, 200);
    app.until("select count(*) = 2 from usage where state = 'settled'").await;
    assert_eq!(person.post("/api/users/me/calendar", json!({})).await.status, 201);
    assert_eq!(person.post("/api/users/me/keys", json!({ "name": "k", "scopes": ["read"] })).await.status, 201);
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
        "select count(*) from pg_constraint where contype = 'f' and confdeltype not in ('c', 'n') and conrelid in ({})",
        tables.join(", ")
    );
    assert_eq!(
        app.count(&keeps).await,
        0,
        "a foreign key that neither cascades nor is set to null would stop a deletion"
    );
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

        let (saved, reply) = join(saving, deliver(&app, &deletion)).await;

        received(&reply, "deleted");
        assert!(saved.iter().all(|saved| [201, 401].contains(&saved.status.as_u16())), "{saved:?}");
    }
    assert_eq!(app.count("select count(*) from job_infos").await, 0);
    assert_eq!(app.count("select count(*) from users where deleted_at is null").await, 0);
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
            let now = darasa_core::base::clock::now().try_into().unwrap();
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
