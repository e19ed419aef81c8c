//! Stream relay of the baseline: each event of the model's stream becomes a line of the client's, and the text is
//! stored before the last of them.

use std::borrow::Cow;

use bytes::Bytes;
use futures_util::stream::try_unfold;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::{
    Request, Response, Uri,
    body::{Frame, Incoming},
    header::CONTENT_TYPE,
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::{App, Body, Result};

const MODEL: &str = "limit";
const SYSTEM: &str = include_str!("../../../crates/core/src/domain/generation/prompts/question.md");
const ENDS: &str = "e:{\"finishReason\":\"stop\",\"isContinued\":false}\nd:{\"finishReason\":\"stop\"}\n";

pub struct Model {
    client: Client<HttpConnector, Full<Bytes>>,
    place: Uri,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wanted {
    prompt: String,
    job_info_id: Uuid,
}

struct Relay {
    app: &'static App,
    wanted: Wanted,
    id: Uuid,
    events: Incoming,
    /// What has come of a line that is not complete.
    rest: Vec<u8>,
    text: String,
    ended: bool,
}

#[derive(Deserialize)]
struct Event<'a> {
    #[serde(borrow)]
    candidates: [Candidate<'a>; 1],
}

#[derive(Deserialize)]
struct Candidate<'a> {
    #[serde(borrow)]
    content: Content<'a>,
}

#[derive(Deserialize)]
struct Content<'a> {
    #[serde(borrow)]
    parts: [Part<'a>; 1],
}

#[derive(Deserialize)]
struct Part<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
}

pub async fn question(app: &'static App, request: Request<Incoming>) -> Result<Response<Body>> {
    let user = app.tokens.user(&request)?;
    let wanted: Wanted = serde_json::from_slice(&request.into_body().collect().await?.to_bytes())?;
    let connection = app.connection();
    let row = connection.client.query_one(&connection.job, &[&user, &wanted.job_info_id]).await?;
    let (name, title, level) = (row.get::<_, &str>(0), row.get::<_, Option<&str>>(1), row.get::<_, &str>(2));
    let (description, difficulty) = (row.get::<_, &str>(3), &wanted.prompt);
    let job = format!("The job: {name}\nTitle: {title:?}\nExperience level: {level}\nDescription:\n{description}");
    let events = app.model.answer(&format!("{job}\nAsk a new question. Difficulty: {difficulty}.")).await?;

    let id = Uuid::new_v4();
    let relay = Relay { app, wanted, id, events, rest: Vec::new(), text: String::new(), ended: false };
    let frames = try_unfold(relay, |mut relay| async {
        Ok(relay.next().await?.map(|lines| (Frame::data(Bytes::from(lines)), relay)))
    });
    let response = Response::builder().header(CONTENT_TYPE, "text/plain; charset=utf-8");
    Ok(response.header("x-vercel-ai-data-stream", "v1").body(BodyExt::boxed_unsync(StreamBody::new(frames)))?)
}

impl Model {
    pub fn at(base_url: &str) -> Result<Self> {
        let place = format!("{base_url}/v1beta/models/{MODEL}:streamGenerateContent?alt=sse").parse()?;
        Ok(Self { client: Client::builder(TokioExecutor::new()).build_http(), place })
    }

    async fn answer(&self, prompt: &str) -> Result<Incoming> {
        let message = json!({
            "systemInstruction": { "parts": [{ "text": SYSTEM }] },
            "contents": [{ "role": "user", "parts": [{ "text": prompt }] }],
        });
        let request = Request::post(&self.place).header(CONTENT_TYPE, "application/json");
        Ok(self.client.request(request.body(message.to_string().into())?).await?.into_body())
    }
}

impl Relay {
    /// The lines for all events that came together; None after the last.
    async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        let mut lines = Vec::new();
        while lines.is_empty() && !self.ended {
            match self.events.frame().await {
                Some(frame) => self.read(&frame?.into_data().unwrap_or_default(), &mut lines)?,
                None => lines = self.store().await?.into_bytes(),
            }
        }
        Ok((!lines.is_empty()).then_some(lines))
    }

    fn read(&mut self, bytes: &[u8], lines: &mut Vec<u8>) -> Result<()> {
        self.rest.extend_from_slice(bytes);
        let whole = self.rest.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        for line in self.rest[..whole].split(|byte| *byte == b'\n') {
            let Some(event) = line.strip_prefix(b"data: ") else { continue };
            let Event { candidates: [Candidate { content: Content { parts: [Part { text }] } }] } =
                serde_json::from_slice(event)?;
            lines.extend_from_slice(b"0:");
            serde_json::to_writer(&mut *lines, &text)?;
            lines.push(b'\n');
            self.text.push_str(&text);
        }
        self.rest.drain(..whole);
        Ok(())
    }

    async fn store(&mut self) -> Result<String> {
        self.ended = true;
        let (connection, id, Wanted { prompt, job_info_id }) = (self.app.connection(), self.id, &self.wanted);
        connection.client.execute(&connection.store, &[&id, job_info_id, &self.text, prompt, &MODEL]).await?;
        Ok(format!("2:[{{\"questionId\":\"{id}\"}}]\n{ENDS}"))
    }
}
