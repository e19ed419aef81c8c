//! Host as one function sees it: it starts the executable, hears from it what it says, calls it, and ends it with
//! SIGTERM. Vercel's calls it over the loopback with the internal headers, AWS Lambda's is asked by it for events.

mod lambda;
mod vercel;

use std::{
    io,
    path::Path,
    process::{ExitStatus, Stdio},
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};

use darasa_core::base::http_client::HttpClient;
use http::Method;
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, BufReader},
    net::TcpStream,
    process::{Child, Command},
    sync::watch,
    time::timeout,
};

pub use self::lambda::{Answered, LambdaEmulator};
use crate::{
    services::{
        free_port::free_port,
        processes::{self, Signal},
    },
    testing::time_limits::PATIENCE,
};

/// A free port may be lost to another program before the function has it.
const TRIES: usize = 5;

/// Which host starts a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    Vercel,
    Lambda,
}

/// Environment with which a function answers, complete and with nothing behind it.
pub fn good_env() -> Vec<(String, String)> {
    let pairs = [
        ("DATABASE_URL", "postgres://ada:secret@127.0.0.1:1/darasa"),
        ("CLERK_SECRET_KEY", "sk_test_abc"),
        ("CLERK_WEBHOOK_SIGNING_SECRET", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"),
        ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "pk_test_ZGFyYXNhLmNsZXJrLmFjY291bnRzLmRldiQ"),
        ("GEMINI_API_KEY", "key"),
    ];
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

/// A function as it is to be started.
pub struct Function {
    command: Command,
    port: Option<u16>,
    platform: Platform,
    runtime_api: fn(u16) -> String,
}

impl Function {
    /// With these variables and no others; on this machine, unless they say another environment.
    pub fn new(executable: impl AsRef<Path>, env: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut command = Command::new(executable.as_ref());
        command.env_clear().env("VERCEL_ENV", "development").envs(env);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.kill_on_drop(true);
        let runtime_api = |port| format!("127.0.0.1:{port}");
        Self { command, port: None, platform: Platform::Vercel, runtime_api }
    }

    pub fn arguments<const N: usize>(mut self, arguments: [&str; N]) -> Self {
        self.command.args(arguments);
        self
    }

    /// On this port and no other, whoever has it.
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// By this host; by Vercel's, where nothing is said.
    pub fn on(mut self, platform: Platform) -> Self {
        self.platform = platform;
        self
    }

    /// How Lambda's host writes the address of its API, which other emulators write otherwise.
    pub fn runtime_api(mut self, written: fn(u16) -> String) -> Self {
        self.runtime_api = written;
        self
    }

    /// Returns when the function has said that it listens.
    pub async fn start(mut self) -> Host {
        for _ in 0..TRIES {
            let mut host = self.launch().expect("the executable starts");
            if host.says_started().await {
                return host;
            }
            let log = host.log();
            assert!(log.contains("in use") && self.port.is_none(), "the function did not start:\n{log}");
        }
        panic!("no port stays free")
    }

    /// Starts it, and waits for nothing.
    pub fn launch(&mut self) -> io::Result<Host> {
        let heard = watch::Sender::new(Heard::default());
        let (port, lambda) = match self.platform {
            Platform::Vercel => {
                let port = self.port.map_or_else(free_port, Ok)?;
                let socket = vercel::Socket::new()?;
                self.command.env("VERCEL_IPC_PATH", socket.path()).env("VERCEL_DEV_PORT", port.to_string());
                tokio::spawn(vercel::listen(socket, heard.clone()));
                (port, None)
            }
            Platform::Lambda => {
                let lambda = LambdaEmulator::start(self.port, heard.clone())?;
                self.command.env("AWS_LAMBDA_RUNTIME_API", (self.runtime_api)(lambda.api_port()));
                (lambda.url_port(), Some(lambda))
            }
        };
        let mut process = self.command.spawn()?;

        let (stdout, stderr) = (process.stdout.take(), process.stderr.take());
        tokio::spawn(take_down(stdout.expect("it is piped"), heard.clone()));
        tokio::spawn(take_down(stderr.expect("it is piped"), heard.clone()));
        let http = HttpClient::default().client().expect("a client").clone();
        Ok(Host { process, port, heard, http, invocations: AtomicU64::new(1), lambda })
    }
}

/// A function that runs; it is killed when this is dropped.
pub struct Host {
    process: Child,
    port: u16,
    heard: watch::Sender<Heard>,
    http: reqwest::Client,
    invocations: AtomicU64,
    lambda: Option<LambdaEmulator>,
}

/// One call, as the messages about it name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    pub id: String,
    pub request: u64,
}

/// What the function said so far.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    pub messages: Vec<Message>,
    /// Standard output and standard error.
    pub log: String,
    pub hung_up: bool,
}

#[derive(Debug, Clone)]
pub struct Message {
    pub at: Instant,
    pub kind: String,
    pub payload: Value,
}

