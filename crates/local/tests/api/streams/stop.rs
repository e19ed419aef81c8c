//! Streams that are stopped.

use super::*;

#[tokio::test]
async fn a_stream_that_is_stopped_ends_well_and_its_first_words_cost_nothing() {
    let redis = RedisServer::start().unwrap();
    let (_upstash, settings) = transports(&redis).await;
    for settings in settings {
        let app = TestApp::with(settings).await;
        let ada = app.person_with("ada", UNLIMITED);
        let job = saved_job(&ada, "Acme").await;
        let (answer, _gate) = Answer::text(["# Send ", "and ", "Sync"]).paused_after(1);
        app.gemini.next(answer);
        let first = asking(&ada, &job, None, "").send().await.unwrap();

        let stopped = ada.delete(&stream_url(&header(&first, "x-stream-id"), "")).await;

        assert_eq!((stopped.status.as_u16(), stopped.text.as_str()), (204, ""));
        let text = first.text().await.unwrap();
        assert!(text.contains("2:[{\"stopped\":true}]\n") && !text.contains("questionId"), "{text}");
        assert!(text.ends_with("d:{\"finishReason\":\"stop\"}\n"), "{text}");
        app.until("select count(*) = 1 from usage where state = 'released'").await;
        assert_eq!(app.count("select count(*) from questions").await, 0);
        app.ledger_is_sound().await;
    }
}
