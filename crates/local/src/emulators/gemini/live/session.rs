//! Session record of the Live API, as tests look at it.

use serde_json::Value;

use super::Live;
use super::wire::End;

/// A session as it went, for whoever asks.
#[derive(Clone, Debug)]
pub struct Session {
    pub token: String,
    /// The setup that the client sent.
    pub asked: Value,
    /// The setup that held; none when the session was refused.
    pub setup: Option<Value>,
    pub resumed: bool,
    /// What came after the setup, but for the audio.
    pub frames: Vec<Value>,
    pub audio_bytes: usize,
    pub over: bool,
    /// The code and the reason with which it was closed, unless the client went away.
    pub closed: Option<(u16, String)>,
}

/// A session's place among those that are remembered.
pub(crate) struct Note<'a> {
    live: &'a Live,
    place: usize,
}

impl<'a> Note<'a> {
    pub(crate) fn new(live: &'a Live, token: &str, asked: &Value) -> Self {
        let mut place = 0;
        live.sessions.send_modify(|sessions| {
            place = sessions.len();
            sessions.push(Session {
                token: token.to_owned(),
                asked: asked.clone(),
                setup: None,
                resumed: false,
                frames: Vec::new(),
                audio_bytes: 0,
                over: false,
                closed: None,
            });
        });
        Self { live, place }
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Session)) {
        self.live.sessions.send_modify(|sessions| change(&mut sessions[self.place]));
    }

    pub(crate) fn over(&self, end: &End) {
        self.change(|session| {
            session.over = true;
            session.closed = match end {
                End::Gone => None,
                End::Refused(code, reason) => Some((*code, reason.clone())),
            };
        });
    }
}