impl Heard {
    pub fn ends_of(&self, invocation: &Invocation) -> Vec<&Message> {
        let is_its_end = |message: &&Message| {
            let context = &message.payload["context"];
            message.kind == "end"
                && context["invocationId"] == invocation.id.as_str()
                && context["requestId"] == invocation.request
        };
        self.messages.iter().filter(is_its_end).collect()
    }

    /// What the function said of a reply that it streamed to Lambda.
    pub fn reply_to(&self, invocation: &Invocation) -> Option<&Message> {
        let is_its_reply = |message: &&Message| {
            message.kind == "reply" && message.payload["context"]["invocationId"] == invocation.id.as_str()
        };
        self.messages.iter().find(is_its_reply)
    }

    pub fn started(&self) -> Option<&Message> {
        self.messages.iter().find(|message| message.kind == "server-started")
    }
}

impl Host {
    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn heard(&self) -> Heard {
        self.heard.borrow().clone()
    }

    pub fn log(&self) -> String {
        self.heard.borrow().log.clone()
    }

    /// A request to be filled and sent, and what its `end` will be known by.
    pub fn invoke(&self, method: Method, path: &str) -> (Invocation, reqwest::RequestBuilder) {
        let invocation = self.invocation();
        let request = self
            .http
            .request(method, format!("http://127.0.0.1:{}{path}", self.port))
            .header("x-vercel-internal-invocation-id", &invocation.id)
            .header("x-vercel-internal-request-id", invocation.request);
        (invocation, request)
    }

    /// The emulator of Lambda that the function runs on.
    pub fn lambda(&self) -> &LambdaEmulator {
        self.lambda.as_ref().expect("it was started by Lambda's host")
    }

    /// The same from a client elsewhere, as the host says it.
    pub fn invoke_from(&self, ip: &str, method: Method, path: &str) -> (Invocation, reqwest::RequestBuilder) {
        let (invocation, request) = self.invoke(method, path);
        let header = if self.lambda.is_some() { lambda::SOURCE_IP } else { "x-real-ip" };
        (invocation, request.header(header, ip))
    }

    pub fn invocation(&self) -> Invocation {
        let request = self.invocations.fetch_add(1, Ordering::Relaxed);
        Invocation { id: format!("invocation-{request}"), request }
    }

    /// A request without a body, as bytes, for a connection of one's own.
    pub fn head(&self, invocation: &Invocation, method: Method, path: &str) -> String {
        let Invocation { id, request } = invocation;
        format!(
            "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nx-vercel-internal-invocation-id: {id}\r\n\
             x-vercel-internal-request-id: {request}\r\n\r\n"
        )
    }

    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(("127.0.0.1", self.port)).await.expect("a connection")
    }

    pub async fn ping(&self) -> String {
        let response = self.http.get(format!("http://127.0.0.1:{}/_vercel/ping", self.port)).send().await;
        response.expect("an answer").text().await.expect("a body")
    }

    pub fn has_ended(&self, invocation: &Invocation) -> bool {
        !self.heard.borrow().ends_of(invocation).is_empty()
    }

    /// When the function said that this invocation is over.
    pub async fn end_of(&self, invocation: &Invocation) -> Instant {
        let heard = self.until(|heard| !heard.ends_of(invocation).is_empty()).await;
        heard.ends_of(invocation)[0].at
    }

    /// Waits until something was heard.
    pub async fn until(&self, is_heard: impl Fn(&Heard) -> bool) -> Heard {
        let mut heard = self.heard.subscribe();
        match timeout(PATIENCE, heard.wait_for(|heard| is_heard(heard))).await {
            Ok(heard) => heard.expect("this host holds the sender").clone(),
            Err(_) => panic!("it was never heard: {:?}", self.heard()),
        }
    }

    /// Asks the function to end, as the platform does half a second before it kills.
    pub fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    /// Stops it in the middle of whatever it does, as the platform freezes an instance that has nothing to
    /// do. Time goes on.
    pub fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    pub fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        let process = self.process.id().expect("it still runs");
        assert!(processes::send(process, signal).expect("it is ours"), "the signal was not sent");
    }

    pub async fn exit(&mut self) -> ExitStatus {
        timeout(PATIENCE, self.ended()).await.expect("the function ends")
    }

    /// The same, however long it takes.
    pub async fn ended(&mut self) -> ExitStatus {
        self.process.wait().await.expect("its status is known")
    }

    /// False when it hung up or ended instead.
    async fn says_started(&mut self) -> bool {
        let mut heard = self.heard.subscribe();
        tokio::select! {
            heard = timeout(PATIENCE, heard.wait_for(|heard| heard.started().is_some())) => heard.is_ok(),
            _ = self.process.wait() => {
                self.until(|heard| !heard.log.is_empty()).await;
                false
            }
        }
    }
}

async fn take_down(output: impl AsyncRead + Unpin, heard: watch::Sender<Heard>) {
    let mut lines = BufReader::new(output).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        heard.send_modify(|heard| heard.log.extend([&line, "\n"]));
    }
}
