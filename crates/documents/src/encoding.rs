//! Text encoding: the characters of a plain text, whatever it was saved in: UTF-8, UTF-16 with or without a byte order
//! mark, or an encoding of former years, which is guessed and then judged, so that no other bytes are read as text.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use crate::{Unreadable, steps};

/// One control character among so many bytes is a leftover of an editor or a printer; more of them are a program.
const RARE_IN_UTF_8: usize = 10;
const RARE_ELSEWHERE: usize = 32;
/// In UTF-16 every text has blanks, digits or line ends, at least one among so many characters.
const COMMON_LATIN: usize = 32;
/// Of the characters beyond ASCII one in so many may stand where none is written.
const RARE_ODDITY: usize = 8;
/// With fewer letters it could be anything.
const FEWEST_LETTERS: usize = 4;

/// The characters of these bytes. `Unknown` when they are no text, `Encoding` when they may be one that is saved in a
/// way nobody can tell.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    steps::count(bytes.len());
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes).map(Cow::Owned).ok_or(Unreadable::Unknown),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes).map(Cow::Owned).ok_or(Unreadable::Unknown),
        _ if bytes.contains(&0) => utf16_without_mark(bytes).map(Cow::Owned).ok_or(Unreadable::Unknown),
        _ => bytewise(without_end(without_mark(bytes))),
    }
}

pub(crate) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// DOS ended a text with ^Z.
fn without_end(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| *byte != b'\x1a').map_or(0, |last| last + 1);
    &bytes[..end]
}

fn bytewise(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    if bytes.windows(2).any(|pair| pair == b"\x1b$")
        && let Some(text) = guessed(bytes)
    {
        return Ok(Cow::Owned(text));
    }
    let controls = bytes.iter().filter(|byte| is_control(char::from(**byte))).count();
    let (utf8, rare) = match utf8(bytes) {
        Some(text) => (Some(text), RARE_IN_UTF_8),
        None => (None, RARE_ELSEWHERE),
    };
    if controls * rare > bytes.len() {
        return Err(Unreadable::Unknown);
    }
    utf8.or_else(|| guessed(bytes).map(Cow::Owned)).ok_or(Unreadable::Encoding)
}

/// None of those that stand between words or lines.
fn is_control(letter: char) -> bool {
    letter.is_ascii_control() && !matches!(letter, '\t' | '\n' | '\u{b}' | '\u{c}' | '\r')
}

/// UTF-8, also when a few bytes of it are damaged or its last character is cut.
fn utf8(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    (bad == 0 || good > 4 * bad).then(|| String::from_utf8_lossy(bytes))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let text: String = if odd.is_empty() { char::decode_utf16(units).collect::<Result<_, _>>().ok() } else { None }?;
    let text = text.trim_end_matches('\u{1a}');
    let controls = text.chars().filter(|letter| is_control(*letter)).count();
    (!text.contains('\0') && controls * RARE_IN_UTF_8 <= pairs.len()).then(|| text.to_owned())
}

/// Half of the bytes of Latin letters, blanks and line ends are zeros, and which half tells the order.
fn utf16_without_mark(bytes: &[u8]) -> Option<String> {
    let reads = [u16::from_le_bytes, u16::from_be_bytes].map(|unit| utf16(bytes, unit));
    let plausible = reads.into_iter().flatten().map(|text| (latin(&text), text));
    let plausible = plausible.filter(|(latin, text)| {
        let all = text.chars().count();
        all >= FEWEST_LETTERS && latin * COMMON_LATIN >= all && text.chars().all(is_written)
    });
    plausible.max_by_key(|(latin, _)| *latin).map(|(_, text)| text)
}

fn latin(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii).count()
}

/// Whether anybody writes it: no private use, nothing unassigned; the symbols are punctuation, arrows and emoji.
fn is_written(letter: char) -> bool {
    letter.is_alphanumeric()
        || letter.is_whitespace()
        || matches!(letter, '\0'..='\u{ff}' | '\u{300}'..='\u{36f}' | '\u{591}'..='\u{e7f}')
        || matches!(letter, '\u{200b}'..='\u{27bf}' | '\u{3000}'..='\u{303f}' | '\u{30fb}' | '\u{fe00}'..='\u{fe4f}')
        || matches!(letter, '\u{feff}' | '\u{ff00}'..='\u{ffef}' | '\u{1f000}'..='\u{1faff}')
}

