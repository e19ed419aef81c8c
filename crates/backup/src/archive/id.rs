//! Archive id: the time of its snapshot and eight random digits, which is also the order of archives.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

const ENDING: &str = ".tar.zst.age";
const PATTERN: &[u8] = b"00000000T000000Z-xxxxxxxx";

/// `YYYYMMDDTHHMMSSZ-xxxxxxxx`. The greatest is the newest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ArchiveId(String);

impl ArchiveId {
    pub fn new(at: jiff::Timestamp, random: u32) -> Self {
        Self(format!("{}-{random:08x}", at.strftime("%Y%m%dT%H%M%SZ")))
    }

    pub fn parse(text: &str) -> Option<Self> {
        let fits = |(byte, pattern): (u8, &u8)| match pattern {
            b'0' => byte.is_ascii_digit(),
            b'x' => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
            exact => byte == *exact,
        };
        (text.len() == PATTERN.len() && text.bytes().zip(PATTERN).all(fits)).then(|| Self(text.to_owned()))
    }

    pub fn archive_name(&self) -> String {
        format!("darasa-{}{ENDING}", self.0)
    }

    pub fn sidecar_name(&self) -> String {
        format!("darasa-{}.json", self.0)
    }

    /// The id in the name of an archive.
    pub fn of_archive(name: &str) -> Option<Self> {
        Self::parse(name.strip_prefix("darasa-")?.strip_suffix(ENDING)?)
    }

    /// The id in the name of an archive's JSON.
    pub fn of_sidecar(name: &str) -> Option<Self> {
        Self::parse(name.strip_prefix("darasa-")?.strip_suffix(".json")?)
    }
}

impl fmt::Display for ArchiveId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ArchiveId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).ok_or_else(|| de::Error::custom("not an archive's id"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_from_what_it_names_and_from_nothing_else() {
        let at = "2026-11-27T03:00:17.9Z".parse().unwrap();
        let id = ArchiveId::new(at, 0x1f3a_9c0e);
        assert_eq!(id.to_string(), "20261127T030017Z-1f3a9c0e");
        assert_eq!(ArchiveId::of_archive(&id.archive_name()), Some(id.clone()));
        assert_eq!(ArchiveId::of_sidecar(&id.sidecar_name()), Some(id.clone()));
        assert_eq!(ArchiveId::of_sidecar(&id.archive_name()), None);
        for wrong in ["", "20261127T030017Z-1F3A9C0E", "20261127T030017Z-1f3a9c0", "20261127T030017Z-1f3a9c0e0", "../x"]
        {
            assert_eq!(ArchiveId::parse(wrong), None, "{wrong}");
        }
    }
}
