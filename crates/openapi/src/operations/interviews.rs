//! Interviews: created, held by voice or in writing, read, judged and shared.

use darasa_core::{
    domain::interviews::{
        Interview, InterviewEnd,
        create::NewInterview,
        feedback::FeedbackRequest,
        shared_report::SharedReport,
        shares::{NewShare, ShareLink, Shares},
        transcript::Transcript,
        update::InterviewChanges,
        utterances::{BatchOutcome, UtteranceBatch},
        voice::{SessionRequest, VoiceSession},
        written::CandidateTurn,
    },
    http::{KeyScope, Method, Paged, StatusCode},
};
use serde_json::json;

use crate::{
    operation::{Access, Operation, OperationReply},
    streams::{all_of, prose, uuid},
};

const BY_ID: &str = "/api/interviews/{id}";
const SHARES: &str = "/api/interviews/{id}/shares";

pub fn operations() -> Vec<Operation> {
    vec![
        list(),
        create(),
        get(),
        update(),
        delete(),
        transcript(),
        voice(),
        utterances(),
        finish(),
        reply(),
        feedback(),
        list_shares(),
        create_share(),
        revoke_share(),
        shared_report(),
    ]
}

fn list() -> Operation {
    Operation::get("/api/interviews", "listInterviews", "List the interviews for a job")
        .for_keys(&[KeyScope::Read])
        .about("Newest first.")
        .parameters(&["OfJob"])
        .paged()
        .cached::<Paged<Interview>>("A page of interviews.")
        .problems(&["not-found"])
}

fn create() -> Operation {
    Operation::post("/api/interviews", "createInterview", "Create an interview")
        .for_keys(&[KeyScope::Practice])
        .about(
            "A use of the plan's interviews is held for it, taken when it begins, and given back if it has not begun within an hour. \
             A person may create 12, and 4 more a day.",
        )
        .parameters(&["IdempotencyKey"])
        .body::<NewInterview>("NewInterview", &[("jobInfoId", "The job it is for.")])
        .reply(
            OperationReply::json::<Interview>(StatusCode::CREATED, "The interview, which has not begun.")
                .headers(&["Location", "IdempotencyReplayed"]),
        )
        .problems(&["bad-request", "not-found", "idempotency-mismatch", "idempotency-in-progress", "PLAN_LIMIT"])
}

fn get() -> Operation {
    Operation::get(BY_ID, "getInterview", "Read an interview")
        .for_keys(&[KeyScope::Read])
        .parameters(&["InterviewId"])
        .cached::<Interview>("The interview.")
        .problems(&["not-found"])
}

fn update() -> Operation {
    Operation::new(Method::PATCH, BY_ID, "updateInterview", "Change an interview")
        .about("What is left out stays as it is.")
        .parameters(&["InterviewId"])
        .body::<InterviewChanges>(
            "InterviewChanges",
            &[
                (
                    "humeChatId",
                    "The chat at Hume in which it was held; set once, and only to one that was held for it.",
                ),
                ("duration", "How long it lasted, as HH:MM:SS."),
            ],
        )
        .reply(
            OperationReply::json::<Interview>(StatusCode::OK, "The interview as it is now.").headers(&["CacheControl"]),
        )
        .problems(&["not-found", "chat-taken", "chat-foreign", "other-kind", "finished", "PLAN_LIMIT"])
}

fn delete() -> Operation {
    Operation::new(Method::DELETE, BY_ID, "deleteInterview", "Delete an interview")
        .about("What was said and its feedback go with it. A use of the plan that is spent stays spent.")
        .parameters(&["InterviewId"])
        .reply(OperationReply::empty(StatusCode::NO_CONTENT, "It is gone."))
        .problems(&["not-found"])
}

fn transcript() -> Operation {
    Operation::get("/api/interviews/{id}/transcript", "getTranscript", "Read what was said")
        .for_keys(&[KeyScope::Read])
        .about("With the pacing that is computed from it.")
        .parameters(&["InterviewId"])
        .cached::<Transcript>("The transcript.")
        .problems(&["not-found", "not-completed"])
}

fn voice() -> Operation {
    Operation::post("/api/interviews/{id}/voice", "createVoiceSession", "Open a voice session")
        .about(
            "Credentials with which the browser talks to the voice provider itself, for one session, which takes the place of the one \
             before. At most six for an interview; each counts in full against the day's minutes.",
        )
        .parameters(&["InterviewId"])
        .optional_body::<SessionRequest>(
            "VoiceSessionRequest",
            &[
                ("resumeHandle", "The last handle of an earlier session, to go on where that was cut."),
                (
                    "turns",
                    "Who ends the candidate's turn: the provider after two seconds of silence (`automatic`, also when it is left \
                     out), or the client, which then sends `activityStart` and `activityEnd` around each answer (`manual`).",
                ),
            ],
        )
        .reply(OperationReply::json::<VoiceSession>(StatusCode::OK, "The session.").headers(&["CacheControl"]))
        .problems(&["not-found", "voice-off", "voice-spent", "other-kind", "finished", "PLAN_LIMIT"])
}

fn utterances() -> Operation {
    Operation::post("/api/interviews/{id}/utterances", "appendUtterances", "Add what was said")
        .about(
            "By the browser that heard it; the same utterance may be sent again. All of a list is stored or nothing. `endedAtMs` is not \
             before `at`, and a `seq` stands in a list once.",
        )
        .parameters(&["InterviewId"])
        .body::<UtteranceBatch>(
            "UtteranceBatch",
            &[
                ("sessionId", "Of the voice session in which it was said."),
                ("items", "In any order."),
                ("items.seq", "Its number in the interview, counted from 0."),
                ("items.speaker", "Who said it."),
                ("items.text", "What was heard."),
                ("items.at", "When it began, in milliseconds from the interview's beginning."),
                ("items.endedAtMs", "When it ended, if that is known."),
                ("items.interrupted", "Whether it was cut short by the other."),
            ],
        )
        .reply(OperationReply::json::<BatchOutcome>(StatusCode::OK, "What became of it.").headers(&["CacheControl"]))
        .problems(&["not-found", "other-kind", "superseded", "finished", "window-closed", "conflicts", "PLAN_LIMIT"])
}

