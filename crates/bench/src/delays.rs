//! Latency to the database: round trips of each request counted on the wire, and the time they take.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use http::Method;
use reqwest::{RequestBuilder, Url};
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

use crate::latency_proxy::Distance;
use darasa_local::{
    services::{
        certificates::{Authority, Certificate},
        postgres::{Postgres, Purpose},
    },
    testing::test_app::{Person, SendRequest, Settings, TestApp},
};

/// Of several tries the quickest counts: everything but the line is noise.
const TRIES: usize = 3;

/// One kind of request on a line of one length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    pub what: &'static str,
    pub round_trips: usize,
    pub took: Duration,
}

/// A database that encrypts if it is asked to, and two entrances as Neon's proxy has them: TLS that is asked for first,
/// and TLS from the first byte on.
pub struct Far {
    postgres: Postgres,
    authority: Authority,
    negotiated: SocketAddr,
    direct: SocketAddr,
}

impl Far {
    pub async fn start() -> Self {
        let authority = Authority::new().expect("an authority");
        let certificate = authority.issue(["127.0.0.1"]).expect("a certificate");
        let checkout = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        let postgres = Postgres::start_encrypted(Purpose::Test, checkout, &certificate).expect("a Postgres");
        let server = server_of(&postgres.url("postgres"));
        let negotiated = end_tls(&certificate, server, true).await;
        let direct = end_tls(&certificate, server, false).await;
        Self { postgres, authority, negotiated, direct }
    }

    /// Every kind of request, on a line whose round trip takes that long.
    pub async fn costs(&self, delay: Duration) -> Vec<Cost> {
        let database = self.postgres.fresh_database().await.expect("a database");
        let server = server_of(&database);
        let mut costs = Vec::new();
        for (what, server, parameters) in [
            ("first read: plain", server, ""),
            ("first read: TLS at a proxy", self.negotiated, "?sslmode=require"),
            ("first read: direct TLS at a proxy", self.direct, "?sslmode=require&sslnegotiation=direct"),
            ("first read: TLS, channel binding", server, "?sslmode=require&channel_binding=require"),
        ] {
            let mut tries = Vec::new();
            for _ in 0..TRIES {
                let (app, line) = self.app(&database, server, parameters, delay).await;
                let ada = app.person("ada");
                tries.push(spent(what, &line, ada.request(Method::GET, JOBS)).await);
            }
            costs.extend(tries.into_iter().min_by_key(|cost| cost.took));
        }
        let (app, line) = self.app(&database, server, "", delay).await;
        let person = app.person_with("ada", "u:unlimited_questions,u:unlimited_interviews");
        costs.extend(Warm::of(&person, line).await.costs().await);
        costs
    }

    async fn app(&self, database: &str, server: SocketAddr, parameters: &str, delay: Duration) -> (TestApp, Distance) {
        let line = Distance::before(server, delay).await.expect("a line");
        let mut url: Url = database.parse().expect("a URL");
        url.set_port(Some(line.port())).expect("a port");
        let env = vec![("DATABASE_URL", format!("{url}{parameters}")), ("DB_SSLROOTCERT", self.authority.pem())];
        (TestApp::on(database.to_owned(), Settings { env, ..Settings::default() }).await, line)
    }
}

const JOBS: &str = "/api/job-infos";
const QUESTION: &str = "/api/ai/questions/generate-question";
const FEEDBACK: &str = "/api/ai/questions/generate-feedback";

/// Somebody whose function has a connection and knows every statement.
struct Warm<'a> {
    person: &'a Person<'a>,
    line: Distance,
    job: Value,
    question: Value,
    interview: String,
}

impl<'a> Warm<'a> {
    async fn of(person: &'a Person<'a>, line: Distance) -> Self {
        let job = person.post(JOBS, a_job()).await.json()["id"].take();
        let asked = person.post(QUESTION, json!({ "prompt": "easy", "jobInfoId": job })).await;
        let question = Value::from(asked.header("x-question-id"));
        let interview = person.post("/api/interviews", json!({ "jobInfoId": job })).await.header("location").to_owned();
        Self { person, line, job, question, interview }
    }

