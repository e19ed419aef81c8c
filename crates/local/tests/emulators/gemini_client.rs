//! Gemini client against the emulator: which model answers when one hangs or a connection breaks, and what is asked of
//! the service about keeping what it is sent.

use std::time::Duration;

use darasa_core::base::error::{Error, Result};
use darasa_core::providers::model::{Pace, Prompt, Speaker};
use darasa_core::providers::models::{ModelRequest, Models};
use darasa_local::emulators::GeminiEmulator;
use darasa_local::emulators::gemini::Answer;
use darasa_local::testing::tcp_proxy::{Cut, Proxy};
use serde_json::json;
use tokio::time::Instant;

use crate::neighbours::{models_of, settings};

const FIRST: &str = "gemini-3.8-flash";
const SECOND: &str = "gemini-3.5-flash-lite";
/// What the first of two models gets here; a loaded machine's pauses are shorter.
const MOMENT: Duration = Duration::from_secs(1);

fn gemini(base_url: &str, models: &str, pace: Pace) -> Models {
    let settings = settings([("GEMINI_BASE_URL", base_url.to_owned()), ("GEMINI_MODELS", models.to_owned())]);
    models_of(&settings, pace)
}

/// Two models, of which the first gets a moment.
fn hasty(emulator: &GeminiEmulator) -> Models {
    gemini(&emulator.url(), &format!("{FIRST},{SECOND}"), Pace { to_head: MOMENT, ..Pace::default() })
}

/// The model that answered, and its whole answer.
async fn answered(models: &Models) -> Result<(String, String)> {
    let prompt = Prompt::words("Ask.", vec![(Speaker::User, "A question, please.".to_owned())], 100);
    let mut stream = models
        .stream(prompt, ModelRequest { refusal: "blocked", arrived: Instant::now(), token: None, heard: &[] })
        .await?;
    while let Some(_text) = stream.next().await.unwrap() {}
    Ok((stream.model.clone(), stream.written.clone()))
}

fn by(model: &str, text: &str) -> (String, String) {
    (model.to_owned(), text.to_owned())
}

/// Which models were asked, in their order.
fn asked(emulator: &GeminiEmulator) -> Vec<String> {
    let model = |path: &str| path.rsplit('/').next()?.split(':').next().map(str::to_owned);
    emulator.received().iter().filter_map(|received| model(&received.path)).collect()
}

#[tokio::test]
async fn a_first_model_that_hangs_is_passed_over_and_the_second_has_the_rest_of_the_time() {
    let (silent_after_head, _never_opened) = Answer::text(["Never"]).paused_after(0);
    for hanging in [Answer::hang(), silent_after_head] {
        let emulator = GeminiEmulator::start().await.unwrap();
        emulator.next(hanging);
        // Later than what the first model gets.
        emulator.next(Answer::text(["# Send"]).after(2 * MOMENT));

        assert_eq!(answered(&hasty(&emulator)).await.unwrap(), by(SECOND, "# Send"));

        assert_eq!(asked(&emulator), [FIRST, SECOND]);
        emulator.until_aborted(1).await;
    }
}

#[tokio::test]
async fn a_first_model_that_begins_in_its_time_may_think_for_longer() {
    let emulator = GeminiEmulator::start().await.unwrap();
    let thinking = (0..10).fold(Answer::empty(), |answer, _| answer.thought("Hm."));
    emulator.next(thinking.delta("# Send").pace(MOMENT / 5));

    assert_eq!(answered(&hasty(&emulator)).await.unwrap(), by(FIRST, "# Send"));
    assert_eq!(asked(&emulator), [FIRST]);
}

#[tokio::test]
async fn a_model_that_stands_alone_has_all_of_the_time() {
    let emulator = GeminiEmulator::start().await.unwrap();
    let alone = gemini(&emulator.url(), FIRST, Pace { to_head: MOMENT, ..Pace::default() });
    emulator.next(Answer::text(["# Send"]).after(2 * MOMENT));

    assert_eq!(answered(&alone).await.unwrap(), by(FIRST, "# Send"));
}

#[tokio::test]
async fn when_all_of_them_hang_the_deadline_of_the_first_token_is_kept() {
    let emulator = GeminiEmulator::start().await.unwrap();
    let pace = Pace { to_head: MOMENT, to_first_token: 2 * MOMENT, ..Pace::default() };
    let gemini = gemini(&emulator.url(), &format!("{FIRST},{SECOND}"), pace);
    emulator.next(Answer::hang());
    emulator.next(Answer::hang());

    let away = answered(&gemini).await.unwrap_err();

    assert!(matches!(away, Error::Unavailable { .. }), "{away:?}");
    assert_eq!(asked(&emulator), [FIRST, SECOND]);
}

#[tokio::test]
async fn a_connection_that_broke_makes_no_lesser_model_answer() {
    for cut in [Cut::BeforeTheServerReads, Cut::BeforeTheClientHears] {
        let emulator = GeminiEmulator::start().await.unwrap();
        let proxy = Proxy::before(&emulator.url()).await.unwrap();
        let gemini = gemini(&proxy.base_url(), &format!("{FIRST},{SECOND}"), Pace::default());
        assert_eq!(answered(&gemini).await.unwrap().0, FIRST);

        proxy.cut_on("A question", cut, 1);
        assert_eq!(answered(&gemini).await.unwrap().0, FIRST, "{cut:?}");

        assert!(!asked(&emulator).contains(&SECOND.to_owned()), "{cut:?}");
    }
}

#[tokio::test]
async fn every_call_asks_that_nothing_be_stored() {
    let emulator = GeminiEmulator::start().await.unwrap();
    // Cut, so that its rest takes a second call.
    emulator.next(Answer::text(["# Se"]).finish("MAX_TOKENS"));
    emulator.next(Answer::text(["nd"]));

    assert_eq!(answered(&hasty(&emulator)).await.unwrap(), by(FIRST, "# Send"));

    let bodies: Vec<_> = emulator.received().into_iter().map(|received| received.body).collect();
    assert_eq!(bodies.len(), 2);
    assert!(bodies.iter().all(|body| body["store"] == json!(false)), "{bodies:?}");
}
