//! Default answers, for when no test has set one: enough to use the product without a key.

use serde_json::Value;

use super::request::Request;

const EASY: &str = include_str!("questions/easy.md");
const MEDIUM: &str = include_str!("questions/medium.md");
const HARD: &str = include_str!("questions/hard.md");
const FEEDBACK: &str = include_str!("feedback.md");
const INTERVIEW: &str = include_str!("interview.md");
const INTERVIEW_FEEDBACK: &str = include_str!("interview_feedback.md");

/// How many deltas an answer comes in, if it is long enough for them.
const DELTAS: usize = 16;

/// The deltas of an answer that suits the request. A new kind of request gets its own arm here.
pub(crate) fn improvise(request: &Request) -> Vec<String> {
    match request.schema() {
        Some(schema) => pieces(&example(schema, "", 0)),
        None if request.wants_json() => pieces(r#"{"answer":"The emulator has nothing more to say about this."}"#),
        None if request.system().contains("holds a job interview") => pieces(turn(request)),
        None if request.system().contains("# Overall") => pieces(INTERVIEW_FEEDBACK.trim()),
        None if asks_for_feedback(request) => pieces(FEEDBACK.trim()),
        None => pieces(question(request)),
    }
}

/// A system instruction that wants an answer judged speaks of feedback and of how to rate it.
fn asks_for_feedback(request: &Request) -> bool {
    let system = request.system().to_lowercase();
    let judges = ["rating", "rate ", "evaluate", "feedback on"];
    system.contains("feedback") && judges.iter().any(|word| system.contains(word))
}

/// What an interviewer says next: the last turn of the script when told to close, and never before.
fn turn(request: &Request) -> &'static str {
    let script: Vec<&str> = INTERVIEW.split("\n---\n").map(str::trim).collect();
    let closing = script.len() - 1;
    match request.prompt().contains("Close the interview") {
        true => script[closing],
        false => script[request.model_turns() % closing],
    }
}

/// Another question of the pool for every question that was asked before.
fn question(request: &Request) -> &'static str {
    let pool: Vec<&str> = match difficulty(request).as_deref() {
        Some("easy") => EASY,
        Some("hard") => HARD,
        _ => MEDIUM,
    }
    .split("\n---\n")
    .map(str::trim)
    .collect();

    pool[request.model_turns() % pool.len()]
}

/// The first word for a difficulty, in what the user said last or else in the system instruction.
fn difficulty(request: &Request) -> Option<String> {
    let words = format!("{} {}", request.prompt(), request.system()).to_lowercase();
    let mut words = words.split(|letter: char| !letter.is_alphanumeric());
    words.find(|word| matches!(*word, "easy" | "medium" | "hard")).map(str::to_owned)
}

/// Cuts a text at spaces into about `DELTAS` pieces; joined again they are the text.
fn pieces(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_inclusive(' ').collect();
    let size = (words.len() / DELTAS).max(1);
    words.chunks(size).map(|piece| piece.concat()).collect()
}

/// JSON that fits a schema of either spelling, its keys in the order in which the schema wants them.
fn example(schema: &Value, name: &str, nth: usize) -> String {
    let kind = schema["type"].as_str().unwrap_or("string").to_lowercase();
    match kind.as_str() {
        "object" => object(schema, nth),
        "array" => {
            let items: Vec<_> = (0..3).map(|nth| example(&schema["items"], name, nth)).collect();
            format!("[{}]", items.join(", "))
        }
        "number" | "integer" => number(schema, nth),
        "boolean" => "true".to_owned(),
        _ => string(schema, name, nth),
    }
}

fn object(schema: &Value, nth: usize) -> String {
    let ordered = ["propertyOrdering", "required"].iter().find_map(|order| schema[order].as_array());
    let keys: Vec<&str> = match ordered {
        Some(keys) => keys.iter().filter_map(Value::as_str).collect(),
        None => schema["properties"].as_object().into_iter().flat_map(|all| all.keys().map(String::as_str)).collect(),
    };
    let field = |key: &&str| format!("\"{key}\": {}", example(&schema["properties"][*key], key, nth));
    format!("{{{}}}", keys.iter().map(field).collect::<Vec<_>>().join(", "))
}

/// Three quarters of the way between the bounds, which makes a decent score.
fn number(schema: &Value, nth: usize) -> String {
    let low = schema["minimum"].as_i64().unwrap_or(0);
    let high = schema["maximum"].as_i64().unwrap_or(low + 10);
    (low + (high - low) * 3 / 4 - i64::from(nth == 2)).clamp(low, high).to_string()
}

fn string(schema: &Value, name: &str, nth: usize) -> String {
    const NAMES: [&str; 3] = ["Clear structure", "Dates in one format", "Results in numbers"];
    const MESSAGES: [&str; 3] = [
        "The sections are easy to find and are read in the right order.",
        "Write every date the same way, such as `2024-03`, so that software can read them.",
        "Say what each project changed: how much faster, how many users, how much money.",
    ];
    let text = match (schema["enum"].as_array().filter(|values| !values.is_empty()), name) {
        (Some(values), _) => values[nth % values.len()].as_str().unwrap_or_default(),
        (None, "name") => NAMES[nth % NAMES.len()],
        (None, "summary") => "A solid base with a few gaps that are quickly closed.",
        (None, _) => MESSAGES[nth % MESSAGES.len()],
    };
    Value::from(text).to_string()
}
