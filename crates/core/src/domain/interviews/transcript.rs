//! Transcript: what was said in an interview as a whole, from its utterances or from the chat that was held at Hume.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};
use tokio_postgres::Row;

use crate::{
    base::{
        blocking,
        error::{Error, Result},
        steps,
    },
    domain::{
        accounts::users::{self, UserId},
        interviews::{
            InterviewId, InterviewKind,
            pacing::Pacing,
            sql::owned_interview,
            utterances::{Speaker, Utterance},
        },
    },
    providers::hume::{self, Chat, ChatEvent, Hume},
    storage::db::{Db, Param},
};

/// As much of one utterance as a transcript keeps.
const TEXT: usize = 20_000;
const RETRY_AFTER: u32 = 60;

/// What was said in an interview.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Transcript {
    /// Successive utterances of one speaker, merged.
    items: Vec<TranscriptTurn>,
    pacing: Pacing,
    #[serde(skip)]
    said: Vec<Utterance>,
    /// Whether its provider says that nothing will follow.
    #[serde(skip)]
    pub ended: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(super) struct TranscriptTurn {
    speaker: Speaker,
    text: String,
    /// When it began, in milliseconds from the interview's beginning.
    at: i64,
}

/// An ended chat is stored once and read from here ever after; one that goes on is read anew each time.
pub async fn get(db: &Db, hume: Option<&Hume>, owner: &UserId, id: InterviewId) -> Result<Transcript> {
    const SAID: &str = concat!(
        "select u.deleted_at is not null as user_deleted, i.id, i.kind, i.hume_chat_id,
        said.speaker, said.text, said.at_ms, said.ended_ms, said.interrupted, said.emotions::text as emotions
        from ",
        owned_interview!(),
        " left join utterances said on said.interview_id = i.id
        where u.id = $1
        order by said.seq"
    );
    let rows = db.read(SAID, &[&owner.as_str(), &id.0]).await?;
    let row = users::owned_row(&rows, "id")?;
    let said: Vec<_> = rows.iter().filter_map(Utterance::from_row).collect();
    let chat: Option<String> = row.get("hume_chat_id");
    match chat {
        Some(chat) if said.is_empty() => from_chat(db, hume, id, &chat).await,
        None if said.is_empty() => Err(Error::NotCompleted),
        // Nobody measures how long somebody types.
        _ if row.get::<_, Option<InterviewKind>>("kind") == Some(InterviewKind::Text) => {
            blocking::run(|| Transcript::new(said, Pacing::default(), false)).await
        }
        _ => blocking::run(|| Transcript::spoken(said, false)).await,
    }
}

async fn from_chat(db: &Db, hume: Option<&Hume>, id: InterviewId, chat: &str) -> Result<Transcript> {
    let hume =
        hume.ok_or_else(|| Error::unavailable("an interview was held at Hume, which is not set", RETRY_AFTER))?;
    let gone = |error| match error {
        Error::NotFound => Error::NotCompleted,
        other => other,
    };
    // Asked before its events: what has ended by then has them all.
    let chat = hume.chat(chat).await?.ok_or(Error::NotCompleted)?;
    let events = hume.events(&chat.id).await.map_err(gone)?;
    let ended = chat.ended;
    let read = move || {
        let said = utterances(&chat, &events);
        (chat, Transcript::spoken(said, ended))
    };
    let (chat, transcript) = blocking::run(read).await?;
    if ended {
        match store(db, id, &chat, &transcript.said).await {
            // Its provider still has it, so whoever reads it next stores it.
            Err(Error::ReadOnly { .. }) => {}
            stored => stored?,
        }
    }
    Ok(transcript)
}

