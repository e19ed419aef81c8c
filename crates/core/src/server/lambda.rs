//! AWS Lambda's runtime loop, with graceful shutdown: the only file that names `lambda_http`, whose types read the
//! events.
//!
//! The loop is our own. That crate's adds 40 ms to each answer, writes the text of an error into a body that breaks,
//! and asks for the next event while work for the last one goes on, which Lambda then freezes.

mod event;
mod runtime_api;
mod streamed_reply;

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use http::{Response, StatusCode};
use http_body_util::BodyExt;
use lambda_http::aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayV2httpRequest};
use secrecy::SecretString;
use tokio::signal::unix::{Signal, SignalKind, signal};

use self::{
    event::{HttpEvent, Source, Unreadable},
    runtime_api::{Event, RuntimeApi},
};
use crate::{
    base::env::LambdaHost,
    http::request::BoxError,
    server::middleware::{Completion, Invocation, ResponseBody},
};

/// For whoever comes past the front, or whose front does not know the secret: its operator.
const NO_SECRET: &str = "This address is for its front alone, which sends x-origin-secret: see docs/lambda.md.\n";

/// Takes one event after the other until Lambda stops this process.
pub(super) async fn run<C, F>(host: LambdaHost, call: C) -> Result<(), BoxError>
where
    C: Fn(Invocation) -> F,
    F: Future<Output = Response<ResponseBody>>,
{
    let mut api = RuntimeApi::new(&host.runtime_api);
    let (mut stop, secret) = match begin(host) {
        Ok(begun) => begun,
        Err(error) => {
            api.fail_init(&error.to_string()).await?;
            return Err(error);
        }
    };
    loop {
        let event = tokio::select! {
            biased;
            _ = stop.recv() => return Ok(()),
            event = api.next() => event?,
        };
        invoke(&mut api, secret.as_ref(), &call, event).await;
    }
}

/// What has to be there before the first event.
fn begin(host: LambdaHost) -> Result<(Signal, Option<SecretString>), BoxError> {
    Ok((signal(SignalKind::terminate())?, host.origin_secret?))
}

/// One invocation. The next event is asked for when nothing keeps this one open any more: until then Lambda lets the
/// process run.
async fn invoke<C, F>(api: &mut RuntimeApi, secret: Option<&SecretString>, call: &C, event: Event)
where
    C: Fn(Invocation) -> F,
    F: Future<Output = Response<ResponseBody>>,
{
    let (wait_until, completion) = Completion::new();
    let Event { id, payload } = event;
    let request = payload.map_err(|error| Unreadable(error.to_string())).and_then(|payload| read(&payload));
    let told = match request.map(|request| request.admit(secret)) {
        Ok(Some(request)) => {
            let is_head = request.head.method == http::Method::HEAD;
            let HttpEvent { head, body, client_ip } = request;
            let calling = call(Invocation { head, body, client_ip, wait_until });
            match AssertUnwindSafe(calling).catch_unwind().await {
                Ok(reply) => api.respond(&id, streamed_reply::stream(reply, is_head)).await,
                // The panic hook has logged it.
                Err(_) => api.fail(&id, "Runtime.Panic", "a panic").await,
            }
        }
        Ok(None) => {
            drop(wait_until);
            let mut reply = Response::new(NO_SECRET.to_owned().map_err(|never| match never {}));
            *reply.status_mut() = StatusCode::FORBIDDEN;
            api.respond(&id, streamed_reply::stream(reply, false)).await
        }
        Err(Unreadable(cause)) => {
            drop(wait_until);
            tracing::error!(cause, "an event could not be read");
            api.fail(&id, "Runtime.UnreadableEvent", &cause).await
        }
    };
    if let Err(error) = told {
        tracing::warn!(cause = %error, "Lambda did not take all of a reply");
    }
    completion.closed().await;
}

/// A request from the event of a Function URL or of an API of API Gateway.
fn read(payload: &[u8]) -> Result<HttpEvent, Unreadable> {
    match event::source(payload)? {
        Source::FunctionUrl => {
            let event: ApiGatewayV2httpRequest = event::parse(payload)?;
            let http = event.request_context.http;
            HttpEvent::new(http.method, event.raw_path, event.raw_query_string)?
                .headers(event.headers, event.cookies)
                .client_ip(http.source_ip)
                .body(event.body, event.is_base64_encoded)
        }
        Source::RestApi => {
            let event: ApiGatewayProxyRequest = event::parse(payload)?;
            let [many, one] = [event.multi_value_query_string_parameters, event.query_string_parameters];
            let query = if many.is_empty() { one } else { many }.to_query_string();
            let [many, one] = [event.multi_value_headers, event.headers];
            HttpEvent::new(event.http_method, event.path, Some(query))?
                .headers(if many.is_empty() { one } else { many }, None)
                .client_ip(event.request_context.identity.source_ip)
                .body(event.body, event.is_base64_encoded)
        }
    }
}

#[cfg(test)]
mod tests;
