//! Stored résumé analyses: listed, read, deleted by their owner, and the text that one of them was made of.

use schemars::JsonSchema;
use serde::Serialize;
use tokio_postgres::Row;
use uuid::Uuid;

use super::analysis::ResumeAnalysis;
use crate::{
    base::{
        clock::Timestamp,
        error::{Error, Result},
        json,
        newtype::id,
    },
    domain::{
        accounts::users::{self, UserId},
        job_infos::JobInfoId,
        keywords,
    },
    http::{Page, Paged, pagination::Cursor},
    storage::db::Db,
};

id!(AnalysisId);

const NO_TEXT: &str = "The text of this résumé was not kept. Please upload the file again";

/// A stored analysis as a list shows it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StoredAnalysis {
    id: AnalysisId,
    job_info_id: JobInfoId,
    /// The file's; the file itself is not kept.
    file_name: String,
    #[serde(flatten)]
    analysis: ResumeAnalysis,
    #[schemars(with = "keywords::KeywordReport")]
    keywords: serde_json::Value,
    /// Which model judged.
    model: String,
    created_at: Timestamp,
    #[serde(skip)]
    cursor: Cursor,
}

/// A stored analysis with the text that it was made of.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AnalysisWithText {
    #[serde(flatten)]
    analysis: StoredAnalysis,
    /// The text of the résumé as the model was given it; null for a scan, which has none, and for what was judged
    /// before texts were kept.
    source_text: Option<String>,
}

/// What is kept of a file besides its judgement: its text, not the file.
#[derive(Debug, Clone)]
pub(super) struct FileFacts {
    pub name: String,
    pub size: i32,
    pub sha256: String,
}

/// The columns of an analysis `a` that `StoredAnalysis::from_row` reads.
macro_rules! stored_analysis {
    () => {
        "a.id, a.file_name, a.result::text as result, a.keywords::text as keywords, a.model, a.created_at"
    };
}

/// The analyses of a job, newest first, each with its keyword report.
pub async fn list(db: &Db, owner: &UserId, job: JobInfoId, page: Page) -> Result<Paged<StoredAnalysis>> {
    const LIST: &str = concat!(
        "
    select u.deleted_at is not null as user_deleted, j.id as job_info_id,
        ",
        stored_analysis!(),
        "
    from users u
    left join job_infos j on j.user_id = u.id and j.id = $2
    left join lateral (
        select * from resume_analyses
        where job_info_id = j.id and ($3::timestamptz is null or (created_at, id) < ($3, $4))
        order by created_at desc, id desc
        limit $5
    ) as a on true
    where u.id = $1
    order by a.created_at desc, a.id desc"
    );
    let (time, id) = page.after.map(|cursor| (cursor.created_at, cursor.id)).unzip();
    let rows = db.read(LIST, &[&owner.as_str(), &job.0, &time, &id, &page.fetch()]).await?;
    users::owned_row(&rows, "job_info_id")?;
    let items = rows.iter().filter_map(StoredAnalysis::from_row).collect::<Result<Vec<_>>>()?;
    Ok(page.paginate(items, |analysis: &StoredAnalysis| analysis.cursor))
}

/// One of them, with the text that it was made of.
pub async fn get(db: &Db, owner: &UserId, job: JobInfoId, id: AnalysisId) -> Result<AnalysisWithText> {
    const GET: &str = concat!(
        "
    select u.deleted_at is not null as user_deleted, j.id as job_info_id, a.source_text,
        ",
        stored_analysis!(),
        "
    from users u
    left join job_infos j on j.user_id = u.id and j.id = $2
    left join resume_analyses a on a.job_info_id = j.id and a.id = $3
    where u.id = $1"
    );
    let rows = db.read(GET, &[&owner.as_str(), &job.0, &id.0]).await?;
    let row = users::owned_row(&rows, "id")?;
    let analysis = StoredAnalysis::from_row(row).ok_or(Error::NotFound)??;
    Ok(AnalysisWithText { analysis, source_text: row.get("source_text") })
}

/// Its text goes with it; what was used of the plan stays used.
pub async fn delete(db: &Db, owner: &UserId, job: JobInfoId, id: AnalysisId) -> Result<()> {
    const DELETE: &str = "
    with target as (
        select u.deleted_at is not null as user_deleted, a.id
        from users u
        left join job_infos j on j.user_id = u.id and j.id = $2
        left join resume_analyses a on a.job_info_id = j.id and a.id = $3
        where u.id = $1
    ), deleted as (
        delete from resume_analyses where id = (select id from target where not user_deleted) returning id
    )
    select target.user_deleted, target.id as target, deleted.id from target left join deleted on true";
    let rows = db.write(DELETE, &[&owner.as_str(), &job.0, &id.0]).await?;
    // One that was seen and not deleted was deleted at the same moment.
    let deleted = users::owned_row(&rows, "target")?.get::<_, Option<Uuid>>("id");
    deleted.map(drop).ok_or(Error::NotFound)
}

/// The text that an analysis of the owner's was made of, for whichever job, with what is known of its file.
pub(super) async fn source(db: &Db, owner: &UserId, id: AnalysisId) -> Result<(FileFacts, String)> {
    const SOURCE: &str = "
    select u.deleted_at is not null as user_deleted, a.id, a.file_name, a.file_size, a.file_sha256, a.source_text
    from users u
    left join (
        select a.*, j.user_id from resume_analyses a join job_infos j on j.id = a.job_info_id where a.id = $2
    ) as a on a.user_id = u.id
    where u.id = $1";
    let rows = db.read(SOURCE, &[&owner.as_str(), &id.0]).await?;
    let row = users::owned_row(&rows, "id")?;
    let text: Option<String> = row.get("source_text");
    let text = text.ok_or_else(|| Error::invalid("#/analysisId", NO_TEXT).with_sentence(NO_TEXT))?;
    Ok((FileFacts { name: row.get("file_name"), size: row.get("file_size"), sha256: row.get("file_sha256") }, text))
}

impl StoredAnalysis {
    /// None where the outer join found no analysis.
    fn from_row(row: &Row) -> Option<Result<Self>> {
        let id = row.get::<_, Option<AnalysisId>>("id")?;
        let created_at: Timestamp = row.get("created_at");
        let read = || -> Result<Self> {
            Ok(Self {
                id,
                job_info_id: row.get("job_info_id"),
                file_name: row.get("file_name"),
                // It stands there as the model wrote it.
                analysis: json::from_slice(row.get::<_, &str>("result").as_bytes()).map_err(Error::unreadable)?,
                keywords: serde_json::from_str(row.get("keywords")).map_err(Error::unreadable)?,
                model: row.get("model"),
                created_at,
                cursor: Cursor { created_at: created_at.0, id: id.0 },
            })
        };
        Some(read())
    }
}