/// The first to come stores; whoever comes later finds the interview's words there.
async fn store(db: &Db, id: InterviewId, chat: &Chat, said: &[Utterance]) -> Result<()> {
    const STORE: &str = "
    with ended as (
        update interviews as i set
            state = 'finished',
            started_at = coalesce($3, i.started_at),
            finished_at = coalesce(i.finished_at, $4, now()),
            next_seq = json_array_length($2::json),
            utterance_count = json_array_length($2::json),
            character_count = (
                select coalesce(sum(length(said ->> 'text')), 0) from json_array_elements($2::json) as said
            ),
            updated_at = now()
        where i.id = $1 and i.utterance_count = 0
        returning i.id
    )
    insert into utterances (interview_id, seq, speaker, text, at_ms, interrupted, emotions)
    select ended.id, seq, speaker, text, at_ms, interrupted, emotions
    from ended, json_to_recordset($2::json)
        as said (seq int, speaker text, text text, at_ms bigint, interrupted bool, emotions json)";
    let item = |(seq, said): (usize, &Utterance)| {
        let scores = |scores: &Vec<(String, f64)>| {
            Value::Object(scores.iter().map(|(name, score)| (name.clone(), json!(score))).collect())
        };
        json!({
            "seq": seq, "speaker": said.speaker, "text": said.text, "at_ms": said.at, "interrupted": said.interrupted,
            "emotions": said.emotions.as_ref().map(scores),
        })
    };
    let items = Value::Array(said.iter().enumerate().map(item).collect()).to_string();
    let params: [&dyn Param; 4] = [&id.0, &items, &chat.started_at, &chat.ended_at];
    db.write(STORE, &params).await.map(drop)
}

/// The messages among the events. An event has one time, so nobody knows how long a message took.
fn utterances(chat: &Chat, events: &[ChatEvent]) -> Vec<Utterance> {
    let started = chat.started_at.map(|at| at.as_millisecond()).or(events.first().map(|event| event.at_ms));
    // With the place of each message by its id: of two with one id the first.
    let (mut said, mut places) = (Vec::<Utterance>::new(), HashMap::new());
    for event in events {
        steps::count(1 + event.text.len());
        match (event.kind.as_str(), event.speaker) {
            ("USER_MESSAGE" | "AGENT_MESSAGE", Some(speaker)) => {
                let text: String = event.text.replace('\0', "").trim().chars().take(TEXT).collect();
                let speaker = match speaker {
                    hume::ChatSpeaker::User => Speaker::Candidate,
                    hume::ChatSpeaker::Agent => Speaker::Interviewer,
                };
                let at = event.at_ms.saturating_sub(started.unwrap_or_default()).max(0);
                let emotions = event.emotions.clone();
                let utterance = Utterance { speaker, text, at, ended: None, interrupted: false, emotions };
                if !utterance.text.is_empty() {
                    places.entry(event.id.as_str()).or_insert(said.len());
                    said.push(utterance);
                }
            }
            ("USER_INTERRUPTION", _) => {
                let cut = said.last_mut().filter(|last| last.speaker == Speaker::Interviewer);
                cut.into_iter().for_each(|cut| cut.interrupted = true);
            }
            // The scores of what the interviewer said come later, on their own.
            ("ASSISTANT_PROSODY", _) => {
                let place = event.related_event_id.as_deref().and_then(|id| places.get(id));
                let meant = place.map(|place| &mut said[*place]);
                meant.into_iter().for_each(|meant| meant.emotions.clone_from(&event.emotions));
            }
            _ => {}
        }
    }
    said
}

impl Transcript {
    fn spoken(said: Vec<Utterance>, ended: bool) -> Self {
        let pacing = Pacing::new(&said);
        Self::new(said, pacing, ended)
    }

    fn new(said: Vec<Utterance>, pacing: Pacing, ended: bool) -> Self {
        Self { items: merged(&said), pacing, said, ended }
    }

    pub fn utterances(&self) -> &[Utterance] {
        &self.said
    }

    pub fn pacing(&self) -> &Pacing {
        &self.pacing
    }

    /// All words, for whoever looks for a quotation in them.
    pub fn text(&self) -> String {
        self.items.iter().map(|turn| turn.text.as_str()).collect::<Vec<_>>().join("\n")
    }
}

pub(super) fn merged(said: &[Utterance]) -> Vec<TranscriptTurn> {
    let mut turns: Vec<TranscriptTurn> = Vec::new();
    for Utterance { speaker, text, at, .. } in said {
        steps::count(text.len());
        match turns.last_mut().filter(|turn| turn.speaker == *speaker) {
            Some(turn) => turn.text.extend([" ", text]),
            None => turns.push(TranscriptTurn { speaker: *speaker, text: text.clone(), at: *at }),
        }
    }
    turns
}

