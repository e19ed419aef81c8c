//! `/api/users/me` and what is below it: the caller, their plan and what they used of it, their settings, how they do,
//! the address of their calendar's feed and their API keys; all of their data, to take along or to erase.

use std::{process::ExitCode, time::Duration};

use darasa_core::{
    App, Result,
    domain::{
        accounts::{api_keys, users},
        own_data::export,
        practice::progress::{self, DAYS, USUAL_DAYS},
        questions::calendar,
    },
    http::{KeyScope, Method, Reply, Request, Routes},
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
    Keys,
    CreateKey,
    DeleteKey,
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
        (Method::GET, "/keys", Route::Keys),
        (Method::POST, "/keys", Route::CreateKey),
        (Method::DELETE, "/keys/{keyId}", Route::DeleteKey),
    ],
)
// A key makes no other way in and takes nothing along; what it is for is practice.
.open_to_keys(|route| match route {
    Route::Get | Route::Progress => &[KeyScope::Read],
    Route::Update | Route::Erase | Route::Export | Route::Calendar | Route::DeleteCalendar => &[],
    Route::Keys | Route::CreateKey | Route::DeleteKey => &[],
});

fn main() -> ExitCode {
    serve(ROUTES, handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request, &ROUTES).await?;
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
        Route::Keys => return Reply::ok(&api_keys::list(db, owner).await?),
        Route::CreateKey => {
            let wanted = request.json().await?;
            return Reply::created_once(&api_keys::create(db, &app.clerk, owner, &wanted).await?);
        }
        Route::DeleteKey => {
            api_keys::delete(db, owner, matched.param("keyId").parse()?).await?;
            return Ok(Reply::no_content());
        }
    }
    Reply::ok(&users::me(db, &app.cache, &app.clerk, owner, &caller.plan).await?)
}
