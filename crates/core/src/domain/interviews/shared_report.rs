//! Shared report: an interview's report as whoever has a link to it reads it, and how often that was.

use schemars::JsonSchema;
use serde::Serialize;
use tokio_postgres::Row;

use super::{
    shares::ShareId,
    transcript::{TranscriptTurn, merged},
    utterances::{Speaker, Utterance},
};
use crate::{
    base::{
        blocking,
        clock::Timestamp,
        error::{Error, Result},
        secret_token::SecretToken,
    },
    storage::db::Db,
};

/// A report as whoever has a link to it reads it: words of the feedback and the interview, and nothing else of its
/// person or job.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SharedReport {
    /// In Markdown, where the link shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    feedback: Option<String>,
    /// Where the link shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<TranscriptTurn>")]
    transcript: Option<Vec<TranscriptTurn>>,
    /// The feedback's, from 1 to 10; `null` where it has none, or the link does not show it.
    rating: Option<i32>,
    /// Of the interview.
    created_at: Timestamp,
    /// When the link is over.
    expires_at: Timestamp,
}

/// The report of a token. One that is over, was revoked or never was: they cannot be told from each other.
pub async fn read(db: &Db, token: &str) -> Result<(ShareId, SharedReport)> {
    const READ: &str = "
    select s.id, s.expires_at, i.created_at, said.speakers, said.texts, said.times,
        case when 'feedback' = any(s.include) then i.feedback end as feedback,
        case when 'feedback' = any(s.include) then i.feedback_rating end as rating
    from shares s
    join interviews i on i.id = s.interview_id
    left join lateral (
        select array_agg(speaker order by seq) as speakers, array_agg(text order by seq) as texts,
            array_agg(at_ms order by seq) as times
        from utterances where interview_id = i.id and 'transcript' = any(s.include)
    ) as said on true
    where s.token_sha256 = $1 and s.expires_at > now()";
    let sha256 = SecretToken::kept_of(token).ok_or(Error::NotFound)?;
    let rows = db.read(READ, &[&sha256.as_slice()]).await?;
    let row = rows.first().ok_or(Error::NotFound)?;
    let said = utterances(row);
    let report = SharedReport {
        feedback: row.get("feedback"),
        transcript: blocking::run(move || said.map(|said| merged(&said))).await?,
        rating: row.get("rating"),
        created_at: row.get("created_at"),
        expires_at: row.get("expires_at"),
    };
    Ok((row.get("id"), report))
}

/// Counts a view. A row that somebody else counts in at this moment is left alone: nobody waits for a lock, however
/// many follow a link at once, and their views count once together.
pub async fn count_view(db: &Db, id: ShareId) -> Result<()> {
    const COUNT: &str = "
    with seen as (select id from shares where id = $1 for no key update skip locked)
    update shares set views = views + 1 from seen where shares.id = seen.id";
    db.write(COUNT, &[&id.0]).await.map(drop)
}

/// What was said, where the link shows it: who spoke, what, and when it began.
fn utterances(row: &Row) -> Option<Vec<Utterance>> {
    let speakers: Vec<Speaker> = row.get::<_, Option<_>>("speakers")?;
    let (texts, times): (Vec<String>, Vec<i64>) = (row.get("texts"), row.get("times"));
    let said = speakers.into_iter().zip(texts).zip(times);
    let utterance = |((speaker, text), at)| {
        let (ended, interrupted, emotions) = (None, false, None);
        Utterance { speaker, text, at, ended, interrupted, emotions }
    };
    Some(said.map(utterance).collect())
}