    async fn costs(&self) -> Vec<Cost> {
        let (post, job) = (|path: &str| self.person.request(Method::POST, path), &self.job);
        let one = format!("{JOBS}/{}", job.as_str().unwrap_or_default());
        let questions = format!("/api/questions?jobInfoId={}", job.as_str().unwrap_or_default());
        let get = |path: &str| self.person.request(Method::GET, path);
        let said = |nth: usize| {
            let item = json!({ "seq": nth, "speaker": "candidate", "text": "Rust", "at": nth });
            post(&format!("{}/utterances", self.interview)).json(&json!({ "items": [item] }))
        };
        let keyed = |nth: usize| post(JOBS).json(&a_job()).header("idempotency-key", format!("\"key-{nth}\""));
        vec![
            self.cost("list jobs", |_| get(JOBS)).await,
            self.cost("read a job", |_| get(&one)).await,
            self.cost("list questions", |_| get(&questions)).await,
            self.cost("read the account", |_| get("/api/users/me")).await,
            self.cost("save a job", |_| post(JOBS).json(&a_job())).await,
            self.cost("save a job, with a key", keyed).await,
            self.cost("change a job", |_| {
                self.person.request(Method::PATCH, &one).json(&json!({ "description": "SQL" }))
            })
            .await,
            self.cost("ask for a question", |_| post(QUESTION).json(&json!({ "prompt": "easy", "jobInfoId": job })))
                .await,
            self.cost("feedback on an answer", |_| {
                post(FEEDBACK).json(&json!({ "prompt": "B-trees", "questionId": self.question }))
            })
            .await,
            self.cost("create an interview", |_| post("/api/interviews").json(&json!({ "jobInfoId": job }))).await,
            self.cost("add utterances", said).await,
        ]
    }

    /// Twice without counting, so that its statements are prepared.
    async fn cost(&self, what: &'static str, request: impl Fn(usize) -> RequestBuilder) -> Cost {
        let mut tries = Vec::new();
        for nth in 0..TRIES + 2 {
            tries.push(spent(what, &self.line, request(nth)).await);
        }
        tries.into_iter().skip(2).min_by_key(|cost| cost.took).expect("several tries")
    }
}

fn a_job() -> Value {
    json!({ "name": "Acme", "experienceLevel": "senior", "description": "Rust" })
}

/// What one request costs, to the last byte of its reply.
async fn spent(what: &'static str, line: &Distance, request: RequestBuilder) -> Cost {
    let (before, began) = (line.round_trips(), Instant::now());
    let answer = request.send_and_read().await;
    let (round_trips, took) = (line.round_trips() - before, began.elapsed());
    assert!(answer.status.is_success(), "{what}: {}", answer.text);
    Cost { what, round_trips, took }
}

fn server_of(url: &str) -> SocketAddr {
    let port = Url::parse(url).ok().and_then(|url| url.port()).expect("a URL with a port");
    (Ipv4Addr::LOCALHOST, port).into()
}

/// Passes on what is inside of TLS, which may be asked for first.
async fn end_tls(certificate: &Certificate, server: SocketAddr, negotiated: bool) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let (address, tls) = (listener.local_addr().expect("an address"), acceptor(certificate));
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let tls = tls.clone();
            tokio::spawn(async move {
                client.set_nodelay(true)?;
                if negotiated {
                    client.read_exact(&mut [0; 8]).await?;
                    client.write_all(b"S").await?;
                }
                let mut client = tls.accept(client).await?;
                let mut server = TcpStream::connect(server).await?;
                server.set_nodelay(true)?;
                copy_bidirectional(&mut client, &mut server).await
            });
        }
    });
    address
}

fn acceptor(certificate: &Certificate) -> TlsAcceptor {
    let chain = vec![CertificateDer::from_pem_slice(certificate.certificate.as_bytes()).expect("a certificate")];
    let key = PrivateKeyDer::from_pem_slice(certificate.key.as_bytes()).expect("a key");
    let builder = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().expect("TLS 1.3").with_no_client_auth();
    let mut config = builder.with_single_cert(chain, key).expect("a key that fits");
    config.alpn_protocols = vec![b"postgresql".to_vec()];
    Arc::new(config).into()
}
