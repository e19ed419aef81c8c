//! Error: everything that can go wrong, with the status, code and sentence that a client gets, in one table.

use http::StatusCode;
use serde_json::error::Category;
use uuid::Uuid;

use super::{clock::Timestamp, rate_limit::LimitStatus};

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, Clone)]
pub enum Error {
    /// Nobody is signed in; `token_given` tells a client whether to sign in or to fetch a fresh token.
    NotLoggedIn {
        token_given: bool,
    },
    /// A cookie changes something, but the page it comes from is not one of ours.
    ForeignOrigin,
    /// A session that is too old for what cannot be undone: the person has to show once more that it is they.
    ReverificationNeeded,
    /// A thing that is missing or somebody else's: the caller cannot tell which.
    NotFound,
    /// The same on a route whose front end shows the error's sentence as it is.
    Forbidden,
    NoSuchRoute,
    MethodNotAllowed {
        allow: String,
    },
    BadJson(String),
    /// Fields or query parameters that do not fit, all of them.
    Invalid(Vec<Invalid>),
    /// A bad request answered with the sentence the front end shows as it is.
    BadRequest(&'static str),
    /// The same where it is known what was wrong: a client who reads JSON hears of each, the others the sentence.
    InvalidRequest {
        sentence: &'static str,
        wrong: Vec<Invalid>,
    },
    BodyTooLarge {
        limit: usize,
    },
    /// A file over its limit, answered with the sentence the front end shows.
    TooLarge(&'static str),
    BodyStalled,
    BodyCut,
    /// An `Idempotency-Key` that was sent before with another body.
    IdempotencyMismatch,
    /// The first request with this `Idempotency-Key` has not been answered yet.
    IdempotencyInProgress,
    /// `If-Match` names a version that is no longer the current one.
    Stale,
    /// Too much in too short a time.
    RateLimit(LimitStatus),
    /// A program that names itself, where programs are not let in.
    Bot,
    /// It looks like an attack, or comes from where attacks came from.
    Suspicious,
    /// Refused by protection, without a reason.
    NotAdmitted,
    /// The plan does not open this feature, or all of its uses are spent.
    PlanLimit,
    /// The API key is not for this, or no key is.
    Scope,
    /// Somebody has as many jobs as one can have.
    TooManyJobs,
    /// Somebody has as many API keys as one can have.
    TooManyKeys,
    /// Somebody has as many links to reports as can be alive at once, to those of these interviews.
    TooManyShares(Vec<SharedInterview>),
    /// A question was reviewed a moment ago.
    TooSoon,
    /// No model gave the answer a rating, so there is none to have a second opinion on.
    NotRated,
    /// An answer was graded as often as it can be.
    EnoughOpinions,
    /// The interview has another chat, or the chat another interview.
    ChatTaken,
    /// The provider does not say that this chat was held for this interview.
    ChatForeign,
    /// Nobody speaks here; interviews are written.
    VoiceOff,
    /// Credentials were given as often as they may be for one interview.
    VoiceSpent,
    /// What comes from a voice session that a newer one replaced.
    Superseded,
    /// A written interview is spoken to, or a spoken one written to.
    OtherKind,
    /// The interview is over.
    Finished,
    /// The time in which words may be added to the interview is over.
    WindowClosed,
    /// Utterances whose numbers were used before, with other words.
    Conflicts(Vec<i32>),
    /// There is nothing to read or to judge yet.
    NotCompleted,
    /// The feedback that is to be shared was never asked for.
    NoFeedback,
    /// The same is being made at this moment.
    InProgress,
    /// Nobody would hear of it, because there is no Redis.
    StopUnavailable,
    /// The database or a provider is unavailable; `cause` goes to the log only.
    Unavailable {
        cause: String,
        retry_after: u32,
    },
    /// The database answers and takes no writes, or a replica answers in its place. Nothing was changed.
    ReadOnly {
        cause: String,
        retry_after: u32,
    },
    /// The environment is wrong; the list of problems was logged at the start.
    Misconfigured,
    /// A constraint of the database that nobody expected to be broken; where one is expected, it is matched by name.
    Constraint(String),
    /// Our fault; the text goes to the log only.
    Internal(String),
}

/// One field that does not fit. The pointer is a JSON pointer as a URI fragment (`#/name`), `?limit` for the query, or
/// the name of a header.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "FieldError")]
pub struct Invalid {
    pub pointer: String,
    pub detail: String,
}

/// An interview to whose report links are alive.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SharedInterview {
    pub id: Uuid,
    pub job_info_id: Uuid,
    pub created_at: Timestamp,
}

/// Both, or the first error. Where both are about fields, it names those of the second too.
pub fn both<A, B>(one: Result<A>, other: Result<B>) -> Result<(A, B)> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(mut error), Err(second)) => {
            if let Some(wrong) = error.fields_mut() {
                wrong.extend(second.fields());
            }
            Err(error)
        }
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => Err(error),
    }
}

