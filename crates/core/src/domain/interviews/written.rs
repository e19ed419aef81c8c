//! Written interviews: the candidate's turn in, the interviewer's next turn streamed.

use serde_json::json;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{
    base::error::{Error, Result},
    domain::{
        accounts::{
            plans::Feature,
            receipt_key::{ReceiptKey, keyed_receipt},
            usage::{self, Allowance, Reservation, budget, settle, settling},
            users,
        },
        generation::{
            Generated, Generation, StoreResult,
            ai_sdk_stream::StreamOptions,
            prompts::interviews::{PromptLine, turn},
            reader::{self, Source},
        },
        interviews::{self, InterviewId, InterviewKind, InterviewState, sql::owned_interview, utterances::Speaker},
        job_infos::{JobDetails, job_details},
    },
    http::{Fields, FromFields, Reply},
    providers::{model::Prompt, models::Models},
    storage::db::{Db, Param},
};

/// What the front end shows of every bad request for a turn.
pub const REFUSAL: &str = "Invalid request";
const TEXT: usize = 20_000;

/// What the candidate says. The AI SDK calls whatever is typed `prompt`; to say nothing lets the interviewer begin.
#[derive(Debug)]
pub struct CandidateTurn(Option<String>);

impl FromFields for CandidateTurn {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        let said = fields.optional_text("prompt", TEXT);
        fields.finish(Some(Self(said)))
    }
}

/// A conversation so far, ready for the interviewer's next turn.
struct Conversation {
    prompt: Prompt,
    next_seq: i32,
    /// The interviewer's next turn, the first being 1.
    turn: i32,
}

/// What the model is about to say.
#[derive(Clone, Copy)]
struct InterviewerTurn {
    /// The number of the first utterance that is stored with it.
    seq: i32,
    number: i32,
    is_last: bool,
    /// The receipt of the interview's own use.
    opening: Uuid,
}

/// Both turns are stored when the interviewer's is complete; until then nothing of them is. The open receipt of a turn
/// is the claim on its interview, so that of two at once one is refused.
pub async fn reply(
    db: &Db,
    models: &Models,
    allowance: Allowance<'_>,
    id: InterviewId,
    turns: i32,
    said: CandidateTurn,
    options: StreamOptions,
) -> Result<Reply> {
    // The interview stands in the path, and so in the key.
    let words = said.0.as_deref().map(str::as_bytes);
    let mut key = options.receipt_key(allowance.owner, words.as_slice());
    let (receipt, source) = (key.id, Source::new(db, allowance.owner, models.pace()));
    let Some(conversation) = conversation(db, allowance, id, turns, &said, &mut key).await? else {
        return reader::repeat(source, receipt, options).await;
    };
    let Conversation { prompt, next_seq, turn } = conversation;
    let opening = interviews::hold_use(db, allowance, id).await?;
    let Some(paid) = usage::reserve_once(db, allowance, Feature::InterviewTurns, id.0, key).await? else {
        return reader::repeat(source, receipt, options).await;
    };
    if let Err(moved) = unmoved(db, id, next_seq).await {
        usage::release(db, &paid).await;
        return Err(moved);
    }
    let message = paid.id;
    let next = InterviewerTurn { seq: next_seq, number: turn, is_last: turn >= turns, opening };
    let keep = {
        let (db, paid, said) = (db.clone(), paid.clone(), said.0);
        move |made| store(db.clone(), paid.clone(), next, said.clone(), made)
    };
    Generation::new(prompt, REFUSAL, paid).called(message).stream(options, db, models, keep).await
}

