//! Update of an interview: how long it lasted, and once which of Hume's chats it was.

use uuid::Uuid;

use super::{
    Interview, InterviewId, InterviewKind, InterviewState, get, hold_use,
    sql::{interview_columns, window_is_over, window_minutes},
};
use crate::{
    base::error::{Error, Result},
    domain::accounts::usage::{Allowance, locking, settle},
    http::{Change, Fields, FromFields, TextForm},
    providers::hume::Hume,
    storage::db::{Db, Param},
};

/// All that a client may change.
#[derive(Debug)]
pub struct InterviewChanges {
    hume_chat_id: Change<String>,
    duration: Change<String>,
}

impl FromFields for InterviewChanges {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        let chat = fields.change("humeChatId", |fields| fields.formed("humeChatId", &CHAT_ID));
        let duration = fields.change("duration", |fields| fields.formed("duration", &DURATION));
        let changes = (|| Some(Self { hume_chat_id: chat?, duration: duration? }))();
        fields.finish(changes)
    }
}

const CHAT_ID: TextForm =
    TextForm { words: "the id of a chat", pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", fits: is_chat_id };
const DURATION: TextForm =
    TextForm { words: "HH:MM:SS", pattern: "^[0-9]{2}:[0-5][0-9]:[0-5][0-9]$", fits: is_duration };

fn is_chat_id(text: &str) -> bool {
    Uuid::try_parse(text).is_ok_and(|id| id.to_string() == text)
}

fn is_duration(text: &str) -> bool {
    let two_digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = text.split(':').collect();
    parts.len() == 3 && parts.iter().all(|part| two_digits(part)) && parts[1] < "60" && parts[2] < "60"
}

/// Notes how long the interview lasted, and which of Hume's chats it was. To have had a chat is to have begun.
pub async fn update(
    db: &Db,
    hume: Option<&Hume>,
    allowance: Allowance<'_>,
    id: InterviewId,
    changes: InterviewChanges,
) -> Result<Interview> {
    const UPDATE: &str = concat!(
        "with ",
        locking!("u.id = $1 and c.kind = 'interview'"),
        ", target as (
            select i.id, i.receipt_id
            from locked, users u join job_infos j on j.user_id = u.id join interviews i on i.job_info_id = j.id
            where u.id = $1 and i.id = $2
                and ($3::text is null or i.hume_chat_id = $3 or i.hume_chat_id is null
                    and i.kind is distinct from 'text' and (i.kind = 'voice' or i.state <> 'finished'))
            for update of i
        ), changed as (
            update interviews as i set
                duration = coalesce($4, i.duration),
                hume_chat_id = coalesce($3, i.hume_chat_id),
                kind = case when $3 is null then i.kind else coalesce(i.kind, 'voice') end,
                state = case when $3 is not null and i.state = 'created' then 'active' else i.state end,
                started_at = case when $3 is null then i.started_at else coalesce(i.started_at, now()) end,
                updated_at = now()
            from target where i.id = target.id
            returning i.*
        ), ",
        settle!("opening", "(select receipt_id from target where $3 is not null)"),
        " select ",
        interview_columns!(),
        " from changed as i"
    );
    let (chat, duration) = (changes.hume_chat_id.value(), changes.duration.value());
    match chat {
        Some(chat) => may_attach(db, hume, allowance, id, chat).await?,
        None => get(db, allowance.owner, id).await.map(drop)?,
    }
    let params: [&dyn Param; 4] = [&allowance.owner.as_str(), &id.0, &chat, &duration];
    match db.write(UPDATE, &params).await {
        Ok(rows) => match rows.first().and_then(Interview::from_row) {
            Some(interview) => Ok(interview),
            // It is not what it was when it was looked at.
            None => get(db, allowance.owner, id).await?.may_have_chat().and(Err(Error::ChatTaken)),
        },
        Err(Error::Constraint(name)) if name == "interviews_hume_chat_id_taken" => Err(Error::ChatTaken),
        Err(error) => Err(error),
    }
}

/// A chat is this interview's only if Hume says so: who reads a transcript must have been in it.
async fn may_attach(db: &Db, hume: Option<&Hume>, allowance: Allowance<'_>, id: InterviewId, chat: &str) -> Result<()> {
    const TAKEN: &str = "select id from interviews where hume_chat_id = $1 and id <> $2";
    let interview = get(db, allowance.owner, id).await?;
    if interview.hume_chat_id.as_deref() == Some(chat) {
        return Ok(());
    }
    if interview.hume_chat_id.is_some() || !db.read(TAKEN, &[&chat, &id.0]).await?.is_empty() {
        return Err(Error::ChatTaken);
    }
    interview.may_have_chat()?;
    let held = hume.ok_or(Error::ChatForeign)?.chat(chat).await?.ok_or(Error::ChatForeign)?;
    if held.custom_session_id.as_deref() != Some(id.to_string().as_str()) {
        return Err(Error::ChatForeign);
    }
    hold_use(db, allowance, id).await.map(drop)
}

impl Interview {
    fn may_have_chat(&self) -> Result<()> {
        match (self.kind, self.state) {
            (Some(InterviewKind::Text), _) => Err(Error::OtherKind),
            (None, InterviewState::Finished) => Err(Error::Finished),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_written_in_one_way() {
        for (text, good) in [
            ("00:00:00", true),
            ("01:59:59", true),
            ("99:00:00", true),
            ("00:60:00", false),
            ("00:00:60", false),
            ("1:00:00", false),
            ("00:00", false),
            ("00:00:00:00", false),
            ("00:00:00 ", false),
            ("-1:00:00", false),
            ("٠٠:00:00", false),
            ("", false),
        ] {
            assert_eq!(is_duration(text), good, "{text}");
        }
    }
}
