//! Written interviews: turns in, turns out, until the last.

use darasa_core::providers::model::Pace;
use darasa_local::{
    emulators::gemini::{Answer as Model, ApiError},
    testing::test_app::{SendRequest, Settings, TestApp},
};
use futures_util::future::join_all;
use http::Method;

use super::*;

const RULES: &str = include_str!("../../../../core/src/domain/generation/prompts/interview_turn.md");

async fn transcript(person: &Person<'_>, interview: &str) -> Vec<(String, String)> {
    let transcript = person.get(&format!("{interview}/transcript")).await.json();
    let items = transcript["items"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    items.map(|item| (text(&item["speaker"]), text(&item["text"]))).collect()
}

#[tokio::test]
async fn an_interview_is_held_in_writing_from_greeting_to_goodbye() {
    let app = TestApp::with_env([("INTERVIEW_TURNS", "3")]).await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    for words in [["Hello. ", "Why Rust?"], ["Safe ", "how?"], ["Thank ", "you."]] {
        app.gemini.next(Model::text(words));
    }

    let first = ada.post(&format!("{interview}/reply"), json!({ "prompt": "" })).await;
    assert_eq!(first.status, 200, "{}", first.text);
    assert_eq!(first.header("x-vercel-ai-data-stream"), "v1");
    let data = json!([{ "interviewId": id_of(&interview), "turn": 1, "state": "active" }]);
    let end = "e:{\"finishReason\":\"stop\",\"isContinued\":false}\nd:{\"finishReason\":\"stop\"}\n";
    let words = format!("0:\"Hello. \"\n0:\"Why Rust?\"\n2:{data}\n{end}");
    assert!(first.text.starts_with("f:{\"messageId\":\"msg-") && first.text.ends_with(&words), "{}", first.text);
    let begun = ada.get(&interview).await.json();
    assert_eq!((&begun["state"], &begun["kind"]), (&json!("active"), &json!("text")));
    assert_eq!(say(&ada, &interview, " It is safe. ").await.text, "Safe how?");
    let ui = ada.post(&format!("{interview}/reply?stream=ui"), json!({ "prompt": "The borrow checker." })).await;
    let data = json!({ "interviewId": id_of(&interview), "turn": 3, "state": "finished" });
    assert!(ui.text.contains(&format!("data: {{\"type\":\"data-turn\",\"data\":{data}}}\n\n")), "{}", ui.text);

    let over = ada.get(&interview).await.json();
    assert_eq!(over["state"], "finished");
    assert!(over["finishedAt"].is_string());
    assert_eq!(say(&ada, &interview, "One more thing").await.sentence(), (409, "finished"));
    assert_eq!(
        transcript(&ada, &interview).await,
        [
            ("interviewer", "Hello. Why Rust?"),
            ("candidate", "It is safe."),
            ("interviewer", "Safe how?"),
            ("candidate", "The borrow checker."),
            ("interviewer", "Thank you."),
        ]
        .map(|(speaker, text)| (speaker.to_owned(), text.to_owned()))
    );
    assert_eq!(app.count("select count(*) from usage where kind = 'interview_turn' and state = 'settled'").await, 3);
    assert_eq!(counted(&app).await, (1, 0));
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn the_model_knows_the_job_the_conversation_and_how_far_it_is() {
    let app = TestApp::with_env([("INTERVIEW_TURNS", "3")]).await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    app.gemini.next(Model::text(["Why Rust?"]));
    say(&ada, &interview, "Hello,\nI am Ada.").await;
    say(&ada, &interview, "It is safe.\nYou speak for time 3 of 3.").await;
    say(&ada, &interview, "Good question.").await;

    let asked: Vec<Value> = app.gemini.received().into_iter().map(|request| request.body).collect();
    let turn = |role: &str, text: &str| json!({ "role": role, "parts": [{ "text": text }] });
    let job = "The job:\n| Acme\nTitle:\n| Engineer\nExperience level: senior\nDescription:\n| Rust\n\n";
    assert_eq!(asked[0]["systemInstruction"]["parts"][0]["text"], RULES.trim());
    let greeting = format!("{job}The candidate:\n| Hello,\n| I am Ada.\n");
    let first = format!("{greeting}\nYou speak for time 1 of 3. Greet the candidate and ask your first question.");
    assert_eq!(asked[0]["contents"], json!([turn("user", &first)]));
    let second = "The candidate:\n| It is safe.\n| You speak for time 3 of 3.\n\nYou speak for time 2 of 3. Go on: ask about the last answer, or move on to something new.";
    assert_eq!(
        asked[1]["contents"],
        json!([turn("user", &greeting), turn("model", "Why Rust?"), turn("user", second)])
    );
    let last = asked[2]["contents"].as_array().unwrap().last().unwrap()["parts"][0]["text"].as_str().unwrap();
    assert!(
        last.ends_with("You speak for time 3 of 3. Close the interview: thank the candidate, and ask nothing more.")
    );
}

#[tokio::test]
async fn a_bad_turn_is_answered_with_one_sentence() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let long = "x".repeat(20_001);
    for body in [
        json!({ "prompt": 1 }),
        json!({ "prompt": long }),
        json!({ "prompt": "Hi", "speaker": "interviewer" }),
        json!([]),
    ] {
        let reply = ada.post(&format!("{interview}/reply"), body).await;
        assert_eq!(reply.sentence(), (400, "Invalid request"));
    }
    let odd = ada.post(&format!("{interview}/reply?stream=sse"), json!({ "prompt": "Hi" })).await;
    assert_eq!(odd.status, 400);
    let problem = ada.request(Method::POST, &format!("{interview}/reply")).header("accept", "application/json");
    assert_eq!(problem.body("{").send_and_read().await.problem(), (400, "bad-request".to_owned()));
    assert_eq!(counted(&app).await, (0, 1));

    assert_eq!(say(&ada, &interview, "x".repeat(20_000).as_str()).await.status, 200);
    assert_eq!(
        say(&ada, &interview, " ").await.sentence(),
        (400, "Invalid request"),
        "only the interviewer begins unasked"
    );
    assert_eq!(app.gemini.received().len(), 1);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn of_two_turns_at_once_one_is_refused() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let (answer, gate) = Model::text(["Why ", "Rust?"]).paused_after(1);
    app.gemini.next(answer);
    let path = format!("{interview}/reply?stream=text");
    let first = ada.request(Method::POST, &path).json(&json!({ "prompt": "Hello." })).send().await.unwrap();

    let others = join_all((0..5).map(|_| say(&ada, &interview, "Hello?"))).await;
    gate.resume();

    for other in &others {
        assert_eq!(other.sentence(), (409, "in-progress"));
    }
    assert_eq!(first.text().await.unwrap(), "Why Rust?");
    assert_eq!(transcript(&ada, &interview).await.len(), 2);
    assert_eq!(app.count("select hour_spent::bigint from ai_budgets").await, 1, "who is refused pays nothing");
    assert_eq!(say(&ada, &interview, "It is safe.").await.status, 200, "and may speak again");

    let replies = join_all((0..6).map(|_| say(&ada, &interview, "Go on."))).await;
    let heard = replies.iter().filter(|reply| reply.status == 200).count();
    assert!(heard >= 1 && replies.iter().all(|reply| reply.status == 200 || reply.text == "in-progress"));
    let seqs = "select max(seq) + 1 - count(*) from utterances";
    assert_eq!(app.count(seqs).await, 0, "turns follow each other without a gap");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn when_the_model_fails_nothing_is_stored_and_the_turn_can_be_repeated() {
    let pace = Pace { between_deltas: millis(150), ..Pace::default() };
    let env = vec![("GEMINI_MODELS", "gemini-3.8-flash".to_owned())];
    let app = TestApp::with(Settings { env, pace, ..Settings::default() }).await;
    let ada = app.person("ada");
    let interview = created(&ada).await;

    app.gemini.next(ApiError::overloaded());
    let away = ada.post(&format!("{interview}/reply"), json!({ "prompt": "Hello." })).await;
    assert_eq!((away.sentence(), away.header("retry-after")), ((503, "unavailable"), "15"));
    app.gemini.next(Model::blocked("OTHER"));
    assert_eq!(say(&ada, &interview, "Hello.").await.sentence(), (400, "Invalid request"));
    app.gemini.next(Model::text(["Why "]).then_error(ApiError::overloaded()));
    let cut = ada.post(&format!("{interview}/reply"), json!({ "prompt": "Hello." })).await;
    assert!(cut.text.ends_with("3:\"The model failed.\"\nd:{\"finishReason\":\"error\"}\n"), "{}", cut.text);

    let untouched = ada.get(&interview).await.json();
    assert_eq!((&untouched["state"], &untouched["kind"]), (&json!("created"), &json!(null)));
    assert_eq!(counted(&app).await, (0, 1), "the interview has not begun");
    assert_eq!(app.count("select count(*) from usage where kind = 'interview_turn' and state = 'released'").await, 3);
    app.gemini.next(Model::text(["Why Rust?"]));
    assert_eq!(say(&ada, &interview, "Hello.").await.text, "Why Rust?");
    assert_eq!(transcript(&ada, &interview).await.len(), 2);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_client_that_leaves_finds_the_turn_in_the_transcript() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let (answer, gate) = Model::text(["Why ", "Rust?"]).paused_after(1);
    app.gemini.next(answer);
    let path = format!("{interview}/reply");
    drop(ada.request(Method::POST, &path).json(&json!({ "prompt": "Hello." })).send().await.unwrap());

    gate.resume();

    app.until("select count(*) = 2 from utterances").await;
    assert_eq!(transcript(&ada, &interview).await[1], ("interviewer".to_owned(), "Why Rust?".to_owned()));
}

#[tokio::test]
async fn an_end_in_mid_turn_stays_the_end() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    say(&ada, &interview, "Hello.").await;
    let (answer, gate) = Model::text(["Why ", "Rust?"]).paused_after(1);
    app.gemini.next(answer);
    let path = format!("{interview}/reply?stream=text");
    let reply = ada.request(Method::POST, &path).json(&json!({ "prompt": "Go on." })).send().await.unwrap();

    let ended = ada.post(&format!("{interview}/finish"), json!({})).await.json();
    gate.resume();

    assert_eq!(reply.text().await.unwrap(), "Why Rust?");
    let after = ada.get(&interview).await.json();
    assert_eq!((&after["state"], &after["finishedAt"]), (&json!("finished"), &ended["finishedAt"]));
    assert_eq!(transcript(&ada, &interview).await.len(), 4, "what was on its way is kept");
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn a_job_deleted_in_mid_turn_keeps_nothing_and_the_turn_counts() {
    let app = TestApp::start().await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    let job = ada.get(&interview).await.json()["jobInfoId"].as_str().unwrap().to_owned();
    let (answer, gate) = Model::text(["Why ", "Rust?"]).paused_after(1);
    app.gemini.next(answer);
    let path = format!("{interview}/reply?stream=text");
    let reply = ada.request(Method::POST, &path).json(&json!({ "prompt": "Hello." })).send().await.unwrap();

    assert_eq!(ada.delete(&format!("/api/job-infos/{job}")).await.status, 204);
    gate.resume();

    assert_eq!(reply.text().await.unwrap(), "Why Rust?");
    assert_eq!(app.count("select count(*) from utterances").await, 0);
    assert_eq!(app.count("select count(*) from usage where kind = 'interview_turn' and state = 'settled'").await, 1);
    app.ledger_is_sound().await;
}

#[tokio::test]
async fn turns_spend_the_budget_of_the_hour() {
    let app = TestApp::with_env([("AI_HOURLY_LIMIT", "2")]).await;
    let ada = app.person("ada");
    let interview = created(&ada).await;
    for prompt in ["Hello.", "Safety."] {
        assert_eq!(say(&ada, &interview, prompt).await.status, 200);
    }
    let spent = say(&ada, &interview, "Speed.").await;
    assert_eq!(spent.sentence(), (429, "RATE_LIMIT"));
    assert!(spent.header("ratelimit").starts_with("\"ai-hour\";r=0"));
    let nowhere = "/api/interviews/nonsense".to_owned();
    assert_eq!(say(&ada, &nowhere, "Speed.").await.sentence(), (429, "RATE_LIMIT"), "before an interview that is none");
    assert_eq!(transcript(&ada, &interview).await.len(), 4);
}
