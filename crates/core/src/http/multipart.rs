//! Multipart form: a `multipart/form-data` body, read as it arrives, with a limit on everything.

use std::collections::HashMap;

use bytes::Bytes;
use futures_util::stream;
use http::header;
use multer::{Constraints, Multipart, SizeLimit};

use super::Request;
use crate::base::error::{Error, Result};

/// A text field is an id or a word.
const TEXT_LIMIT: u64 = 1024;

/// Limits of a form, in bytes and parts.
pub struct FormLimits {
    pub total: usize,
    pub file: u64,
    pub parts: usize,
    pub file_field: &'static str,
}

/// A form with at most one file.
#[derive(Debug, Default)]
pub struct Form {
    pub texts: HashMap<String, String>,
    pub file: Option<Upload>,
}

#[derive(Debug)]
pub struct Upload {
    pub name: Option<String>,
    pub bytes: Bytes,
}

impl Request {
    /// The form, `refusal` for one that cannot be read, or `too_large`.
    pub async fn form(&self, limits: &FormLimits, refusal: &'static str, too_large: &'static str) -> Result<Form> {
        let content_type = self.header(header::CONTENT_TYPE).unwrap_or_default();
        let boundary = multer::parse_boundary(content_type).map_err(|_| Error::BadRequest(refusal))?;
        if self.announced_length().is_some_and(|length| length > limits.total) {
            return Err(Error::TooLarge(too_large));
        }
        let sizes = SizeLimit::new().whole_stream(limits.total as u64).per_field(TEXT_LIMIT);
        let sizes = sizes.for_field(limits.file_field, limits.file);
        let chunks =
            stream::unfold(self, |request| async move { Some((request.next_chunk().await.transpose()?, request)) });
        let form = Multipart::with_constraints(chunks, boundary, Constraints::new().size_limit(sizes));
        read(form, limits).await.map_err(|error| form_error(error, limits.file_field, refusal, too_large))
    }
}

async fn read(mut parts: Multipart<'_>, limits: &FormLimits) -> Result<Form, multer::Error> {
    let mut form = Form::default();
    let mut parts_left = limits.parts;
    while let Some(part) = parts.next_field().await? {
        parts_left = parts_left.checked_sub(1).ok_or(multer::Error::IncompleteStream)?;
        let name = part.name().unwrap_or_default().to_owned();
        if name == limits.file_field {
            form.file = Some(Upload { name: part.file_name().map(str::to_owned), bytes: part.bytes().await? });
        } else {
            // Browsers send UTF-8; `Field::text` would bring all other encodings along, which are 160 KB.
            form.texts.insert(name, String::from_utf8_lossy(&part.bytes().await?).into_owned());
        }
    }
    Ok(form)
}

/// A body that stalls or breaks keeps its own error; everything else wrong with a form is one sentence.
fn form_error(error: multer::Error, file: &str, refusal: &'static str, too_large: &'static str) -> Error {
    match error {
        multer::Error::StreamSizeExceeded { .. } => Error::TooLarge(too_large),
        multer::Error::FieldSizeExceeded { field_name, .. } if field_name.as_deref() == Some(file) => {
            Error::TooLarge(too_large)
        }
        multer::Error::StreamReadFailed(cause) => cause.downcast().map_or(Error::BadRequest(refusal), |error| *error),
        _ => Error::BadRequest(refusal),
    }
}
