//! Conversation of a live session: its setup, the interview turn by turn, and its end.

use std::convert::Infallible;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::time::{Instant, sleep, sleep_until};

use super::ear::{Ear, samples};
use super::script::{Mishap, Script, pieces};
use super::session::Note;
use super::wire::{End, Wire};
use super::{Admitted, Live, frames, setup};
use crate::emulators::server::Socket;

/// How long one connection lasts, and how long before its end that is announced.
const CONNECTION: Duration = Duration::from_mins(10);
const NOTICE: Duration = Duration::from_secs(60);
const HANDLES_LAST: SignedDuration = SignedDuration::from_hours(2);
const FRAMES: [&str; 4] = ["clientContent", "realtimeInput", "setup", "toolResponse"];

/// How far an interview has come.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    script: Script,
    /// How many questions were asked; there is something to answer as soon as there was one.
    asked: usize,
    pub(crate) good_until: Timestamp,
}

impl Progress {
    pub(crate) fn new(script: Script) -> Self {
        Self { script, asked: 0, good_until: Timestamp::MAX }
    }
}

/// What a client has said when its turn is over.
enum Said {
    Typed(String),
    Spoken,
}

pub(crate) async fn hold(live: &Live, token: &str, socket: Socket) {
    let mut wire = Wire::new(socket).await;
    let Err(end) = converse(live, token, &mut wire).await;
    if let End::Refused(code, reason) = end {
        wire.close(code, &reason).await;
    }
}

async fn converse(live: &Live, token: &str, wire: &mut Wire) -> Result<Infallible, End> {
    let mut first = wire.read().await?;
    let asked = first.get_mut("setup").map(Value::take);
    let asked = asked.ok_or_else(|| End::refused(1007, "The first message must be a setup"))?;
    let note = Note::new(live, token, &asked);

    let held = match live.admit(token, &asked) {
        Ok(admitted) => Conversation::new(live, wire, &note, admitted).hold().await,
        Err(refusal) => Err(refusal),
    };
    if let Err(end) = &held {
        note.over(end);
    }
    held
}

struct Conversation<'a> {
    live: &'a Live,
    wire: &'a mut Wire,
    note: &'a Note<'a>,
    setup: Value,
    progress: Progress,
    ear: Ear,
    go_away_at: Instant,
    ends_at: Instant,
    /// Why it ends then.
    end: End,
}

impl<'a> Conversation<'a> {
    fn new(live: &'a Live, wire: &'a mut Wire, note: &'a Note<'a>, admitted: Admitted) -> Self {
        let Admitted { setup, progress, resumed, left } = admitted;
        note.change(|session| (session.setup, session.resumed) = (Some(setup.clone()), resumed));
        let now = Instant::now();
        let lasts = left.min(CONNECTION);
        let planned = progress.script.mishaps.iter().find_map(|mishap| match mishap {
            Mishap::GoAway { after, left } => Some((now + *after, now + *after + *left)),
            _ => None,
        });
        let (go_away_at, ends_at) = planned.unwrap_or((now + lasts.saturating_sub(NOTICE), now + lasts));
        let end = match left <= CONNECTION && planned.is_none() {
            true => End::refused(1008, "The ephemeral token has expired"),
            false => End::refused(1011, "Deadline expired before operation could complete."),
        };
        let ear = Ear::new(setup::silence_millis(&setup));
        Self { live, wire, note, setup, progress, ear, go_away_at, ends_at, end }
    }

    async fn hold(mut self) -> Result<Infallible, End> {
        if !self.progress.script.has(&Mishap::NoSetupComplete) {
            self.wire.send_bytes(&frames::setup_complete()).await?;
            self.tell_handle().await?;
        }
        let mut announced = false;
        loop {
            tokio::select! {
                frame = self.wire.read() => {
                    if let Some(said) = self.take(frame?)? {
                        self.answer(said).await?;
                    }
                }
                () = sleep_until(self.go_away_at), if !announced => {
                    announced = true;
                    self.wire.send(&frames::go_away(self.ends_at - self.go_away_at)).await?;
                }
                () = sleep_until(self.ends_at) => return Err(self.end),
            }
        }
    }

    /// What a frame says, if with it the client's turn is over.
    fn take(&mut self, frame: Value) -> Result<Option<Said>, End> {
        let unknown = frame.as_object().and_then(|fields| fields.keys().find(|name| !FRAMES.contains(&name.as_str())));
        if let Some(name) = unknown {
            let reason = format!("Invalid JSON payload received. Unknown name \"{name}\": Cannot find field.");
            return Err(End::refused(1007, reason));
        }
        if frame.get("setup").is_some() {
            return Err(End::refused(1007, "A session has one setup"));
        }
        let input = &frame["realtimeInput"];
        let said = match &input["audio"] {
            Value::Null => self.listen(input)?.or_else(|| typed(&frame["clientContent"])),
            audio => {
                let pcm = samples(audio)?;
                self.note.change(|session| session.audio_bytes += pcm.len());
                return Ok(self.ear.hear(&pcm).then_some(Said::Spoken));
            }
        };
        self.note.change(|session| session.frames.push(frame));
        Ok(said)
    }

