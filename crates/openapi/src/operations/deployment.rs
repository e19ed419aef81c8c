//! Deployment: its health and configuration, the protection's probe, and Clerk's webhook.

use darasa_core::{
    http::StatusCode,
    server::{
        client_config::ClientConfig,
        health::Health,
        protection_probe::{Greeting, Refusal},
        purge::PurgeReport,
        readiness::ReadinessReport,
    },
};
use serde_json::json;

use crate::operation::{Access, Operation, OperationReply};

const WEBHOOK: &str = "/api/webhooks/clerk";

pub fn operations() -> Vec<Operation> {
    vec![health(), ready(), config(), probe(), calendar(), daily(), webhook_info(), webhook()]
}

fn health() -> Operation {
    Operation::get("/api/health", "getHealth", "Whether it runs")
        .about("And which deployment it is; asks nothing else.")
        .access(Access::Public)
        .reply(OperationReply::json::<Health<'static>>(StatusCode::OK, "It runs.").headers(&["CacheControl"]))
}

fn ready() -> Operation {
    let report =
        |status, description| OperationReply::json::<ReadinessReport>(status, description).headers(&["CacheControl"]);
    Operation::get("/api/ready", "getReadiness", "Whether what it needs is there")
        .about("Looked at now for a monitor; everybody else hears what it saw last.")
        .access(Access::Monitor)
        .reply(report(StatusCode::OK, "People are served."))
        .reply(report(StatusCode::SERVICE_UNAVAILABLE, "They are not.").headers(&["RetryAfter"]))
}

fn config() -> Operation {
    Operation::get("/api/config", "getConfig", "What a browser may know")
        .about("Public by definition; the CDN keeps it for five minutes.")
        .access(Access::Public)
        .parameters(&["IfNoneMatch"])
        .reply(
            OperationReply::json::<ClientConfig<'static>>(StatusCode::OK, "The configuration.")
                .headers(&["CacheControl"]),
        )
}

fn probe() -> Operation {
    const LIMITS: [&str; 3] = ["CacheControl", "RateLimit", "RateLimitPolicy"];

    let denied = |status, description| OperationReply::json::<Refusal>(status, description).headers(&LIMITS);
    Operation::get("/api/arcjet", "probeProtection", "What the protection makes of the caller")
        .about("Limits, bots and attacks, by rules of its own: two requests in ten seconds, and of programs search engines only.")
        .access(Access::Public)
        .reply(OperationReply::json::<Greeting>(StatusCode::OK, "The caller is let in.").headers(&LIMITS))
        .reply(denied(StatusCode::FORBIDDEN, "A bot, an attack, or one that hides."))
        .reply(
            denied(StatusCode::TOO_MANY_REQUESTS, "Too many requests.").headers(&["RetryAfter"]),
        )
}

fn calendar() -> Operation {
    let feed = OperationReply::empty(StatusCode::OK, "The feed, as of the caller's day.")
        .content("text/calendar", |_| json!({ "type": "string" }))
        .headers(&["ETag", "CacheControl"]);
    Operation::get("/api/calendar/{token}", "getCalendar", "Read a calendar feed")
        .about(
            "iCalendar (RFC 5545), an event a day without a time. `{token}` is the last part of the address that `createCalendar` told, with \
             `.ics`. Sixty times an hour.",
        )
        .access(Access::Public)
        .parameters(&["CalendarToken", "IfNoneMatch"])
        .reply(feed)
        .reply(
            OperationReply::empty(StatusCode::NOT_MODIFIED, "What `If-None-Match` names is still all there is.")
                .headers(&["ETag"]),
        )
        .problems(&["not-found", "RATE_LIMIT", "unavailable", "read-only"])
}

fn daily() -> Operation {
    let report =
        |status, description| OperationReply::json::<PurgeReport>(status, description).headers(&["CacheControl"]);
    Operation::get("/api/cron/daily", "runDailyPurge", "Purge what has had its time")
        .about(
            "For the platform's scheduler, once a day; twice is as good. Each task deletes its oldest rows, a thousand a statement, and all of them \
                end after twenty seconds: `more` says that the next run goes on. Without `CRON_SECRET` there is no such route.",
        )
        .access(Access::Scheduler)
        .reply(report(StatusCode::OK, "What was purged."))
        .reply(report(StatusCode::INTERNAL_SERVER_ERROR, "A task failed; the others were done."))
}

fn webhook_info() -> Operation {
    let ok =
        OperationReply::empty(StatusCode::OK, "It is there.").content("text/plain", |_| json!({ "type": "string" }));
    Operation::get(WEBHOOK, "getWebhookInfo", "Whether the webhook is there").access(Access::Public).reply(ok)
}

fn webhook() -> Operation {
    Operation::post(WEBHOOK, "receiveClerkEvent", "Take an event of Clerk's")
        .about(
            "`user.created`, `user.updated` and `user.deleted`, each of which takes effect once; others are ignored.",
        )
        .access(Access::Webhook)
        .parameters(&["WebhookId", "WebhookTimestamp"])
        .body_of("application/json", true, |schemas| {
            schemas.named(
                "ClerkEvent",
                json!({
                    "type": "object",
                    "description": "An event as Clerk sends it.",
                    "properties": { "type": { "type": "string" }, "data": { "type": "object" } },
                    "required": ["type", "data"],
                }),
            )
        })
        .reply(
            OperationReply::empty(StatusCode::OK, "It was taken, was taken before, or is none of ours.")
                .content("text/plain", |_| json!({ "type": "string" })),
        )
}
