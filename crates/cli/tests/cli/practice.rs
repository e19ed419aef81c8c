//! Commands `darasa reviews`, `darasa cards` and `darasa topics`, against a real database.

use darasa_local::{services::postgres, testing::test_app::postgres as server};
use tokio_postgres::Client;

use crate::support::Checkout;

/// A database of an older release, and the variable that leads to it: people with two answers each to a question of
/// theirs, and nothing that was made of these.
async fn practised(people: i32) -> (String, Client) {
    let url = server().await.fresh_database().await.unwrap();
    let sql = postgres::connect(&url).await.unwrap();
    let fill = format!(
        "insert into users (id) select 'user_' || n from generate_series(1, {people}) n;
        insert into users (id, deleted_at) values ('user_gone', now());
        insert into job_infos (user_id, name, experience_level, description)
        select id, 'Acme', 'senior', 'Rust' from users where deleted_at is null;
        insert into questions (id, job_info_id, text, difficulty, model)
        select gen_random_uuid(), id, '# Indexes: when does Postgres use one?', 'easy', 'm' from job_infos;
        insert into answers (id, question_id, text, rating, feedback, model, created_at)
        select gen_random_uuid(), id, 'It is cheaper than a whole scan.', rating, 'F', 'm', now() - make_interval(days => rating)
        from questions, unnest(array[3, 7]) as rating"
    );
    sql.batch_execute(&fill).await.unwrap();
    (url, sql)
}

async fn count(sql: &Client, query: &str) -> i64 {
    sql.query_one(&format!("select count(*) from {query}"), &[]).await.unwrap().get(0)
}

#[tokio::test]
async fn everybodys_topics_reviews_and_cards_are_filled_in_and_the_second_time_there_is_nothing_to_do() {
    let (checkout, (url, sql)) = (Checkout::new(), practised(501).await);
    let env = [("DATABASE_URL", url.as_str())];
    let run = |arguments: &[&str]| {
        let ended = checkout.run_with(arguments, &env);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        (ended.stdout.trim().to_owned(), ended.stderr)
    };

    let (told, progress) = run(&["topics"]);
    assert_eq!(told, "501 people: topics of 501 questions changed");
    let batches: Vec<_> = progress.lines().filter(|line| line.contains("so far")).collect();
    assert_eq!(batches.len(), 2, "500 people and the last one: {progress}");
    assert!(batches[0].starts_with("500 people so far"), "{progress}");
    assert_eq!(count(&sql, "questions where topics = '{PostgreSQL}'").await, 501);

    assert_eq!(run(&["reviews", "rebuild"]).0, "501 people: 1002 reviews added, 501 cards changed");
    assert_eq!(count(&sql, "reviews where topics = '{PostgreSQL}' and fresh").await, 1_002);
    assert_eq!(count(&sql, "reviews where excluded_by = 'rule' and rating = 3").await, 501, "the same words again");
    assert_eq!(count(&sql, "cards where reviews = 1 and stability = 2.3065").await, 501);
    assert_eq!(run(&["reviews", "rebuild"]).0, "501 people: 0 reviews added, 0 cards changed");

    sql.batch_execute("delete from cards where user_id <> 'user_1'; update cards set stability = 9").await.unwrap();
    assert_eq!(run(&["cards", "rebuild", "--user", "user_1"]).0, "1 people: 1 cards changed");
    assert_eq!(run(&["cards", "rebuild"]).0, "501 people: 500 cards changed");
    assert_eq!(run(&["cards", "rebuild"]).0, "501 people: 0 cards changed");
    assert_eq!(run(&["topics"]).0, "501 people: topics of 0 questions changed");
}

#[tokio::test]
async fn whoever_is_nobody_is_told_so_and_help_says_when_to_run_it() {
    let (checkout, (url, sql)) = (Checkout::new(), practised(1).await);
    let env = [("DATABASE_URL", url.as_str())];
    for verb in [&["reviews", "rebuild"][..], &["cards", "rebuild"], &["topics"]] {
        let complaint = |user: &str| checkout.complaint(&[verb, &["--user", user]].concat(), &env);
        assert!(complaint("user_bob").contains("nobody is called user_bob"));
        assert!(complaint("user_gone").contains("nobody is called user_gone"));
        assert!(complaint("bob").contains("not Clerk's id"));
        assert!(checkout.complaint(verb, &[]).contains("DATABASE_URL"));
        let help = checkout.run(&[verb, &["--help"]].concat());
        assert!(help.stdout.contains("--user <ID>"), "{}", help.stdout);
    }
    assert_eq!(count(&sql, "reviews").await + count(&sql, "cards").await, 0);
    assert!(checkout.run(&["reviews", "--help"]).stdout.contains("after a rollback"));
    assert_eq!(checkout.run(&["cards"]).code, Some(2), "a verb is missing");
}
