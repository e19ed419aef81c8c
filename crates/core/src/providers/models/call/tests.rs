//! Reply of a model under a clock that only the tests move: when an answer is settled, and what belongs to it.

use std::{collections::VecDeque, future::pending, io};

use futures_util::stream;
use serde_json::json;
use tokio::time::{advance, sleep};

use super::*;
use crate::{
    base::env::{ModelName, ModelProvider},
    providers::model::{EventReader, SETTLE_LIMIT},
};

/// Longer than anything is waited for here.
const BETWEEN: Duration = Duration::from_secs(30);
const SECOND: Duration = Duration::from_secs(1);

fn gemini() -> Events {
    let asked = ModelName { provider: ModelProvider::Google, model: "gemini-4".to_owned() };
    Events::Gemini(EventReader::new(asked))
}

/// A part of a reply's body.
enum Sent {
    Bytes(String),
    Wait(Duration),
    /// The body goes on without another byte.
    Open,
    /// The connection breaks.
    Break,
}

use Sent::{Break, Open, Wait};

fn event(value: &serde_json::Value) -> Sent {
    Sent::Bytes(format!("data: {value}\r\n\r\n"))
}

fn text(text: &str) -> Sent {
    event(&json!({ "candidates": [{ "content": { "parts": [{ "text": text }] } }] }))
}

fn text_and(text: &str, reason: &str) -> Sent {
    event(&json!({ "candidates": [{ "content": { "parts": [{ "text": text }] }, "finishReason": reason }] }))
}

fn reason(reason: &str) -> Sent {
    event(&json!({ "candidates": [{ "finishReason": reason }] }))
}

fn thought_and(reason: &str) -> Sent {
    let part = json!({ "text": "Hm.", "thought": true });
    event(&json!({ "candidates": [{ "content": { "parts": [part] }, "finishReason": reason }] }))
}

fn usage(prompt: i32, answer: i32, thoughts: i32) -> Sent {
    let counts = json!({ "promptTokenCount": prompt, "candidatesTokenCount": answer, "thoughtsTokenCount": thoughts });
    event(&json!({ "usageMetadata": counts }))
}

fn raw(bytes: &str) -> Sent {
    Sent::Bytes(bytes.to_owned())
}

/// A reply read to its end, and how long that took.
#[derive(Debug)]
struct Read {
    texts: Vec<String>,
    end: Result<Finish, ModelFailure>,
    tokens: (i32, i32),
    took: Duration,
}

impl Read {
    fn is(&self, texts: &[&str], finish: Finish) -> bool {
        self.texts == texts && self.end.as_ref() == Ok(&finish)
    }

    /// In whole milliseconds, which is how finely the runtime's timers count.
    fn took_about(&self, time: Duration) -> bool {
        (time..time + Duration::from_millis(5)).contains(&self.took)
    }
}

async fn read(sent: impl IntoIterator<Item = Sent>) -> Read {
    let body = stream::unfold(sent.into_iter().collect::<VecDeque<_>>(), |mut sent| async {
        loop {
            match sent.pop_front()? {
                Sent::Bytes(bytes) => return Some((Ok(bytes), sent)),
                Wait(time) => sleep(time).await,
                Open => pending().await,
                Break => return Some((Err(io::Error::other("a connection that broke")), sent)),
            }
        }
    });
    let mut call = Call::new(HttpResponse::from_body(reqwest::Body::wrap_stream(body)), gemini(), SETTLE_LIMIT);
    let (began, mut texts) = (Instant::now(), Vec::new());
    let end = loop {
        match call.read(Instant::now() + BETWEEN).await {
            Ok(Progress::Texts(more)) => texts.extend(more),
            Ok(Progress::Finished(finish)) => break Ok(finish),
            Err(failure) => break Err(failure),
        }
    };
    Read { texts, end, tokens: call.usage.tokens(), took: began.elapsed() }
}

