//! Problem codes: every row of the table of `Error`, with its status and sentences.

use darasa_core::{
    Error,
    base::{error::Problem, rate_limit::LimitStatus},
};
use http::StatusCode;
use serde_json::{Value, json};

/// A code that a problem may have.
pub struct ProblemCode {
    pub status: StatusCode,
    pub code: &'static str,
    pub title: &'static str,
    pub detail: String,
}

/// All of them, in the order of their statuses.
pub fn all() -> Vec<ProblemCode> {
    let mut all: Vec<ProblemCode> = errors().iter().map(|error| row(error.problem())).collect();
    all.sort_by_key(|row| row.status);
    all.dedup_by_key(|row| row.code);
    all
}

fn row(Problem { status, code, title, detail }: Problem) -> ProblemCode {
    ProblemCode { status, code, title, detail }
}

/// The row of a code.
pub fn find(code: &str) -> ProblemCode {
    all().into_iter().find(|row| row.code == code).unwrap_or_else(|| panic!("no error has the code {code}"))
}

/// As the document lists them.
pub fn codes() -> Value {
    let entry = |row: ProblemCode| json!({ "code": row.code, "status": row.status.as_u16(), "title": row.title, "detail": row.detail });
    all().into_iter().map(entry).collect()
}

/// One error of each kind. Where its sentence names a value, that is a usual one.
fn errors() -> Vec<Error> {
    let limit = LimitStatus::exhausted("requests", 100, 60, 1);
    let text = String::new;
    vec![
        Error::NotLoggedIn { token_given: false },
        Error::ForeignOrigin,
        Error::ReverificationNeeded,
        Error::NotFound,
        Error::Forbidden,
        Error::NoSuchRoute,
        Error::MethodNotAllowed { allow: "GET, HEAD, OPTIONS".to_owned() },
        Error::BadJson("it ends too early".to_owned()),
        Error::Invalid(Vec::new()),
        Error::BadRequest("A sentence that says what is wrong."),
        Error::BodyTooLarge { limit: darasa_core::http::request::JSON_LIMIT },
        Error::TooLarge(darasa_core::domain::resumes::TOO_LARGE),
        Error::BodyStalled,
        Error::BodyCut,
        Error::IdempotencyMismatch,
        Error::IdempotencyInProgress,
        Error::Stale,
        Error::RateLimit(limit),
        Error::Bot,
        Error::Suspicious,
        Error::NotAdmitted,
        Error::PlanLimit,
        Error::Scope,
        Error::TooManyJobs,
        Error::TooManyKeys,
        Error::TooManyShares(Vec::new()),
        Error::TooSoon,
        Error::NotRated,
        Error::EnoughOpinions,
        Error::ChatTaken,
        Error::ChatForeign,
        Error::VoiceOff,
        Error::VoiceSpent,
        Error::Superseded,
        Error::OtherKind,
        Error::Finished,
        Error::WindowClosed,
        Error::Conflicts(Vec::new()),
        Error::NotCompleted,
        Error::NoFeedback,
        Error::InProgress,
        Error::StopUnavailable,
        Error::Unavailable { cause: text(), retry_after: 1 },
        Error::ReadOnly { cause: text(), retry_after: 1 },
        Error::Misconfigured,
        Error::Internal(text()),
    ]
}

/// Fails to compile when an error is added: it belongs into `errors` too.
#[cfg(test)]
fn is_listed(error: &Error) {
    match error {
        Error::NotLoggedIn { .. }
        | Error::ForeignOrigin
        | Error::ReverificationNeeded
        | Error::NotFound
        | Error::Forbidden
        | Error::NoSuchRoute
        | Error::MethodNotAllowed { .. }
        | Error::BadJson(_)
        | Error::Invalid(_)
        | Error::BadRequest(_)
        | Error::InvalidRequest { .. }
        | Error::BodyTooLarge { .. }
        | Error::TooLarge(_)
        | Error::BodyStalled
        | Error::BodyCut
        | Error::IdempotencyMismatch
        | Error::IdempotencyInProgress
        | Error::Stale
        | Error::RateLimit(_)
        | Error::Bot
        | Error::Suspicious
        | Error::NotAdmitted
        | Error::PlanLimit
        | Error::Scope
        | Error::TooManyJobs
        | Error::TooManyKeys
        | Error::TooManyShares(_)
        | Error::TooSoon
        | Error::NotRated
        | Error::EnoughOpinions
        | Error::ChatTaken
        | Error::ChatForeign
        | Error::VoiceOff
        | Error::VoiceSpent
        | Error::Superseded
        | Error::OtherKind
        | Error::Finished
        | Error::WindowClosed
        | Error::Conflicts(_)
        | Error::NotCompleted
        | Error::NoFeedback
        | Error::InProgress
        | Error::StopUnavailable
        | Error::Unavailable { .. }
        | Error::ReadOnly { .. }
        | Error::Misconfigured
        | Error::Constraint(_)
        | Error::Internal(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    #[test]
    fn every_code_of_the_table_is_listed_once() {
        errors().iter().for_each(is_listed);
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src/base/error.rs");
        let text = fs::read_to_string(file).unwrap();
        let table = text.split("fn row(&self)").nth(1).unwrap().split("\n    }\n").next().unwrap();
        let written: BTreeSet<_> =
            table.split("(S::").skip(1).map(|row| row.split('"').nth(1).unwrap().to_owned()).collect();
        let listed: Vec<_> = all().iter().map(|row| row.code.to_owned()).collect();
        assert_eq!(listed.len(), written.len());
        assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), written);
    }
}
