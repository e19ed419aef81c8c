//! Package: the zip around a document. Its parts are unpacked one by one, when they are read, into memory of just their
//! size.

use std::{cell::Cell, collections::BTreeMap};

use miniz_oxide::inflate::decompress_slice_iter_to_slice;

use crate::{
    Unreadable,
    little_endian::{number, slice},
    names::part_key,
    word::{Read, damaged},
    zip::{self, ZipEntry},
};

/// A résumé has some twenty parts, and a hundred with its pictures.
const MOST_PARTS: usize = 2_000;
/// Of all parts that are read, unpacked: a novel has five. Pictures and fonts are not read.
const MOST_UNPACKED: usize = 32_000_000;

pub(in crate::word) struct Package<'a> {
    bytes: &'a [u8],
    parts: BTreeMap<String, Part<'a>>,
    budget: &'a UnpackBudget,
}

enum Part<'a> {
    Packed(ZipEntry<'a>),
    /// Of a package that is no zip.
    Plain(Vec<u8>),
}

/// What may yet be unpacked, of a document and of all that are in it.
pub(in crate::word) struct UnpackBudget(Cell<usize>);

impl Default for UnpackBudget {
    fn default() -> Self {
        Self(Cell::new(MOST_UNPACKED))
    }
}

impl UnpackBudget {
    fn take(&self, part: &str, size: usize) -> Read<()> {
        let left = self.0.get();
        let too_large = || Unreadable::TooLarge(format!("part '{part}' expands to more than {left} bytes"));
        self.0.set(left.checked_sub(size).ok_or_else(too_large)?);
        Ok(())
    }
}

impl<'a> Package<'a> {
    pub fn open(bytes: &'a [u8], budget: &'a UnpackBudget) -> Read<Self> {
        let count = zip::count(bytes).ok_or_else(|| damaged("the zip has no end"))?;
        if count > MOST_PARTS {
            return Err(Unreadable::TooLarge(format!("it has {count} parts")));
        }
        let mut parts = BTreeMap::new();
        for entry in zip::entries(bytes).take(MOST_PARTS + 1) {
            let entry_name = entry.name;
            let name = part_key(&String::from_utf8_lossy(entry_name));
            // Which of two is meant is anybody's guess, and each reader guesses otherwise.
            if parts.insert(name, Part::Packed(entry)).is_some() {
                return Err(twins(entry_name));
            }
        }
        if parts.len() != count {
            return Err(damaged(format!("{count} parts are announced and {} are there", parts.len())));
        }
        Ok(Self { bytes, parts, budget })
    }

    /// A package whose parts stand in a file of another kind.
    pub fn of_parts(plain: Vec<(String, Vec<u8>)>, budget: &'a UnpackBudget) -> Read<Self> {
        let mut parts = BTreeMap::new();
        for (name, body) in plain {
            if parts.insert(part_key(&name), Part::Plain(body)).is_some() {
                return Err(twins(name.as_bytes()));
            }
        }
        Ok(Self { bytes: &[], parts, budget })
    }

    pub fn has(&self, part: &str) -> bool {
        self.parts.contains_key(&part_key(part))
    }

    /// Unpacked, as its directory says.
    pub fn size(&self, part: &str) -> Option<usize> {
        self.parts.get(&part_key(part)).map(|part| match part {
            Part::Packed(entry) => entry.size,
            Part::Plain(body) => body.len(),
        })
    }

    pub fn read(&mut self, part: &str) -> Read<String> {
        self.read_bytes(part).map(decode)
    }

    /// A part that may be something else than XML.
    pub fn read_bytes(&mut self, part: &str) -> Read<Vec<u8>> {
        let entry =
            match self.parts.get(&part_key(part)).ok_or_else(|| damaged(format!("there is no part '{part}'")))? {
                Part::Packed(entry) => entry,
                Part::Plain(body) => {
                    self.budget.take(part, body.len())?;
                    return Ok(body.clone());
                }
            };
        self.budget.take(part, entry.size)?;
        let packed = packed(self.bytes, entry).ok_or_else(|| damaged(format!("part '{part}' is not all there")))?;
        match entry.method {
            _ if entry.encrypted => Err(Unreadable::Encrypted),
            0 if packed.len() == entry.size => Ok(packed.to_vec()),
            8 => inflate(packed, entry.size).ok_or_else(|| damaged(format!("part '{part}' is garbled"))),
            method => Err(damaged(format!("part '{part}' is packed by method {method}"))),
        }
    }
}

fn twins(name: &[u8]) -> Unreadable {
    damaged(format!("two parts are named '{}'", name.escape_ascii()))
}

fn packed<'a>(bytes: &'a [u8], entry: &ZipEntry<'_>) -> Option<&'a [u8]> {
    let header = bytes.get(entry.header..).filter(|header| header.starts_with(b"PK\x03\x04"))?;
    let (name, extra) = (number::<2>(header, 26)?, number::<2>(header, 28)?);
    slice(header, 30 + name + extra, entry.packed)
}

/// Exactly of the announced size: there is no room for more, and less is damage too.
fn inflate(packed: &[u8], size: usize) -> Option<Vec<u8>> {
    let mut unpacked = vec![0; size];
    let length = decompress_slice_iter_to_slice(&mut unpacked, [packed].into_iter(), false, true).ok()?;
    (length == size).then_some(unpacked)
}

/// XML is UTF-8, or says otherwise by its first two bytes.
fn decode(bytes: Vec<u8>) -> String {
    let units = |unit: fn([u8; 2]) -> u16| bytes[2..].as_chunks().0.iter().map(|pair| unit(*pair)).collect::<Vec<_>>();
    match bytes[..] {
        [0xff, 0xfe, ..] => String::from_utf16_lossy(&units(u16::from_le_bytes)),
        [0xfe, 0xff, ..] => String::from_utf16_lossy(&units(u16::from_be_bytes)),
        // Most parts are what they should be, and are not copied.
        _ => String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}
