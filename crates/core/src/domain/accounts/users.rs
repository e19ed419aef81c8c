//! Users: people with an account. Clerk knows them first; a row is made when we first meet one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{
    base::{
        clock::{self, Timestamp},
        error::{Error, Result},
    },
    domain::accounts::{
        days::{usual_day_starts_at, usual_time_zone},
        plans::{Feature, Limit, Plan, PlanName},
    },
    http::{Change, Fields, FromFields, TextForm},
    providers::clerk::{Clerk, ClerkUser},
    storage::{cache::Cache, db::Db},
};

/// Clerk's id of a person.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct UserId(String);

impl UserId {
    /// Clerk's ids are plain words, so one can stand in a path and in a log line.
    pub fn parse(id: String) -> Option<Self> {
        let plain = |rest: &str| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        (id.len() <= 255 && id.strip_prefix("user_").is_some_and(plain)).then_some(Self(id))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A person as they see themselves.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// Clerk's.
    id: String,
    name: Option<String>,
    email: Option<String>,
    image_url: Option<String>,
    plan: PlanName,
    features: Features,
    #[serde(flatten)]
    settings: Settings,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// By what days are counted and questions come again.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Settings {
    /// A name of the IANA database, such as `Europe/Berlin`.
    time_zone: String,
    /// The hour in which a day begins.
    day_starts_at: i16,
    /// How likely an answer is to be remembered on the day on which its question comes again.
    retention: f32,
    /// How much time there is for practice on a day.
    daily_minutes: i16,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Features {
    questions: Use,
    interviews: Use,
    resume_analyses: Use,
}

/// How much of a feature is used; an unlimited one has no limit and no remainder.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "FeatureUse")]
struct Use {
    /// `null`: as often as one likes.
    limit: Option<i32>,
    /// Over the whole life of the account: what is deleted gives nothing back.
    used: i64,
    /// `null` where there is no limit.
    remaining: Option<i64>,
}

/// What is stored of a person; whatever their plan is.
#[derive(Debug, Serialize, Deserialize)]
struct StoredUser {
    id: String,
    name: Option<String>,
    email: Option<String>,
    image_url: Option<String>,
    settings: Settings,
    created_at: Timestamp,
    updated_at: Timestamp,
    questions: i64,
    interviews: i64,
    resume_analyses: i64,
}

/// Reservations that have expired no longer count, even before somebody gives them back.
const ME: &str = "
select u.id, u.name, u.email, u.image_url, u.created_at, u.updated_at, u.deleted_at is not null as user_deleted,
    u.time_zone, u.day_starts_at, u.retention, u.daily_minutes,
    uses.question, uses.interview, uses.resume_analysis
from users u
cross join lateral (
    select
        coalesce(sum(n) filter (where kind = 'question'), 0)::bigint as question,
        coalesce(sum(n) filter (where kind = 'interview'), 0)::bigint as interview,
        coalesce(sum(n) filter (where kind = 'resume_analysis'), 0)::bigint as resume_analysis
    from (
        select kind, used as n from usage_counters where user_id = u.id
        union all
        select kind, 1 from usage where user_id = u.id and state = 'reserved' and expires_at > now()
    ) as each
) as uses
where u.id = $1";

const KNOWN: &str = "select deleted_at is not null as user_deleted from users where id = $1";

const MEET: &str = "
insert into users (id, name, email, image_url, clerk_updated_at) values ($1, $2, $3, $4, $5)
on conflict on constraint users_pkey do nothing";

/// The plan is the token's and never comes out of a cache. What lapses by itself is seen a minute later at most.
pub async fn me(db: &Db, cache: &Cache, clerk: &Clerk, id: &UserId, plan: &Plan) -> Result<Me> {
    cache.value(id.as_str(), "me", stored(db, clerk, id)).await.map(|user| Me::new(user, plan))
}

async fn stored(db: &Db, clerk: &Clerk, id: &UserId) -> Result<StoredUser> {
    let mut rows = db.read(ME, &[&id.as_str()]).await?;
    if rows.is_empty() {
        let user = known_to_clerk(clerk, id).await?;
        match store(db, id, &user).await {
            // They are shown to themselves all the same, and stored when they come again.
            Err(Error::ReadOnly { .. }) => return StoredUser::unsaved(id, user),
            stored => stored?,
        }
        rows = db.read(ME, &[&id.as_str()]).await?;
    }
    owned(&rows)?;
    rows.first().map(StoredUser::from_row).ok_or(Error::NotLoggedIn { token_given: true })
}

/// What somebody changes of their settings.
#[derive(Debug)]
pub struct SettingsChanges {
    time_zone: Change<String>,
    day_starts_at: Change<i64>,
    retention: Change<f64>,
    daily_minutes: Change<i64>,
}

/// Postgres itself takes `Foo/Bar+3` for a zone of POSIX, so a name has to be one that it lists.
const TIME_ZONE: TextForm = TextForm {
    words: "the name of a time zone, such as Europe/Berlin",
    pattern: "^[A-Za-z_]+(/[A-Za-z0-9_+-]+){0,2}$",
    fits: is_zone_name,
};

fn is_zone_name(name: &str) -> bool {
    const MOST_BYTES: usize = 64;
    let mut parts = name.split('/');
    let is_first = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    let is_later = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+-".contains(&byte));
    name.len() <= MOST_BYTES
        && parts.clone().count() <= 3
        && parts.clone().all(|part| !part.is_empty())
        && parts.next().is_some_and(is_first)
        && parts.all(is_later)
}

impl FromFields for SettingsChanges {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        let time_zone = fields.change("timeZone", |fields| fields.formed("timeZone", &TIME_ZONE));
        let day_starts_at = fields.change("dayStartsAt", |fields| fields.number("dayStartsAt", 0..=6));
        let retention = fields.change("retention", |fields| fields.decimal("retention", 0.8..=0.95));
        let daily_minutes = fields.change("dailyMinutes", |fields| fields.number("dailyMinutes", 10..=240));
        let changes = (|| {
            Some(Self {
                time_zone: time_zone?,
                day_starts_at: day_starts_at?,
                retention: retention?,
                daily_minutes: daily_minutes?,
            })
        })();
        fields.finish(changes)
    }
}

/// No day that is stored moves with a changed zone. A card that is folded anew later has its days by the zone and the
/// retention of then.
pub async fn update(db: &Db, clerk: &Clerk, id: &UserId, changes: &SettingsChanges) -> Result<()> {
    with_user(db, clerk, id, async || update_known(db, id, changes).await).await
}

/// None where there is no such user. The list of zones takes a tenth of a second, so only this statement asks for it. A
/// name that is an abbreviation too, such as `CET`, is refused: `at time zone` takes it for one, which knows no summer.
async fn update_known(db: &Db, id: &UserId, changes: &SettingsChanges) -> Result<Option<()>> {
    const UPDATE: &str = "
    with zone as (
        select $2::text is null or exists (select from pg_timezone_names where name = $2)
            and ($2 in ('UTC', 'GMT') or not exists (select from pg_timezone_abbrevs where abbrev = upper($2))) as is_known
    ), changed as (
        update users set
            time_zone = coalesce($2, time_zone),
            day_starts_at = coalesce($3, day_starts_at),
            retention = coalesce($4, retention),
            daily_minutes = coalesce($5, daily_minutes),
            updated_at = now()
        where id = $1 and deleted_at is null and (select is_known from zone)
    )
    select zone.is_known from users, zone where id = $1 and deleted_at is null";
    let SettingsChanges { time_zone, day_starts_at, retention, daily_minutes } = changes;
    let rows = db
        .write(
            UPDATE,
            &[&id.as_str(), &time_zone.value(), &day_starts_at.value(), &retention.value(), &daily_minutes.value()],
        )
        .await?;
    match rows.first().map(|row| row.get("is_known")) {
        Some(false) => Err(Error::invalid("#/timeZone", format!("must be {}", TIME_ZONE.words))),
        known => Ok(known.map(|_: bool| ())),
    }
}

/// Makes the row of somebody whose webhook has not come yet. Never revives a deleted user: the row is there then.
pub async fn meet(db: &Db, clerk: &Clerk, id: &UserId) -> Result<()> {
    store(db, id, &known_to_clerk(clerk, id).await?).await
}

/// A token of somebody whom Clerk no longer knows is a token of nobody.
async fn known_to_clerk(clerk: &Clerk, id: &UserId) -> Result<ClerkUser> {
    clerk.user(id.as_str()).await?.ok_or(Error::NotLoggedIn { token_given: true })
}

async fn store(db: &Db, id: &UserId, user: &ClerkUser) -> Result<()> {
    let ClerkUser { name, email, image_url, updated_at } = user;
    db.write(MEET, &[&id.as_str(), name, email, image_url, updated_at]).await.map(drop)
}

/// Runs a write that yields no row unless its user exists and lives; a missing user is met first, once, but not while a
/// transaction is open: Clerk may take its time.
pub async fn with_user<T, F>(db: &Db, clerk: &Clerk, id: &UserId, write: impl Fn() -> F) -> Result<T>
where
    F: Future<Output = Result<Option<T>>>,
{
    if let Some(done) = write().await? {
        return Ok(done);
    }
    // Clerk need not be asked about somebody of whom we know that they are gone, or that they are there: what was in
    // the way of these is over by now.
    let known = db.read(KNOWN, &[&id.as_str()]).await?;
    owned(&known)?;
    if known.is_empty() {
        if db.is_transaction() {
            return Err(Error::internal("somebody is to be met before a transaction begins"));
        }
        meet(db, clerk, id).await?;
    }
    write().await?.ok_or(Error::NotLoggedIn { token_given: true })
}

/// 401 for somebody who is gone.
pub async fn check(db: &Db, id: &UserId) -> Result<()> {
    owned(&db.read(KNOWN, &[&id.as_str()]).await?)
}

/// Every read starts from its owner's row, so that it also tells of a deleted one: 401 in the same round trip. No row
/// at all is somebody we have not met yet, who owns nothing.
pub fn owned(rows: &[Row]) -> Result<()> {
    match rows.first() {
        Some(row) if row.get("user_deleted") => Err(Error::NotLoggedIn { token_given: true }),
        _ => Ok(()),
    }
}

/// The row of what the owner asked for, whose id is in the column `id`; 404 where the outer join found nothing of
/// theirs.
pub fn owned_row<'a>(rows: &'a [Row], id: &str) -> Result<&'a Row> {
    owned(rows)?;
    rows.first().filter(|row| row.get::<_, Option<Uuid>>(id).is_some()).ok_or(Error::NotFound)
}

