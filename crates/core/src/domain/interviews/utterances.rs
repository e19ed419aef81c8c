//! Utterances: what was said in interviews, added by the browser that heard it. They come in any order and any number
//! of times, and count once.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use tokio_postgres::Row;

use crate::{
    base::{
        error::{Error, Result},
        newtype::{TextEnum, text_enum},
    },
    domain::{
        accounts::usage::{Allowance, locking, settle},
        interviews::{
            self, InterviewId, MOST_SEQ,
            sql::{grace_is_over, window_is_over, window_minutes},
        },
    },
    http::{Fields, FromFields},
    storage::db::{Db, Param},
};

/// What a browser can still send while its page is being closed.
pub const BODY_LIMIT: usize = 64 * 1024;
const MOST_ITEMS: usize = 50;
const TEXT: usize = 4_000;
/// A day: times are for display, so only nonsense is refused.
const LATEST_MS: i64 = 86_400_000;

text_enum! {
    pub enum Speaker {
        Interviewer = "interviewer",
        Candidate = "candidate",
    }
}

/// Something said without a break. Times are milliseconds from the interview's start.
#[derive(Debug, Clone, PartialEq)]
pub struct Utterance {
    pub speaker: Speaker,
    pub text: String,
    pub at: i64,
    /// None: nobody measured how long it took.
    pub ended: Option<i64>,
    /// Whether the other one cut it short.
    pub interrupted: bool,
    /// Scores from 0 to 1 by name, where a provider gave them.
    pub emotions: Option<Vec<(String, f64)>>,
}

/// Utterances to be added, each with its number in the interview.
#[derive(Debug)]
pub struct UtteranceBatch {
    session: Option<String>,
    items: Vec<(i32, Utterance)>,
}

impl FromFields for UtteranceBatch {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        let session = fields.optional_text("sessionId", 64);
        let items = fields.list("items", MOST_ITEMS, |item| {
            let seq = item.number("seq", 0..=i64::from(MOST_SEQ));
            let speaker = item.one_of("speaker", Speaker::WORDS);
            let text = item.text("text", TEXT);
            let at = item.number("at", 0..=LATEST_MS);
            let ended = item.optional_number("endedAtMs", at.unwrap_or_default()..=LATEST_MS);
            let interrupted = item.flag("interrupted");
            let said = Utterance { speaker: speaker?, text: text?, at: at?, ended, interrupted, emotions: None };
            Some((seq? as i32, said))
        });
        let batch = fields.finish(items.map(|items| Self { session, items }))?;
        match batch.repeated() {
            Some(nth) => Err(Error::invalid(&format!("#/items/{nth}/seq"), "stands in this list twice")),
            None => Ok(batch),
        }
    }
}

impl UtteranceBatch {
    fn repeated(&self) -> Option<usize> {
        let seqs: Vec<i32> = self.items.iter().map(|(seq, _)| *seq).collect();
        (0..seqs.len()).find(|nth| seqs[..*nth].contains(&seqs[*nth]))
    }

    /// As the statement reads it.
    fn json(&self) -> String {
        let item = |(seq, said): &(i32, Utterance)| {
            json!({
                "seq": seq, "speaker": said.speaker, "text": said.text, "at_ms": said.at, "ended_ms": said.ended,
                "interrupted": said.interrupted,
            })
        };
        serde_json::Value::Array(self.items.iter().map(item).collect()).to_string()
    }
}

/// What became of a batch.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BatchOutcome {
    /// The number that the next utterance gets.
    next_seq: i32,
    /// The first numbers below `nextSeq` that never came.
    missing: Vec<i32>,
    /// How many of the list are new.
    stored: i64,
    /// How many were there already.
    duplicates: i64,
}

text_enum! {
    /// Why nothing of a batch is stored, as `APPEND` says it.
    enum AppendRefusal {
        OtherKind = "other-kind",
        Superseded = "superseded",
        Finished = "finished",
        WindowClosed = "window-closed",
        Conflicts = "conflicts",
        Ahead = "ahead",
        Full = "full",
    }
}

macro_rules! most_utterances {
    () => {
        500
    };
}
macro_rules! most_characters {
    () => {
        200000
    };
}
const FULL: &str =
    concat!("an interview has at most ", most_utterances!(), " utterances with ", most_characters!(), " characters");