    /// Text, and the signals with which a client marks where speech begins and ends.
    fn listen(&mut self, input: &Value) -> Result<Option<Said>, End> {
        let marks_activity = ["activityStart", "activityEnd"].iter().any(|name| !input[name].is_null());
        if marks_activity && self.ear.detects_turns() {
            let reason = "Explicit activity control is not supported when automatic activity detection is enabled.";
            return Err(End::refused(1007, reason));
        }
        let ends = !input["activityEnd"].is_null() || input["audioStreamEnd"] == true;
        match input["text"].as_str() {
            Some(text) => Ok(Some(Said::Typed(text.to_owned()))),
            None => Ok((ends && self.ear.end()).then_some(Said::Spoken)),
        }
    }

    /// Writes down what was said and asks the next question. Before the first one there is nothing to write down.
    async fn answer(&mut self, said: Said) -> Result<(), End> {
        let Progress { script, asked, .. } = self.progress.clone();
        let heard = match (said, asked.checked_sub(1).and_then(|last| script.turns.get(last))) {
            (_, None) => String::new(),
            (Said::Typed(text), _) => text,
            (Said::Spoken, Some((_, answer))) => answer.clone(),
        };
        let (question, number) = match script.turns.get(asked) {
            Some((question, _)) => (question, asked + 1),
            None => (&script.closing, 0),
        };
        self.progress.asked = (asked + 1).min(script.turns.len() + 1);
        if script.has(&Mishap::Silent { question: number }) {
            return Ok(());
        }
        let late = script.has(&Mishap::LateTranscripts);
        if !late {
            self.write_down(&heard).await?;
        }
        self.say(question, number, late.then_some(heard)).await?;
        self.tell_handle().await
    }

    async fn write_down(&mut self, heard: &str) -> Result<(), End> {
        let times = if self.progress.script.has(&Mishap::RepeatedTranscripts) { 2 } else { 1 };
        if self.setup["inputAudioTranscription"].is_object() {
            for piece in std::iter::repeat_n(pieces(heard), times).flatten() {
                self.wire.send(&frames::heard(&piece)).await?;
            }
        }
        Ok(())
    }

    /// Says it piece by piece, with whatever is to come late after the first piece.
    async fn say(&mut self, text: &str, number: usize, mut late: Option<String>) -> Result<(), End> {
        let (pace, script) = (self.live.paces.speech(), self.progress.script.clone());
        let transcribed = self.setup["outputAudioTranscription"].is_object();
        let all = pieces(text);
        for (place, piece) in all.iter().enumerate() {
            if place > 0 && place == all.len() / 2 {
                if script.has(&Mishap::Interrupted { question: number }) {
                    self.wire.send(&frames::interrupted()).await?;
                    return self.wire.send(&frames::turn_complete()).await;
                }
                if let Some((code, reason)) = script.close_in(number) {
                    return Err(End::refused(code, reason));
                }
            }
            self.wire.send(&frames::speech(piece, place, pace, transcribed)).await?;
            if let Some(heard) = late.take() {
                self.write_down(&heard).await?;
            }
            sleep(pace).await;
        }
        self.wire.send(&frames::generation_complete()).await?;
        self.wire.send(&frames::turn_complete()).await
    }

    /// From here an interview can be taken up again, without the mishaps it has had.
    async fn tell_handle(&mut self) -> Result<(), End> {
        if !self.setup["sessionResumption"].is_object() {
            return Ok(());
        }
        let mut progress = self.progress.clone();
        progress.script.mishaps.clear();
        progress.good_until = self.live.settings.clock.now() + HANDLES_LAST;
        let handle = {
            let mut state = self.live.state();
            let handle = format!("handle-{:012}", state.handles.len() + 1);
            state.handles.insert(handle.clone(), progress);
            handle
        };
        self.wire.send(&frames::resumable(&handle)).await
    }
}

/// The text of a turn that is complete.
fn typed(content: &Value) -> Option<Said> {
    let turns = content["turns"].as_array().map_or(&[][..], Vec::as_slice);
    let parts = turns.iter().filter_map(|turn| turn["parts"].as_array()).flatten();
    let text: Vec<&str> = parts.filter_map(|part| part["text"].as_str()).collect();
    (content["turnComplete"] == true).then(|| Said::Typed(text.join(" ")))
}