#[tokio::test(start_paused = true)]
async fn a_reason_on_every_chunk_ends_nothing_before_the_last() {
    let pauses = [Duration::ZERO, SECOND, SETTLE_LIMIT - Duration::from_millis(10)];
    for pause in pauses {
        let read =
            read(["one ", "two ", "three."].into_iter().flat_map(|word| [text_and(word, "STOP"), Wait(pause)])).await;
        assert!(read.is(&["one ", "two ", "three."], Finish::Stop), "{pause:?}: {read:?}");
        assert!(read.took_about(3 * pause), "the end of the body is the end: {read:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn text_behind_a_reason_belongs_to_the_answer_and_is_waited_for_two_seconds() {
    let just_in_time = SETTLE_LIMIT - Duration::from_millis(10);
    let late = SETTLE_LIMIT + Duration::from_millis(10);

    let read_in_time =
        read([text_and("one ", "STOP"), Wait(just_in_time), text("two "), Wait(just_in_time), text("three.")]).await;
    assert!(read_in_time.is(&["one ", "two ", "three."], Finish::Stop), "{read_in_time:?}");

    let read_late = read([text_and("one ", "STOP"), Wait(late), text("two")]).await;
    assert!(read_late.is(&["one "], Finish::Stop) && read_late.took_about(SETTLE_LIMIT), "{read_late:?}");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_stays_open_behind_a_reason_ends_after_two_seconds() {
    let quiet = read([text_and("one", "STOP"), Open]).await;
    assert!(quiet.is(&["one"], Finish::Stop) && quiet.took_about(SETTLE_LIMIT), "{quiet:?}");

    for noise in [": alive\n\n", "data: {}\r\n\r\n", "data: [DONE]\n\n"] {
        let noise = (0..40).flat_map(|_| [Wait(SECOND / 4), raw(noise)]);
        let noisy = read([text_and("one", "STOP")].into_iter().chain(noise).chain([Open])).await;
        assert!(noisy.is(&["one"], Finish::Stop) && noisy.took_about(SETTLE_LIMIT), "{noisy:?}");
    }
    let repeated = (0..40).flat_map(|_| [Wait(SECOND / 4), reason("STOP"), usage(1, 2, 3)]);
    let repeated = read([text_and("one", "STOP")].into_iter().chain(repeated)).await;
    assert!(repeated.is(&["one"], Finish::Stop) && repeated.took_about(SETTLE_LIMIT), "{repeated:?}");
}

/// Where bytes are always at hand, no timer fires; text that is at hand when the time is over is still taken.
#[tokio::test(start_paused = true)]
async fn a_flood_behind_a_reason_ends_it_too() {
    let take = |call: &mut Call, sent: Sent| match sent {
        Sent::Bytes(bytes) => call.take_all(&bytes.into()),
        _ => unreachable!("it is bytes"),
    };
    let texts = |texts: &[&str]| Ok(Progress::Texts(texts.iter().map(|text| (*text).to_owned()).collect()));
    let mut call = Call::new(HttpResponse::from_body(""), gemini(), SETTLE_LIMIT);
    assert_eq!(take(&mut call, text_and("one ", "STOP")), texts(&["one "]));
    assert_eq!(take(&mut call, raw(": alive\n")), texts(&[]));
    advance(SETTLE_LIMIT).await;
    assert_eq!(take(&mut call, text("two")), texts(&["two"]), "late, but before anybody looked");
    advance(SETTLE_LIMIT).await;
    assert_eq!(take(&mut call, raw("data: {\"usageMetadata\":")), texts(&[]), "half an event, which may be text");
    assert_eq!(take(&mut call, raw("{}}\n")), Ok(Progress::Finished(Finish::Stop)));
}

#[tokio::test(start_paused = true)]
async fn the_last_reason_counts() {
    let filter = |reason: &str| Finish::Filter(reason.to_owned());
    for (first, last, finish) in [
        ("MAX_TOKENS", "STOP", Finish::Stop),
        ("STOP", "MAX_TOKENS", Finish::Length),
        ("STOP", "CONTINUATION", Finish::Length),
        ("STOP", "SAFETY", filter("SAFETY")),
        ("SAFETY", "STOP", Finish::Stop),
        ("STOP", "RECITATION", Finish::Other("RECITATION".to_owned())),
        ("STOP", "", Finish::Stop),
        ("STOP", "FINISH_REASON_UNSPECIFIED", Finish::Stop),
    ] {
        let with_text = read([text_and("one ", first), text_and("two", last)]).await;
        assert!(with_text.is(&["one ", "two"], finish.clone()), "{first}, {last}: {with_text:?}");
        let alone = read([text_and("one", first), reason(last), Open]).await;
        assert!(alone.is(&["one"], finish), "{first}, {last}: {alone:?}");
    }
    let blocked = event(&json!({ "promptFeedback": { "blockReason": "OTHER" } }));
    let late = read([text_and("one", "STOP"), blocked, usage(1, 2, 3)]).await;
    assert!(late.is(&["one"], filter("OTHER")) && late.tokens == (1, 5), "{late:?}");
}

#[tokio::test(start_paused = true)]
async fn a_model_that_thinks_behind_a_reason_is_waited_for_as_long_as_it_gives_reasons() {
    let thinking = (0..5).flat_map(|_| [thought_and("STOP"), Wait(SECOND)]);
    let read = read(thinking.chain([text_and("one", "STOP")])).await;
    assert!(read.is(&["one"], Finish::Stop), "{read:?}");
}

#[tokio::test(start_paused = true)]
async fn usage_counts_wherever_it_stands_and_the_last_is_the_whole() {
    let odd = json!({ "usageMetadata": { "promptTokenCount": null, "candidatesTokenCount": 1e300, "thoughtsTokenCount": -4 } });
    for (sent, tokens) in [
        (vec![text_and("one", "STOP"), usage(11, 22, 3)], (11, 25)),
        (vec![text_and("one", "STOP"), Wait(SECOND), usage(11, 22, 3), Open], (11, 25)),
        (vec![usage(11, 22, 3), text_and("one", "STOP")], (11, 25)),
        (vec![usage(11, 1, 0), text("one "), usage(11, 2, 0), text_and("two", "STOP"), usage(11, 9, 1)], (11, 10)),
        (vec![usage(90, 90, 90), text_and("one", "STOP"), usage(11, 22, 3)], (11, 25)),
        (
            vec![
                usage(11, 22, 3),
                text("one"),
                event(&json!({ "candidates": [{ "finishReason": "STOP" }], "usageMetadata": {} })),
            ],
            (11, 25),
        ),
        (
            vec![
                usage(11, 22, 3),
                text_and("one", "STOP"),
                event(&json!({ "usageMetadata": { "promptTokenCount": 12 } })),
            ],
            (12, 25),
        ),
        (vec![usage(11, 22, 3), text_and("one", "STOP"), event(&odd)], (11, i32::MAX)),
        (vec![text_and("one", "STOP"), Wait(SETTLE_LIMIT + SECOND), usage(11, 22, 3)], (0, 0)),
    ] {
        let read = read(sent).await;
        assert_eq!((&read.end, read.tokens), (&Ok(Finish::Stop), tokens), "{read:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn behind_a_reason_any_end_of_the_body_is_a_good_one() {
    for end in [
        vec![],
        vec![Break],
        vec![raw("<html>bye</html>\n"), Open],
        vec![raw("data: [DONE]\n\n")],
        vec![raw("data: [DONE]")],
    ] {
        let read = read([text_and("one", "STOP")].into_iter().chain(end)).await;
        assert!(read.is(&["one"], Finish::Stop) && read.took < SECOND, "{read:?}");
    }
    // One piece of the network with all of it.
    let Sent::Bytes(answer) = text_and("one", "STOP") else { unreachable!("it is bytes") };
    let together = read([raw(&format!("{answer}no event at all\n"))]).await;
    assert!(together.is(&["one"], Finish::Stop), "{together:?}");
}

/// What was cut may have been text, so nobody knows whether the answer is whole.
#[tokio::test(start_paused = true)]
async fn an_event_that_is_cut_behind_a_reason_is_a_failure() {
    for end in [vec![], vec![Break], vec![Open]] {
        let cut = [text_and("one ", "STOP"), raw("data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"tw")];
        let read = read(cut.into_iter().chain(end)).await;
        assert!(matches!(read.end, Err(ModelFailure::Unavailable { .. })), "{read:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_behind_a_reason_is_a_failure_and_what_came_before_it_comes_first() {
    let error = || json!({ "error": { "code": 503, "status": "UNAVAILABLE" } });
    for error in [event(&error()), raw(&format!("{}\n", error())), raw(&error().to_string())] {
        let read = read([text_and("one", "STOP"), error]).await;
        assert_eq!(read.texts, ["one"], "{read:?}");
        assert!(matches!(read.end, Err(ModelFailure::Unavailable { .. })), "{read:?}");
    }
    let Sent::Bytes(answer) = text_and("one", "STOP") else { unreachable!("it is bytes") };
    let together = read([raw(&format!("{answer}data: {}\r\n\r\n", error()))]).await;
    assert_eq!(together.texts, ["one"]);
    assert!(together.end.is_err(), "{together:?}");
}

#[tokio::test(start_paused = true)]
async fn without_a_reason_no_end_is_a_good_one() {
    for end in [vec![], vec![Break], vec![Open], vec![raw("data: [DONE]\n\n")], vec![usage(1, 2, 3)]] {
        let read = read([text("one")].into_iter().chain(end)).await;
        assert!(matches!(read.end, Err(ModelFailure::Unavailable { .. })), "{read:?}");
    }
}
