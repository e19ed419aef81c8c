//! Voice interviews: what a browser needs to talk to the voice provider itself, for one session of limited length.

use schemars::JsonSchema;
use secrecy::ExposeSecret;
use serde::Serialize;
use tokio_postgres::Row;

use crate::{
    base::{
        clock::{self, Timestamp},
        env::{self, VoiceProvider},
        error::{Error, Result},
        newtype::text_enum,
        rate_limit::LimitStatus,
    },
    domain::{
        accounts::{
            usage::{Allowance, locking, settle},
            users::{self, UserId},
        },
        generation::prompts::{self, interviews::PromptLine},
        interviews::{self, InterviewId, sql::owned_interview, utterances::Speaker},
        job_infos::{JobDetails, job_details},
    },
    http::{Fields, FromFields},
    providers::gemini::{
        Gemini,
        live::{API_VERSION, LiveSession, LiveToken, Turns},
    },
    storage::db::{Db, Param},
};

const HANDLE: usize = 4_096;
const INPUT: &str = "audio/pcm;rate=16000";
const OUTPUT_RATE: u32 = 24_000;
const TURNS: [(&str, Turns); 2] = [("automatic", Turns::Automatic), ("manual", Turns::Manual)];

/// A session to be opened; with the last handle of an earlier one it goes on where that one was cut.
#[derive(Debug)]
pub struct SessionRequest {
    resume_handle: Option<String>,
    turns: Turns,
}

impl FromFields for SessionRequest {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        let resume_handle = fields.optional_text("resumeHandle", HANDLE);
        let turns = fields.change("turns", |fields| fields.one_of("turns", &TURNS));
        let turns = turns.map(|turns| turns.value().copied().unwrap_or(Turns::Automatic));
        fields.finish(turns.map(|turns| Self { resume_handle, turns }))
    }
}

/// Credentials of one session, with which a browser talks to the provider itself.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VoiceSession {
    provider: VoiceProvider,
    /// Comes back with what was said in it.
    session_id: String,
    /// A secret: it opens this one session and nothing else.
    token: String,
    model: String,
    api_version: &'static str,
    /// The WebSocket's address; the token follows as `?access_token=`, as it is.
    url: String,
    /// What Google's own client wants instead of that address.
    ws_base_url: String,
    /// The token opens nothing after that.
    connect_by: Timestamp,
    /// The provider ends the session then.
    expires_at: Timestamp,
    /// What the provider hears, as a MIME type.
    input_mime: &'static str,
    /// What it says: samples of 16 bits a second.
    output_rate: u32,
    /// The number of the next utterance.
    next_seq: i32,
}

/// Time taken from the interview and from the day, before anybody can speak.
struct SessionTime {
    seconds: i32,
    day_started_at: jiff::Timestamp,
    expires_at: jiff::Timestamp,
    start_by: jiff::Timestamp,
    next_seq: i32,
}

/// Credentials for one session, which takes the place of the one before. Time is taken before the provider is asked and
/// given back when it does not answer; the interview's use is settled when it does.
pub async fn mint(
    db: &Db,
    gemini: Option<&Gemini>,
    allowance: Allowance<'_>,
    settings: &env::Voice,
    minutes: i32,
    id: InterviewId,
    request: SessionRequest,
) -> Result<VoiceSession> {
    let system_instruction = instruction(db, allowance.owner, id, request.resume_handle.is_none()).await?;
    let Some(gemini) = gemini.filter(|_| settings.provider == VoiceProvider::Gemini) else {
        return Err(Error::VoiceOff);
    };
    interviews::hold_use(db, allowance, id).await?;
    let time = take(db, allowance.owner, id, minutes, settings.daily_minutes).await?;
    let session = LiveSession {
        model: settings.model.clone(),
        system_instruction,
        expires_at: time.expires_at.into(),
        start_by: time.start_by.into(),
        resume_handle: request.resume_handle,
        turns: request.turns,
    };
    let name = format!("vs_{}", clock::random_uuid().simple());
    let opened = match gemini.mint(&session).await {
        Ok(token) => open(db, allowance.owner, id, &name, &time).await.map(|()| token),
        Err(error) => Err(error),
    };
    match opened {
        Ok(token) => Ok(VoiceSession::new(name, token, &time)),
        Err(error) => {
            give_back(db, allowance.owner, id, &time).await;
            Err(error)
        }
    }
}

