//! Job infos: the jobs people prepare for.

use schemars::JsonSchema;
use serde::Serialize;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{
    base::{
        clock::{Day, Timestamp},
        error::{Error, Result},
        json::{JsonText, ObjectWriter},
        newtype::{TextEnum, id, text_enum},
    },
    domain::{
        accounts::users::{self, UserId},
        practice::days::day,
    },
    http::{
        Change, Expected, Fields, FromFields, Page,
        pagination::{Cursor, PAGE_BYTES},
    },
    providers::clerk::Clerk,
    storage::{
        cache::Cache,
        db::{Db, Param},
    },
};

id!(JobInfoId);

/// A job as it is stored.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobInfo {
    pub id: JobInfoId,
    #[serde(flatten)]
    details: JobDetails,
    /// When the interview for it is, a day of its owner's.
    interview_on: Option<Day>,
    created_at: Timestamp,
    updated_at: Timestamp,
    /// Its ETag.
    #[serde(skip)]
    pub version: i32,
}

/// A job as a list shows it, in its row: without its description where that is not asked for.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ListedJobInfo")]
pub struct ListedJobInfo<'a> {
    id: JobInfoId,
    /// What its owner calls it, such as the company.
    name: &'a str,
    /// The job's title.
    title: Option<&'a str>,
    experience_level: ExperienceLevel,
    /// What the job asks for; not with `fields=summary`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    description: Option<&'a str>,
    /// When the interview for it is, a day of its owner's.
    interview_on: Option<Day>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// What a list shows of each job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobFields {
    All,
    /// All but the description, which is as long as all the rest many times over.
    Summary,
}

impl JobFields {
    /// As the query names them. Who wants all of them names none.
    pub const WORDS: &[(&str, Self)] = &[("summary", Self::Summary)];
}

/// What somebody writes of a job, and what prompts are made of.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobDetails {
    /// What its owner calls it, such as the company.
    pub name: String,
    /// The job's title.
    pub title: Option<String>,
    /// How experienced the one has to be who gets it.
    pub experience_level: ExperienceLevel,
    /// What the job asks for.
    pub description: String,
}

/// The columns of a job `j` that `JobDetails::from_row` reads.
macro_rules! job_details {
    () => {
        "j.name, j.title, j.experience_level, j.description"
    };
}
pub(crate) use job_details;

/// The columns of a job `j` that `JobInfo::from_row` reads.
macro_rules! job_info {
    () => {
        concat!("j.id, ", job_details!(), ", j.interview_on, j.version, j.created_at, j.updated_at")
    };
}

/// A job as somebody adds it.
#[derive(Debug)]
pub struct NewJobInfo {
    details: JobDetails,
    interview_on: Option<Day>,
}

/// Whether the parameter `$day` is none or a day for an interview, for the person `u`: from today to a year from today.
macro_rules! may_be_interview_on {
    ($day:literal) => {
        concat!("coalesce(", $day, "::date between ", day!("now()"), " and ", day!("now()"), " + 365, true)")
    };
}

/// How many jobs somebody may have.
macro_rules! most_jobs {
    () => {
        200
    };
}

text_enum! {
    pub enum ExperienceLevel {
        Junior = "junior",
        MidLevel = "mid-level",
        Senior = "senior",
    }
}

const NAME: usize = 255;
const DESCRIPTION: usize = 20_000;
const INTERVIEW_ON: &str = "interviewOn";

impl FromFields for NewJobInfo {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        let name = fields.text("name", NAME);
        let title = fields.optional_text("title", NAME);
        let level = fields.one_of("experienceLevel", ExperienceLevel::WORDS);
        let description = fields.text("description", DESCRIPTION);
        let interview_on = fields.optional_day(INTERVIEW_ON);
        let details =
            (|| Some(JobDetails { name: name?, title, experience_level: level?, description: description? }))();
        fields.finish(details.map(|details| Self { details, interview_on }))
    }
}

#[derive(Debug)]
pub struct JobInfoChanges {
    name: Change<String>,
    title: Change<Option<String>>,
    experience_level: Change<ExperienceLevel>,
    description: Change<String>,
    interview_on: Change<Option<Day>>,
}

