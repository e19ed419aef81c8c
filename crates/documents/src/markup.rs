//! Markup detection: files of Word's other formats, which are text by their bytes and are often called .doc. Their
//! markup is for programs, so none of them is handed on as it is.

use std::borrow::Cow;

use super::{Unreadable, encoding::without_mark};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    Html,
    /// A web page in one file, or a mail: parts with heads of lines.
    Mhtml,
    Rtf,
    /// Word 2003's own XML.
    WordXml,
    /// The parts of a .docx in one XML file instead of a zip.
    FlatOpc,
}

/// What the MIME Sniffing Standard looks at, rounded up: Word's own pages have long first tags.
const HEAD: usize = 2048;

/// Tags that a page may begin with: those of the MIME Sniffing Standard, and what pasted or exported pages begin with.
const FIRST_TAGS: [&str; 40] = [
    "!--", "!doctype", "a", "article", "b", "body", "br", "center", "div", "font", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "head", "header", "hr", "html", "iframe", "img", "link", "main", "meta", "ol", "p", "pre", "script",
    "section", "span", "strong", "style", "table", "title", "u", "ul", "xml", "o:p",
];

/// None when it is no markup. XML that is none of Word's is unknown: it is as little for people as the others.
pub(super) fn markup(bytes: &[u8]) -> Result<Option<Markup>, Unreadable> {
    let head = head(bytes);
    let head = head.trim_ascii_start();
    if head.starts_with("{\\rtf") {
        return Ok(Some(Markup::Rtf));
    }
    if head.starts_with("<?xml") {
        return root(head).map(Some).ok_or(Unreadable::Unknown);
    }
    let is_page = begins_as_page(head) || is_page_behind_words(head, bytes);
    let found =
        root(head).or_else(|| is_page.then_some(Markup::Html)).or_else(|| is_mail(head).then_some(Markup::Mhtml));
    Ok(found)
}

