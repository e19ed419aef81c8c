//! Calendar feed: the days of somebody's study plan for their calendar, which has a token instead of a session.
//!
//! Calendars are kept by others, so a feed has forecasts and counts, and no text of a job or a question.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    base::{
        clock::Day,
        digest::hex,
        error::{Error, Result},
        rate_limit::LimitStatus,
        secret_token::SecretToken,
    },
    domain::{
        accounts::users::{self, UserId},
        practice::{
            icalendar::{self, DayEvent},
            plan::{PlanDay, TaskKind},
        },
        questions::study_plan,
    },
    providers::clerk::Clerk,
    storage::db::Db,
};

pub const CONTENT_TYPE: &str = "text/calendar; charset=utf-8";

/// How often one feed is given out in an hour; calendars come every few hours.
macro_rules! most_fetches {
    () => {
        60
    };
}

/// The address of a feed, shown once.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CalendarLink {
    /// For Google's calendar.
    url: String,
    /// The same for Apple's and Outlook, which subscribe to it when it is opened.
    webcal_url: String,
}

/// Makes an address, in place of the one before. `origin` is where we are reached, such as `https://darasa.example`.
pub async fn create(db: &Db, clerk: &Clerk, owner: &UserId, origin: &str) -> Result<CalendarLink> {
    const CREATE: &str = "
    insert into calendars (user_id, token_sha256) select id, $2 from users where id = $1 and deleted_at is null for key share
    on conflict on constraint calendars_pkey do update
        set token_sha256 = excluded.token_sha256, created_at = now(), hour_began_at = now(), fetches = 0
    returning user_id";
    let token = SecretToken::new()?;
    let insert = async || {
        let rows = db.write(CREATE, &[&owner.as_str(), &token.sha256.as_slice()]).await?;
        Ok(rows.first().map(|_| ()))
    };
    users::with_user(db, clerk, owner, insert).await?;
    let path = format!("/api/calendar/{}.ics", token.text);
    let (_, host) = origin.split_once("://").unwrap_or(("", origin));
    Ok(CalendarLink { url: format!("{origin}{path}"), webcal_url: format!("webcal://{host}{path}") })
}

/// The feed of before is gone.
pub async fn delete(db: &Db, owner: &UserId) -> Result<()> {
    const DELETE: &str = "
    with gone as (delete from calendars where user_id = $1)
    select deleted_at is not null as user_deleted from users where id = $1";
    users::owned(&db.write(DELETE, &[&owner.as_str()]).await?)
}

/// The feed of a token, as a calendar is sent it.
pub async fn feed(db: &Db, token: &str, origin: &str) -> Result<String> {
    let sha256 = token.strip_suffix(".ics").and_then(SecretToken::kept_of).ok_or(Error::NotFound)?;
    let owner = fetched_for(db, &sha256).await?;
    let agenda = study_plan::agenda(db, &owner).await?;
    let uid = |what: &str, day: Day| format!("{what}-{day}-{}@darasa", hex(&sha256[..8]));
    let Some(agenda) = agenda else { return Ok(icalendar::feed(&[], Day::FIRST, origin)) };
    let practice = agenda.days.iter().filter(|day| !day.tasks.is_empty()).map(|day| DayEvent {
        uid: uid("practice", day.day),
        day: day.day,
        summary: format!("Practise {} min: {}", day.minutes, counts(day)),
        description: "The day's tasks are in darasa. What you do changes the days after it.".to_owned(),
    });
    let interviews = agenda.interviews.iter().map(|day| DayEvent {
        uid: uid("interview", *day),
        day: *day,
        summary: "Interview".to_owned(),
        description: "Nothing to learn today. Good luck.".to_owned(),
    });
    let mut events: Vec<_> = practice.chain(interviews).collect();
    // Two interviews of a day are one event.
    events.sort_by(|one, other| one.uid.cmp(&other.uid));
    events.dedup_by(|one, other| one.uid == other.uid);
    Ok(icalendar::feed(&events, agenda.today, &format!("{origin}/app")))
}

/// Whose feed it is, once it is counted; by the database's clock.
async fn fetched_for(db: &Db, sha256: &[u8]) -> Result<UserId> {
    const FETCH: &str = concat!(
        "with fetched as (
            update calendars set
                fetches = case when hour_began_at <= now() - interval '1 hour' then 1 else fetches + 1 end,
                hour_began_at = case when hour_began_at <= now() - interval '1 hour' then now() else hour_began_at end
            where token_sha256 = $1
                and (hour_began_at <= now() - interval '1 hour' or fetches < ",
        most_fetches!(),
        ")
            returning user_id
        )
        select c.user_id, fetched.user_id is not null as is_counted,
            ceil(extract(epoch from c.hour_began_at + interval '1 hour' - now()))::int as wait
        from calendars c left join fetched on true where c.token_sha256 = $1"
    );
    let rows = db.write(FETCH, &[&sha256]).await?;
    let row = rows.first().ok_or(Error::NotFound)?;
    if !row.get::<_, bool>("is_counted") {
        let wait = row.get::<_, i32>("wait").max(1).unsigned_abs();
        return Err(Error::RateLimit(LimitStatus::exhausted("calendar", most_fetches!(), 3_600, wait)));
    }
    UserId::parse(row.get("user_id")).ok_or_else(|| Error::internal("a calendar of nobody"))
}

/// `2 reviews, 1 new question`
fn counts(day: &PlanDay) -> String {
    const KINDS: [(TaskKind, &str, &str); 4] = [
        (TaskKind::Mock, "rehearsal", "rehearsals"),
        (TaskKind::Review, "review", "reviews"),
        (TaskKind::New, "new question", "new questions"),
        (TaskKind::LastLook, "last look", "last looks"),
    ];
    let counted = KINDS.into_iter().filter_map(|(kind, one, many)| {
        match day.tasks.iter().filter(|task| task.kind == kind).count() {
            0 => None,
            1 => Some(format!("1 {one}")),
            number => Some(format!("{number} {many}")),
        }
    });
    counted.collect::<Vec<_>>().join(", ")
}
