//! Settings: `PATCH /api/users/me`.

use super::*;
use crate::pointers;

const ME: &str = "/api/users/me";

#[tokio::test]
async fn ada_changes_her_settings_one_by_one_and_the_others_stay() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let settings = |me: &Value| ["timeZone", "dayStartsAt", "retention", "dailyMinutes"].map(|name| me[name].clone());

    let first = ada.patch(ME, json!({ "timeZone": "Europe/Berlin" })).await;
    assert_eq!(first.status, 200, "she is met first: {}", first.text);
    assert_eq!(settings(&first.json()), [json!("Europe/Berlin"), json!(4), json!(0.9), json!(30)]);
    for (change, expected) in [
        (json!({ "dayStartsAt": 0 }), [json!("Europe/Berlin"), json!(0), json!(0.9), json!(30)]),
        (json!({ "retention": 0.85, "dailyMinutes": 10 }), [json!("Europe/Berlin"), json!(0), json!(0.85), json!(10)]),
        (json!({}), [json!("Europe/Berlin"), json!(0), json!(0.85), json!(10)]),
        (
            json!({ "timeZone": "America/Argentina/Buenos_Aires", "dayStartsAt": 6, "retention": 0.95, "dailyMinutes": 240 }),
            [json!("America/Argentina/Buenos_Aires"), json!(6), json!(0.95), json!(240)],
        ),
        (json!({ "retention": 0.8, "timeZone": "Etc/GMT+3" }), [json!("Etc/GMT+3"), json!(6), json!(0.8), json!(240)]),
    ] {
        let reply = ada.patch(ME, change.clone()).await;
        assert_eq!((reply.status.as_u16(), settings(&reply.json())), (200, expected.clone()), "{change}");
        assert_eq!(settings(&ada.get(ME).await.json()), expected, "{change}");
    }
    assert_eq!(ada.get(ME).await.json()["name"], "ada");
}

#[tokio::test]
async fn settings_out_of_their_bounds_are_named_and_change_nothing() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let before = ada.get(ME).await.json();
    for (name, wrong) in [
        (
            "timeZone",
            vec![
                json!(""),
                json!("Foo/Bar"),
                json!("Foo/Bar+3"),
                json!("UTC+3"),
                json!("europe/berlin"),
                json!("+3"),
                json!("Europe/Berlin "),
                json!("a/b/c/d"),
                json!("EST5EDT4"),
                json!("x".repeat(300)),
                json!(1),
                json!(null),
            ],
        ),
        ("dayStartsAt", vec![json!(-1), json!(7), json!(1.5), json!("4"), json!(null)]),
        ("retention", vec![json!(0.799), json!(0.951), json!(1), json!("0.9"), json!(null)]),
        ("dailyMinutes", vec![json!(9), json!(241), json!(null)]),
    ] {
        for value in wrong {
            let mut body = json!({ "dailyMinutes": 60 });
            body[name] = value.clone();
            assert_eq!(pointers(&ada.patch(ME, body).await), [format!("#/{name}")], "{name}: {value}");
        }
    }
    assert_eq!(pointers(&ada.patch(ME, json!({ "name": "Ada", "retention": 2 })).await), ["#/retention", "#/name"]);
    assert_eq!(ada.get(ME).await.json(), before);
}

#[tokio::test]
async fn a_changed_zone_moves_no_day_on_which_a_question_is_due() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let (_, question) = question(&app, &ada, "# Send\n\nWhat is it?").await;
    let due = ada.post(&format!("/api/questions/{question}/review"), json!({ "grade": "good" })).await.json()["dueOn"]
        .clone();
    for zone in ["Pacific/Kiritimati", "Pacific/Midway"] {
        ada.patch(ME, json!({ "timeZone": zone })).await;
        assert_eq!(told(&app, "select due_on::text from cards").await["due_on"], due, "{zone}");
    }
}

#[tokio::test]
async fn whoever_wants_to_remember_better_is_asked_earlier() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let mut waits = Vec::new();
    for retention in [0.8, 0.9, 0.95] {
        ada.patch(ME, json!({ "retention": retention })).await;
        let (_, question) = question(&app, &ada, "# Send\n\nWhat is it?").await;
        let reply = ada.post(&format!("/api/questions/{question}/review"), json!({ "grade": "easy" })).await.json();
        waits.push(reply["intervalDays"].as_i64().unwrap());
    }
    assert!(waits[0] > waits[1] && waits[1] > waits[2], "{waits:?}");
}