/// All of a batch or nothing of it. The interview's row is locked and has the totals, so that batches sent at the same
/// moment stay within the bounds together; a number both of them bring is a broken key, and the later one looks again.
/// The first utterance settles the interview's use. Times are clamped to the interview's window.
const APPEND: &str = concat!(
    "with ",
    locking!("u.id = $1 and c.kind = 'interview'"),
    ", target as (
        select i.*, case
            when i.kind = 'text' then 'other-kind'
            when i.kind is null and i.state = 'finished' then 'finished'
            when $3::text is not null and $3 is distinct from i.voice_session then 'superseded'
            when ",
    grace_is_over!(),
    " then 'finished'
            when ",
    window_is_over!(),
    " then 'window-closed'
        end as refusal
        from locked, users u join job_infos j on j.user_id = u.id join interviews i on i.job_info_id = j.id
        where u.id = $1 and i.id = $2
        for update of i
    ), item as (
        select seq, speaker, text, interrupted, least(at_ms, last) as at_ms, least(ended_ms, last) as ended_ms
        from json_to_recordset($4::json)
            as said (seq int, speaker text, text text, at_ms bigint, ended_ms bigint, interrupted bool),
            (select ($5 + ",
    window_minutes!(),
    ") * 60000::bigint as last) as window_ms
    ), known as (
        select item.seq, (u.speaker, u.text, u.at_ms, u.ended_ms, u.interrupted)
            is not distinct from (item.speaker, item.text, item.at_ms, item.ended_ms, item.interrupted) as same
        from item join utterances u on u.interview_id = $2 and u.seq = item.seq
    ), fresh as (
        select * from item where seq not in (select seq from known)
    ), size as (
        select count(*) as items, coalesce(sum(length(text)), 0) as characters, coalesce(max(seq), -1) as last
        from fresh
    ), verdict as (
        select target.*, size.items, size.characters, size.last, coalesce(refusal, case
            when exists (select from known where not same) then 'conflicts'
            when size.last >= next_seq + 200 then 'ahead'
            when utterance_count + items > ",
    most_utterances!(),
    " or character_count + characters > ",
    most_characters!(),
    " then 'full'
        end) as verdict
        from target, size
    ), kept as (
        update interviews as i set
            kind = 'voice',
            state = case when i.state = 'created' then 'active' else i.state end,
            started_at = coalesce(i.started_at, now()),
            ends_at = coalesce(i.ends_at, i.started_at + make_interval(mins => $5), now() + make_interval(mins => $5)),
            next_seq = greatest(i.next_seq, verdict.last + 1),
            utterance_count = i.utterance_count + verdict.items,
            character_count = i.character_count + verdict.characters,
            updated_at = now()
        from verdict where i.id = verdict.id and verdict.verdict is null and verdict.items > 0
        returning i.id, i.receipt_id
    ), said as (
        insert into utterances (interview_id, seq, speaker, text, at_ms, ended_ms, interrupted)
        select kept.id, seq, speaker, text, at_ms, ended_ms, interrupted from fresh, kept
    ), ",
    settle!("opening", "(select receipt_id from kept)"),
    " select verdict, items as stored, greatest(next_seq, last + 1) as next_seq,
        (select count(*) from known) as duplicates,
        array(select seq from known where not same order by seq) as conflicts,
        array(
            select n from generate_series(0, greatest(next_seq, last + 1) - 1) as n
            where n not in (select seq from fresh)
                and not exists (select from utterances where interview_id = $2 and seq = n)
            order by n limit 200
        ) as missing
    from verdict"
);
const KEY: &str = "utterances_pkey";
/// Batches of one interview that can meet at the same moment.
const ATTEMPTS: usize = 4;

pub async fn append(
    db: &Db,
    allowance: Allowance<'_>,
    id: InterviewId,
    minutes: i32,
    batch: UtteranceBatch,
) -> Result<BatchOutcome> {
    interviews::hold_use(db, allowance, id).await?;
    let json = batch.json();
    let params: [&dyn Param; 5] = [&allowance.owner.as_str(), &id.0, &batch.session, &json, &minutes];
    let mut rows = db.write(APPEND, &params).await;
    for _ in 1..ATTEMPTS {
        match &rows {
            Err(Error::Constraint(name)) if name == KEY => rows = db.write(APPEND, &params).await,
            _ => break,
        }
    }
    BatchOutcome::from_row(rows?.first().ok_or(Error::NotFound)?)
}

impl BatchOutcome {
    fn from_row(row: &Row) -> Result<Self> {
        let Some(refusal) = row.get::<_, Option<AppendRefusal>>("verdict") else {
            return Ok(Self {
                next_seq: row.get("next_seq"),
                missing: row.get("missing"),
                stored: row.get("stored"),
                duplicates: row.get("duplicates"),
            });
        };
        Err(match refusal {
            AppendRefusal::OtherKind => Error::OtherKind,
            AppendRefusal::Superseded => Error::Superseded,
            AppendRefusal::Finished => Error::Finished,
            AppendRefusal::WindowClosed => Error::WindowClosed,
            AppendRefusal::Conflicts => Error::Conflicts(row.get("conflicts")),
            AppendRefusal::Ahead => Error::invalid("#/items", "run ahead: a seq is at most 199 above nextSeq"),
            AppendRefusal::Full => Error::invalid("#/items", FULL),
        })
    }
}
