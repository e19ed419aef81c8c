//! Storage location: the URL of a bucket, a container or a folder, and the path in it.

use std::fmt;

use object_store::path::Path;

use crate::error::{Error, Result};

const FORMS: &str = "s3://bucket/prefix, gs://bucket/prefix, az://container/prefix or file:///folder";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    S3,
    Gcs,
    Azure,
    Folder,
}

/// Printed without anything secret, for nothing secret is accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    pub kind: Kind,
    /// The bucket or container; of a folder its whole path.
    pub bucket: String,
    /// Empty for a folder.
    pub prefix: Path,
}

impl Location {
    /// `name` is where the URL comes from: a flag or a variable. The URL is not quoted, for it may hold a password.
    pub fn parse(name: &str, url: &str) -> Result<Self> {
        let wrong = |why: &str| Error::misused(format!("{name} {why}: {FORMS}"));
        let (scheme, rest) = url.split_once("://").ok_or_else(|| wrong("is no URL of a storage"))?;
        if rest.contains(['?', '#', '@', '%', '\\']) || rest.chars().any(char::is_control) {
            return Err(wrong("has more than a bucket and a path"));
        }
        let kind = match scheme {
            "s3" => Kind::S3,
            "gs" => Kind::Gcs,
            "az" => Kind::Azure,
            "file" => Kind::Folder,
            _ => return Err(wrong("is of a kind that is not known")),
        };
        if kind == Kind::Folder {
            let path = std::path::Path::new(rest);
            let plain = path.is_absolute() && !path.components().any(|part| part == std::path::Component::ParentDir);
            let bucket = rest.trim_end_matches('/').to_owned();
            return (plain && !bucket.is_empty())
                .then_some(Self { kind, bucket, prefix: Path::default() })
                .ok_or_else(|| wrong("is no absolute path of a folder"));
        }
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        if !(1..=63).contains(&bucket.len()) || !bucket.bytes().all(letters) {
            return Err(wrong("names no bucket"));
        }
        let prefix =
            Path::parse(prefix.trim_end_matches('/')).map_err(|_| wrong("has a path that no object can have"))?;
        Ok(Self { kind, bucket: bucket.to_owned(), prefix })
    }
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.kind {
            Kind::S3 => "s3",
            Kind::Gcs => "gs",
            Kind::Azure => "az",
            Kind::Folder => "file",
        };
        write!(formatter, "{scheme}://{}", self.bucket)?;
        if self.prefix.as_ref().is_empty() { Ok(()) } else { write!(formatter, "/{}", self.prefix) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_storage_is_understood_and_printed_as_it_was_given() {
        for url in ["s3://bucket", "s3://bucket/a/b", "gs://bucket/x", "az://container", "file:///var/backups"] {
            assert_eq!(Location::parse("--to", url).unwrap().to_string(), url);
        }
        assert_eq!(Location::parse("--to", "s3://bucket/a/").unwrap().to_string(), "s3://bucket/a");
    }

    #[test]
    fn anything_else_is_a_wrong_use_that_quotes_nothing() {
        for url in [
            "",
            "bucket",
            "http://bucket/x",
            "s3://",
            "s3:///x",
            "s3://key:hunter2@bucket",
            "az://c/x?sig=hunter2",
            "file://folder",
            "file:///",
            "file:///a/../b",
            "s3://bucket/a//b",
            "s3://bucket/../b",
            "s3://bu cket",
        ] {
            let error = Location::parse("BACKUP_URL", url).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{url}");
            assert!(error.to_string().starts_with("BACKUP_URL ") && !error.to_string().contains("hunter2"), "{error}");
        }
    }
}
