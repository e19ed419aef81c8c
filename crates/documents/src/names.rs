//! Names of a package's parts and of a compound file's streams: compared here alone, by file type detection and by
//! readers alike, so that neither is stricter than the other.

use percent_encoding::percent_decode_str;

use crate::steps;

/// What all spellings of a part's name have in common: names do not differ by case, some writers separate their folders
/// as Windows does or begin with a slash, and a relation may escape what the zip writes as it is.
pub(super) fn part_key(name: &str) -> String {
    steps::count(name.len());
    let name = percent_decode_str(name).decode_utf8_lossy().to_ascii_lowercase().replace('\\', "/");
    match name.strip_prefix('/') {
        Some(name) => name.to_owned(),
        None => name,
    }
}

/// Whether an entry of a compound file's directory is a stream of that name: a name in UTF-16 up to a zero, and a type.
pub(super) fn is_stream(entry: &[u8], name: &str) -> bool {
    const STREAM: u8 = 2;
    const LONGEST: usize = 64;
    steps::count(1);
    if entry.get(66) != Some(&STREAM) {
        return false;
    }
    let units = entry[..LONGEST].as_chunks().0.iter().map(|pair| u16::from_le_bytes(*pair));
    let units = units.take_while(|unit| *unit != 0);
    char::decode_utf16(units)
        .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER).to_ascii_lowercase())
        .eq(name.chars().map(|letter| letter.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_part_have_one_key() {
        for name in
            ["word/my résumé.xml", r"Word\My résumé.XML", "/word/my%20r%C3%A9sum%C3%A9.xml", r"\word\my%20résumé.xml"]
        {
            assert_eq!(part_key(name), "word/my résumé.xml", "{name}");
        }
        assert_ne!(part_key("word/document.xml"), part_key("a/word/document.xml"));
    }

    #[test]
    fn streams_are_known_in_any_case_and_folders_are_none() {
        let entry = |name: &str, kind: u8| {
            let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            entry.resize(128, 0);
            entry[66] = kind;
            entry
        };
        for name in ["WordDocument", "WORDDOCUMENT", "worddocument"] {
            assert!(is_stream(&entry(name, 2), "WordDocument"), "{name}");
            assert!(!is_stream(&entry(name, 1), "WordDocument"), "a folder");
        }
        assert!(!is_stream(&entry("WordDocument2", 2), "WordDocument"));
        assert!(!is_stream(&entry("WordDocumen", 2), "WordDocument"));
        assert!(!is_stream(&entry("WordDocument", 2)[..64], "WordDocument"), "cut");
    }
}
