//! `/api/users/me` and what is below it: the caller, their plan and what they used of it, their settings, how they do,
//! and the address of their calendar's feed.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::{
        accounts::users,
        practice::progress::{self, DAYS, USUAL_DAYS},
        questions::calendar,
    },
    http::{Method, Reply, Request, Routes},
    serve,
    server::caller::Caller,
};

#[derive(Clone, Copy)]
pub enum Route {
    Get,
    Update,
    Progress,
    Calendar,
    DeleteCalendar,
}

pub const ROUTES: Routes<Route> = Routes::new(
    "/api/users/me",
    &[
        (Method::GET, "", Route::Get),
        (Method::PATCH, "", Route::Update),
        (Method::GET, "/progress", Route::Progress),
        (Method::POST, "/calendar", Route::Calendar),
        (Method::DELETE, "/calendar", Route::DeleteCalendar),
    ],
);

fn main() -> ExitCode {
    serve(ROUTES, handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request).await?;
    let (db, owner) = (&caller.db(app), &caller.user_id);
    let matched = ROUTES.find(&request)?;

    match matched.route {
        Route::Get => {}
        Route::Update => users::update(db, &app.clerk, owner, &request.json().await?).await?,
        Route::Progress => {
            let (job, days) =
                request.read_query(|query| (query.optional("jobInfoId"), query.number("days", DAYS, USUAL_DAYS)))?;
            let job = job.map(|job| job.parse()).transpose()?;
            return Ok(Reply::written(progress::progress(db, &app.cache, owner, job, days).await?));
        }
        Route::Calendar => {
            let link = calendar::create(db, &app.clerk, owner, &request.origin()).await?;
            return Reply::created_once(&link);
        }
        Route::DeleteCalendar => {
            calendar::delete(db, owner).await?;
            return Ok(Reply::no_content());
        }
    }
    Reply::ok(&users::me(db, &app.cache, &app.clerk, owner, &caller.plan).await?)
}
