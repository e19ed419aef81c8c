//! Résumé analysis: how the model judges a résumé against a job.

pub mod analysis;

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::OnceCell;
use tokio_postgres::Row;

use crate::{
    base::{
        blocking,
        clock::{self, Timestamp},
        digest::sha256_hex,
        error::{Error, Result, both},
        newtype::id,
    },
    domain::{
        accounts::{
            plans::Feature,
            usage::{self, Allowance, Reservation, settling},
            users::{self, UserId},
        },
        generation::{
            Generated, Generation, ObjectRules, StoreResult, ai_sdk_stream::StreamOptions, prompts, replay_object,
        },
        job_infos::{JobDetails, JobInfoId, job_details},
        keywords::{self, ResumeWords},
    },
    http::{Change, Fields, Form, FormLimits, FromFields, Page, Paged, Reply, pagination::Cursor},
    providers::{model::Attachment, models::Models},
    storage::db::{Db, Param},
};
pub use analysis::ResumeAnalysis;
use analysis::schema;
use darasa_documents::{Kind, Unreadable, WordReader};

/// What the front end shows of a request that cannot be understood, and of a file that is too large.
pub const REFUSAL: &str = "Invalid request";
pub const TOO_LARGE: &str = "File size exceeds 4MB limit";
pub const UNKNOWN_REGENERATE: &str = "Unknown regenerate: use true or false";
/// And of every file that is at fault, whether we or the model cannot read it: the front end compares it.
const UNREADABLE: &str = "Please upload a PDF, Word document, or text file";

/// How many seconds a machine that was too busy for a file wants to be left alone.
const RETRY_AFTER: u32 = 15;

const FILE_FIELD: &str = "resumeFile";
const FILE_POINTER: &str = "#/resumeFile";

/// The platform takes 4.5 MB in all.
pub const FORM_LIMITS: FormLimits = FormLimits {
    total: 4_400_000,
    file: 4 << 20,
    parts: 4,
    file_field: FILE_FIELD,
    // Half a megabit a second is enough.
    time: Duration::from_secs(90),
};
const FILE_NAME: usize = 255;

/// An analysis cannot be stored in part; one that was shown in substance is paid all the same.
const RULES: ObjectRules =
    ObjectRules { check: |text| ResumeAnalysis::parse(text).map(drop), has_substance: analysis::has_substance };

id!(AnalysisId);

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

/// A résumé to be judged for a job.
#[derive(Debug)]
pub struct NewResume {
    job: JobInfoId,
    file_name: String,
    bytes: Bytes,
    /// Ask the model again, although the same file was judged for the same job before.
    regenerate: bool,
}

/// What a form says beside its file.
pub struct ResumeFields {
    job: String,
    regenerate: bool,
}

impl FromFields for ResumeFields {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        let job = fields.id("jobInfoId");
        // A form knows texts only.
        let regenerate =
            fields.change("regenerate", |fields| fields.one_of("regenerate", &[("true", true), ("false", false)]));
        fields.finish(
            job.zip(regenerate).map(|(job, regenerate)| Self { job, regenerate: regenerate == Change::Set(true) }),
        )
    }
}

/// What is kept of a file besides its judgement: not the file.
#[derive(Debug, Clone)]
struct FileFacts {
    name: String,
    size: i32,
    sha256: String,
}

/// The job as it was when it was read, and the same file's analysis for it if there is one.
struct AnalysisContext {
    job: JobDetails,
    version: i32,
    stored: Option<String>,
}

/// What an analysis is made of. None for the text of a file that the model reads itself.
struct AnalyzedResume {
    job: JobInfoId,
    context: AnalysisContext,
    file: FileFacts,
    text: Option<String>,
    /// Made once, however often the statement that stores it is repeated.
    checked: OnceCell<CheckedAnalysis>,
}

/// What the model said of a résumé, found valid, with the keyword report: as it is stored.
#[derive(Clone)]
struct CheckedAnalysis {
    overall_score: f64,
    result: String,
    keywords: String,
}

impl NewResume {
    /// `regenerate` as the query says it; the form may say it too.
    pub fn from_form(mut form: Form, regenerate: Result<bool>) -> Result<Self> {
        let file = form.file.take().ok_or_else(|| Error::invalid(FILE_POINTER, "is required"));
        let read = both(file, form.fields::<ResumeFields>()).map_err(|wrong| wrong.with_sentence(REFUSAL));
        let ((file, fields), regenerate) = both(read, regenerate)?;
        let file_name: String =
            file.name.unwrap_or_default().chars().filter(|letter| !letter.is_control()).take(FILE_NAME).collect();
        let file_name = if file_name.is_empty() { "resume".to_owned() } else { file_name };
        let regenerate = regenerate || fields.regenerate;
        Ok(Self { job: fields.job.parse()?, file_name, bytes: file.bytes, regenerate })
    }

