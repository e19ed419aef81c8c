//! Streams under an `Idempotency-Key`: sent twice, paid once.

use super::*;

#[tokio::test]
async fn a_question_asked_for_twice_is_made_and_paid_once() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let job = saved_job(&ada, "Acme").await;
    app.gemini.next(Answer::text(["# Send\n\n", "What does ", "Send mean?"]));
    let first = asking(&ada, &job, Some("k"), "").send_and_read().await;
    assert_eq!(first.status, 200, "{}", first.text);

    for key in ["k", "\"k\""] {
        let again = asking(&ada, &job, Some(key), "").send_and_read().await;
        assert_eq!((again.status.as_u16(), text_of(&again.text)), (200, text_of(&first.text)));
        for name in ["x-stream-id", "x-question-id"] {
            assert_eq!(again.header(name), first.header(name), "{name}");
        }
        assert_eq!(again.header("idempotency-replayed"), "true");
    }
    assert_eq!(app.gemini.received().len(), 1);
    assert_eq!(app.count("select count(*) from usage").await, 1);
    app.ledger_is_sound().await;
}
