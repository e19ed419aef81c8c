//! Written interviews: the candidate's turn in, the interviewer's next turn streamed.

use serde_json::json;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{
    base::error::{Error, Result},
    domain::{
        accounts::{
            plans::Feature,
            usage::{self, Allowance, Reservation, budget, settle, settling},
            users,
        },
        generation::{
            Generated, Generation, Stored,
            ai_sdk_stream::StreamOptions,
            prompts::{
                self,
                interviews::{Line, turn},
            },
        },
        interviews::{self, InterviewId},
    },
    http::{Fields, FromFields, Reply},
    providers::{gemini::Gemini, model::Prompt},
    storage::db::{Db, Param},
};

/// What the front end shows of every bad request for a turn.
pub const REFUSAL: &str = "Invalid request";
const TEXT: usize = 20_000;

/// What the candidate says. The AI SDK calls whatever is typed `prompt`; to say nothing lets the interviewer begin.
#[derive(Debug)]
pub struct Said(Option<String>);

impl FromFields for Said {
    fn from_fields(mut fields: Fields) -> Result<Self> {
        let said = fields.optional_text("prompt", TEXT);
        fields.finish(Some(Self(said)))
    }
}

/// Where the conversation stands.
struct Standing {
    prompt: Prompt,
    next_seq: i32,
    /// The interviewer's next turn, the first being 1.
    turn: i32,
}

/// Both turns are stored when the interviewer's is complete; until then nothing of them is. The open receipt of a turn is
/// the claim on its interview, so that of two at once one is refused.
pub async fn reply(
    db: &Db,
    gemini: &Gemini,
    allowance: Allowance<'_>,
    id: InterviewId,
    turns: i32,
    said: Said,
    listener: StreamOptions,
) -> Result<Reply> {
    let Standing { prompt, next_seq, turn } = standing(db, allowance, id, turns, &said).await?;
    interviews::hold_use(db, allowance, id).await?;
    let paid = usage::reserve(db, allowance, Feature::InterviewTurns, id.0).await?;
    if let Err(moved) = unmoved(db, id, next_seq).await {
        usage::release(db, &paid).await;
        return Err(moved);
    }
    let (message, is_last) = (paid.id, turn >= turns);
    let keep = {
        let (db, paid, said) = (db.clone(), paid.clone(), said.0);
        move |made| store(db.clone(), paid.clone(), (next_seq, turn, is_last), said.clone(), made)
    };
    Generation::new(prompt, REFUSAL, paid).called(message).stream(listener, db, gemini, keep).await
}

/// What was said so far, and what is to be said next; or why nothing is.
async fn standing(db: &Db, allowance: Allowance<'_>, id: InterviewId, turns: i32, said: &Said) -> Result<Standing> {
    const STANDING: &str = concat!(
        "select u.deleted_at is not null as user_deleted, i.id, i.state, i.kind, i.next_seq,
        j.name, j.title, j.experience_level, j.description,
        array(select speaker from utterances where interview_id = i.id order by seq) as speakers,
        array(select text from utterances where interview_id = i.id order by seq) as texts, ",
        budget!(),
        " from users u left join ai_budgets b on b.user_id = u.id
        left join (interviews i join job_infos j on j.id = i.job_info_id) on j.user_id = u.id and i.id = $2
        where u.id = $1"
    );
    let rows = db.read(STANDING, &[&allowance.owner.as_str(), &id.0]).await?;
    users::owned(&rows)?;
    usage::within(&rows, allowance.budget)?;
    let row = rows.first().filter(|row| row.get::<_, Option<Uuid>>("id").is_some()).ok_or(Error::NotFound)?;
    if row.get::<_, Option<&str>>("kind") == Some("voice") {
        return Err(Error::OtherKind);
    }
    if row.get::<_, &str>("state") == "finished" {
        return Err(Error::Finished);
    }
    let next_seq: i32 = row.get("next_seq");
    if said.0.is_none() && next_seq > 0 {
        return Err(Error::BadRequest(REFUSAL));
    }
    let mut lines = lines(row);
    let spoken = 1 + lines.iter().filter(|line| line.interviewer).count() as i32;
    lines.extend(said.0.as_deref().map(|text| Line { interviewer: false, text, at: 0, emotions: Vec::new() }));
    Ok(Standing { prompt: turn(&prompts::Job::of(row), &lines, spoken, turns), next_seq, turn: spoken })
}

fn lines(row: &Row) -> Vec<Line<'_>> {
    let (speakers, texts): (Vec<&str>, Vec<&str>) = (row.get("speakers"), row.get("texts"));
    let line = |(speaker, text)| Line { interviewer: speaker == "interviewer", text, at: 0, emotions: Vec::new() };
    speakers.into_iter().zip(texts).map(line).collect()
}

/// Whoever holds the claim adds turns alone, but one may have been added between the look and the claim.
async fn unmoved(db: &Db, id: InterviewId, next_seq: i32) -> Result<()> {
    let rows = db.read("select id from interviews where id = $1 and next_seq = $2", &[&id.0, &next_seq]).await?;
    rows.first().map(|_| ()).ok_or(Error::InProgress)
}

/// Stores both turns, settles this one, and with the first the interview's own use. A repetition finds the interview
/// moved on and changes nothing; one deleted or spoken meanwhile keeps nothing, and the turn counts all the same.
async fn store(
    db: Db,
    paid: Reservation,
    (next_seq, turn, is_last): (i32, i32, bool),
    said: Option<String>,
    made: Generated,
) -> Stored {
    const STORE: &str = settling!(
        in "c.user_id = (select user_id from usage where id = $1) and c.kind in ('interview', 'interview_turn')";
        ", target as (
            select i.id, i.receipt_id from receipt, interviews i
            where i.id = $5 and i.next_seq = $6 and i.kind is distinct from 'voice' for update of i
        ), ",
        settle!("opening", "(select receipt_id from target)", ""),
        ", kept as (
            update interviews as i set
                kind = coalesce(i.kind, 'text'),
                state = case when $9 or i.state = 'finished' then 'finished' else 'active' end,
                started_at = coalesce(i.started_at, asked.at),
                finished_at = case when $9 or i.state = 'finished' then coalesce(i.finished_at, now()) end,
                next_seq = i.next_seq + 1 + ($7::text is not null)::int,
                utterance_count = i.utterance_count + 1 + ($7 is not null)::int,
                character_count = i.character_count + length($8) + coalesce(length($7), 0),
                updated_at = now()
            from target, (select reserved_at as at from usage where id = $1) as asked
            where i.id = target.id
            returning i.id, i.started_at, asked.at as asked_at
        )
        insert into utterances (interview_id, seq, speaker, text, at_ms)
        select kept.id, turn.seq, turn.speaker, turn.text, (extract(epoch from turn.at - started_at) * 1000)::bigint
        from kept, lateral (
            select $6 as seq, 'candidate' as speaker, $7 as text, asked_at as at where $7 is not null
            union all
            select $6 + ($7 is not null)::int, 'interviewer', $8, now()
        ) as turn"
    );
    let model = made.model.as_str();
    let params: [&dyn Param; 9] = [
        &paid.id,
        &model,
        &made.input_tokens,
        &made.output_tokens,
        &paid.subject,
        &next_seq,
        &said,
        &made.text,
        &is_last,
    ];
    db.write(STORE, &params).await?;
    let state = if is_last { "finished" } else { "active" };
    Ok(Some(("turn", json!({ "interviewId": paid.subject, "turn": turn, "state": state }))))
}
