//! `/api/webhooks/clerk`: webhook of Clerk, for changes of its users, signed by Svix.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::accounts::clerk_events,
    http::{Method, Reply, Request, Routes},
    providers::svix,
    serve,
};

#[derive(Clone, Copy)]
pub enum Route {
    Info,
    Receive,
}

pub const ROUTES: Routes<Route> =
    Routes::new("/api/webhooks/clerk", &[(Method::GET, "", Route::Info), (Method::POST, "", Route::Receive)]);

fn main() -> ExitCode {
    serve(ROUTES, handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    match ROUTES.find(&request)?.route {
        Route::Info => Ok(Reply::text("The webhook endpoint works; events come by POST.")),
        Route::Receive => {
            let delivery = svix::delivery(&request, &app.env.clerk.webhook_keys).await?;
            clerk_events::receive(&app.db, &app.cache, &delivery).await?;
            Ok(Reply::text("Webhook received"))
        }
    }
}