/// Deletes the thing `$1` owns, whose id the outer join `$of` from `users u` finds; what hangs on it goes with it.
macro_rules! deleting {
    ($table:literal, $id:literal, $of:expr) => {
        concat!(
            "with target as (
                select u.deleted_at is not null as user_deleted, ",
            $id,
            " from ",
            $of,
            " where u.id = $1
            ), deleted as (
                delete from ",
            $table,
            " where id = (select id from target where not user_deleted) returning id
            )
            select target.user_deleted, target.id as target, deleted.id from target left join deleted on true"
        )
    };
}
pub(crate) use deleting;

/// What `deleting` replied. One that was seen and not deleted was deleted at the same moment.
pub fn deleted(rows: &[Row]) -> Result<()> {
    let deleted = owned_row(rows, "target")?.get::<_, Option<Uuid>>("id");
    deleted.map(drop).ok_or(Error::NotFound)
}

impl Default for Settings {
    /// As the columns' defaults have it.
    fn default() -> Self {
        let (time_zone, day_starts_at) = (usual_time_zone!().to_owned(), usual_day_starts_at!());
        Self { time_zone, day_starts_at, retention: 0.9, daily_minutes: 30 }
    }
}

impl StoredUser {
    /// Somebody who has used nothing yet, and whose row cannot be made now.
    fn unsaved(id: &UserId, user: ClerkUser) -> Result<Self> {
        let now = clock::now().try_into().map_err(Error::internal)?;
        let since = Timestamp(user.updated_at.unwrap_or(now));
        Ok(Self {
            id: id.as_str().to_owned(),
            name: user.name,
            email: user.email,
            image_url: user.image_url,
            settings: Settings::default(),
            created_at: since,
            updated_at: since,
            questions: 0,
            interviews: 0,
            resume_analyses: 0,
        })
    }

