//! `/api/interviews` and below: interviews for a job, spoken or written, and what was said in them.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::{
        generation::ai_sdk_stream::StreamOptions,
        interviews::{
            self, transcript,
            utterances::{self, BODY_LIMIT},
            voice, written,
        },
    },
    http::{Method, Reply, Request},
    serve,
    server::{caller::Caller, idempotency},
    storage::db::Db,
};

fn main() -> ExitCode {
    serve(handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request).await?;
    let (db, owner, hume, caller, request) = (&caller.db(app), &caller.user_id, app.hume.as_ref(), &caller, &request);
    let path = request.segments_after("/api/interviews")?;

    match (request.method(), &path.iter().map(String::as_str).collect::<Vec<_>>()[..]) {
        (&Method::GET, []) => {
            let (job, page) = (request.required_query("jobInfoId")?, request.page()?);
            Reply::ok(&interviews::list(db, owner, job.parse()?, page).await?)
        }
        (&Method::POST, []) => {
            let wanted = request.json().await;
            // The rate is looked at inside: what is only replayed is not held to it. Elsewhere it is taken at once, so only for
            // what can be created.
            let create = |db: Db| async move {
                let new = interviews::possible(&db, owner, wanted).await?;
                caller.may_create_interview(app, request).await?;
                let interview = interviews::create(&db, caller.allowance(app), new).await?;
                Reply::created(&format!("/api/interviews/{}", interview.id), &interview)
            };
            idempotency::once(app, request, owner, create).await
        }
        (&Method::GET, [id]) => Reply::ok(&interviews::get(db, owner, id.parse()?).await?),
        (&Method::PATCH, [id]) => {
            let changes = request.json().await?;
            Reply::no_store(&interviews::update(db, hume, caller.allowance(app), id.parse()?, changes).await?)
        }
        (&Method::GET, [id, "transcript"]) => Reply::ok(&transcript::get(db, hume, owner, id.parse()?).await?),
        (&Method::POST, [id, part]) => hold(app, caller, request, id, part).await,
        (_, []) => Err(request.method_not_allowed("GET, HEAD, POST, OPTIONS")),
        (_, [_]) => Err(request.method_not_allowed("GET, HEAD, PATCH, OPTIONS")),
        (_, [_, "transcript"]) => Err(request.method_not_allowed("GET, HEAD, OPTIONS")),
        (_, [_, "voice" | "utterances" | "finish" | "reply"]) => Err(request.method_not_allowed("POST, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}

/// What is sent while an interview is held.
async fn hold(app: &App, caller: &Caller, request: &Request, id: &str, part: &str) -> Result<Reply> {
    let (db, gemini, allowance) = (&caller.db(app), &app.gemini, caller.allowance(app));
    let (minutes, turns) = (app.env.interviews.minutes, app.env.interviews.turns);

    match part {
        "voice" => {
            let wanted = request.optional_json().await?;
            Reply::no_store(&voice::mint(db, gemini, allowance, &app.env.voice, minutes, id.parse()?, wanted).await?)
        }
        "utterances" => {
            let batch = request.json_within(BODY_LIMIT).await?;
            Reply::no_store(&utterances::append(db, allowance, id.parse()?, minutes, batch).await?)
        }
        "finish" => {
            let end = request.optional_json().await?;
            Reply::no_store(&interviews::finish(db, &caller.user_id, id.parse()?, end).await?)
        }
        "reply" => {
            let reading = async {
                Ok((
                    request.json_or_message(written::REFUSAL).await?,
                    StreamOptions::from_request(request)?,
                    id.parse()?,
                ))
            };
            let (said, listener, id) = caller.budget_before_errors(app, reading).await?;
            written::reply(db, gemini, allowance, id, turns, said, listener).await
        }
        "transcript" => Err(request.method_not_allowed("GET, HEAD, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
