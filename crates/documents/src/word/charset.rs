//! Charset decoding: pages, mails and RTF name their encodings, by label or by Windows' number.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::steps;

/// Where a page says how it is written: within its first kilobyte, by the HTML Standard.
const HEAD: usize = 1024;

/// A page or a text: by its mark, then by what its surroundings say, then by its own head. Without any it is UTF-8 if
/// it can be, or else what old programs wrote.
pub(super) fn decode(bytes: &[u8], label: Option<&str>) -> String {
    steps::count(bytes.len());
    let named = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    let encoding = match (Encoding::for_bom(bytes), bytes) {
        (Some((encoding, _)), _) => encoding,
        (None, [b'<', 0, ..]) => UTF_16LE,
        (None, [0, b'<', ..]) => UTF_16BE,
        _ => named
            .or_else(|| declared(bytes))
            .unwrap_or_else(|| if str::from_utf8(bytes).is_ok() { UTF_8 } else { WINDOWS_1252 }),
    };
    encoding.decode(bytes).0.into_owned()
}

/// `charset=…` of a page or `encoding="…"` of XML. What is read here byte by byte is not UTF-16, whatever it says.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_ascii_lowercase();
    let named = ["charset", "encoding"].into_iter().find_map(|name| {
        head.match_indices(name).find_map(|(at, _)| {
            let value = head[at + name.len()..].trim_ascii_start().strip_prefix('=')?.trim_ascii_start();
            let value = value.trim_start_matches(['"', '\'']);
            let end = value.find(|letter: char| !letter.is_ascii_alphanumeric() && !"-_:".contains(letter))?;
            Encoding::for_label(&value.as_bytes()[..end])
        })
    });
    named.map(|encoding| if [UTF_16BE, UTF_16LE].contains(&encoding) { UTF_8 } else { encoding })
}

/// Windows' and the Mac's numbers of code pages, as far as the Encoding Standard knows them.
pub(super) fn code_page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        874 => "windows-874",
        932 => "shift_jis",
        936 | 54_936 => "gb18030",
        949 => "euc-kr",
        950 => "big5",
        10_000 => "macintosh",
        10_007 => "x-mac-cyrillic",
        20_866 => "koi8-r",
        65_001 => "utf-8",
        1250..=1258 | 866 => return Encoding::for_label(format!("cp{number}").as_bytes()),
        28_591..=28_606 => return Encoding::for_label(format!("iso-8859-{}", number - 28_590).as_bytes()),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_as_its_mark_its_surroundings_or_its_head_say() {
        assert_eq!(
            decode(b"\xef\xbb\xbf<meta charset=latin1>Z\xc3\xbcrich", Some("koi8-r")),
            "<meta charset=latin1>Zürich"
        );
        assert_eq!(decode(b"<meta charset=utf-8>Z\xfcrich", Some("windows-1252")), "<meta charset=utf-8>Zürich");
        let named = b"<meta http-equiv=Content-Type content=\"text/html; charset=windows-1251\">\xc0\xe4\xe0";
        assert!(decode(named, None).ends_with(">Ада"));
        assert!(decode(b"<?xml version='1.0' encoding='windows-1250'?>\xa3\xf3d\x9f", None).ends_with("?>Łódź"));
        assert!(decode(b"<meta charset='shift_jis'>\x8dH\x92\xf6\x8et", None).ends_with(">工程師"));
    }

    #[test]
    fn a_page_that_says_nothing_is_utf_8_if_it_can_be() {
        assert_eq!(decode("Zürich “a”".as_bytes(), None), "Zürich “a”");
        assert_eq!(decode(b"Z\xfcrich \x93a\x94", None), "Zürich “a”");
        assert_eq!(decode(b"Z\xfcrich", Some("no-such-label")), "Zürich");
        assert_eq!(decode("<meta charset=utf-16>Zürich".as_bytes(), None), "<meta charset=utf-16>Zürich");
    }

    #[test]
    fn utf_16_needs_no_mark_before_a_tag() {
        let units = "<p>Łódź</p>".encode_utf16();
        assert_eq!(decode(&units.clone().flat_map(u16::to_le_bytes).collect::<Vec<_>>(), Some("utf-8")), "<p>Łódź</p>");
        assert_eq!(decode(&units.flat_map(u16::to_be_bytes).collect::<Vec<_>>(), None), "<p>Łódź</p>");
    }

    #[test]
    fn code_pages_have_numbers() {
        for (number, bytes, text) in [
            (1252, &b"\x80"[..], "€"),
            (1251, b"\xc0", "А"),
            (932, b"\x93\xfa\x96{", "日本"),
            (936, b"\xb9\xa4\xb3\xcc", "工程"),
            (10_000, b"\x8e", "é"),
            (28_592, b"\xa3", "Ł"),
        ] {
            assert_eq!(code_page(number).unwrap().decode_without_bom_handling(bytes).0, text, "{number}");
        }
        assert_eq!(code_page(437).or(code_page(-1)).or(code_page(0)), None);
    }
}