    async fn facts(&self) -> Result<FileFacts> {
        let bytes = self.bytes.clone();
        let sha256 = blocking::run(move || sha256_hex(&bytes)).await?;
        Ok(FileFacts { name: self.file_name.clone(), size: self.bytes.len() as i32, sha256 })
    }

    /// The text of a file. A PDF goes to the model as it is; of everything else the model sees the text.
    async fn text(&self, kind: Kind, word_reader: &WordReader) -> Result<Option<String>> {
        if kind == Kind::Pdf {
            return Ok(None);
        }
        Ok(Some(darasa_documents::text(&self.bytes, kind, word_reader).await?.text))
    }
}

/// Streams the judgement of a résumé as one JSON object. The same file for the same unchanged job is answered from the
/// store, free of charge. What kind of file it is and whose job come first; then it is paid for, and only then read: so
/// each reading is one of the hour's and the day's generations, whatever comes of it.
pub async fn analyze(
    db: &Db,
    models: &Models,
    word_reader: &WordReader,
    allowance: Allowance<'_>,
    new: NewResume,
    options: StreamOptions,
) -> Result<Reply> {
    let kind = darasa_documents::detect(&new.bytes).await?;
    let file = new.facts().await?;
    let context = context(db, allowance.owner, new.job, &file.sha256).await?;
    if let Some(stored) = context.stored.as_ref().filter(|_| !new.regenerate) {
        return Ok(replay_object(stored));
    }
    let paid = usage::reserve(db, allowance, Feature::ResumeAnalyses, clock::random_uuid()).await?;
    let text = match new.text(kind, word_reader).await {
        Ok(text) => text,
        Err(error) => {
            usage::release(db, &paid).await;
            return Err(error);
        }
    };
    let pdf = || Attachment {
        mime_type: "application/pdf",
        bytes: darasa_documents::pdf(&new.bytes),
        unreadable: UNREADABLE,
    };
    let attachment = text.is_none().then(pdf);
    let prompt = prompts::resume_analysis(&context.job, text.as_deref(), attachment, schema());
    let keep = {
        let (db, paid) = (db.clone(), paid.clone());
        let analyzed = Arc::new(AnalyzedResume { job: new.job, context, file, text, checked: OnceCell::new() });
        move |made| store(db.clone(), paid.clone(), analyzed.clone(), made)
    };
    let reply = Generation::object(prompt, REFUSAL, paid, RULES).stream(options, db, models, keep).await;
    reply.map_err(|error| match error {
        Error::BadRequest(UNREADABLE) => bad_file(UNREADABLE),
        other => other,
    })
}

/// The analyses of a job, newest first, each with its keyword report.
pub async fn list(db: &Db, owner: &UserId, job: JobInfoId, page: Page) -> Result<Paged<StoredAnalysis>> {
    const LIST: &str = "
    select u.deleted_at is not null as user_deleted, j.id as job_info_id,
        a.id, a.file_name, a.result::text as result, a.keywords::text as keywords, a.model, a.created_at
    from users u
    left join job_infos j on j.user_id = u.id and j.id = $2
    left join lateral (
        select * from resume_analyses
        where job_info_id = j.id and ($3::timestamptz is null or (created_at, id) < ($3, $4))
        order by created_at desc, id desc
        limit $5
    ) as a on true
    where u.id = $1
    order by a.created_at desc, a.id desc";
    let (time, id) = page.after.map(|cursor| (cursor.created_at, cursor.id)).unzip();
    let rows = db.read(LIST, &[&owner.as_str(), &job.0, &time, &id, &page.fetch()]).await?;
    users::owned_row(&rows, "job_info_id")?;
    let items = rows.iter().filter_map(StoredAnalysis::from_row).collect::<Result<Vec<_>>>()?;
    Ok(page.paginate(items, |analysis: &StoredAnalysis| analysis.cursor))
}

async fn context(db: &Db, owner: &UserId, job: JobInfoId, sha256: &str) -> Result<AnalysisContext> {
    const CONTEXT: &str = concat!(
        "select u.deleted_at is not null as user_deleted, j.id, ",
        job_details!(),
        ", j.version, a.result::text as stored
    from users u
    left join job_infos j on j.user_id = u.id and j.id = $2
    left join lateral (
        select result from resume_analyses
        where job_info_id = j.id and job_version = j.version and file_sha256 = $3
        order by created_at desc, id desc
        limit 1
    ) as a on true
    where u.id = $1"
    );
    let rows = db.read(CONTEXT, &[&owner.as_str(), &job.0, &sha256]).await?;
    let row = users::owned_row(&rows, "id")?;
    Ok(AnalysisContext { job: JobDetails::from_row(row), version: row.get("version"), stored: row.get("stored") })
}