fn finish() -> Operation {
    Operation::post("/api/interviews/{id}/finish", "finishInterview", "End an interview")
        .for_keys(&[KeyScope::Practice])
        .about("It may be sent again.")
        .parameters(&["InterviewId"])
        .optional_body::<InterviewEnd>(
            "InterviewEnd",
            &[
                ("sessionId", "Of the voice session that ended."),
                ("lastSeq", "The number of the last utterance, so that missing ones are noticed."),
                ("reason", "For whoever reads the request in a browser; nothing depends on it."),
            ],
        )
        .reply(
            OperationReply::json::<Interview>(StatusCode::OK, "The interview, which is over.")
                .headers(&["CacheControl"]),
        )
        .problems(&["not-found", "superseded"])
}

fn reply() -> Operation {
    Operation::post("/api/interviews/{id}/reply", "replyInInterview", "Take a turn in a written interview")
        .for_keys(&[KeyScope::Practice])
        .about("Streams the interviewer's next turn; both are stored when it is complete.")
        .ai()
        .parameters(&["InterviewId", "Stream", "StreamKey"])
        .body::<CandidateTurn>(
            "CandidateTurn",
            &[("prompt", "What the candidate says; nothing lets the interviewer begin.")],
        )
        .reply(prose("The interviewer's turn.", &[turn]))
        .problems(&["forbidden", "other-kind", "finished", "in-progress", "idempotency-mismatch", "PLAN_LIMIT"])
}

pub fn turn() -> (&'static str, serde_json::Value) {
    let state =
        json!({ "enum": ["active", "finished"], "description": "`finished` with the interviewer's last turn." });
    let number = json!({ "type": "integer", "minimum": 1 });
    ("turn", all_of(json!({ "interviewId": uuid(), "turn": number, "state": state })))
}

pub fn feedback_part() -> (&'static str, serde_json::Value) {
    ("feedback", all_of(json!({ "interviewId": uuid() })))
}

fn feedback() -> Operation {
    Operation::post("/api/ai/interviews/generate-feedback", "generateInterviewFeedback", "Get feedback on an interview")
        .for_keys(&[KeyScope::Practice])
        .about(
            "Streams feedback in Markdown, the overall rating first. Made once and then replayed (`x-replayed`), unless `regenerate` \
             is true.",
        )
        .ai()
        .parameters(&["Stream", "StreamKey"])
        .body::<FeedbackRequest>(
            "InterviewFeedbackRequest",
            &[
                ("interviewId", "The interview, which is over."),
                ("regenerate", "Ask the model again, although there is feedback."),
                ("prompt", "Not read: the AI SDK's hooks send one with everything."),
            ],
        )
        .reply(
            prose("The feedback.", &[feedback_part]).headers(&["Replayed"]),
        )
        .problems(&["forbidden", "not-completed", "in-progress", "idempotency-mismatch"])
}

fn list_shares() -> Operation {
    Operation::get(SHARES, "listShares", "List the links to an interview's report")
        .about("Those that are alive, newest first. Their addresses are told when they are made, and never again.")
        .parameters(&["InterviewId"])
        .cached::<Shares>("The links.")
        .problems(&["not-found"])
}

fn create_share() -> Operation {
    Operation::post(SHARES, "createShare", "Make a link to an interview's report")
        .about(
            "Whoever has the link reads the report without an account, as it is at that time: the words of the feedback and the interview, \
             and beside these nothing of the person or the job. The address is told this once. It is over after its days, when it is revoked, and when its interview, the job or the account is deleted. \
             Twenty of a person are alive at once; who has these hears which interviews they are of.",
        )
        .parameters(&["InterviewId"])
        .optional_body::<NewShare>(
            "NewShare",
            &[
                ("expiresInDays", "After how many days it is over; 7 when it is left out."),
                ("include", "What it shows; `feedback` alone when it is left out. `transcript` is every word that was said."),
            ],
        )
        .reply(OperationReply::json::<ShareLink>(StatusCode::CREATED, "The link.").headers(&["CacheControl"]))
        .problems(&["not-found", "not-completed", "no-feedback", "too-many-shares"])
}

fn revoke_share() -> Operation {
    Operation::new(Method::DELETE, "/api/interviews/{id}/shares/{shareId}", "revokeShare", "Revoke a link to a report")
        .parameters(&["InterviewId", "ShareId"])
        .reply(OperationReply::empty(StatusCode::NO_CONTENT, "It leads to nothing any more."))
        .problems(&["not-found"])
}

fn shared_report() -> Operation {
    Operation::get("/api/shares/{token}", "getSharedReport", "Read a shared report")
        .about(
            "For whoever has the link: `{token}` is the last part of its address. A link that is over, was revoked or never was is `not-found`. \
             Show texts as they are: they are people's and a model's, so make no links of what looks like one. 30 requests a minute for an address.",
        )
        .access(Access::Public)
        .parameters(&["ShareToken"])
        .reply(
            OperationReply::json::<SharedReport>(StatusCode::OK, "The report.")
                .headers(&["CacheControl", "RobotsTag", "RateLimit", "RateLimitPolicy", "ReadOnly"]),
        )
        .problems(&["not-found", "RATE_LIMIT", "not-admitted", "unavailable"])
}
