//! Résumé file: what can be known of it before it is paid for, how it is read, and what is said of one that cannot.

use bytes::Bytes;
use darasa_documents::{DocumentReader, Kind, Unreadable};

use super::{
    form::{FILE_POINTER, ResumeSource},
    stored::{self, FileFacts},
};
use crate::{
    base::{
        blocking,
        digest::sha256_hex,
        error::{Error, Result},
    },
    domain::accounts::users::UserId,
    providers::model::Attachment,
    storage::db::Db,
};

/// What the front end shows of every file that is at fault, whether we or the model cannot read it: it compares it.
pub(super) const UNREADABLE: &str = "Please upload a PDF, Word document, or text file";

const PICTURES: &str =
    "This PDF holds pictures, not text. Export it from your editor as PDF, or upload a Word document or text";
const NOT_COPIED: &str =
    "The letters of this PDF cannot be copied. Export it from your editor anew, or upload a Word document or text";

/// How many seconds a machine that was too busy for a file wants to be left alone.
const RETRY_AFTER: u32 = 15;

/// A résumé before it is paid for: what kind of file it is, or a text that was read before.
pub(super) enum UnreadResume {
    File { kind: Kind, bytes: Bytes },
    Text(String),
}

/// A résumé as the model is given it.
pub(super) enum ReadResume {
    Text(String),
    /// A PDF of which nothing can be copied, for a model that sees.
    Pdf(Bytes),
}

impl ResumeSource {
    /// The id of the analysis whose text is judged, as it was sent.
    pub(super) fn analysis(&self) -> String {
        match self {
            Self::Analysis(id) => id.0.to_string(),
            Self::File { .. } => String::new(),
        }
    }

    /// What can be known before it is paid for: what kind of file it is, or whose analysis.
    pub(super) async fn facts(self, db: &Db, owner: &UserId) -> Result<(FileFacts, UnreadResume)> {
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
    pub(super) async fn read(self, document_reader: &DocumentReader, model_reads_pdf: bool) -> Result<ReadResume> {
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
    pub(super) fn into_parts(self) -> (Option<String>, Option<Attachment>) {
        match self {
            Self::Text(text) => (Some(text), None),
            Self::Pdf(bytes) => {
                (None, Some(Attachment { mime_type: "application/pdf", bytes, unreadable: UNREADABLE }))
            }
        }
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

pub(super) fn bad_file(sentence: &'static str) -> Error {
    Error::invalid(FILE_POINTER, sentence).with_sentence(sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
