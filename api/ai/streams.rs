//! `/api/ai/streams/*`: a stream once more, from where it was cut, on this device or another; and its end on request.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::generation::{
        reader::{self, StreamAccess},
        streams::{self, StreamId},
    },
    http::{KeyScope, Method, Reply, Request, Routes},
    serve,
    server::{caller::Caller, stream_options},
};

#[derive(Clone, Copy)]
pub enum Route {
    Read,
    Stop,
}

pub const ROUTES: Routes<Route> = Routes::new(
    "/api/ai/streams",
    &[
        (Method::GET, "/{id}", Route::Read),
        (Method::DELETE, "/{id}", Route::Stop),
        // Where the AI SDK looks for the stream of a chat.
        (Method::GET, "/{id}/stream", Route::Read),
    ],
)
.open_to_keys(|route| match route {
    Route::Read => &[KeyScope::Read],
    Route::Stop => &[KeyScope::Practice],
});

fn main() -> ExitCode {
    serve(ROUTES, handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    let caller = Caller::authenticate(app, &request, &ROUTES).await?;
    let (db, owner) = (&caller.db(app), &caller.user_id);
    let matched = ROUTES.find(&request)?;
    let id = matched.param("id").parse::<StreamId>().ok();

    match matched.route {
        Route::Read => {
            let (options, from) = stream_options::resuming(app, &request)?;
            let Some(stream) = streams::find(db, owner, id).await?.filter(|stream| !stream.is_over_at(from)) else {
                // Hooks take any other reply for an error.
                return Ok(Reply::no_content());
            };
            caller.may_read_stream(app, &request, stream.id()).await?;
            Ok(reader::read(StreamAccess::new(db, owner, app.models.pace()), stream, options, from))
        }
        Route::Stop => {
            streams::stop(db, owner, id, stream_options::live_texts(app)).await?;
            Ok(Reply::no_content())
        }
    }
}
