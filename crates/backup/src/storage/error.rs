//! Storage error: what an object store answered, as a sentence, without a URL that may be signed.

use std::{error::Error as _, io};

use super::{
    Location,
    http::{LastTrouble, Trouble},
    location::Kind,
};
use crate::error::{Error, io_reason};

const NO_BUCKET: [&str; 2] = ["NoSuchBucket", "ContainerNotFound"];
const CODE_LIMIT: usize = 60;

pub fn explain(error: &object_store::Error, trouble: &LastTrouble, at: &Location) -> Error {
    Error::failed(match (error, trouble.get()) {
        (object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. }, _) => {
            format!("an object of that name exists at {at}; nothing was overwritten")
        }
        (_, Some(Trouble::Unreachable { host })) => format!("nobody answers at {host}"),
        (_, Some(Trouble::Status(status))) => refused(status, code(error).as_deref(), at),
        (object_store::Error::NotFound { .. }, None) => format!("there is no such object at {at}"),
        _ => of_disk(error).unwrap_or_else(|| format!("the storage at {at} failed: {}", unsigned(error))),
    })
}

fn refused(status: u16, code: Option<&str>, at: &Location) -> String {
    match (status, code) {
        (_, Some(code)) if NO_BUCKET.contains(&code) => {
            let what = if at.kind == Kind::Azure { "container" } else { "bucket" };
            format!("no such {what}: {}", at.bucket)
        }
        (401 | 403, code) => format!("the storage refuses us ({})", named(status, code)),
        (404, _) => format!("there is no such object at {at}"),
        (_, code) => format!("the storage at {at} failed ({})", named(status, code)),
    }
}

fn named(status: u16, code: Option<&str>) -> String {
    code.map_or_else(|| status.to_string(), |code| format!("{status} {code}"))
}

/// The word between `<Code>` and `</Code>` of an error's XML.
fn code(error: &object_store::Error) -> Option<String> {
    let texts = chain(error).map(ToString::to_string);
    let mut codes = texts.filter_map(|text| {
        let (_, rest) = text.split_once("<Code>")?;
        let (code, _) = rest.split_once("</Code>")?;
        (code.len() <= CODE_LIMIT && code.bytes().all(|byte| byte.is_ascii_alphanumeric())).then(|| code.to_owned())
    });
    codes.next()
}

fn of_disk(error: &object_store::Error) -> Option<String> {
    let found = chain(error).find_map(|each| each.downcast_ref::<io::Error>())?;
    Some(match found.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        _ => io_reason(found),
    })
}

fn chain(error: &object_store::Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    let first: &(dyn std::error::Error + 'static) = error;
    std::iter::successors(Some(first), |error: &&(dyn std::error::Error + 'static)| (*error).source())
}

/// The innermost text; those around it name the URL.
fn unsigned(error: &object_store::Error) -> String {
    let text = error.source().map_or_else(|| error.to_string(), crate::error::innermost);
    if text.contains("://") { "it gave no reason that can be shown".to_owned() } else { text }
}