/// In the encoding that its bytes speak for, when nothing speaks against it.
fn guessed(bytes: &[u8]) -> Option<String> {
    steps::count(bytes.len());
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    is_plausible(&text).then(|| text.into_owned())
}

/// Whether these are words, and written as words are: most of it letters, digits and blanks, most of Latin words ASCII
/// letters, and hardly anything where nobody writes it.
fn is_plausible(text: &str) -> bool {
    steps::count(text.len());
    let (mut all, mut words, mut letters, mut ascii, mut latin, mut beyond, mut odd) = (0, 0, 0, 0, 0, 0, 0);
    let mut last = ' ';
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        all += 1;
        words += usize::from(letter.is_alphanumeric() || letter.is_whitespace() || is_mark(letter));
        letters += usize::from(letter.is_alphabetic());
        ascii += usize::from(letter.is_ascii_alphabetic());
        latin += usize::from(!letter.is_ascii() && is_latin(letter));
        beyond += usize::from(!letter.is_ascii());
        odd += usize::from(is_odd(last, letter, rest.peek().copied()));
        last = letter;
    }
    letters >= FEWEST_LETTERS && 3 * words >= 2 * all && ascii >= latin && odd * RARE_ODDITY <= beyond
}

fn is_latin(letter: char) -> bool {
    letter.is_alphabetic() && letter < '\u{250}'
}

/// Of Thai and Vietnamese, whose marks stand apart in their old encodings.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{e31}'..='\u{e4e}')
}

/// A capital or a mark in the middle of a word, or a character that nobody writes.
fn is_odd(last: char, letter: char, next: Option<char>) -> bool {
    let within = is_latin(last) && next.is_some_and(is_latin);
    !letter.is_ascii()
        && (!is_written(letter)
            || letter.is_control()
            || (last.is_lowercase() && letter.is_uppercase())
            || (within && letter < '\u{2200}' && !letter.is_alphanumeric() && !"’‘·\u{ad}–—".contains(letter)))
}

#[cfg(test)]
mod tests {
    use std::iter;

    use encoding_rs::Encoding;

    use super::*;

    const GERMAN: &str = "Jörg Müller\r\nZürich, Größe: 5 Jahre Rust, PostgreSQL\r\nKenntnisse über Fähigkeiten\r\n";
    const FRENCH: &str = "Amélie Dupont – Ingénieure\r\nDéveloppement d’API « Rust », où j’ai créé… 45 000 €\r\n";
    const SPANISH: &str = "Ingeniero de programación, 3 años en España, diseño y gestión\n";
    const POLISH: &str = "Doświadczenie: Inżynier oprogramowania, Łódź. Znajomość języków: Java, Python\n";
    const CZECH: &str = "Zkušenosti: Vývojář, Příbram. Znalosti: Java, Python, databáze\n";
    const TURKISH: &str = "Deneyim: Yazılım Mühendisi, İstanbul. Bilgisayar mühendisliği, Java ve Python\n";
    const RUSSIAN: &str = "Резюме: Разработчик программного обеспечения. Опыт работы с Java, PostgreSQL\n";
    const UKRAINIAN: &str = "Резюме: Розробник програмного забезпечення, Київ. Досвід з Java\n";
    const GREEK: &str = "Βιογραφικό: Μηχανικός λογισμικού, Αθήνα. Εμπειρία με Java και PostgreSQL\n";
    const HEBREW: &str = "קורות חיים: מפתח תוכנה, ניסיון עם Java ו-PostgreSQL\n";
    const ARABIC: &str = "السيرة الذاتية: مهندس برمجيات، خبرة في Java و PostgreSQL\n";
    const THAI: &str = "ประวัติย่อ: วิศวกรซอฟต์แวร์ ประสบการณ์ Java และ PostgreSQL\n";
    const CHINESE: &str = "简历：软件工程师\r\n熟练使用Java开发，熟悉MySQL数据库和Redis缓存\r\n";
    const TAIWANESE: &str = "履歷：軟體工程師\r\n熟悉Java開發與PostgreSQL資料庫管理\r\n";
    const JAPANESE: &str = "職務経歴書\r\nエンジニア、Pythonを用いた開発、Dockerでの運用\r\n";
    const KOREAN: &str = "이력서: 소프트웨어 엔지니어\r\nJava와 PostgreSQL을 이용한 개발 경험\r\n";
    const SHORT: &str = "工程师\r\nRust、PostgreSQL\r\n";

