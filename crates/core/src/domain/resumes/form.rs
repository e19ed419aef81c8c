//! Form of an upload: the job, and either a file or the id of an analysis whose text is judged for this job, too.

use std::time::Duration;

use bytes::Bytes;

use super::stored::AnalysisId;
use crate::{
    base::error::{Error, Result, both},
    domain::job_infos::JobInfoId,
    http::{Change, Fields, Form, FormLimits, FromFields},
};

/// What the front end shows of a request that cannot be understood, and of a file that is too large.
pub const REFUSAL: &str = "Invalid request";
pub const TOO_LARGE: &str = "File size exceeds 4MB limit";
pub const UNKNOWN_REGENERATE: &str = "Unknown regenerate: use true or false";
const BOTH: &str = "Send either a file or the id of an analysis";

const FILE_FIELD: &str = "resumeFile";
pub(super) const FILE_POINTER: &str = "#/resumeFile";

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

/// A résumé to be judged for a job.
#[derive(Debug)]
pub struct NewResume {
    pub(super) job: JobInfoId,
    pub(super) source: ResumeSource,
    /// Ask the model again, although the same résumé was judged for the same job before.
    pub(super) regenerate: bool,
}

#[derive(Debug)]
pub(super) enum ResumeSource {
    File {
        name: String,
        bytes: Bytes,
    },
    /// The text that this analysis was made of.
    Analysis(AnalysisId),
}

/// What a form says beside its file.
pub struct ResumeFields {
    job: String,
    analysis: Option<String>,
    regenerate: bool,
}

impl FromFields for ResumeFields {
    fn from_fields(mut fields: impl Fields) -> Result<Self> {
        let job = fields.id("jobInfoId");
        let analysis = fields.change("analysisId", |fields| fields.id("analysisId"));
        // A form knows texts only.
        let regenerate =
            fields.change("regenerate", |fields| fields.one_of("regenerate", &[("true", true), ("false", false)]));
        let read = || {
            let (job, analysis, regenerate) = (job?, analysis?.value().cloned(), regenerate?);
            Some(Self { job, analysis, regenerate: regenerate == Change::Set(true) })
        };
        fields.finish(read())
    }
}

impl NewResume {
    /// `regenerate` as the query says it; the form may say it too.
    pub fn from_form(mut form: Form, regenerate: Result<bool>) -> Result<Self> {
        let file = form.file.take();
        let is_missing = file.is_none() && !form.texts.contains_key("analysisId");
        let needed = if is_missing { Err(Error::invalid(FILE_POINTER, "is required")) } else { Ok(()) };
        let fields = both(needed, form.fields::<ResumeFields>()).map_err(|wrong| wrong.with_sentence(REFUSAL));
        let (((), fields), regenerate) = both(fields, regenerate)?;
        let source = match (file, fields.analysis) {
            (Some(file), None) => ResumeSource::File { name: file_name(file.name), bytes: file.bytes },
            (None, Some(id)) => ResumeSource::Analysis(id.parse()?),
            _ => return Err(Error::invalid("#/analysisId", BOTH).with_sentence(BOTH)),
        };
        Ok(Self { job: fields.job.parse()?, source, regenerate: regenerate || fields.regenerate })
    }
}

fn file_name(sent: Option<String>) -> String {
    let name: String = sent.unwrap_or_default().chars().filter(|letter| !letter.is_control()).take(FILE_NAME).collect();
    if name.is_empty() { "resume".to_owned() } else { name }
}
