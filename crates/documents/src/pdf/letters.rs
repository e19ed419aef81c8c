//! Letters of a glyph: what a font's maker named it, written as people type it.

/// Ligatures are their letters, all hyphens one hyphen, all blanks one blank; what is neither seen nor said is dropped.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\u{fb00}' => plain.push_str("ff"),
            '\u{fb01}' => plain.push_str("fi"),
            '\u{fb02}' => plain.push_str("fl"),
            '\u{fb03}' => plain.push_str("ffi"),
            '\u{fb04}' => plain.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => plain.push_str("st"),
            // Some templates write every hyphen as a soft one; in a PDF it is seen.
            '\u{ad}' | '\u{2010}' | '\u{2011}' => plain.push('-'),
            '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{fffd}' => {}
            letter if letter.is_whitespace() => plain.push(' '),
            letter if letter.is_control() || is_private(letter) => {}
            letter => plain.push(letter),
        }
    }
    plain
}

/// Whether a font's name for a glyph tells no letter, as of the pictures of an icon font.
pub(super) fn is_unmapped(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter == '\u{fffd}' || letter == '\0' || is_private(letter))
}

fn is_private(letter: char) -> bool {
    matches!(letter, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

/// A string of the file's own, such as an `ActualText`.
pub(super) fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, utf_16 @ ..] => {
            let units: Vec<_> = utf_16.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        [0xef, 0xbb, 0xbf, utf_8 @ ..] => String::from_utf8_lossy(utf_8).into_owned(),
        // Of PDFDocEncoding, Latin 1 is what differs in a few signs.
        latin => latin.iter().map(|byte| char::from(*byte)).collect(),
    }
}
