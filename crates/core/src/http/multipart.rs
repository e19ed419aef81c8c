//! Multipart form: a `multipart/form-data` body, with a limit on everything.

use std::{collections::HashMap, convert::Infallible, time::Duration};

use bytes::Bytes;
use futures_util::{FutureExt, StreamExt, stream};
use http::header;
use multer::{Constraints, Multipart, SizeLimit};
use serde_json::Value;

use super::{FromFields, Request, file_name, validation::JsonFields};
use crate::base::{
    blocking,
    error::{Error, Result},
    steps,
};

/// A text field is an id or a word: so many bytes at most.
const TEXT_LIMIT: u64 = 1024;
const BARE_LINE_FEEDS: &str =
    "The lines of the form end in LF alone; those of multipart/form-data end in CR LF (RFC 7578, RFC 2046)";

/// Limits of a form, in bytes, parts and time.
#[derive(Clone, Copy)]
pub struct FormLimits {
    pub total: usize,
    pub file: u64,
    pub parts: usize,
    pub file_field: &'static str,
    /// In which all of it has to be there, counted from the request's arrival.
    pub time: Duration,
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
    /// The form, `refusal` for one that cannot be read, or `too_large`. The body is collected before it is scanned: a
    /// scan that begins anew with each chunk takes seconds when they are tiny.
    pub async fn form(&self, limits: &FormLimits, refusal: &'static str, too_large: &'static str) -> Result<Form> {
        let content_type = self.header(header::CONTENT_TYPE).unwrap_or_default();
        let boundary = multer::parse_boundary(content_type)
            .map_err(|_| Error::invalid("#", "must be multipart/form-data with a boundary").with_sentence(refusal))?;
        let body = self.read_body(limits.total, limits.time).await.map_err(|error| match error {
            Error::BodyTooLarge { .. } => Error::TooLarge(too_large),
            other => other,
        })?;
        if has_bare_line_feeds(&body, &boundary) {
            return Err(Error::invalid("#", BARE_LINE_FEEDS).with_sentence(BARE_LINE_FEEDS));
        }
        let limits = *limits;
        let form = blocking::run(move || parse(body, boundary, &limits)).await?;
        form.map_err(|error| form_error(error, &limits, refusal, too_large))
    }
}

impl Form {
    /// Its texts, read like the fields of a JSON body.
    pub fn fields<T: FromFields>(self) -> Result<T> {
        T::from_fields(JsonFields::new(
            self.texts.into_iter().map(|(name, text)| (name, Value::String(text))).collect(),
        ))
    }
}

/// Whether the first line, the boundary's, ends in a line feed alone. The parser finds no part in such a form, and to
/// put the line ends right would be to guess which of them are a file's own.
fn has_bare_line_feeds(body: &[u8], boundary: &str) -> bool {
    let after = body.trim_ascii_start().strip_prefix(b"--").and_then(|rest| rest.strip_prefix(boundary.as_bytes()));
    let padding = after.and_then(|after| after.split(|byte| *byte == b'\n').next().filter(|line| *line != after));
    padding.is_some_and(|padding| padding.iter().all(|byte| b" \t".contains(byte)))
}

/// All of it is there, so nothing is waited for.
fn parse(body: Bytes, boundary: String, limits: &FormLimits) -> Result<Form, multer::Error> {
    let sizes = SizeLimit::new().whole_stream(limits.total as u64).per_field(TEXT_LIMIT);
    let sizes = sizes.for_field(limits.file_field, limits.file);
    let chunks = stream::iter([Ok::<_, Infallible>(body)]).inspect(|_| steps::count(1));
    let form = Multipart::with_constraints(chunks, boundary, Constraints::new().size_limit(sizes));
    read(form, limits).now_or_never().unwrap_or(Err(multer::Error::IncompleteStream))
}

async fn read(mut parts: Multipart<'_>, limits: &FormLimits) -> Result<Form, multer::Error> {
    let mut form = Form::default();
    let mut parts_left = limits.parts;
    while let Some(part) = parts.next_field().await? {
        parts_left = parts_left.checked_sub(1).ok_or(multer::Error::IncompleteStream)?;
        let name = part.name().unwrap_or_default().to_owned();
        if name == limits.file_field {
            form.file = Some(Upload { name: file_name::of(&part), bytes: part.bytes().await? });
        } else {
            // Browsers send UTF-8; `Field::text` would bring all other encodings along, which are 160 KB.
            form.texts.insert(name, String::from_utf8_lossy(&part.bytes().await?).into_owned());
        }
    }
    Ok(form)
}