/// Who the voice is, made from the job; one that begins anew in the middle of an interview is reminded of what was
/// said.
async fn instruction(db: &Db, owner: &UserId, id: InterviewId, anew: bool) -> Result<String> {
    const JOB: &str = concat!(
        "select u.deleted_at is not null as user_deleted, i.id, ",
        job_details!(),
        ",
        array(select speaker from utterances where interview_id = i.id and $3 order by seq) as speakers,
        array(select text from utterances where interview_id = i.id and $3 order by seq) as texts,
        array(select at_ms from utterances where interview_id = i.id and $3 order by seq) as times
        from ",
        owned_interview!(),
        " where u.id = $1"
    );
    let rows = db.read(JOB, &[&owner.as_str(), &id.0, &anew]).await?;
    let row = users::owned_row(&rows, "id")?;
    let speakers: Vec<Speaker> = row.get("speakers");
    let texts: Vec<&str> = row.get("texts");
    let times: Vec<i64> = row.get("times");
    let line = |((speaker, text), at)| {
        let interviewer = speaker == Speaker::Interviewer;
        PromptLine { interviewer, text, at, emotions: Vec::new() }
    };
    let said: Vec<_> = speakers.into_iter().zip(texts).zip(times).map(line).collect();
    Ok(prompts::interviews::spoken(&JobDetails::from_row(row), &said))
}

/// The interview's remaining time, taken as a whole from the day: nobody can take a token back, so each counts in full.
/// The interview's row is locked first and the budget moves only if it suffices, whoever else asks at the same moment.
async fn take(db: &Db, owner: &UserId, id: InterviewId, minutes: i32, daily_minutes: i32) -> Result<SessionTime> {
    const TAKE: &str = "
    with target as (
        select i.id, u.id as owner, i.next_seq,
            coalesce(ceil(extract(epoch from i.ends_at - now()))::int, $3 * 60) as seconds,
            case
                when i.kind = 'text' then 'other-kind'
                when i.state = 'finished' or i.ends_at <= now() then 'finished'
                when i.mints >= 6 then 'voice-spent'
            end as refusal
        from users u join job_infos j on j.user_id = u.id join interviews i on i.job_info_id = j.id
        where u.id = $1 and i.id = $2
        for key share of u for update of i
    ), budget as (
        insert into voice_budgets as budget (user_id, seconds_spent)
        select owner, seconds from target where refusal is null and seconds <= $4 * 60
        on conflict (user_id) do update set
            day_started_at =
                case when budget.day_started_at <= now() - interval '1 day' then now() else budget.day_started_at end,
            seconds_spent =
                case when budget.day_started_at <= now() - interval '1 day' then 0 else budget.seconds_spent end
                + excluded.seconds_spent
            where budget.day_started_at <= now() - interval '1 day'
                or budget.seconds_spent + excluded.seconds_spent <= $4 * 60
        returning day_started_at
    ), taken as (
        update interviews as i set mints = i.mints + 1 from target, budget where i.id = target.id
    )
    select refusal, seconds, next_seq, day_started_at,
        now() + make_interval(secs => seconds) as expires_at, now() + interval '60 seconds' as start_by,
        (
            select ceil(extract(epoch from day_started_at + interval '1 day' - now()))::int
            from voice_budgets where user_id = $1
        ) as wait
    from target left join budget on true";
    let rows = db.write(TAKE, &[&owner.as_str(), &id.0, &minutes, &daily_minutes]).await?;
    let row = rows.first().ok_or(Error::NotFound)?;
    if let Some(refusal) = row.get::<_, Option<SessionRefusal>>("refusal") {
        return Err(refusal.into());
    }
    SessionTime::from_row(row).ok_or_else(|| {
        let wait = row.get::<_, Option<i32>>("wait").unwrap_or(1).max(1);
        Error::RateLimit(LimitStatus::exhausted("voice-minutes", daily_minutes, 86_400, wait as u32))
    })
}

