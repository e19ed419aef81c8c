//! Résumé analysis: how the model judges a résumé against a job.

pub mod analysis;
mod form;
mod stored;

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::OnceCell;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{
    base::{
        blocking, clock,
        digest::sha256_hex,
        error::{Error, Result},
    },
    domain::{
        accounts::{
            plans::Feature,
            receipt_key::{ReceiptKey, keyed_receipt},
            usage::{self, Allowance, Reservation, settling},
            users::{self, UserId},
        },
        generation::{
            Generated, Generation, ObjectRules, StoreResult,
            ai_sdk_stream::StreamOptions,
            prompts,
            reader::{self, Source},
            replay_object,
        },
        job_infos::{JobDetails, JobInfoId, job_details},
        keywords::{self, ResumeWords},
    },
    http::Reply,
    providers::{model::Attachment, models::Models},
    storage::db::{Db, Param},
};
pub use analysis::ResumeAnalysis;
use analysis::schema;
use darasa_documents::{DocumentReader, Kind, Unreadable};
use form::{FILE_POINTER, ResumeSource};
pub use form::{FORM_LIMITS, NewResume, REFUSAL, ResumeFields, TOO_LARGE, UNKNOWN_REGENERATE};
use stored::FileFacts;
pub use stored::{AnalysisId, AnalysisWithText, StoredAnalysis, delete, get, list};

/// What the front end shows of every file that is at fault, whether we or the model cannot read it: it compares it.
const UNREADABLE: &str = "Please upload a PDF, Word document, or text file";

const PICTURES: &str =
    "This PDF holds pictures, not text. Export it from your editor as PDF, or upload a Word document or text";
const NOT_COPIED: &str =
    "The letters of this PDF cannot be copied. Export it from your editor anew, or upload a Word document or text";

/// How many seconds a machine that was too busy for a file wants to be left alone.
const RETRY_AFTER: u32 = 15;

/// An analysis cannot be stored in part; one that was shown in substance is paid all the same.
const RULES: ObjectRules =
    ObjectRules { check: |text| ResumeAnalysis::parse(text).map(drop), has_substance: analysis::has_substance };

/// A résumé before it is paid for: what kind of file it is, or a text that was read before.
enum UnreadResume {
    File { kind: Kind, bytes: Bytes },
    Text(String),
}

/// A résumé as the model is given it.
enum ReadResume {
    Text(String),
    /// A PDF of which nothing can be copied, for a model that sees.
    Pdf(Bytes),
}

/// The job as it was when it was read, and the same file's analysis for it if there is one.
struct AnalysisContext {
    job: JobDetails,
    version: i32,
    stored: Option<ReplayedAnalysis>,
}

/// What was streamed once, and the receipt it was made with.
struct ReplayedAnalysis {
    text: String,
    made_by: Option<Uuid>,
}

/// What an analysis is made of. None for the text of a file that only the model reads.
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

impl ResumeSource {
    /// The id of the analysis whose text is judged, as it was sent.
    fn analysis(&self) -> String {
        match self {
            Self::Analysis(id) => id.0.to_string(),
            Self::File { .. } => String::new(),
        }
    }

    /// What can be known before it is paid for: what kind of file it is, or whose analysis.
    async fn facts(self, db: &Db, owner: &UserId) -> Result<(FileFacts, UnreadResume)> {
        match self {
            Self::Analysis(id) => {
                let (file, text) = stored::source(db, owner, id).await?;
                Ok((file, UnreadResume::Text(text)))
            }
            Self::File { name, bytes } => {
                let kind = darasa_documents::detect(&bytes).await?;
                let hashed = bytes.clone();
                let sha256 = blocking::run(move || sha256_hex(&hashed)).await?;
                let file = FileFacts { name, size: bytes.len() as i32, sha256 };
                Ok((file, UnreadResume::File { kind, bytes }))
            }
        }
    }
}

impl UnreadResume {
    /// Its text. A PDF of pictures goes as it is to a model that reads such.
    async fn read(self, document_reader: &DocumentReader, model_reads_pdf: bool) -> Result<ReadResume> {
        let (kind, bytes) = match self {
            Self::Text(text) => return Ok(ReadResume::Text(text)),
            Self::File { kind, bytes } => (kind, bytes),
        };
        match darasa_documents::text(&bytes, kind, document_reader).await {
            Ok(text) => Ok(ReadResume::Text(text.text)),
            Err(unreadable) if unreadable.is_seen_only() && model_reads_pdf => {
                Ok(ReadResume::Pdf(darasa_documents::pdf(&bytes)))
            }
            Err(unreadable) => Err(unreadable.into()),
        }
    }
}

impl ReadResume {
    fn into_parts(self) -> (Option<String>, Option<Attachment>) {
        match self {
            Self::Text(text) => (Some(text), None),
            Self::Pdf(bytes) => {
                (None, Some(Attachment { mime_type: "application/pdf", bytes, unreadable: UNREADABLE }))
            }
        }
    }
}

