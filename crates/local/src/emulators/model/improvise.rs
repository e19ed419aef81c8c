//! Default answers, for when no test has set one: enough to use the product without a key.

use super::conversation::Conversation;
use super::{feedback, questions, resumes};

const INTERVIEW: &str = include_str!("interview.md");

/// How many deltas an answer comes in, if it is long enough for them.
const DELTAS: usize = 16;

/// The deltas of an answer that suits the request. A new kind of request gets its own arm here.
pub(crate) fn improvise(request: &Conversation) -> Vec<String> {
    match &request.schema {
        Some(schema) if schema["properties"].get("gaps").is_some() => pieces(&feedback::opinion(request)),
        Some(schema) => pieces(&resumes::analysis(request, schema)),
        None if request.wants_json => pieces(r#"{"answer":"The emulator has nothing more to say about this."}"#),
        None if request.system.contains("holds a job interview") => pieces(turn(request)),
        None if request.system.contains("# Overall") => pieces(&feedback::on_interview(request)),
        None if asks_for_feedback(request) => pieces(&feedback::on_answer(request)),
        None => pieces(questions::question(request)),
    }
}

/// A system instruction that wants an answer judged speaks of feedback and of how to rate it.
fn asks_for_feedback(request: &Conversation) -> bool {
    let system = request.system.to_lowercase();
    let judges = ["rating", "rate ", "evaluate", "feedback on"];
    system.contains("feedback") && judges.iter().any(|word| system.contains(word))
}

/// What an interviewer says next: the last turn of the script when told to close, and never before.
fn turn(request: &Conversation) -> &'static str {
    let script: Vec<&str> = INTERVIEW.split("\n---\n").map(str::trim).collect();
    let closing = script.len() - 1;
    match request.prompt().contains("Close the interview") {
        true => script[closing],
        false => script[request.model_turns() % closing],
    }
}

/// Cuts a text at spaces into about `DELTAS` pieces; joined again they are the text.
fn pieces(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_inclusive(' ').collect();
    let size = (words.len() / DELTAS).max(1);
    words.chunks(size).map(|piece| piece.concat()).collect()
}
