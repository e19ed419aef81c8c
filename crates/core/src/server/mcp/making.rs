//! MCP tools that have a model make something: a new question, and feedback on an answer. Whatever becomes of the
//! client, it is made, stored and counted, as where a client leaves a stream.

use tokio::{task::JoinHandle, time::timeout_at};

use super::{
    call::ToolCall,
    replies::{MadeQuestion, MakingStatus, Submitted},
};
use crate::{
    base::{
        clock::unix_seconds,
        digest::{hex, sha256_of_parts},
        error::{Error, Result},
        trace,
    },
    domain::{
        accounts::{
            receipt_key::{ReceiptKey, SentKey},
            users::UserId,
        },
        generation::{
            Begun,
            streams::{self, StreamId},
        },
        questions::{
            self, QuestionId,
            new_answer::{self, NewAnswer},
            new_question::NewQuestion,
            question_generation,
        },
    },
    http::{Reply, ReplyBody, validation::JsonFields},
    server::{middleware, stream_options},
    storage::db::Db,
};

/// An answer that is sent twice within this time is one, and may be for as long again: clients repeat what they think
/// was lost.
const SAME_ANSWER_SECONDS: i64 = 15 * 60;

pub async fn new_question(call: &ToolCall<'_>, fields: JsonFields) -> Result<MadeQuestion> {
    let (app, caller, db) = (call.app, &call.caller, call.db());
    let reading = async { NewQuestion::read(fields, "difficulty", "jobId") };
    let new = caller.budget_before_errors(app, reading).await?;
    let options = stream_options::unread(app, call.request, None);
    let begun = question_generation::begin(&db, caller.allowance(app), new, &options).await?;
    let Begun::New(generation) = begun else { return Err(Error::internal("a receipt without a key was there")) };
    let (id, stream) = (QuestionId(generation.paid.subject), StreamId(generation.paid.id));
    let mut making = {
        let db = db.clone();
        trace::spawn(async move { whole(generation.stream(options, &db, &app.models).await?).await })
    };
    let made = MadeQuestion { status: MakingStatus::Running, question_id: id, stream_id: stream, question: None };
    match timeout_at(call.request.arrived() + app.tool_waits.question, &mut making).await {
        Err(_) => {
            trace::spawn(note_failure(making));
            Ok(made)
        }
        Ok(ended) => {
            ended.map_err(Error::internal)??;
            Ok(read(&db, &caller.user_id, made).await)
        }
    }
}

/// A question that was made, as it is stored. It is paid for, so one that cannot be read now is there later, and nobody
/// is told to call for another one. One that was stopped before there was enough, or lost its job, came to nothing.
async fn read(db: &Db, owner: &UserId, made: MadeQuestion) -> MadeQuestion {
    match questions::get(db, owner, made.question_id).await {
        Ok(question) => {
            let question = Some(Box::new(question.without_answers()));
            MadeQuestion { status: MakingStatus::Done, question, ..made }
        }
        Err(Error::NotFound) => MadeQuestion { status: MakingStatus::Failed, ..made },
        Err(error) => {
            middleware::note(&error);
            made
        }
    }
}

/// Of what nobody waits for any more.
async fn note_failure(making: JoinHandle<Result<()>>) {
    if let Ok(Err(error)) = making.await {
        middleware::note(&error);
    }
}

/// Waits until a text has ended, and is stored.
async fn whole(reply: Reply) -> Result<()> {
    let ReplyBody::Stream(mut pieces) = reply.body else { return Err(Error::internal("a generation is no stream")) };
    while let Some(piece) = pieces.recv().await {
        // The relay has said why.
        piece.map_err(|_| Error::unavailable("a model failed in mid-stream", 5))?;
    }
    Ok(())
}

/// The same answer of the same credential is judged once. A window has an end, so what was sent in the one before it is
/// looked for too.
pub async fn submit_answer(call: &ToolCall<'_>, fields: JsonFields) -> Result<Submitted> {
    let (app, caller, db) = (call.app, &call.caller, call.db());
    let new = caller.budget_before_errors(app, async { NewAnswer::read(fields, "answer") }).await?;
    let window = unix_seconds((app.clock)()).div_euclid(SAME_ANSWER_SECONDS);
    let before = ReceiptKey::new(&caller.user_id, Some(&sent_key(call, &new, window - 1)), &[]);
    if let Some(submitted) = submitted(call, &db, before.id).await?.filter(Submitted::came_to_something) {
        return Ok(submitted);
    }
    let options = stream_options::unread(app, call.request, Some(sent_key(call, &new, window)));
    match new_answer::begin(&db, caller.allowance(app), new, &options).await? {
        Begun::Repeated(receipt) => submitted(call, &db, receipt).await?.ok_or_else(deleted),
        Begun::New(generation) => {
            let submitted = Submitted::running(generation.paid.subject, generation.paid.id);
            trace::spawn(async move {
                // Nobody reads along, as after a client who left.
                if let Err(error) = generation.stream(options, &db, &app.models).await {
                    middleware::note(&error);
                }
            });
            Ok(submitted)
        }
    }
}

fn sent_key(call: &ToolCall<'_>, new: &NewAnswer, window: i64) -> SentKey {
    let answer = hex(sha256_of_parts(&new.parts()));
    SentKey {
        key: format!("{} {answer} {window}", call.caller.credential()),
        route: "POST /api/mcp submit_answer".to_owned(),
    }
}

/// It was judged and is paid, and whoever deleted it meant it: nothing is judged and paid anew for the same words.
fn deleted() -> Error {
    let minutes = SAME_ANSWER_SECONDS / 60;
    let detail = format!(
        "was judged a moment ago, and the user deleted it; within {minutes} minutes it is judged in other words only"
    );
    Error::invalid("#/answer", detail)
}

/// What was submitted before, unless nothing is left of it.
async fn submitted(call: &ToolCall<'_>, db: &Db, receipt: uuid::Uuid) -> Result<Option<Submitted>> {
    let stream = streams::find(db, &call.caller.user_id, Some(StreamId(receipt))).await?;
    Ok(stream.as_ref().and_then(Submitted::from_stream))
}
