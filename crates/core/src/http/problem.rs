//! Problem details: an error as RFC 9457 writes it, or one bare sentence where the AI SDK's hooks show the body as it
//! is.

use bytes::Bytes;
use http::{StatusCode, header};
use serde_json::json;

use super::{Reply, ReplyBody, Request, rate_limit_headers};
use crate::base::error::{Error, Problem};

/// Most requests take less than this second.
const IN_A_MOMENT: &str = "1";
const NOT_YOURS: &str = "You do not have permission to do this";

pub fn reply(error: &Error, request: &Request) -> Reply {
    let mut problem = error.problem();
    let mut sentence = sentence(error, &problem);
    if request.is_ai_route() && matches!(error, Error::NotFound) {
        (problem.status, problem.code, problem.title) = (StatusCode::FORBIDDEN, "forbidden", "Not yours");
        (problem.detail, sentence) = (NOT_YOURS.to_owned(), NOT_YOURS.to_owned());
    }
    let plain = request.is_ai_route() && !request.accepts_json_errors();
    let body = if plain { sentence } else { json_body(error, &problem, request.id()) };
    let content_type = if plain { "text/plain; charset=utf-8" } else { "application/problem+json" };
    let reply = Reply::new(problem.status, ReplyBody::Full(Bytes::from(body)))
        .with(header::CONTENT_TYPE, content_type)
        .with(header::CACHE_CONTROL, "no-store");
    extra_headers(error, reply)
}

/// What a hook shows: a sentence where there is one, the bare code otherwise.
fn sentence(error: &Error, problem: &Problem) -> String {
    match error {
        Error::NotLoggedIn { .. } | Error::BadRequest(_) | Error::InvalidRequest { .. } | Error::TooLarge(_) => {
            problem.detail.clone()
        }
        _ => problem.code.to_owned(),
    }
}

fn json_body(error: &Error, problem: &Problem, request_id: &str) -> String {
    let mut body = json!({
        "type": format!("/reference/#problem-{}", problem.code),
        "title": problem.title,
        "status": problem.status.as_u16(),
        "detail": problem.detail,
        "code": problem.code,
        "requestId": request_id,
    });
    if let Error::Invalid(wrong) | Error::InvalidRequest { wrong, .. } = error {
        body["errors"] = json!(wrong);
    }
    if let Error::Conflicts(numbers) = error {
        body["conflicts"] = json!(numbers);
    }
    body.to_string()
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
