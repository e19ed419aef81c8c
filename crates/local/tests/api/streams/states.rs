//! What a stream is answered with, by what became of it.

use super::*;

#[tokio::test]
async fn a_stored_question_is_read_again_from_every_place() {
    let app = TestApp::start().await;
    let ada = app.person_with("ada", UNLIMITED);
    let job = saved_job(&ada, "Acme").await;
    let asked = asked(&app, &ada, &job, TEXT).await;
    let (id, question) = (asked.header("x-stream-id"), asked.header("x-question-id"));

    for from in 0..=units(TEXT) + 1 {
        // Each stream may be read six times a minute.
        let id = if from == 0 { id.to_owned() } else { receipt(&app, "question", question, SETTLED).await };
        let reply = ada.get(&stream_url(&id, &format!("?stream=text&from={from}"))).await;
        let rest = tail(TEXT, from);
        let status = if rest.is_empty() { 204 } else { 200 };
        assert_eq!((reply.status.as_u16(), reply.text.as_str()), (status, rest), "{from}");
        if status == 200 {
            assert_eq!((reply.header("x-stream-id"), reply.header("x-question-id")), (&*id, question));
        }
    }
    assert_eq!(app.gemini.received().len(), 1);
}
