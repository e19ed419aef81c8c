//! `/api/interviews` and below: interviews for a job, spoken or written, and what was said in them.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    base::error::both,
    domain::interviews::{
        self, transcript,
        utterances::{self, BODY_LIMIT},
        voice, written,
    },
    http::{KeyScope, Method, Reply, Request, Routes},
    serve,
    server::{caller::Caller, idempotency, stream_options},
    storage::db::Db,
};

#[derive(Clone, Copy)]
pub enum Route {
    List,
    Create,
    Get,
    Update,
    Delete,
    Transcript,
    Voice,
    Utterances,
    Finish,
    Reply,
}

pub const ROUTES: Routes<Route> = Routes::new(
    "/api/interviews",
    &[
        (Method::GET, "", Route::List),
        (Method::POST, "", Route::Create),
        (Method::GET, "/{id}", Route::Get),
        (Method::PATCH, "/{id}", Route::Update),
        (Method::DELETE, "/{id}", Route::Delete),
        (Method::GET, "/{id}/transcript", Route::Transcript),
        (Method::POST, "/{id}/voice", Route::Voice),
        (Method::POST, "/{id}/utterances", Route::Utterances),
        (Method::POST, "/{id}/finish", Route::Finish),
        (Method::POST, "/{id}/reply", Route::Reply),
    ],
)
// A call is held by the page that hears it, and so is what it writes down.
.open_to_keys(|route| match route {
    Route::List | Route::Get | Route::Transcript => &[KeyScope::Read],
    Route::Create | Route::Finish | Route::Reply => &[KeyScope::Practice],
    Route::Update | Route::Delete | Route::Voice | Route::Utterances => &[],
});

fn main() -> ExitCode {
    serve(ROUTES, handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request, &ROUTES).await?;
    let (db, owner) = (&caller.db(app), &caller.user_id);
    let (hume, minutes) = (app.hume.as_ref(), app.env.interviews.minutes);
    let allowance = caller.allowance(app);
    let matched = ROUTES.find(&request)?;
    let id = matched.param("id");

    match matched.route {
        Route::List => {
            let (job, page) = request.read_query(|query| (query.required("jobInfoId"), query.page()))?;
            Reply::ok(&interviews::list(db, owner, job.parse()?, page).await?)
        }
        Route::Create => create(app, &caller, &request).await,
        Route::Get => Reply::ok(&interviews::get(db, owner, id.parse()?).await?),
        Route::Update => {
            let changes = request.json().await?;
            Reply::no_store(&interviews::update(db, hume, allowance, id.parse()?, changes).await?)
        }
        Route::Delete => {
            interviews::delete(db, owner, id.parse()?).await?;
            Ok(Reply::no_content())
        }
        Route::Transcript => Reply::ok(&transcript::get(db, hume, owner, id.parse()?).await?),
        Route::Voice => {
            let (gemini, settings) = (app.gemini.as_ref(), &app.env.voice);
            let new = request.optional_json().await?;
            Reply::no_store(&voice::mint(db, gemini, allowance, settings, minutes, id.parse()?, new).await?)
        }
        Route::Utterances => {
            let batch = request.json_within(BODY_LIMIT).await?;
            Reply::no_store(&utterances::append(db, allowance, id.parse()?, minutes, batch).await?)
        }
        Route::Finish => {
            let end = request.optional_json().await?;
            Reply::no_store(&interviews::finish(db, owner, id.parse()?, end).await?)
        }
        Route::Reply => reply(app, &caller, &request, id).await,
    }
}

async fn create(app: &App, caller: &Caller, request: &Request) -> Result<Reply> {
    let (owner, new) = (&caller.user_id, request.json().await);
    // The rate limit is checked under the key: a reply that is only replayed does not count against it. An external
    // counter counts each question as a use, so it is asked only about an interview that can be created.
    let prepare = async {
        let new = interviews::possible(&caller.db(app), owner, new).await?;
        caller.may_create_interview(app, request).await.map(|()| new)
    };
    let create = |db: Db, new| async move {
        let interview = interviews::create(&db, caller.allowance(app), new).await?;
        Reply::created(&format!("/api/interviews/{}", interview.id), &interview)
    };
    idempotency::run(app, request, owner, prepare, create).await
}

async fn reply(app: &App, caller: &Caller, request: &Request, id: &str) -> Result<Reply> {
    let reading =
        async { both(request.json_or_message(written::REFUSAL).await, stream_options::from_request(app, request)) };
    let (turn, options) = caller.budget_before_errors(app, reading).await?;
    let id = caller.budget_before_errors(app, async { id.parse() }).await?;

    let (db, turns) = (&caller.db(app), app.env.interviews.turns);
    written::reply(db, &app.models, caller.allowance(app), id, turns, turn, options).await
}
