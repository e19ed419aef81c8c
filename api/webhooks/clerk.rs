//! `/api/webhooks/clerk`: what Clerk tells of its people, signed by Svix.

use std::process::ExitCode;

use darasa_core::{
    App, Result,
    domain::accounts::clerk_events,
    http::{Method, Reply, Request},
    providers::svix,
    serve,
};

fn main() -> ExitCode {
    serve(handle)
}

pub async fn handle(app: &App, request: Request) -> Result<Reply> {
    match (request.method(), &request.segments_after("/api/webhooks/clerk")?[..]) {
        (&Method::GET, []) => Ok(Reply::text("The webhook endpoint works; events come by POST.")),
        (&Method::POST, []) => {
            let delivery = svix::delivery(&request, &app.env.clerk.webhook_keys).await?;
            clerk_events::receive(&app.db, &app.cache, &delivery).await?;
            Ok(Reply::text("Webhook received"))
        }
        (_, []) => Err(request.method_not_allowed("GET, HEAD, POST, OPTIONS")),
        _ => Err(request.no_such_route()),
    }
}
