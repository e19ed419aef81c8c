//! MCP server: an assistant runs a practice session by tools, at `/api/mcp`. One request is one message and one answer;
//! nothing is remembered between two.

mod call;
mod calls;
mod making;
pub mod metadata;
mod protocol;
mod refusals;
mod replies;
mod tools;

use http::{StatusCode, header};
use serde_json::Map;

use self::{
    call::ToolCall,
    protocol::{Fault, McpMethod, Message},
    tools::{INSTRUCTIONS, Tool},
};
use crate::{
    base::{
        blocking,
        env::is_loopback_origin,
        error::{Error, Result},
    },
    http::{
        KeyScopes, Reply, ReplyBody, Request, problem,
        request::{JSON_LIMIT, SHORT_JSON},
    },
    server::{app::App, caller::Caller, middleware},
};

/// Whether a request comes from a page of somebody else's, or by a name that is not this machine's (DNS rebinding).
/// In production only our own names lead here.
pub fn is_foreign(app: &App, request: &Request) -> bool {
    let ours = request.origin();
    let origin = request.headers().get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or_default());
    let is_allowed = |origin: &str| {
        origin == ours
            || app.env.allowed_origins.iter().any(|allowed| allowed == origin)
            || metadata::is_own_origin(app, origin)
    };
    !(app.env.production || is_loopback_origin(&ours)) || !origin.is_none_or(is_allowed)
}

/// What such a request is answered with.
pub fn refuse_foreign(request: &Request) -> Result<Reply> {
    refused(request, Fault::FOREIGN)
}

/// The answer to a message. Who sends it is known before the message is read.
pub async fn reply(app: &'static App, request: &Request, routes: &dyn KeyScopes) -> Result<Reply> {
    let is_ours = |resource: &str| metadata::is_own_resource(app, resource);
    let answered = async {
        let caller = Caller::authenticate_program(app, request, routes, &is_ours).await?;
        answer(app, request, caller).await
    };
    match answered.await {
        Err(error @ Error::NotLoggedIn { .. }) => {
            middleware::note(&error);
            let challenge = metadata::challenge(request, &error);
            Ok(problem::reply(&error, request).with(header::WWW_AUTHENTICATE, &challenge))
        }
        answered => answered,
    }
}

async fn answer(app: &'static App, request: &Request, caller: Caller) -> Result<Reply> {
    let (call, asked) = match read(request).await? {
        Ok(Message::Notification) => return Ok(Reply::new(StatusCode::ACCEPTED, ReplyBody::Empty)),
        Ok(Message::Call(call, asked)) => (call, asked),
        Err(fault) => return refused(request, fault),
    };
    let result = match asked {
        McpMethod::Discover => protocol::discovered(INSTRUCTIONS),
        McpMethod::Initialize { version } => protocol::initialized(INSTRUCTIONS, version),
        McpMethod::Ping => Map::new(),
        McpMethod::ListTools => tools::listed(),
        McpMethod::CallTool { name, arguments } => match Tool::named(&name) {
            Some(tool) => {
                request.trace().note_tool(tool.name());
                Box::pin(ToolCall { app, request, caller }.result(tool, arguments)).await?
            }
            None => return refused(request, call.unknown_tool()),
        },
    };
    Reply::no_store(&call.result(result))
}

/// A long message is no work for a worker that others wait for.
async fn read(request: &Request) -> Result<Result<Message, Fault>> {
    let body = request.bytes(JSON_LIMIT).await?;
    if body.len() <= SHORT_JSON {
        return Ok(protocol::read(request.headers(), &body));
    }
    let request = request.clone();
    blocking::run(move || protocol::read(request.headers(), &body)).await
}

fn refused(request: &Request, fault: Fault) -> Result<Reply> {
    request.trace().note_error(fault.kind());
    Ok(Reply { status: fault.status, ..Reply::no_store(&fault.body())? })
}