    fn from_row(row: &Row) -> Self {
        Self {
            id: row.get("id"),
            name: row.get("name"),
            email: row.get("email"),
            image_url: row.get("image_url"),
            settings: Settings {
                time_zone: row.get("time_zone"),
                day_starts_at: row.get("day_starts_at"),
                retention: row.get("retention"),
                daily_minutes: row.get("daily_minutes"),
            },
            created_at: row.get("created_at"),
            updated_at: row.get("updated_at"),
            questions: row.get("question"),
            interviews: row.get("interview"),
            resume_analyses: row.get("resume_analysis"),
        }
    }
}

impl Me {
    fn new(user: StoredUser, plan: &Plan) -> Self {
        Self {
            id: user.id,
            name: user.name,
            email: user.email,
            image_url: user.image_url,
            plan: plan.name,
            features: Features {
                questions: Use::new(plan.limit(Feature::Questions), user.questions),
                interviews: Use::new(plan.limit(Feature::Interviews), user.interviews),
                resume_analyses: Use::new(plan.limit(Feature::ResumeAnalyses), user.resume_analyses),
            },
            settings: user.settings,
            created_at: user.created_at,
            updated_at: user.updated_at,
        }
    }
}

impl Use {
    fn new(limit: Option<Limit>, used: i64) -> Self {
        let limit = match limit {
            Some(Limit::Unlimited) => return Self { limit: None, used, remaining: None },
            Some(Limit::UpTo(limit)) => limit,
            None => 0,
        };
        Self { limit: Some(limit), used, remaining: Some((i64::from(limit) - used).max(0)) }
    }
}
