//! Command `darasa usage`, against a real ledger.

use darasa_local::{services::postgres, testing::test_app::postgres as server};
use serde_json::{Value, json};

use crate::support::Checkout;

const RECEIPT: &str = "11111111-1111-4111-8111-111111111111";

/// A database in which Ada has asked one question and one local model another, and the variable that leads to it.
async fn ledger() -> String {
    let url = server().await.fresh_database().await.unwrap();
    let sql = postgres::connect(&url).await.unwrap();
    sql.batch_execute(&format!(
        "insert into users (id) values ('user_ada');
        insert into usage_counters (user_id, kind, used) values ('user_ada', 'question', 2);
        insert into usage (id, user_id, kind, state, subject_id, model, input_tokens, output_tokens, reserved_at, expires_at,
            settled_at, request_id)
        values
            ('{RECEIPT}', 'user_ada', 'question', 'settled', gen_random_uuid(), 'openai/gpt-6.1-terra', 2000, 1000,
                now() - interval '2 minutes', now(), now(), 'request-1'),
            ('22222222-2222-4222-8222-222222222222', 'user_ada', 'question', 'settled', gen_random_uuid(),
                'ollama/qwen3:8b', 300, 200, now() - interval '1 minute', now(), now(), null);"
    ))
    .await
    .unwrap();
    url
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn models_are_listed_with_what_they_cost_and_an_unknown_price_is_no_zero() {
    let (checkout, url) = (Checkout::new(), ledger().await);
    let env = [("DATABASE_URL", url.as_str())];

    let table = checkout.run_with(&["usage", "--by", "model"], &env);
    assert_eq!(table.code, Some(0), "{}", table.stderr);
    let row = |model: &str| {
        let line = table.stdout.lines().find(|line| line.starts_with(model)).unwrap();
        line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(row("openai/"), ["openai/gpt-6.1-terra", "question", "1", "2000", "1000", "$0.01", "$0.00700"]);
    assert_eq!(row("ollama/"), ["ollama/qwen3:8b", "question", "1", "300", "200", "?", "?"]);
    assert!(table.stdout.contains("--prices"), "{}", table.stdout);

    checkout.write("prices.json", r#"[{ "model": "ollama/qwen3:8b", "input": 0, "output": 0 }]"#);
    let json = checkout.run_with(&["usage", "--prices", "prices.json", "--json"], &env);
    let of = |model: &str| lines(&json.stdout).into_iter().find(|line| line["model"] == model).unwrap();
    assert_eq!(of("ollama/qwen3:8b")["dollars"], 0.0);
    assert_eq!(of("openai/gpt-6.1-terra")["dollars"], 0.007);
}

#[tokio::test]
async fn a_persons_receipts_are_listed_and_one_is_given_back_once() {
    let (checkout, url) = (Checkout::new(), ledger().await);
    let env = [("DATABASE_URL", url.as_str())];

    let text = checkout.run_with(&["usage", "--user", "user_ada"], &env).stdout;
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.lines().nth(1).unwrap().starts_with(RECEIPT) && text.contains("request request-1"), "{text}");

    let released = checkout.run_with(&["usage", "release", RECEIPT], &env);
    assert_eq!(released.code, Some(0), "{}", released.stderr);
    let mut log = lines(&released.stdout).remove(0);
    assert!(log.as_object_mut().unwrap().remove("at").is_some_and(|at| at.as_str().unwrap().ends_with('Z')));
    assert_eq!(
        log,
        json!({
            "event": "usage.released", "receipt": RECEIPT, "user": "user_ada", "kind": "question", "before": "settled",
        })
    );
    let json = checkout.run_with(&["usage", "--user", "user_ada", "--json"], &env).stdout;
    let states: Vec<_> = lines(&json).iter().map(|line| line["state"].clone()).collect();
    assert_eq!(states, ["settled", "released"]);

    let again = checkout.complaint(&["usage", "release", RECEIPT], &env);
    assert!(again.contains(RECEIPT) && again.contains("given back before"), "{again}");
}

#[tokio::test]
async fn whoever_is_nobody_and_what_is_no_id_is_told_so() {
    let (checkout, url) = (Checkout::new(), ledger().await);
    let env = [("DATABASE_URL", url.as_str())];
    let complaint = |arguments: &[&str]| checkout.complaint(arguments, &env);

    assert!(complaint(&["usage", "--user", "user_bob"]).contains("nobody is called user_bob"));
    assert!(complaint(&["usage", "--user", "ada"]).contains("Clerk's id"));
    assert!(complaint(&["usage", "--prices", "nowhere.json"]).contains("--prices nowhere.json"));

    for (arguments, words) in [
        (&["usage", "--days", "0"][..], "1..=3660"),
        (&["usage", "--user", "user_ada", "--most", "10001"], "1..=10000"),
        (&["usage", "--user", "user_ada", "--by", "model"], "cannot be used with"),
        (&["usage", "release", "7"], "invalid value '7'"),
    ] {
        let ended = checkout.run_with(arguments, &env);
        assert_eq!(ended.code, Some(2), "{arguments:?}");
        assert!(ended.stderr.contains(words), "{}", ended.stderr);
    }
}