impl FromFields for JobInfoChanges {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        let name = fields.change("name", |fields| fields.text("name", NAME));
        let title = fields.change("title", |fields| Some(fields.optional_text("title", NAME)));
        let level = fields.change("experienceLevel", |fields| fields.one_of("experienceLevel", ExperienceLevel::WORDS));
        let description = fields.change("description", |fields| fields.text("description", DESCRIPTION));
        let interview_on = fields.change(INTERVIEW_ON, |fields| Some(fields.optional_day(INTERVIEW_ON)));
        let changes = (|| {
            let (experience_level, interview_on) = (level?, interview_on?);
            Some(Self { name: name?, title: title?, experience_level, description: description?, interview_on })
        })();
        fields.finish(changes)
    }
}

pub async fn list(db: &Db, cache: &Cache, owner: &UserId, fields: JobFields, page: Page) -> Result<JsonText> {
    let key = match fields {
        JobFields::All => format!("job-infos {page}"),
        JobFields::Summary => format!("job-infos summary {page}"),
    };
    cache.get_or_fetch(owner.as_str(), &key, fetch(db, owner, fields, page)).await
}

async fn fetch(db: &Db, owner: &UserId, fields: JobFields, page: Page) -> Result<JsonText> {
    // The owner's row, and the page in the order of its index. Not much more is fetched than a page has bytes, and
    // always the row that is one too many, which tells that there is another page: one description does not fill one.
    const { assert!(4 * (DESCRIPTION as i64) < PAGE_BYTES) };
    const LIST: &str = "
    select deleted_at is not null as user_deleted, null::uuid as id, null as name, null as title,
        null as experience_level, null as description, null::date as interview_on,
        null::timestamptz as created_at, null::timestamptz as updated_at
    from users where id = $1
    union all (
        select false, id, name, title, experience_level, description, interview_on, created_at, updated_at
        from (
            select *, sum(octet_length(description)) over (
                order by created_at desc, id desc rows between unbounded preceding and 1 preceding
            ) as bytes_before
            from (
                select id, name, title, experience_level, case when not $6 then description end as description,
                    interview_on, created_at, updated_at
                from job_infos
                where user_id = $1 and (created_at, id)
                    < (coalesce($2, 'infinity'), coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
                order by created_at desc, id desc
                limit $4
            ) as newest
        ) as sized
        where coalesce(bytes_before, 0) <= $5
        order by created_at desc, id desc
    )";
    let (time, id) = page.after.map(|cursor| (cursor.created_at, cursor.id)).unzip();
    let short = fields == JobFields::Summary;
    let rows = db.read(LIST, &[&owner.as_str(), &time, &id, &page.fetch(), &PAGE_BYTES, &short]).await?;
    users::owned(&rows)?;
    let jobs: Vec<_> = rows.iter().filter_map(ListedJobInfo::from_row).collect();
    let mut json = String::with_capacity(jobs.iter().map(ListedJobInfo::usual_length).sum());
    let cursor = |job: &ListedJobInfo| Cursor { created_at: job.created_at.0, id: job.id.0 };
    page.write(&jobs, cursor, &mut json, ListedJobInfo::write);
    Ok(JsonText::from_written(json))
}

pub async fn get(db: &Db, owner: &UserId, id: JobInfoId) -> Result<JobInfo> {
    const GET: &str = concat!(
        "select u.deleted_at is not null as user_deleted, ",
        job_info!(),
        " from users u left join job_infos j on j.user_id = u.id and j.id = $2
        where u.id = $1"
    );
    let rows = db.read(GET, &[&owner.as_str(), &id.0]).await?;
    JobInfo::from_row(users::owned_row(&rows, "id")?).ok_or(Error::NotFound)
}

/// A job more, if there may be one more.
pub async fn create(db: &Db, clerk: &Clerk, owner: &UserId, new: NewJobInfo) -> Result<JobInfo> {
    users::with_user(db, clerk, owner, async || insert(db, owner, &new).await).await
}

/// None where there is no such owner. Their row is locked first, also against a deletion at the same moment, which
/// would leave the job behind. Under it `job_infos_of` sees all jobs that others added before.
async fn insert(db: &Db, owner: &UserId, new: &NewJobInfo) -> Result<Option<JobInfo>> {
    const INSERT: &str = concat!(
        "with owner as (
        select id, ",
        may_be_interview_on!("$6"),
        " as day_fits
        from users u where id = $1 and deleted_at is null for no key update
    ), added as (
        insert into job_infos as j (user_id, name, title, experience_level, description, interview_on)
        select owner.id, $2, $3, $4, $5, $6 from owner where day_fits and job_infos_of(owner.id) < ",
        most_jobs!(),
        " returning ",
        job_info!(),
        ")
    select owner.day_fits, added.* from owner left join added on true"
    );
    let NewJobInfo { details, interview_on } = new;
    let level = details.experience_level.as_str();
    let params: [&dyn Param; 6] =
        [&owner.as_str(), &details.name, &details.title, &level, &details.description, &interview_on.map(|day| day.0)];
    let rows = db.write(INSERT, &params).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    interview_day(row)?;
    JobInfo::from_row(row).map(Some).ok_or(Error::TooManyJobs)
}

/// `expected` are the versions an `If-Match` names; missing and stale are told apart in the same round trip.
pub async fn update(
    db: &Db,
    owner: &UserId,
    id: JobInfoId,
    expected: Expected,
    changes: JobInfoChanges,
) -> Result<JobInfo> {
    const UPDATE: &str = concat!(
        "with target as (
        select u.deleted_at is not null as user_deleted, j.id, j.version, ",
        may_be_interview_on!("$10"),
        " as day_fits
        from users u left join job_infos j on j.user_id = u.id and j.id = $2
        where u.id = $1
    ), changed as (
        update job_infos as j set
            name = coalesce($4, j.name),
            title = case when $5 then $6 else j.title end,
            experience_level = coalesce($7, j.experience_level),
            description = coalesce($8, j.description),
            interview_on = case when $9 then $10 else j.interview_on end,
            version = j.version + 1,
            updated_at = now()
        where j.id = $2 and j.user_id = $1 and ($3::int[] is null or j.version = any($3))
            and exists (select from target where not user_deleted and day_fits)
        returning ",
        job_info!(),
        ")
    select target.user_deleted, target.id as target, target.day_fits, changed.*
    from target left join changed on true"
    );
    let title = changes.title.value();
    let level = changes.experience_level.value().map(|level| level.as_str());
    let interview_on = changes.interview_on.value();
    let params: [&dyn Param; 10] = [
        &owner.as_str(),
        &id.0,
        &expected.versions(),
        &changes.name.value(),
        &title.is_some(),
        &title.and_then(Option::as_ref),
        &level,
        &changes.description.value(),
        &interview_on.is_some(),
        &interview_on.copied().flatten().map(|day| day.0),
    ];
    let rows = db.write(UPDATE, &params).await?;
    interview_day(users::owned_row(&rows, "target")?)?;
    one_or_stale(&rows, &expected, JobInfo::from_row)
}

/// Everything made for the job goes with it; what was used of the plan stays used.
pub async fn delete(db: &Db, owner: &UserId, id: JobInfoId, expected: Expected) -> Result<()> {
    const DELETE: &str = "
    with target as (
        select u.deleted_at is not null as user_deleted, j.id
        from users u left join job_infos j on j.user_id = u.id and j.id = $2
        where u.id = $1
    ), changed as (
        delete from job_infos where id = $2 and user_id = $1 and ($3::int[] is null or version = any($3)) returning id
    )
    select target.user_deleted, target.id as target, changed.id from target left join changed on true";
    let rows = db.write(DELETE, &[&owner.as_str(), &id.0, &expected.versions()]).await?;
    one_or_stale(&rows, &expected, |row| row.get::<_, Option<Uuid>>("id").map(|_| ()))
}

/// The row tells whether its owner may have an interview on the day that was given.
fn interview_day(row: &Row) -> Result<()> {
    if row.get("day_fits") {
        return Ok(());
    }
    Err(Error::invalid("#/interviewOn", "must be a day from today to a year from today"))
}

/// Without a condition nothing is stale: a job that was seen and not changed was deleted at the same moment.
fn one_or_stale<T>(rows: &[Row], expected: &Expected, read: impl Fn(&Row) -> Option<T>) -> Result<T> {
    read(users::owned_row(rows, "target")?).ok_or(match expected {
        Expected::Anything => Error::NotFound,
        Expected::OneOf(_) => Error::Stale,
    })
}

impl JobInfo {
    /// None where the outer join found no job.
    fn from_row(row: &Row) -> Option<Self> {
        Some(Self {
            id: row.get::<_, Option<JobInfoId>>("id")?,
            details: JobDetails::from_row(row),
            interview_on: row.get("interview_on"),
            version: row.get("version"),
            created_at: row.get("created_at"),
            updated_at: row.get("updated_at"),
        })
    }
}

impl<'a> ListedJobInfo<'a> {
    /// None for the owner's row. By the places of the columns in `LIST`, which are found faster than
    /// their names.
    fn from_row(row: &'a Row) -> Option<Self> {
        Some(Self {
            id: row.get::<_, Option<JobInfoId>>(1)?,
            name: row.get(2),
            title: row.get(3),
            experience_level: row.get(4),
            description: row.get(5),
            interview_on: row.get(6),
            created_at: row.get(7),
            updated_at: row.get(8),
        })
    }

    /// Its texts and all around them, with room for some escapes.
    fn usual_length(&self) -> usize {
        const AROUND: usize = 300;
        AROUND + self.name.len() + self.title.map_or(0, str::len) + self.description.map_or(0, str::len)
    }

    /// As it is serialized.
    fn write(&self, out: &mut String) {
        let mut job = ObjectWriter::new(out);
        job.plain("id", self.id.0.hyphenated().encode_lower(&mut Uuid::encode_buffer()));
        job.text("name", self.name);
        job.text_or_null("title", self.title);
        job.plain("experienceLevel", self.experience_level.as_str());
        self.description.iter().for_each(|description| job.text("description", description));
        match self.interview_on {
            Some(day) => job.plain("interviewOn", &day.to_string()),
            None => job.text_or_null("interviewOn", None),
        }
        job.time("createdAt", self.created_at);
        job.time("updatedAt", self.updated_at);
        job.end();
    }
}

impl JobDetails {
    /// From a row with the columns of `job_details!`.
    pub fn from_row(row: &Row) -> Self {
        Self {
            name: row.get("name"),
            title: row.get("title"),
            experience_level: row.get("experience_level"),
            description: row.get("description"),
        }
    }

    #[cfg(test)]
    pub fn sample() -> Self {
        let (name, description) = ("Acme".to_owned(), "Rust".to_owned());
        Self { name, title: None, experience_level: ExperienceLevel::Senior, description }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_written_as_it_is_serialized() {
        let at = |text: &str| Timestamp(text.parse().unwrap());
        let listed = |title, description| ListedJobInfo {
            id: JobInfoId(Uuid::from_u128(0x3f0d_2c1e_8a4b)),
            name: "Acme \"Ltd\" — ☕",
            title,
            experience_level: ExperienceLevel::MidLevel,
            description,
            interview_on: title.and(Day::parse("2026-12-24")),
            created_at: at("2026-11-23T12:00:00Z"),
            updated_at: at("2026-11-23T12:00:00.1239Z"),
        };
        let jobs = || vec![listed(None, None), listed(Some("Engineer"), Some("Rust\non\tPostgres\u{1}"))];
        for (items, more) in [(vec![], false), (vec![listed(None, Some(""))], true), (jobs(), false), (jobs(), true)] {
            let cursor = |job: &ListedJobInfo| Cursor { created_at: job.created_at.0, id: job.id.0 };
            let mut json = String::new();
            let page = Page { limit: items.len() as i64 - i64::from(more && items.len() > 1), after: None };
            page.write(&items, cursor, &mut json, ListedJobInfo::write);
            assert_eq!(json, serde_json::to_string(&page.paginate(items, cursor)).unwrap());
        }
    }
}