    const SAVED: [(&str, &[&str]); 17] = [
        (GERMAN, &["windows-1252", "iso-8859-15"]),
        (FRENCH, &["windows-1252"]),
        (SPANISH, &["windows-1252"]),
        (POLISH, &["windows-1250", "iso-8859-2"]),
        (CZECH, &["windows-1250", "iso-8859-2"]),
        (TURKISH, &["windows-1254"]),
        (RUSSIAN, &["windows-1251", "koi8-r", "iso-8859-5", "ibm866"]),
        (UKRAINIAN, &["windows-1251", "koi8-u"]),
        (GREEK, &["windows-1253", "iso-8859-7"]),
        (HEBREW, &["windows-1255", "iso-8859-8"]),
        (ARABIC, &["windows-1256", "iso-8859-6"]),
        (THAI, &["windows-874"]),
        (CHINESE, &["gbk", "gb18030"]),
        (TAIWANESE, &["big5"]),
        (JAPANESE, &["shift_jis", "euc-jp", "iso-2022-jp"]),
        (KOREAN, &["euc-kr"]),
        (SHORT, &["gbk", "gb18030"]),
    ];

    fn saved(text: &str, label: &str) -> Vec<u8> {
        let (bytes, _, lost) = Encoding::for_label(label.as_bytes()).unwrap().encode(text);
        assert!(!lost, "{label} has no letters for {text}");
        bytes.into_owned()
    }

