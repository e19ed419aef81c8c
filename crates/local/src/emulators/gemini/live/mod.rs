//! Live API emulator of Gemini: tokens that lock a setup, and a WebSocket on which an interview is held.
//!
//! What the documents leave open is decided here: close code 1008 for what is wrong with a token, 1007 for what is
//! wrong with a frame, 1011 when the time of a connection is over.

mod conversation;
mod ear;
mod frames;
mod script;
mod session;
mod setup;
mod token;
mod tone;
mod wire;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::header::{CONNECTION, SEC_WEBSOCKET_ACCEPT, UPGRADE};
use http::{HeaderValue, Response, StatusCode};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use self::conversation::Progress;
pub use self::script::{Mishap, Script};
pub use self::session::Session;
pub use self::token::Token;
use self::wire::End;
use super::GeminiSettings;
use super::envelope::Envelope;
use super::paces::Paces;
use super::whole::perform_whole;
use crate::emulators::journal::Received;
use crate::emulators::model::answer::{Answer, UsageIn};
use crate::emulators::model::error::ApiError;
use crate::emulators::model::reply::json_reply;
use crate::emulators::playback::Playback;
use crate::emulators::server::{Reply, Talk};

const SERVICE: &str = "/ws/google.ai.generativelanguage.";
/// The one method that takes tokens.
const METHOD: &str = "GenerativeService.BidiGenerateContentConstrained";
/// Version `v1` knows neither the tokens nor their sessions.
const VERSIONS: [&str; 2] = ["v1alpha", "v1beta"];

/// What the Live API remembers, and what it is told to do next.
pub struct Live {
    settings: GeminiSettings,
    paces: Arc<Paces>,
    state: Mutex<State>,
    sessions: watch::Sender<Vec<Session>>,
}

#[derive(Default)]
struct State {
    mints: VecDeque<Answer>,
    scripts: VecDeque<Script>,
    tokens: Vec<Token>,
    /// Where a session can be taken up again.
    handles: BTreeMap<String, Progress>,
}

impl Live {
    pub(crate) fn new(settings: GeminiSettings, paces: Arc<Paces>) -> Self {
        Self { settings, paces, state: Mutex::default(), sessions: watch::Sender::default() }
    }

    /// The next new session goes like this; without a script it goes as an interview usually does.
    pub fn next(&self, script: Script) {
        self.state().scripts.push_back(script);
    }

    /// The next good request for a token is answered with this instead.
    pub fn next_mint(&self, answer: impl Into<Answer>) {
        self.state().mints.push_back(answer.into());
    }

    /// All tokens that were given out.
    pub fn tokens(&self) -> Vec<Token> {
        self.state().tokens.clone()
    }

    /// All sessions whose setup was read, those that were refused too.
    pub fn sessions(&self) -> Vec<Session> {
        self.sessions.borrow().clone()
    }

    /// Waits until so many sessions are over.
    pub async fn until_over(&self, count: usize) {
        let over = |sessions: &Vec<Session>| sessions.iter().filter(|session| session.over).count() >= count;
        // The sender is our own, so the channel cannot close while this waits.
        let _ = self.sessions.subscribe().wait_for(over).await;
    }

    pub(crate) async fn mint(&self, version: &str, received: &Received) -> Reply {
        let (now, number) = (self.settings.clock.now(), self.state().tokens.len() + 1);
        let token = match Token::read(&received.bytes, now, number) {
            Ok(token) => token,
            Err(error) => return Ok(error.reply()),
        };
        let scripted = self.state().mints.pop_front();
        if let Some(answer) = scripted {
            let model = token.model().unwrap_or_default().to_owned();
            let (version, response_id, usage) = (version.to_owned(), format!("mint-{number}"), answer.usage);
            let to = Envelope { version, model, response_id, usage, usage_in: UsageIn::Every };
            return perform_whole(answer, &to).await;
        }
        let reply = json_reply(StatusCode::OK, &json!({"name": token.name}));
        self.state().tokens.push(token);
        Ok(reply)
    }

    /// Hands the connection over to a session. Whether its token is good is told there, as a browser sees no status.
    pub(crate) fn open(self: &Arc<Self>, received: &Received) -> Result<Response<Playback>, ApiError> {
        let key = received.header("sec-websocket-key").ok_or_else(ApiError::no_such_path)?;
        let accept = HeaderValue::from_str(&derive_accept_key(key.as_bytes())).map_err(|_| ApiError::no_such_path())?;
        let by_header = received.header("authorization").and_then(|value| value.strip_prefix("Token "));
        let token = received.parameter("access_token").or(by_header).unwrap_or_default().to_owned();
        let live = self.clone();
        let talk = Talk::new(move |socket| {
            let (live, token) = (live.clone(), token.clone());
            async move { conversation::hold(&live, &token, socket).await }
        });

        let mut reply = Response::new(Playback::new([]));
        *reply.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
        let headers = reply.headers_mut();
        headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
        headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
        reply.extensions_mut().insert(talk);
        Ok(reply)
    }

    /// Takes one use of the token, unless an earlier session is taken up again. What holds is the setup as it is
    /// locked.
    fn admit(&self, name: &str, asked: &Value) -> Result<Admitted, End> {
        let now = self.settings.clock.now();
        let mut state = self.state();
        let State { tokens, handles, scripts, .. } = &mut *state;
        let token = tokens.iter_mut().find(|token| token.name == name);
        let token = token.ok_or_else(|| End::refused(1008, "The ephemeral token is not known"))?;
        let left = token.left(now).ok_or_else(|| End::refused(1008, "The ephemeral token has expired"))?;
        let setup = token.lock(asked);
        setup::check(&setup, &self.settings.unknown_models)?;

        let handle = setup["sessionResumption"]["handle"].as_str();
        let earlier = handle.map(|handle| handles.get(handle).filter(|progress| progress.good_until > now));
        let progress = match earlier {
            Some(Some(progress)) => progress.clone(),
            Some(None) => return Err(End::refused(1007, "Invalid session resumption handle")),
            None => {
                token.begin(now)?;
                Progress::new(scripts.pop_front().unwrap_or_default())
            }
        };
        Ok(Admitted { resumed: handle.is_some(), setup, progress, left })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves a state that is still good.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Admitted {
    setup: Value,
    progress: Progress,
    resumed: bool,
    /// How long the token is still good.
    left: std::time::Duration,
}

/// What a path of the Live API leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door<'a> {
    Mint(&'a str),
    Session,
}

impl<'a> Door<'a> {
    /// The official client really begins with two slashes, and the real service takes them.
    pub(crate) fn of(path: &'a str) -> Option<Self> {
        let path = path.strip_prefix('/').filter(|rest| rest.starts_with('/')).unwrap_or(path);
        if let Some(rest) = path.strip_prefix(SERVICE) {
            let (version, method) = rest.split_once('.')?;
            return (VERSIONS.contains(&version) && method == METHOD).then_some(Self::Session);
        }
        let version = path.strip_prefix('/')?.strip_suffix("/auth_tokens")?;
        VERSIONS.contains(&version).then_some(Self::Mint(version))
    }
}