/// Where a JSON text is not as it should be. The error's own words quote what stands there, which may be anybody's.
pub fn json_position(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        Category::Eof => "it ends too early".to_owned(),
        Category::Data if line == 0 => "a value does not fit".to_owned(),
        Category::Data => format!("a value does not fit at line {line}, column {column}"),
        Category::Syntax | Category::Io => format!("it breaks at line {line}, column {column}"),
    }
}

/// A row of the table: what a client sees of an error.
pub struct Problem {
    pub status: StatusCode,
    pub code: &'static str,
    pub title: &'static str,
    pub detail: String,
}

impl std::fmt::Display for Error {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.problem().detail)
    }
}

impl std::error::Error for Error {}

impl Error {
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::Internal(cause.to_string())
    }

    /// Of a text that we wrote ourselves, or ought to have.
    pub fn unreadable(error: serde_json::Error) -> Self {
        Self::Internal(json_position(&error))
    }

    pub fn unavailable(cause: impl std::fmt::Display, retry_after: u32) -> Self {
        Self::Unavailable { cause: cause.to_string(), retry_after }
    }

    pub fn invalid(pointer: &str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![Invalid { pointer: pointer.to_owned(), detail: detail.into() }])
    }

    /// The fields that do not fit, of an error about fields.
    pub fn fields(mut self) -> Vec<Invalid> {
        self.fields_mut().map(std::mem::take).unwrap_or_default()
    }

    fn fields_mut(&mut self) -> Option<&mut Vec<Invalid>> {
        match self {
            Self::Invalid(wrong) | Self::InvalidRequest { wrong, .. } => Some(wrong),
            _ => None,
        }
    }

    /// An error about fields, for a route whose front end shows one sentence for every bad request.
    pub fn with_sentence(self, sentence: &'static str) -> Self {
        let wrong = match self {
            Self::Invalid(wrong) => wrong,
            Self::BadJson(why) => vec![Invalid { pointer: "#".to_owned(), detail: format!("is not JSON: {why}") }],
            other => return other,
        };
        Self::InvalidRequest { sentence, wrong }
    }

    pub fn problem(&self) -> Problem {
        let (status, code, title, detail) = self.row();
        Problem { status, code, title, detail }
    }

    #[rustfmt::skip] // a table reads best as a table
    fn row(&self) -> (StatusCode, &'static str, &'static str, String) {
        use StatusCode as S;
        match self {
            Self::NotLoggedIn { .. } => (S::UNAUTHORIZED, "not-logged-in", "Not logged in",
                "You are not logged in".into()),
            Self::ForeignOrigin => (S::FORBIDDEN, "foreign-origin", "Foreign origin",
                "A session cookie is accepted only from the app's own pages; \
                 send an Authorization header instead.".into()),
            Self::ReverificationNeeded => (S::FORBIDDEN, "reverification-needed", "Reverification needed",
                "Please show once more that it is you: sign in again, and repeat this within ten minutes.".into()),
            Self::NotFound => (S::NOT_FOUND, "not-found", "Not found",
                "There is no such thing here, or it is not yours.".into()),
            Self::Forbidden => (S::FORBIDDEN, "forbidden", "Not yours",
                "You do not have permission to do this".into()),
            Self::NoSuchRoute => (S::NOT_FOUND, "no-such-route", "No such route",
                "This API has no such path.".into()),
            Self::MethodNotAllowed { allow } => (S::METHOD_NOT_ALLOWED, "method-not-allowed", "Method not allowed",
                format!("This path answers to {allow}.")),
            Self::BadJson(why) => (S::BAD_REQUEST, "bad-json", "Not JSON",
                format!("The body is not the JSON object that was expected: {why}.")),
            Self::Invalid(_) => (S::UNPROCESSABLE_ENTITY, "invalid", "Invalid fields",
                "Some fields do not fit; see errors.".into()),
            Self::BadRequest(sentence) | Self::InvalidRequest { sentence, .. } =>
                (S::BAD_REQUEST, "bad-request", "Bad request", (*sentence).into()),
            Self::BodyTooLarge { limit } => (S::PAYLOAD_TOO_LARGE, "body-too-large", "Body too large",
                format!("The body may have at most {limit} bytes.")),
            Self::TooLarge(sentence) => (S::PAYLOAD_TOO_LARGE, "file-too-large", "File too large", (*sentence).into()),
            Self::BodyStalled => (S::REQUEST_TIMEOUT, "body-stalled", "Body stalled",
                "The body did not arrive in time.".into()),
            Self::BodyCut => (S::BAD_REQUEST, "body-cut", "Body cut",
                "The body ended before all of it had arrived.".into()),
            Self::IdempotencyMismatch => (S::UNPROCESSABLE_ENTITY, "idempotency-mismatch", "Another request",
                "This Idempotency-Key was sent before with another body; a new request needs a new key.".into()),
            Self::IdempotencyInProgress => (S::CONFLICT, "idempotency-in-progress", "In progress",
                "The first request with this Idempotency-Key is still being worked on; \
                 repeat yours in a moment.".into()),
            Self::Stale => (S::PRECONDITION_FAILED, "stale", "Changed meanwhile",
                "It was changed since you read it; read it again and repeat your change.".into()),
            Self::RateLimit(_) => (S::TOO_MANY_REQUESTS, "RATE_LIMIT", "Too many requests",
                "You have asked for this too often; see Retry-After.".into()),
            Self::Bot => (S::FORBIDDEN, "bot", "No bots allowed",
                "Your User-Agent names a crawler, or a program where only people are let in; \
                 use the app, send another User-Agent, or ask its operator to allow API clients.".into()),
            Self::Suspicious => (S::FORBIDDEN, "suspicious", "Suspicious request",
                "This looks like an attack, or your address was seen attacking; \
                 if it was not you, try again in a quarter of an hour.".into()),
            Self::NotAdmitted => (S::FORBIDDEN, "not-admitted", "Not admitted",
                "This request was not let in; try again later, or from elsewhere.".into()),
            Self::PlanLimit => (S::FORBIDDEN, "PLAN_LIMIT", "Plan limit reached",
                "Your plan does not include this, or all its uses are spent.".into()),
            Self::Scope => (S::FORBIDDEN, "scope", "Outside the key's scope",
                "This API key is not for this; make one with the scope that it needs, or sign in where no key may.".into()),
            Self::TooManyJobs => (S::CONFLICT, "too-many-jobs", "Too many jobs",
                "You have as many jobs as there can be; delete one first.".into()),
            Self::TooManyKeys => (S::CONFLICT, "too-many-keys", "Too many keys",
                "You have as many API keys as there can be; delete one first.".into()),
            Self::TooManyShares(_) => (S::CONFLICT, "too-many-shares", "Too many links",
                "You have as many links to reports as there can be; revoke one first. See interviews.".into()),
            Self::TooSoon => (S::CONFLICT, "too-soon", "Too soon",
                "This question was reviewed less than a minute ago; what you remember now says nothing.".into()),
            Self::NotRated => (S::CONFLICT, "not-rated", "Not rated",
                "The feedback on this answer gave no rating, so there is none to have a second opinion on.".into()),
            Self::EnoughOpinions => (S::CONFLICT, "enough-opinions", "Enough opinions",
                "This answer was graded as often as it can be; read the opinions that are there.".into()),
            Self::ChatTaken => (S::CONFLICT, "chat-taken", "Chat taken",
                "The interview already has a chat, or the chat already belongs to an interview.".into()),
            Self::ChatForeign => (S::UNPROCESSABLE_ENTITY, "chat-foreign", "Foreign chat",
                "This chat was not held for this interview.".into()),
            Self::VoiceOff => (S::CONFLICT, "voice-off", "Voice is off",
                "Spoken interviews are switched off here; hold the interview in writing with POST …/reply.".into()),
            Self::VoiceSpent => (S::CONFLICT, "voice-spent", "No more voice sessions",
                "Voice was connected as often as it can be for one interview.".into()),
            Self::Superseded => (S::CONFLICT, "superseded", "Session superseded",
                "A newer voice session took over this interview; send with its sessionId.".into()),
            Self::OtherKind => (S::CONFLICT, "other-kind", "Other kind of interview",
                "A spoken interview cannot go on in writing, nor a written one by voice.".into()),
            Self::Finished => (S::CONFLICT, "finished", "Interview finished",
                "This interview is over.".into()),
            Self::WindowClosed => (S::CONFLICT, "window-closed", "Window closed",
                "The time in which words can be added to this interview is over.".into()),
            Self::Conflicts(_) => (S::CONFLICT, "conflicts", "Conflicting utterances",
                "These numbers were used before with other words; nothing was stored. See conflicts.".into()),
            Self::NotCompleted => (S::CONFLICT, "not-completed", "Not completed",
                "This interview has not been completed yet.".into()),
            Self::NoFeedback => (S::CONFLICT, "no-feedback", "No feedback yet",
                "There is no feedback on this interview yet; ask for it first.".into()),
            Self::InProgress => (S::CONFLICT, "in-progress", "In progress",
                "This is being made at this moment; wait for it.".into()),
            Self::StopUnavailable => (S::CONFLICT, "stop-unavailable", "Cannot be stopped",
                "Streams cannot be stopped here; this one goes on to its end.".into()),
            Self::Unavailable { .. } => (S::SERVICE_UNAVAILABLE, "unavailable", "Temporarily unavailable",
                "A service we depend on does not answer; nothing was lost. Please try again shortly.".into()),
            Self::ReadOnly { .. } => (S::SERVICE_UNAVAILABLE, "read-only", "Read-only for now",
                "What you saved is safe and can be read, but nothing can be changed at the moment. \
                 This request changed nothing and cost nothing; please send it again later.".into()),
            Self::Misconfigured => (S::INTERNAL_SERVER_ERROR, "misconfigured", "Misconfigured",
                "This deployment is not configured correctly; its log says what is missing.".into()),
            Self::Constraint(_) | Self::Internal(_) => (S::INTERNAL_SERVER_ERROR, "internal", "Internal error",
                "Something went wrong on our side.".into()),
        }
    }

    /// What the log says and the client never sees.
    pub fn cause(&self) -> Option<&str> {
        match self {
            Self::Unavailable { cause, .. } | Self::ReadOnly { cause, .. } => Some(cause),
            Self::Constraint(cause) | Self::Internal(cause) => Some(cause),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_errors_about_fields_one_names_both_and_keeps_its_sentence() {
        let wrong = |pointer| Err::<(), _>(Error::invalid(pointer, "is wrong"));
        let pointers = |error: Error| error.fields().into_iter().map(|wrong| wrong.pointer).collect::<Vec<_>>();

        let named = wrong("#/name").map_err(|error| error.with_sentence("No."));
        let error = both(named.clone(), wrong("?limit")).unwrap_err();
        assert_eq!((error.problem().status.as_u16(), error.problem().detail.as_str()), (400, "No."));
        assert_eq!(pointers(error), ["#/name", "?limit"]);
        let error = both(wrong("?limit"), named).unwrap_err();
        assert_eq!((error.problem().status.as_u16(), pointers(error)), (422, vec!["?limit".into(), "#/name".into()]));

        // The first is told where the two are no one thing.
        let missing = || Err::<(), _>(Error::NotFound);
        assert_eq!(both(missing(), wrong("?limit")).unwrap_err().problem().code, "not-found");
        assert_eq!(pointers(both(wrong("?limit"), missing()).unwrap_err()), ["?limit"]);
        assert_eq!(both(Ok(1), missing()).unwrap_err().problem().code, "not-found");
        assert_eq!(both(Ok(1), Ok(2)).unwrap(), (1, 2));
    }

    #[test]
    fn a_text_that_is_not_as_it_should_be_is_not_quoted() {
        let position_in = |text: &str| json_position(&serde_json::from_str::<[f64; 1]>(text).unwrap_err());
        assert_eq!(position_in("[\"hunter2\"]"), "a value does not fit at line 1, column 10");
        assert_eq!(position_in("[1, hunter2"), "it breaks at line 1, column 5");
        assert_eq!(position_in("["), "it ends too early");
        let value = serde_json::json!(["hunter2"]);
        assert_eq!(json_position(&serde_json::from_value::<[f64; 1]>(value).unwrap_err()), "a value does not fit");
    }
}
