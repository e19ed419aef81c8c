//! Problem details: an error as RFC 9457 writes it, or one bare sentence where the AI SDK's hooks show the body as it
//! is.

use bytes::Bytes;
use http::header;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::{Reply, ReplyBody, Request, rate_limit_headers};
use crate::base::error::{Error, Invalid, Problem, SharedInterview};

/// Most requests take less than this second.
const IN_A_MOMENT: &str = "1";

pub fn reply(error: &Error, request: &Request) -> Reply {
    let error = if request.is_ai_route() && matches!(error, Error::NotFound) { &Error::Forbidden } else { error };
    let problem = error.problem();
    let plain = request.is_ai_route() && !request.accepts_json_errors();
    let body = if plain { sentence(error, &problem) } else { json_body(error, &problem, request.id()) };
    let content_type = if plain { "text/plain; charset=utf-8" } else { "application/problem+json" };
    let reply = Reply::new(problem.status, ReplyBody::Full(Bytes::from(body)))
        .with(header::CONTENT_TYPE, content_type)
        .with(header::CACHE_CONTROL, "no-store");
    extra_headers(error, reply)
}

/// What a hook shows: a sentence where there is one, the bare code otherwise.
fn sentence(error: &Error, problem: &Problem) -> String {
    match error {
        Error::NotLoggedIn { .. }
        | Error::BadRequest(_)
        | Error::InvalidRequest { .. }
        | Error::TooLarge(_)
        | Error::Forbidden => problem.detail.clone(),
        _ => problem.code.to_owned(),
    }
}

fn json_body(error: &Error, problem: &Problem, request_id: &str) -> String {
    json!(ProblemDetails::new(error, problem, request_id)).to_string()
}

/// What went wrong, as RFC 9457 writes it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Problem")]
pub struct ProblemDetails<'a> {
    /// A reference to the page about this code, relative to the deployment.
    #[schemars(extend("format" = "uri-reference"))]
    r#type: String,
    title: &'a str,
    /// The status of the reply once more.
    status: u16,
    /// A sentence for a person.
    detail: &'a str,
    /// What programs compare.
    code: &'a str,
    /// Stands in the log too; the thing to quote to whoever operates this.
    request_id: &'a str,
    /// Each field, parameter or header that does not fit, where some do not.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [Invalid],
    /// Of `conflicts`: the numbers that were used before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<i32>")]
    conflicts: Option<&'a [i32]>,
    /// Of `too-many-shares`: the interviews that links are alive of, the newest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<SharedInterview>")]
    interviews: Option<&'a [SharedInterview]>,
    /// Of `reverification-needed`: what `useReverification()` of Clerk's looks for.
    #[serde(rename = "clerk_error", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ClerkError")]
    clerk_error: Option<ClerkError>,
}

/// An error in Clerk's words, by which its script asks the person and sends the request again.
#[derive(Debug, Serialize, JsonSchema)]
struct ClerkError {
    r#type: &'static str,
    reason: &'static str,
    metadata: ClerkErrorMetadata,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ClerkErrorMetadata {
    reverification: &'static str,
}

const REVERIFICATION: ClerkError = ClerkError {
    r#type: "forbidden",
    reason: "reverification-error",
    metadata: ClerkErrorMetadata { reverification: "strict" },
};

impl<'a> ProblemDetails<'a> {
    fn new(error: &'a Error, problem: &'a Problem, request_id: &'a str) -> Self {
        let errors: &[Invalid] =
            if let Error::Invalid(wrong) | Error::InvalidRequest { wrong, .. } = error { wrong } else { &[] };
        let conflicts = if let Error::Conflicts(numbers) = error { Some(&numbers[..]) } else { None };
        let interviews = if let Error::TooManyShares(shared) = error { Some(&shared[..]) } else { None };
        Self {
            r#type: format!("/reference/#problem-{}", problem.code),
            title: problem.title,
            status: problem.status.as_u16(),
            detail: &problem.detail,
            code: problem.code,
            request_id,
            errors,
            conflicts,
            interviews,
            clerk_error: matches!(error, Error::ReverificationNeeded).then_some(REVERIFICATION),
        }
    }
}

fn extra_headers(error: &Error, reply: Reply) -> Reply {
    match error {
        Error::NotLoggedIn { token_given: false } => reply.with(header::WWW_AUTHENTICATE, r#"Bearer realm="darasa""#),
        Error::NotLoggedIn { token_given: true } => {
            reply.with(header::WWW_AUTHENTICATE, r#"Bearer realm="darasa", error="invalid_token""#)
        }
        Error::MethodNotAllowed { allow } => reply.with(header::ALLOW, allow),
        Error::RateLimit(limit) => rate_limit_headers::exhausted(limit, reply),
        Error::IdempotencyInProgress => reply.with(header::RETRY_AFTER, IN_A_MOMENT),
        Error::Unavailable { retry_after, .. } | Error::ReadOnly { retry_after, .. } => {
            reply.with(header::RETRY_AFTER, &retry_after.to_string())
        }
        _ => reply,
    }
}