/// Stores a valid analysis with its keyword report.
async fn store(db: Db, paid: Reservation, analyzed: Arc<AnalyzedResume>, made: Generated) -> StoreResult {
    const STORE: &str = settling!(
        ", job as (select j.id from receipt, job_infos j where j.id = $6 for key share of j)
        insert into resume_analyses (
            id, job_info_id, job_version, file_name, file_size, file_sha256, overall_score, result, keywords, model
        )
        select $5, id, $7, $8, $9, $10, $11, $12::text::json, $13::text::json, $2 from job
        on conflict on constraint resume_analyses_pkey do nothing"
    );
    let CheckedAnalysis { overall_score, result, keywords } = checked(&analyzed, &made.text).await?;
    let AnalyzedResume { job, context, file, .. } = &*analyzed;
    let (model, tokens) = (made.model.as_str(), (made.input_tokens, made.output_tokens));
    let params: [&dyn Param; 13] = [
        &paid.id,
        &model,
        &tokens.0,
        &tokens.1,
        &paid.subject,
        &job.0,
        &context.version,
        &file.name,
        &file.size,
        &file.sha256,
        overall_score,
        result,
        keywords,
    ];
    db.write(STORE, &params).await?;
    Ok(None)
}

/// The check of what the model wrote and the keyword report take milliseconds, so no worker makes them.
async fn checked<'a>(analyzed: &'a Arc<AnalyzedResume>, written: &str) -> Result<&'a CheckedAnalysis> {
    let check = || async {
        let (analyzed, written) = (analyzed.clone(), written.to_owned());
        blocking::run(move || analyzed.check(&written)).await?
    };
    analyzed.checked.get_or_try_init(check).await
}

impl AnalyzedResume {
    fn check(&self, written: &str) -> Result<CheckedAnalysis> {
        let analysis = ResumeAnalysis::parse(written)?;
        let words = self.text.as_deref().map_or(ResumeWords::Listed(&analysis.skills), ResumeWords::Text);
        let report = keywords::report(&self.context.keywords(), words);
        Ok(CheckedAnalysis {
            overall_score: analysis.overall_score,
            result: serde_json::to_string(&analysis).map_err(Error::internal)?,
            keywords: serde_json::to_string(&report).map_err(Error::internal)?,
        })
    }
}

impl AnalysisContext {
    fn keywords(&self) -> keywords::JobText<'_> {
        let JobDetails { name, title, description, .. } = &self.job;
        keywords::JobText { name, title: title.as_deref(), description }
    }
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
                analysis: serde_json::from_str(row.get("result")).map_err(Error::unreadable)?,
                keywords: serde_json::from_str(row.get("keywords")).map_err(Error::unreadable)?,
                model: row.get("model"),
                created_at,
                cursor: Cursor { created_at: created_at.0, id: id.0 },
            })
        };
        Some(read())
    }
}

/// One sentence for every file that is at fault, which the front end compares; others where it can be saved anew.
impl From<Unreadable> for Error {
    fn from(unreadable: Unreadable) -> Self {
        match unreadable {
            Unreadable::NotRun(_) => Self::internal(unreadable),
            Unreadable::Busy => Self::unavailable(unreadable, RETRY_AFTER),
            Unreadable::Encoding => bad_file("Please save the text file as UTF-8, or upload a PDF or Word document"),
            Unreadable::WordBefore97 => {
                bad_file("This Word document is from Word 95 or older. Please save it as .docx or PDF")
            }
            _ => bad_file(UNREADABLE),
        }
    }
}

fn bad_file(sentence: &'static str) -> Error {
    Error::invalid(FILE_POINTER, sentence).with_sentence(sentence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::steps, domain::job_infos::ExperienceLevel};

    fn analyzed(text: String) -> Arc<AnalyzedResume> {
        let (name, title, description) = ("Acme".to_owned(), None, text.clone());
        let job = JobDetails { name, title, experience_level: ExperienceLevel::Senior, description };
        Arc::new(AnalyzedResume {
            job: JobInfoId(clock::random_uuid()),
            context: AnalysisContext { job, version: 1, stored: None },
            file: FileFacts { name: "ada.txt".to_owned(), size: 1, sha256: String::new() },
            text: Some(text),
            checked: OnceCell::new(),
        })
    }

    #[tokio::test]
    async fn no_worker_makes_a_report_and_a_repeated_statement_makes_none_anew() {
        let analyzed = analyzed("Rust and A1A-A1A. ".repeat(1_000));
        let written = analysis::tests::analysis(5.0).to_string();
        assert!(steps::of(|| drop(analyzed.check(&written).unwrap())) > 18_000, "what is counted is the work");

        let before = steps::so_far();
        let first = checked(&analyzed, &written).await.unwrap() as *const CheckedAnalysis;
        let again = checked(&analyzed, "what is made already is not looked at").await.unwrap();
        assert!(std::ptr::eq(first, again) && again.keywords.contains("\"coverage\":100"), "{}", again.keywords);
        assert_eq!(steps::so_far(), before, "this thread had nothing to do with it");
    }
}
