//! `/api/users/me` and what is below it: the caller, their plan and what they used of it, their settings, how they do,
//! and the address of their calendar's feed; all of their data, to take along or to erase.

use std::{process::ExitCode, time::Duration};

use darasa_core::{
    App, Result,
    domain::{
        accounts::users,
        own_data::export,
        practice::progress::{self, DAYS, USUAL_DAYS},
        questions::calendar,
    },
    http::{Method, Reply, Request, Routes},
    serve,
    server::{caller::Caller, own_erasure},
};

/// An export breaks before its function is ended; `vercel.json` gives it 300 seconds.
const EXPORT_LIMIT: Duration = Duration::from_secs(280);

#[derive(Clone, Copy)]
pub enum Route {
    Get,
    Update,
    Erase,
    Export,
    Progress,
    Calendar,
    DeleteCalendar,
}

pub const ROUTES: Routes<Route> = Routes::new(
    "/api/users/me",
    &[
        (Method::GET, "", Route::Get),
        (Method::PATCH, "", Route::Update),
        (Method::DELETE, "", Route::Erase),
        (Method::GET, "/export", Route::Export),
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
        Route::Erase => return Box::pin(own_erasure::reply(app, &caller, request.json().await?)).await,
        Route::Export => {
            app.auth.refuse_other_sites(&request)?;
            if request.is_head() {
                return export::head(db, owner).await;
            }
            let deadline = request.arrived() + EXPORT_LIMIT;
            return export::export(db, &app.clerk, owner, deadline, request.wait_until()).await;
        }
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