/// What is too large has a sentence of its own; everything else wrong with a form has one in common.
fn form_error(error: multer::Error, limits: &FormLimits, refusal: &'static str, too_large: &'static str) -> Error {
    match error {
        multer::Error::StreamSizeExceeded { .. } => Error::TooLarge(too_large),
        multer::Error::FieldSizeExceeded { field_name, .. } if field_name.as_deref() == Some(limits.file_field) => {
            Error::TooLarge(too_large)
        }
        multer::Error::FieldSizeExceeded { limit, field_name } => {
            // A name that a pointer would have to escape is none of our fields.
            let known = field_name.filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric()));
            let pointer = known.map_or("#".to_owned(), |name| format!("#/{name}"));
            Error::invalid(&pointer, format!("must have at most {limit} bytes")).with_sentence(refusal)
        }
        _ => {
            let detail =
                format!("must be multipart/form-data of at most {} parts, up to its last boundary", limits.parts);
            Error::invalid("#", detail).with_sentence(refusal)
        }
    }
}

#[cfg(test)]
mod tests {
    use http_body::Frame;
    use http_body_util::{BodyExt, StreamBody};

    use super::*;
    use crate::{
        base::trace::{self, Trace},
        http::{WaitUntil, request::Body},
    };

    const LIMITS: FormLimits =
        FormLimits { total: 4_400_000, file: 4 << 20, parts: 4, file_field: "f", time: Duration::from_secs(90) };

    /// A form with a file of so many bytes, in pieces of ten.
    fn in_pieces(file: usize) -> (Request, usize) {
        let head = "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n";
        let body = [head.as_bytes(), &b"\r\n--".repeat(file / 4), b"\r\n--x--\r\n"].concat();
        let pieces: Vec<_> = body.chunks(10).map(Bytes::copy_from_slice).collect();
        let count = pieces.len();
        let frames = stream::iter(pieces).map(|piece| Ok::<_, Infallible>(Frame::data(piece)));
        let request = http::Request::post("/").header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        let (head, ()) = request.body(()).unwrap().into_parts();
        let trace = Trace::new("12345678".to_owned(), trace::Context::from_headers(&head.headers));
        let body = Body::new(BodyExt::map_err(StreamBody::new(frames), Into::into));
        (Request::new(head, body, trace, std::time::SystemTime::UNIX_EPOCH, None, WaitUntil::new(())), count)
    }

    #[tokio::test]
    async fn a_form_in_tiny_pieces_is_scanned_once_however_many_they_are() {
        for size in [0, 10_000, 40_000, 800_000] {
            let (request, pieces) = in_pieces(size);
            let form = request.form(&LIMITS, "refused", "too large").await.unwrap();
            assert_eq!(form.file.unwrap().bytes.len(), size);
            assert!(pieces > size / 10);
        }
        assert_eq!(scans(800_000).await, scans(0).await);
    }

    #[test]
    fn a_form_whose_lines_end_in_line_feeds_alone_is_known_by_its_first() {
        let is_bare = |body: &str| has_bare_line_feeds(body.as_bytes(), "x");
        for body in ["--x\n", "--x \t\nContent-Disposition: a\r\n", "\n--x\n", "\r\n--x\n\n"] {
            assert!(is_bare(body), "{body:?}");
        }
        for body in ["", "--x", "--x\r\n\n", "--x \r\n", "--x--\n", "--xy\n", "preamble\n--x\n", "--\n", "\n", "-x\n"] {
            assert!(!is_bare(body), "{body:?}");
        }
    }

    /// How often the parser is handed something: with its last piece it has nothing left to wait for.
    async fn scans(size: usize) -> usize {
        let before = steps::so_far();
        let (request, _) = in_pieces(size);
        let body = request.read_body(LIMITS.total, LIMITS.time).await.unwrap();
        parse(body, "x".to_owned(), &LIMITS).unwrap();
        steps::so_far() - before
    }
}