/// Streams the judgement of a résumé as one JSON object. The same file for the same unchanged job is answered from the
/// store, free of charge. What kind of file it is and whose job come first; then it is paid for, and only then read: so
/// each reading is one of the hour's and the day's generations, whatever comes of it.
pub async fn analyze(
    db: &Db,
    models: &Models,
    document_reader: &DocumentReader,
    allowance: Allowance<'_>,
    new: NewResume,
    options: StreamOptions,
) -> Result<Reply> {
    let NewResume { job, source, regenerate } = new;
    let analysis = source.analysis();
    let (file, unread) = source.facts(db, allowance.owner).await?;
    let fields: [&[u8]; 5] =
        [job.0.as_bytes(), analysis.as_bytes(), file.name.as_bytes(), file.sha256.as_bytes(), &[regenerate.into()]];
    let mut key = options.receipt_key(allowance.owner, &fields);
    let (receipt, source) = (key.id, Source::new(db, allowance.owner, models.pace()));
    let Some(context) = context(db, allowance.owner, job, &file.sha256, &mut key).await? else {
        return reader::repeat(source, receipt, options).await;
    };
    if let Some(stored) = context.stored.as_ref().filter(|_| !regenerate) {
        return Ok(replay_object(stored.made_by, &stored.text));
    }
    let id = clock::random_uuid();
    let Some(paid) = usage::reserve_once(db, allowance, Feature::ResumeAnalyses, id, key).await? else {
        return reader::repeat(source, receipt, options).await;
    };
    let (text, attachment) = match unread.read(document_reader, models.reads_pdf()).await {
        Ok(read) => read.into_parts(),
        Err(error) => {
            usage::release(db, &paid).await;
            return Err(error);
        }
    };
    let prompt = prompts::resume_analysis(&context.job, text.as_deref(), attachment, schema());
    let keep = {
        let (db, paid) = (db.clone(), paid.clone());
        let analyzed = Arc::new(AnalyzedResume { job, context, file, text, checked: OnceCell::new() });
        move |made| store(db.clone(), paid.clone(), analyzed.clone(), made)
    };
    let reply = Generation::object(prompt, REFUSAL, paid, RULES).stream(options, db, models, keep).await;
    reply.map_err(|error| match error {
        Error::BadRequest(UNREADABLE) => bad_file(UNREADABLE),
        other => other,
    })
}

/// None: what was asked for under this key is there.
async fn context(
    db: &Db,
    owner: &UserId,
    job: JobInfoId,
    sha256: &str,
    key: &mut ReceiptKey,
) -> Result<Option<AnalysisContext>> {
    const CONTEXT: &str = concat!(
        "select u.deleted_at is not null as user_deleted, j.id, ",
        job_details!(),
        ", j.version, a.result::text as stored, (
            select f.id from usage f
            where f.user_id = u.id and f.kind = 'resume_analysis' and f.subject_id = a.id
                and f.reserved_at between a.created_at - interval '1 hour' and a.created_at
            limit 1
        ) as made_by, ",
        keyed_receipt!(),
        "
    from users u
    left join job_infos j on j.user_id = u.id and j.id = $2
    left join lateral (
        select id, result, created_at from resume_analyses
        where job_info_id = j.id and job_version = j.version and file_sha256 = $3
        order by created_at desc, id desc
        limit 1
    ) as a on true
    left join usage r on r.user_id = u.id and r.id = $4
    where u.id = $1"
    );
    let rows = db.read(CONTEXT, &[&owner.as_str(), &job.0, &sha256, &key.id]).await?;
    users::owned(&rows)?;
    let is_taken = key.is_taken(&rows)?;
    let row = users::owned_row(&rows, "id")?;
    Ok((!is_taken).then(|| AnalysisContext::from_row(row)))
}

/// Stores a valid analysis with its keyword report.
async fn store(db: Db, paid: Reservation, analyzed: Arc<AnalyzedResume>, made: Generated) -> StoreResult {
    const STORE: &str = settling!(
        ", job as (select j.id from receipt, job_infos j where j.id = $6 for key share of j)
        insert into resume_analyses (
            id, job_info_id, job_version, file_name, file_size, file_sha256, overall_score, result, keywords, model,
            source_text
        )
        select $5, id, $7, $8, $9, $10, $11, $12::text::json, $13::text::json, $2, $14 from job
        on conflict on constraint resume_analyses_pkey do nothing"
    );
    let CheckedAnalysis { overall_score, result, keywords } = checked(&analyzed, &made.text).await?;
    let AnalyzedResume { job, context, file, text, .. } = &*analyzed;
    let (model, tokens) = (made.model.as_str(), (made.input_tokens, made.output_tokens));
    let params: [&dyn Param; 14] = [
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
        text,
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
            // As it was streamed: a place in the one is a place in the other.
            result: written.to_owned(),
            keywords: serde_json::to_string(&report).map_err(Error::internal)?,
        })
    }
}

impl AnalysisContext {
    fn from_row(row: &Row) -> Self {
        let text: Option<String> = row.get("stored");
        let stored = text.map(|text| ReplayedAnalysis { text, made_by: row.get("made_by") });
        Self { job: JobDetails::from_row(row), version: row.get("version"), stored }
    }

    fn keywords(&self) -> keywords::JobText<'_> {
        let JobDetails { name, title, description, .. } = &self.job;
        keywords::JobText { name, title: title.as_deref(), description }
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
            Unreadable::Encrypted => bad_file("This file is protected by a password. Please save it without one"),
            Unreadable::Scanned | Unreadable::Outlined => bad_file(PICTURES),
            Unreadable::Unmapped => bad_file(NOT_COPIED),
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

    #[test]
    fn a_file_that_can_be_saved_anew_is_told_how() {
        let sentence = |unreadable: Unreadable| match Error::from(unreadable) {
            Error::InvalidRequest { sentence, .. } => sentence,
            other => panic!("{other:?}"),
        };
        for (unreadable, beginning) in [
            (Unreadable::Scanned, "This PDF holds pictures"),
            (Unreadable::Outlined, "This PDF holds pictures"),
            (Unreadable::Unmapped, "The letters of this PDF cannot be copied"),
            (Unreadable::Encrypted, "This file is protected by a password"),
            (Unreadable::Damaged("cut".to_owned()), UNREADABLE),
            (Unreadable::TooLarge("bomb".to_owned()), UNREADABLE),
            (Unreadable::Empty, UNREADABLE),
        ] {
            assert!(sentence(unreadable).starts_with(beginning), "{beginning}");
        }
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
