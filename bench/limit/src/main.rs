//! Baseline of three routes: hyper, tokio-postgres, and nothing but the work. No limits, no log, no second try:
//! whatever goes wrong ends the connection.

mod relay;
mod tokens;

use std::{
    env,
    error::Error,
    sync::atomic::{AtomicUsize, Ordering},
};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, combinators::UnsyncBoxBody};
use hyper::{Request, Response, body::Incoming, header::CONTENT_TYPE, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use serde::Serialize;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, UnixStream},
};
use tokio_postgres::{Client, NoTls, Row, Statement};
use uuid::Uuid;

use self::{relay::Model, tokens::Tokens};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;
type Body = UnsyncBoxBody<Bytes, Box<dyn Error + Send + Sync>>;

const LIST: &str = "
    select id, name, title, experience_level, description, created_at, updated_at
    from job_infos where user_id = $1 order by created_at desc, id desc limit 20";
const JOB: &str = "select name, title, experience_level, description from job_infos where user_id = $1 and id = $2";
const STORE: &str = "insert into questions (id, job_info_id, text, difficulty, model) values ($1, $2, $3, $4, $5)";

struct App {
    tokens: Tokens,
    model: Model,
    connections: Vec<Connection>,
    turn: AtomicUsize,
}

/// Many requests share it at once: one asks while another waits.
struct Connection {
    client: Client,
    list: Statement,
    job: Statement,
    store: Statement,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct List<'a> {
    items: Vec<JobInfo<'a>>,
    next_cursor: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JobInfo<'a> {
    id: Uuid,
    name: &'a str,
    title: Option<&'a str>,
    experience_level: &'a str,
    description: &'a str,
    created_at: Timestamp,
    updated_at: Timestamp,
}

fn main() -> Result<()> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?.block_on(serve())
}

/// As a function of the platform: where it listens, and whom it tells that it does.
async fn serve() -> Result<()> {
    let mut connections = Vec::new();
    for _ in 0..env::var("DB_POOL_SIZE")?.parse()? {
        connections.push(Connection::open().await?);
    }
    let (tokens, model) =
        (Tokens::signed_with(&env::var("CLERK_JWT_KEY")?)?, Model::at(&env::var("GEMINI_BASE_URL")?)?);
    let app: &App = Box::leak(Box::new(App { tokens, model, connections, turn: AtomicUsize::new(0) }));
    let listener = TcpListener::bind(("127.0.0.1", env::var("VERCEL_DEV_PORT")?.parse()?)).await?;
    UnixStream::connect(env::var("VERCEL_IPC_PATH")?).await?.write_all(&[0]).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let service = service_fn(move |request| answer(app, request));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn answer(app: &'static App, request: Request<Incoming>) -> Result<Response<Body>> {
    match request.uri().path() {
        "/api/health" => json(br#"{"status":"ok"}"#.to_vec()),
        "/api/job-infos" => json(list(app.connection(), &app.tokens.user(&request)?).await?),
        "/api/ai/questions/generate-question" => relay::question(app, request).await,
        _ => Err("no such route".into()),
    }
}

async fn list(connection: &Connection, user: &str) -> Result<Vec<u8>> {
    let rows = connection.client.query(&connection.list, &[&user]).await?;
    Ok(serde_json::to_vec(&List { items: rows.iter().map(JobInfo::of).collect(), next_cursor: None })?)
}

fn json(bytes: Vec<u8>) -> Result<Response<Body>> {
    let body = Full::from(bytes).map_err(|never| match never {}).boxed_unsync();
    Ok(Response::builder().header(CONTENT_TYPE, "application/json").body(body)?)
}

impl App {
    fn connection(&self) -> &Connection {
        &self.connections[self.turn.fetch_add(1, Ordering::Relaxed) % self.connections.len()]
    }
}

impl Connection {
    async fn open() -> Result<Self> {
        let (client, connection) = tokio_postgres::connect(&env::var("DATABASE_URL")?, NoTls).await?;
        tokio::spawn(connection);
        let [list, job, store] =
            [client.prepare(LIST).await?, client.prepare(JOB).await?, client.prepare(STORE).await?];
        Ok(Self { client, list, job, store })
    }
}

impl<'a> JobInfo<'a> {
    fn of(row: &'a Row) -> Self {
        Self {
            id: row.get("id"),
            name: row.get("name"),
            title: row.get("title"),
            experience_level: row.get("experience_level"),
            description: row.get("description"),
            created_at: row.get("created_at"),
            updated_at: row.get("updated_at"),
        }
    }
}
