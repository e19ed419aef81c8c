//! Changes to an interview: the duration, and once the chat.

use darasa_local::testing::test_app::TestApp;

use super::*;
use crate::{NOTHING, pointers};

#[tokio::test]
async fn ada_notes_how_long_it_took_and_nothing_else_moves() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let before = ada.get(&interview).await.json();

    let after = ada.patch(&interview, json!({ "duration": "00:12:34" })).await;

    assert_eq!(after.status, 200, "{}", after.text);
    let mut expected = before.clone();
    expected["duration"] = json!("00:12:34");
    expected["updatedAt"] = after.json()["updatedAt"].clone();
    assert_eq!(after.json(), expected);
    assert_eq!(ada.get(&interview).await.json(), expected);
    assert_eq!(ada.patch(&interview, json!({})).await.status, 200);
    assert_eq!(counted(&app).await, (0, 1), "to note a duration is not to begin");
}

#[tokio::test]
async fn nothing_else_can_be_assigned() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let before = ada.get(&interview).await.text;
    for field in [
        "id",
        "jobInfoId",
        "userId",
        "state",
        "kind",
        "feedback",
        "startedAt",
        "finishedAt",
        "createdAt",
        "updatedAt",
        "mints",
    ] {
        let mut body = json!({ "duration": "00:10:00" });
        body[field] = json!("x");
        assert_eq!(pointers(&ada.patch(&interview, body).await), [format!("#/{field}")]);
    }
    for duration in [json!("1:00:00"), json!("00:60:00"), json!("00:00:00 "), json!(600), json!(null), json!("")] {
        assert_eq!(pointers(&ada.patch(&interview, json!({ "duration": duration })).await), ["#/duration"]);
    }
    for chat in [json!("1"), json!(7), json!(null), json!("../chats"), json!(NOTHING.to_uppercase())] {
        assert_eq!(pointers(&ada.patch(&interview, json!({ "humeChatId": chat })).await), ["#/humeChatId"]);
    }
    assert_eq!(ada.get(&interview).await.text, before);
}

/// Without Hume nobody can say whose chat it is.
#[tokio::test]
async fn where_hume_is_not_set_no_chat_is_accepted() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let reply = ada.patch(&interview, json!({ "humeChatId": NOTHING })).await;
    assert_eq!(reply.problem(), (422, "chat-foreign".to_owned()));
    assert_eq!(counted(&app).await, (0, 1));
}