/// The beginning in letters. Which ones those above ASCII are does not matter here.
fn head(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = &bytes[..bytes.len().min(HEAD)];
    let letters = |unit: fn([u8; 2]) -> u16| {
        let units = bytes.as_chunks().0.iter().map(|pair| unit(*pair)).filter(|unit| *unit != 0xfeff);
        char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes {
        [0xff, 0xfe, ..] | [b'<', 0, ..] => Cow::Owned(letters(u16::from_le_bytes)),
        [0xfe, 0xff, ..] | [0, b'<', ..] => Cow::Owned(letters(u16::from_be_bytes)),
        _ => String::from_utf8_lossy(without_mark(bytes)),
    }
}

/// What a file of XML is by its first element, behind its declaration, comments and instructions.
fn root(head: &str) -> Option<Markup> {
    let mut rest = head;
    loop {
        rest = rest.trim_ascii_start();
        rest = match rest.get(..4) {
            Some("<!--") => rest.split_once("-->")?.1,
            Some(first) if first.starts_with("<?") => rest.split_once("?>")?.1,
            Some(first) if first.eq_ignore_ascii_case("<!do") => rest.split_once('>')?.1,
            _ => break,
        };
    }
    let (name, attributes) = tag(rest)?;
    match name.rsplit(':').next()? {
        "wordDocument" => Some(Markup::WordXml),
        "package" if attributes.contains("/xmlPackage") => Some(Markup::FlatOpc),
        html if html.eq_ignore_ascii_case("html") => Some(Markup::Html),
        _ => None,
    }
}

/// The name of the tag that a text begins with, and what follows it.
fn tag(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix('<')?;
    Some(text.split_at(text.find(|letter: char| letter.is_ascii_whitespace() || "/>".contains(letter))?))
}

fn begins_as_page(head: &str) -> bool {
    // A comment needs no blank behind its beginning.
    head.starts_with("<!--") || tag(head).is_some_and(|(name, _)| is_first_tag(name))
}

fn is_first_tag(name: &str) -> bool {
    FIRST_TAGS.iter().any(|tag| name.eq_ignore_ascii_case(tag))
}

/// Programs that write pages sometimes write a line of their own first; such a page ends as one, too.
fn is_page_behind_words(head: &str, bytes: &[u8]) -> bool {
    const END: &[u8] = b"</html>";
    let ends = bytes.trim_ascii_end().last_chunk::<{ END.len() }>().is_some_and(|end| end.eq_ignore_ascii_case(END));
    ends && head.to_ascii_lowercase().contains("<html")
}

/// A head of lines with names, of which two say that it is MIME.
fn is_mail(head: &str) -> bool {
    let mut names = Vec::new();
    for line in head.lines().take_while(|line| !line.is_empty()) {
        match line.split_once(':') {
            _ if line.starts_with([' ', '\t']) => {}
            Some((name, _)) if !name.contains(' ') => names.push(name.to_ascii_lowercase()),
            // The line that the head is cut in.
            _ if head.ends_with(line) => {}
            _ => return false,
        }
    }
    ["mime-version", "content-type"].iter().all(|name| names.iter().any(|other| other == name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Option<Markup>, Unreadable> {
        markup(text.as_bytes())
    }

    #[test]
    fn each_of_words_other_formats_is_known_by_its_beginning() {
        for (text, expected) in [
            ("{\\rtf1\\ansi Ada}", Markup::Rtf),
            ("\u{feff}\r\n {\\rtf1 Ada}", Markup::Rtf),
            ("<html xmlns:w=\"urn:schemas-microsoft-com:office:word\"><body>Ada", Markup::Html),
            ("\n<!DOCTYPE html PUBLIC '-//W3C//DTD HTML 4.0//EN'>\n<HTML>", Markup::Html),
            ("<?xml version='1.0'?><!-- x --><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'>", Markup::Html),
            ("<P>Ada</P>", Markup::Html),
            ("<!--StartFragment--><span>Ada</span>", Markup::Html),
            ("Warning: x in y.php\n<html><body>Ada</body></HTML>\n", Markup::Html),
            ("MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=x\r\n\r\nAda", Markup::Mhtml),
            ("From: <Saved by Blink>\nSubject: A: b\nmime-version: 1.0\ncontent-type: text/html\n\nAda", Markup::Mhtml),
            (
                "<?xml version='1.0'?>\n<?mso-application progid='Word.Document'?><w:wordDocument xmlns:w='x'>",
                Markup::WordXml,
            ),
            ("<w:wordDocument>", Markup::WordXml),
            ("<pkg:package xmlns:pkg='http://schemas.microsoft.com/office/2006/xmlPackage'>", Markup::FlatOpc),
        ] {
            assert_eq!(of(text), Ok(Some(expected)), "{text}");
        }
    }

    #[test]
    fn pages_are_known_in_every_encoding() {
        let page = "<html><body>Zürich</body></html>";
        let units = |mark: bool| mark.then_some(0xfeff).into_iter().chain(page.encode_utf16());
        for mark in [true, false] {
            let (low, high): (Vec<u8>, Vec<u8>) =
                (units(mark).flat_map(u16::to_le_bytes).collect(), units(mark).flat_map(u16::to_be_bytes).collect());
            assert_eq!((markup(&low), markup(&high)), (Ok(Some(Markup::Html)), Ok(Some(Markup::Html))), "{mark}");
        }
        assert_eq!(markup(b"<html>Z\xfcrich"), Ok(Some(Markup::Html)));
    }

    #[test]
    fn plain_texts_stay_texts_also_when_they_begin_with_a_bracket_or_speak_of_tags() {
        for text in [
            "Ada Example\nRust",
            "<Ada Example>\nRust engineer",
            "<3 Rust. Ada Example",
            "<ada@ada.example>",
            "<<< Curriculum vitae >>>",
            "<package> maintainer of many crates",
            "<html",
            "Skills: <html>, <css> and <script>",
            "I close every </html>",
            "Name: Ada\nContent-Type: whatever I write\n\nRust",
            "MIME-Version: a memoir\n\nContent-Type: Ada",
            "{rtf} is not my format",
        ] {
            assert_eq!(of(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn other_xml_is_unknown() {
        for text in [
            "<?xml version='1.0'?><office:document xmlns:office='x'/>",
            "<?xml version='1.0'?><SkillsPassport/>",
            "<?xml version='1.0'?><pkg:package xmlns:pkg='x'/>",
            "<?xml version='1.0'?>",
        ] {
            assert_eq!(of(text), Err(Unreadable::Unknown), "{text}");
        }
    }
}