text_enum! {
    /// Why an interview gets no session, as `take` says it.
    enum SessionRefusal {
        OtherKind = "other-kind",
        Finished = "finished",
        VoiceSpent = "voice-spent",
    }
}

impl From<SessionRefusal> for Error {
    fn from(refusal: SessionRefusal) -> Self {
        match refusal {
            SessionRefusal::OtherKind => Self::OtherKind,
            SessionRefusal::Finished => Self::Finished,
            SessionRefusal::VoiceSpent => Self::VoiceSpent,
        }
    }
}

/// The interview is held by voice from now on, in this session; with the first one its use is settled.
async fn open(db: &Db, owner: &UserId, id: InterviewId, session: &str, time: &SessionTime) -> Result<()> {
    const OPEN: &str = concat!(
        "with ",
        locking!("u.id = $4 and c.kind = 'interview'"),
        ", target as (
            select id, receipt_id from locked, interviews
            where id = $1 and state <> 'finished' and kind is distinct from 'text' for update of interviews
        ), ",
        settle!("opening", "(select receipt_id from target)"),
        " update interviews as i set
            kind = 'voice',
            state = 'active',
            started_at = coalesce(i.started_at, now()),
            ends_at = coalesce(i.ends_at, $3),
            voice_session = $2,
            updated_at = now()
        from target where i.id = target.id
        returning i.id"
    );
    let rows = db.write(OPEN, &[&id.0, &session, &time.expires_at, &owner.as_str()]).await?;
    rows.first().map(|_| ()).ok_or(Error::Finished)
}

/// A session that nobody got costs nothing. What cannot be given back now stays taken: rather too little than too much.
async fn give_back(db: &Db, owner: &UserId, id: InterviewId, time: &SessionTime) {
    const GIVE_BACK: &str = "
    with owner as (
        select id from users where id = $1 for key share
    ), budget as (
        update voice_budgets set seconds_spent = greatest(seconds_spent - $3, 0)
        from owner where user_id = owner.id and day_started_at = $4
    )
    update interviews as i set mints = i.mints - 1 from owner where i.id = $2 and i.mints > 0";
    let params: [&dyn Param; 4] = [&owner.as_str(), &id.0, &time.seconds, &time.day_started_at];
    if let Err(error) = db.write(GIVE_BACK, &params).await {
        tracing::warn!(interview = %id, cause = error.cause(), "time of a voice session that failed is not given back");
    }
}

impl VoiceSession {
    fn new(session_id: String, token: LiveToken, time: &SessionTime) -> Self {
        Self {
            provider: VoiceProvider::Gemini,
            session_id,
            token: token.name.expose_secret().to_owned(),
            model: token.model,
            api_version: API_VERSION,
            url: token.url,
            ws_base_url: token.base_url,
            connect_by: Timestamp(time.start_by),
            expires_at: Timestamp(time.expires_at),
            input_mime: INPUT,
            output_rate: OUTPUT_RATE,
            next_seq: time.next_seq,
        }
    }
}

impl SessionTime {
    /// None where the budget did not suffice.
    fn from_row(row: &Row) -> Option<Self> {
        Some(Self {
            day_started_at: row.get::<_, Option<jiff::Timestamp>>("day_started_at")?,
            seconds: row.get("seconds"),
            expires_at: row.get("expires_at"),
            start_by: row.get("start_by"),
            next_seq: row.get("next_seq"),
        })
    }
}
