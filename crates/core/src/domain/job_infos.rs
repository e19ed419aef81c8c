//! The jobs people prepare for.

use std::str::FromStr;

use serde::Serialize;
use serde_json::value::RawValue;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{
    base::{
        clock::Timestamp,
        error::{Error, Result},
    },
    domain::accounts::users::{self, UserId},
    http::{Change, Expected, Fields, FromFields, Page, Paged, pagination::Cursor},
    providers::clerk::Clerk,
    storage::{cache::Cache, db::Db},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct JobInfoId(pub Uuid);

impl std::fmt::Display for JobInfoId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for JobInfoId {
    type Err = Error;

    /// What is no id names nothing.
    fn from_str(text: &str) -> Result<Self> {
        Uuid::try_parse(text).map(Self).map_err(|_| Error::NotFound)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct JobInfo {
    pub id: JobInfoId,
    pub name: String,
    pub title: Option<String>,
    pub experience_level: String,
    pub description: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Its ETag.
    #[serde(skip)]
    pub version: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExperienceLevel {
    Junior,
    MidLevel,
    Senior,
}

impl ExperienceLevel {
    const WORDS: [(&'static str, Self); 3] =
        [("junior", Self::Junior), ("mid-level", Self::MidLevel), ("senior", Self::Senior)];

    pub fn word(self) -> &'static str {
        match self {
            Self::Junior => "junior",
            Self::MidLevel => "mid-level",
            Self::Senior => "senior",
        }
    }
}

const NAME: usize = 255;
const DESCRIPTION: usize = 20_000;

#[derive(Debug)]
pub struct NewJobInfo {
    name: String,
    title: Option<String>,
    experience_level: ExperienceLevel,
    description: String,
}

impl FromFields for NewJobInfo {
    fn from_fields(mut fields: Fields) -> Result<Self> {
        let name = fields.text("name", NAME);
        let title = fields.optional_text("title", NAME);
        let level = fields.one_of("experienceLevel", &ExperienceLevel::WORDS);
        let description = fields.text("description", DESCRIPTION);
        let new = (|| Some(Self { name: name?, title, experience_level: level?, description: description? }))();
        fields.finish(new)
    }
}

#[derive(Debug)]
pub struct JobInfoChanges {
    name: Change<String>,
    title: Change<Option<String>>,
    experience_level: Change<ExperienceLevel>,
    description: Change<String>,
}

impl FromFields for JobInfoChanges {
    fn from_fields(mut fields: Fields) -> Result<Self> {
        let name = fields.change("name", |fields| fields.text("name", NAME));
        let title = fields.change("title", |fields| Some(fields.optional_text("title", NAME)));
        let level =
            fields.change("experienceLevel", |fields| fields.one_of("experienceLevel", &ExperienceLevel::WORDS));
        let description = fields.change("description", |fields| fields.text("description", DESCRIPTION));
        let changes =
            (|| Some(Self { name: name?, title: title?, experience_level: level?, description: description? }))();
        fields.finish(changes)
    }
}

pub async fn list(db: &Db, cache: &Cache, owner: &UserId, page: Page) -> Result<Box<RawValue>> {
    cache.get_or_fetch(owner.as_str(), &format!("job-infos {page}"), fetch(db, owner, page)).await
}

async fn fetch(db: &Db, owner: &UserId, page: Page) -> Result<Paged<JobInfo>> {
    const LIST: &str = "
    select u.deleted_at is not null as user_deleted,
        j.id, j.name, j.title, j.experience_level, j.description, j.version, j.created_at, j.updated_at
    from users u
    left join lateral (
        select * from job_infos
        where user_id = u.id and ($2::timestamptz is null or (created_at, id) < ($2, $3))
        order by created_at desc, id desc
        limit $4
    ) as j on true
    where u.id = $1
    order by j.created_at desc, j.id desc";
    let (time, id) = page.after.map(|cursor| (cursor.created_at, cursor.id)).unzip();
    let rows = db.read(LIST, &[&owner.as_str(), &time, &id, &page.fetch()]).await?;
    users::owned(&rows)?;
    let items = rows.iter().filter_map(JobInfo::of).collect();
    Ok(page.paginate(items, |job: &JobInfo| Cursor { created_at: job.created_at.0, id: job.id.0 }))
}

pub async fn get(db: &Db, owner: &UserId, id: JobInfoId) -> Result<JobInfo> {
    const GET: &str = "
    select u.deleted_at is not null as user_deleted,
        j.id, j.name, j.title, j.experience_level, j.description, j.version, j.created_at, j.updated_at
    from users u left join job_infos j on j.user_id = u.id and j.id = $2
    where u.id = $1";
    let rows = db.read(GET, &[&owner.as_str(), &id.0]).await?;
    users::owned(&rows)?;
    rows.first().and_then(JobInfo::of).ok_or(Error::NotFound)
}

/// Locks the owner's row against a deletion at the same moment, which would leave the job behind.
pub async fn create(db: &Db, clerk: &Clerk, owner: &UserId, new: NewJobInfo) -> Result<JobInfo> {
    const CREATE: &str = "
    insert into job_infos (user_id, name, title, experience_level, description)
    select id, $2, $3, $4, $5 from users where id = $1 and deleted_at is null for share
    returning id, name, title, experience_level, description, version, created_at, updated_at";
    let level = new.experience_level.word();
    users::with_user(db, clerk, owner, async || {
        let rows = db.write(CREATE, &[&owner.as_str(), &new.name, &new.title, &level, &new.description]).await?;
        Ok(rows.first().and_then(JobInfo::of))
    })
    .await
}

/// `expected` is the version an `If-Match` names; missing and stale are told apart in the same round trip.
pub async fn update(
    db: &Db,
    owner: &UserId,
    id: JobInfoId,
    expected: Expected,
    changes: JobInfoChanges,
) -> Result<JobInfo> {
    const UPDATE: &str = "
    with target as (
        select u.deleted_at is not null as user_deleted, j.id, j.version
        from users u left join job_infos j on j.user_id = u.id and j.id = $2
        where u.id = $1
    ), changed as (
        update job_infos as j set
            name = coalesce($4, j.name),
            title = case when $5 then $6 else j.title end,
            experience_level = coalesce($7, j.experience_level),
            description = coalesce($8, j.description),
            version = j.version + 1,
            updated_at = now()
        where j.id = $2 and j.user_id = $1 and ($3::int is null or j.version = $3)
            and exists (select from users where id = $1 and deleted_at is null)
        returning j.id, j.name, j.title, j.experience_level, j.description, j.version, j.created_at, j.updated_at
    )
    select target.user_deleted, target.id as target, changed.*
    from target left join changed on true";
    let title = changes.title.value();
    let level = changes.experience_level.value().map(|level| level.word());
    let params: [&dyn crate::storage::db::Param; 8] = [
        &owner.as_str(),
        &id.0,
        &expected.version(),
        &changes.name.value(),
        &title.is_some(),
        &title.and_then(Option::as_ref),
        &level,
        &changes.description.value(),
    ];
    let rows = db.write(UPDATE, &params).await?;
    one_or_stale(&rows, expected, JobInfo::of)
}

/// Everything made for the job goes with it; what was used of the plan stays used.
pub async fn delete(db: &Db, owner: &UserId, id: JobInfoId, expected: Expected) -> Result<()> {
    const DELETE: &str = "
    with target as (
        select u.deleted_at is not null as user_deleted, j.id
        from users u left join job_infos j on j.user_id = u.id and j.id = $2
        where u.id = $1
    ), changed as (
        delete from job_infos where id = $2 and user_id = $1 and ($3::int is null or version = $3) returning id
    )
    select target.user_deleted, target.id as target, changed.id from target left join changed on true";
    let rows = db.write(DELETE, &[&owner.as_str(), &id.0, &expected.version()]).await?;
    one_or_stale(&rows, expected, |row| row.get::<_, Option<Uuid>>("id").map(|_| ()))
}

/// Without a condition nothing is stale: a job that was seen and not changed was deleted at the same moment.
fn one_or_stale<T>(rows: &[Row], expected: Expected, read: impl Fn(&Row) -> Option<T>) -> Result<T> {
    users::owned(rows)?;
    let row = rows.first().ok_or(Error::NotFound)?;
    row.get::<_, Option<Uuid>>("target").ok_or(Error::NotFound)?;
    read(row).ok_or(match expected {
        Expected::Anything => Error::NotFound,
        Expected::Version(_) => Error::Stale,
    })
}

impl JobInfo {
    /// None where the outer join found no job.
    fn of(row: &Row) -> Option<Self> {
        Some(Self {
            id: JobInfoId(row.get::<_, Option<Uuid>>("id")?),
            name: row.get("name"),
            title: row.get("title"),
            experience_level: row.get("experience_level"),
            description: row.get("description"),
            version: row.get("version"),
            created_at: row.get("created_at"),
            updated_at: row.get("updated_at"),
        })
    }
}