/// What was said so far, and what is to be said next; or why nothing is. None: what was asked for under this key is
/// there.
async fn conversation(
    db: &Db,
    allowance: Allowance<'_>,
    id: InterviewId,
    turns: i32,
    said: &CandidateTurn,
    key: &mut ReceiptKey,
) -> Result<Option<Conversation>> {
    const CONVERSATION: &str = concat!(
        "select u.deleted_at is not null as user_deleted, i.id, i.state, i.kind, i.next_seq, ",
        job_details!(),
        ",
        array(select speaker from utterances where interview_id = i.id order by seq) as speakers,
        array(select text from utterances where interview_id = i.id order by seq) as texts, ",
        budget!(),
        ", ",
        keyed_receipt!(),
        " from ",
        owned_interview!(),
        " left join ai_budgets b on b.user_id = u.id left join usage r on r.user_id = u.id and r.id = $3
        where u.id = $1"
    );
    let rows = db.read(CONVERSATION, &[&allowance.owner.as_str(), &id.0, &key.id]).await?;
    users::owned(&rows)?;
    if key.is_taken(&rows)? {
        return users::owned_row(&rows, "id").map(|_| None);
    }
    usage::within(&rows, allowance.budget)?;
    let row = users::owned_row(&rows, "id")?;
    if row.get::<_, Option<InterviewKind>>("kind") == Some(InterviewKind::Voice) {
        return Err(Error::OtherKind);
    }
    if row.get::<_, InterviewState>("state") == InterviewState::Finished {
        return Err(Error::Finished);
    }
    let next_seq: i32 = row.get("next_seq");
    if said.0.is_none() && next_seq > 0 {
        return Err(Error::invalid("#/prompt", "must not be blank after the first turn").with_sentence(REFUSAL));
    }
    let mut lines = lines(row);
    let spoken = 1 + lines.iter().filter(|line| line.interviewer).count() as i32;
    lines.extend(said.0.as_deref().map(|text| line(Speaker::Candidate, text)));
    let prompt = turn(&JobDetails::from_row(row), &lines, spoken, turns);
    Ok(Some(Conversation { prompt, next_seq, turn: spoken }))
}

/// Of what is typed no times are shown.
fn line(speaker: Speaker, text: &str) -> PromptLine<'_> {
    PromptLine { interviewer: speaker == Speaker::Interviewer, text, at: 0, emotions: Vec::new() }
}

fn lines(row: &Row) -> Vec<PromptLine<'_>> {
    let (speakers, texts): (Vec<Speaker>, Vec<&str>) = (row.get("speakers"), row.get("texts"));
    speakers.into_iter().zip(texts).map(|(speaker, text)| line(speaker, text)).collect()
}

/// Whoever holds the claim adds turns alone, but one may have been added between the look and the claim, or the
/// interview may have ended. One that ends later finds the claim.
async fn unmoved(db: &Db, id: InterviewId, next_seq: i32) -> Result<()> {
    let rows = db.read("select state, next_seq from interviews where id = $1", &[&id.0]).await?;
    let row = rows.first().ok_or(Error::NotFound)?;
    match row.get("state") {
        InterviewState::Finished => Err(Error::Finished),
        _ if row.get::<_, i32>("next_seq") != next_seq => Err(Error::InProgress),
        _ => Ok(()),
    }
}

/// Stores both turns, settles this one, and with the first the interview's own use. A repetition finds the interview
/// moved on and changes nothing; one deleted or spoken meanwhile keeps nothing, and turn and interview count all the
/// same: the words were shown.
async fn store(db: Db, paid: Reservation, turn: InterviewerTurn, said: Option<String>, made: Generated) -> StoreResult {
    const STORE: &str = settling!(
        in "c.user_id = (select user_id from usage where id = $1) and c.kind in ('interview', 'interview_turn')";
        ", target as (
            select i.id from receipt, interviews i
            where i.id = $5 and i.next_seq = $6 and i.kind is distinct from 'voice' for update of i
        ), ",
        settle!("opening", "$10", ""),
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
        insert into utterances (interview_id, seq, speaker, text, at_ms, receipt_id)
        select kept.id, turn.seq, turn.speaker, turn.text, (extract(epoch from turn.at - started_at) * 1000)::bigint,
            turn.receipt_id
        from kept, lateral (
            select $6 as seq, 'candidate' as speaker, $7 as text, asked_at as at, null::uuid as receipt_id
            where $7 is not null
            union all
            select $6 + ($7 is not null)::int, 'interviewer', $8, now(), $1
        ) as turn"
    );
    let model = made.model.as_str();
    let params: [&dyn Param; 10] = [
        &paid.id,
        &model,
        &made.input_tokens,
        &made.output_tokens,
        &paid.subject,
        &turn.seq,
        &said,
        &made.text,
        &turn.is_last,
        &turn.opening,
    ];
    db.write(STORE, &params).await?;
    let state = if turn.is_last { InterviewState::Finished } else { InterviewState::Active };
    Ok(Some(("turn", json!({ "interviewId": paid.subject, "turn": turn.number, "state": state }))))
}