impl Utterance {
    /// None where the outer join found no utterance.
    fn from_row(row: &Row) -> Option<Self> {
        let emotions = row.get::<_, Option<&str>>("emotions").and_then(|text| serde_json::from_str(text).ok());
        let scores =
            |scores: Map<String, Value>| scores.into_iter().filter_map(|(name, score)| Some((name, score.as_f64()?)));
        Some(Self {
            speaker: row.get::<_, Option<Speaker>>("speaker")?,
            text: row.get("text"),
            at: row.get("at_ms"),
            ended: row.get("ended_ms"),
            interrupted: row.get("interrupted"),
            emotions: emotions.map(|emotions| scores(emotions).collect()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: &str, kind: &str, text: &str, at_ms: i64) -> ChatEvent {
        let speaker = match kind {
            "USER_MESSAGE" | "USER_INTERRUPTION" => Some(hume::ChatSpeaker::User),
            "AGENT_MESSAGE" => Some(hume::ChatSpeaker::Agent),
            _ => None,
        };
        let (id, kind, text) = (id.to_owned(), kind.to_owned(), text.to_owned());
        ChatEvent { id, kind, speaker, text, at_ms, emotions: None, related_event_id: None }
    }

    #[test]
    fn of_a_chats_events_the_messages_are_what_was_said() {
        let chat = Chat { id: "c".to_owned(), custom_session_id: None, ended: true, started_at: None, ended_at: None };
        let calm = Some(vec![("Calmness".to_owned(), 0.5)]);
        let events = [
            event("e-0", "SYSTEM_PROMPT", "You interview.", 1_000),
            event("e-1", "AGENT_MESSAGE", " Hello. ", 2_000),
            event("e-2", "AGENT_MESSAGE", "Tell me", 3_000),
            ChatEvent {
                emotions: calm.clone(),
                related_event_id: Some("e-1".to_owned()),
                ..event("e-3", "ASSISTANT_PROSODY", "", 3_500)
            },
            event("e-4", "USER_INTERRUPTION", "Sorry", 4_000),
            event("e-5", "USER_MESSAGE", "I write Rust.", 5_000),
            event("e-6", "USER_MESSAGE", "  ", 6_000),
            event("e-7", "USER_MESSAGE", "And SQL.", 500),
            event("e-8", "WHISPER", "?", 8_000),
        ];
        let said = utterances(&chat, &events);
        let heard: Vec<_> =
            said.iter().map(|each| (each.speaker, each.text.as_str(), each.at, each.interrupted)).collect();
        assert_eq!(
            heard,
            [
                (Speaker::Interviewer, "Hello.", 1_000, false),
                (Speaker::Interviewer, "Tell me", 2_000, true),
                (Speaker::Candidate, "I write Rust.", 4_000, false),
                (Speaker::Candidate, "And SQL.", 0, false),
            ]
        );
        assert_eq!(said[0].emotions, calm);
        let turn = |speaker, text: &str, at| TranscriptTurn { speaker, text: text.to_owned(), at };
        assert_eq!(
            merged(&said),
            [
                turn(Speaker::Interviewer, "Hello. Tell me", 1_000),
                turn(Speaker::Candidate, "I write Rust. And SQL.", 4_000)
            ]
        );
    }

    #[test]
    fn long_chats_take_no_longer_than_their_length() {
        let chat = Chat { id: "c".to_owned(), custom_session_id: None, ended: true, started_at: None, ended_at: None };
        for kinds in [["AGENT_MESSAGE", "ASSISTANT_PROSODY"], ["AGENT_MESSAGE", "AGENT_MESSAGE"]] {
            steps::assert_linear(kinds[1], 1_000, |count| {
                let related_event_id = Some(format!("e-{}", count - 1));
                let messages = (0..count).map(|nth| event(&format!("e-{nth}"), kinds[0], "Go on.", 1));
                let scores = (0..count).map(|_| ChatEvent {
                    related_event_id: related_event_id.clone(),
                    emotions: Some(vec![("Calmness".to_owned(), 0.5)]),
                    ..event("s", kinds[1], "Yes.", 2)
                });
                let said = utterances(&chat, &messages.chain(scores).collect::<Vec<_>>());
                assert!(said[count - 1].emotions.is_some() || kinds[1] == "AGENT_MESSAGE");
                assert_eq!(Transcript::spoken(said, true).items.len(), 1);
            });
        }
    }
}