    fn utf16_bytes(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn texts_are_read_in_the_encodings_of_former_years() {
        for (text, labels) in SAVED {
            for label in labels {
                let bytes = saved(text, label);
                assert_eq!(decode(&bytes).as_deref(), Ok(text), "{label}");
                assert_eq!(decode(&[&bytes, &b"\x1a"[..]].concat()).as_deref(), Ok(text), "{label} with ^Z");
            }
        }
    }

    #[test]
    fn texts_are_read_in_unicode_with_and_without_a_mark() {
        for text in SAVED.map(|(text, _)| text).into_iter().chain(["Ada Example, 工程师 🎉", "Rust"]) {
            let marked = format!("\u{feff}{text}");
            for unit in [u16::to_le_bytes, u16::to_be_bytes] {
                assert_eq!(decode(&utf16_bytes(text, unit)).as_deref(), Ok(text));
                assert_eq!(decode(&utf16_bytes(&marked, unit)).as_deref(), Ok(text));
                assert_eq!(decode(&utf16_bytes(&format!("{text}\u{1a}"), unit)).as_deref(), Ok(text));
            }
            assert_eq!(decode(text.as_bytes()).as_deref(), Ok(text));
            assert_eq!(decode(marked.as_bytes()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_text_with_damaged_letters_is_still_utf_8() {
        let cut = &CHINESE.as_bytes()[..CHINESE.find('缓').unwrap() + 1];
        assert!(decode(cut).unwrap().ends_with("Redis\u{fffd}"));
        let bytes = [CHINESE.as_bytes(), b"caf\xe9"].concat();
        assert_eq!(decode(&bytes).unwrap(), format!("{CHINESE}caf\u{fffd}"));
    }

    #[test]
    fn stray_control_characters_do_no_harm_until_there_are_many() {
        for control in ["\u{1}", "\u{7}", "\u{8}", "\u{1b}", "\u{1f}", "\u{7f}"] {
            let (few, many) = (format!("Ada Lovel{control}"), format!("Ada Love{control}"));
            assert_eq!(decode(few.as_bytes()).as_deref(), Ok(few.as_str()));
            assert_eq!(decode(many.as_bytes()), Err(Unreadable::Unknown));
            assert!(decode(&utf16_bytes(&few, u16::to_le_bytes)).is_ok());
            assert_eq!(decode(&utf16_bytes(&many, u16::to_le_bytes)), Err(Unreadable::Unknown));
        }
        assert!(decode(&[&b"Jos\xe9 "[..], &[b'x'; 26], b"\x07"].concat()).is_ok());
        assert!(decode(&[&b"Jos\xe9 "[..], &[b'x'; 25], b"\x07"].concat()).is_err());
        assert!(decode(b"\x0b\x0cAda\x0b\x0c\x1a\x1a\x1a").is_ok(), "these stand between words");
    }

    #[test]
    fn a_text_that_nobody_can_tell_is_no_other_text() {
        // é and ü of Mac and of DOS, which would be marks and capitals in the middle of words elsewhere.
        for bytes in [&b"R\x8esum\x8e de Ren\x8e"[..], b"R\x82sum\x82 de Ren\x82", b"3 a\xa4os en Espa\xa4a", b"\xe9"] {
            assert_eq!(decode(bytes), Err(Unreadable::Encoding), "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn what_is_no_text_is_not_decoded() {
        let strangers: [&[u8]; 15] = [
            b"A\0",
            b"\x1b[0m",
            b"\x7f",
            b"\xff\xfeA",
            b"\xff\xfe\0\xd8",
            b"\xff\xfe\0\0",
            b"A\0d\0a",
            b"A\0\0\0d\0\0\0a\0\0\0 \0\0\0",
            b"Ada Example\0\0\0\0\0",
            b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06",
            b"\xca\xfe\xba\xbe\0\0\0A\0\x1d\x0a\0\x02\0\x03\x07",
            b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01",
            b"\x1f\x8b\x08\x08\x9a\xbc\x12f\x02\x03resume\x01",
            b"GIF89a\x01\0\x01\0\x80\0\0",
        ];
        for bytes in strangers {
            assert_eq!(decode(bytes), Err(Unreadable::Unknown), "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn programs_archives_and_noise_are_no_text_wherever_they_are_cut() {
        let program = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        let (docx, doc) = (include_bytes!("../tests/samples/ada.docx"), include_bytes!("../tests/samples/ada.doc"));
        let mut seed = 88_172_645_463_325_252_u64;
        let noise: Vec<u8> = iter::repeat_with(|| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (seed >> 24) as u8
        })
        .take(1 << 20)
        .collect();
        let without_zeros: Vec<u8> = noise.iter().copied().filter(|byte| *byte != 0).collect();
        for (what, bytes) in
            [("program", &program[..]), ("docx", docx), ("doc", doc), ("noise", &noise), ("no zeros", &without_zeros)]
        {
            for length in [64, 100, 500, 1_000, 4_096, 10_000, bytes.len()] {
                assert!(decode(&bytes[..length.min(bytes.len())]).is_err(), "{length} of {what}");
            }
        }
        for (at, bytes) in noise.chunks(128).chain(without_zeros.chunks(128)).enumerate() {
            assert!(decode(bytes).is_err() || bytes.len() < 128, "{at}");
        }
    }

    #[test]
    fn every_encoding_is_read_in_linear_time() {
        let parts = SAVED.into_iter().flat_map(|(text, labels)| labels.iter().map(move |label| saved(text, label)));
        let others =
            [&b"\xe9"[..], b"\x81", b"\x1b$", b"\x1b$B", b"\x8e\xa1", b"\0", b"A\0", b"\xd8\0", b"\x1a", b"\xc3"];
        for part in parts.chain(others.map(<[u8]>::to_vec)) {
            let text = |size| part.iter().copied().cycle().take(size).collect::<Vec<_>>();
            steps::assert_linear(&part.escape_ascii().to_string(), 5_000, |size| drop(decode(&text(size))));
        }
    }
}
