//! MCP refusals: an error of a tool as a result that an assistant reads: its code, what it means, what to do about it.

use serde_json::{Map, Value, json};

use super::tools::Tool;
use crate::{
    base::{error::Error, newtype::TextEnum},
    server::caller::Caller,
};

/// The result of a call that came to nothing.
pub fn result(error: &Error, tool: Tool, caller: &Caller) -> Map<String, Value> {
    let text = match error {
        Error::Scope if caller.has_access_token() => missing_scope(tool),
        _ => text(error),
    };
    let content = json!([{ "type": "text", "text": text }]);
    Map::from_iter([("content".to_owned(), content), ("isError".to_owned(), json!(true))])
}

/// An access token has its scopes from when its program was connected; a key has them from when it was made.
fn missing_scope(tool: Tool) -> String {
    let (code, scope) = (Error::Scope.problem().code, tool.scope());
    format!(
        "{code}: This access token is not for this. Tell the user: connect again with the scope {}.",
        scope.as_str()
    )
}

fn text(error: &Error) -> String {
    let problem = error.problem();
    let mut text = format!("{}: ", problem.code);
    match error {
        // Each argument with what is wrong with it says more than that there are some.
        Error::Invalid(wrong) | Error::InvalidRequest { wrong, .. } if !wrong.is_empty() => {
            for each in wrong {
                let argument = each.pointer.trim_start_matches("#/").trim_start_matches('#');
                text += &format!("{} {}. ", if argument.is_empty() { "arguments" } else { argument }, each.detail);
            }
        }
        _ => text = text + &problem.detail + " ",
    }
    text + &advice(error)
}

/// What to do, where the sentence about the error does not say it.
fn advice(error: &Error) -> String {
    match error {
        Error::PlanLimit => "Tell the user: their plan is shown in the app, and nothing was charged.".to_owned(),
        Error::RateLimit(limit) => format!("Wait {} seconds before you call it again.", limit.reset_seconds),
        Error::NotFound | Error::Forbidden => {
            "Use an id as list_jobs, next_question, new_question or submit_answer gave it.".to_owned()
        }
        Error::TooSoon => "Go on with another question.".to_owned(),
        Error::Invalid(_) | Error::InvalidRequest { .. } => "Mend the arguments and call it again.".to_owned(),
        Error::InProgress => "Call it again in a few seconds.".to_owned(),
        Error::Unavailable { retry_after, .. } | Error::ReadOnly { retry_after, .. } => {
            format!("Call it again in {} seconds.", (*retry_after).max(1))
        }
        _ => "Tell the user.".to_owned(),
    }
}
