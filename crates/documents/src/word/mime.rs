//! MIME (MHTML, and mails): the parts of a message, of which the page or the text is read.

use std::iter;

use super::{
    Read, charset, damaged, html,
    transfer::{base64, quoted_printable},
};
use crate::steps;

/// A page stands in a message, perhaps beside a plain text, perhaps in a mail: three. Each costs one more reading.
const DEEPEST: usize = 8;
/// RFC 2046 allows seventy.
const LONGEST_BOUNDARY: usize = 256;

struct Part<'a> {
    /// Without parameters, in small letters.
    kind: String,
    charset: Option<String>,
    encoding: String,
    body: &'a [u8],
}

/// A page with its sheets; without a page the text.
pub(super) fn text(bytes: &[u8]) -> Read<String> {
    let mut parts = Vec::new();
    collect(bytes, 0, &mut parts);
    let sheets: Vec<_> = parts.iter().filter(|part| part.kind == "text/css").map(Part::text).collect();
    let of_kind = |kinds: &[&str]| parts.iter().find(|part| kinds.contains(&part.kind.as_str()));
    if let Some(page) = of_kind(&["text/html", "application/xhtml+xml"]) {
        return html::text(&page.text(), &sheets);
    }
    match of_kind(&["text/plain"]) {
        Some(part) => Ok(part.text()),
        None => Err(damaged("its parts have no text")),
    }
}

/// The parts of a message in their order, those within others among them.
fn collect<'a>(message: &'a [u8], depth: usize, parts: &mut Vec<Part<'a>>) {
    steps::count(message.len());
    let (head, body) = head(message);
    let header = |name: &str| head.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
    let content = header("content-type").unwrap_or("text/plain");
    let kind = content.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if kind.starts_with("multipart/") {
        let boundary = parameter(content, "boundary").filter(|boundary| boundary.len() <= LONGEST_BOUNDARY);
        if let Some(boundary) = boundary.filter(|_| depth < DEEPEST) {
            pieces(body, boundary.as_bytes()).for_each(|part| collect(part, depth + 1, parts));
        }
        return;
    }
    let encoding = header("content-transfer-encoding").unwrap_or_default().trim().to_ascii_lowercase();
    parts.push(Part { kind, charset: parameter(content, "charset"), encoding, body });
}

/// The lines of a head, those that go on in a next line as one, and what stands behind the blank line.
fn head(message: &[u8]) -> (Vec<(String, String)>, &[u8]) {
    let mut head: Vec<(String, String)> = Vec::new();
    let mut rest = message.trim_ascii_start();
    while let Some((line, after)) = line(rest) {
        rest = after;
        let text = String::from_utf8_lossy(line.trim_ascii_end());
        if text.is_empty() {
            break;
        }
        match (text.split_once(':'), head.last_mut()) {
            (_, Some((_, value))) if text.starts_with([' ', '\t']) => value.push_str(&text),
            (Some((name, value)), _) => head.push((name.trim().to_ascii_lowercase(), value.trim().to_owned())),
            (None, _) => {}
        }
    }
    (head, rest)
}

/// The first line with its end, and the rest.
fn line(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = text.iter().position(|byte| *byte == b'\n').map_or(text.len(), |at| at + 1);
    (end > 0).then(|| text.split_at(end))
}

/// A parameter of a header's value, with or without quotation marks.
fn parameter(value: &str, name: &str) -> Option<String> {
    let lower = value.to_ascii_lowercase();
    let found = lower.match_indices(name).find_map(|(at, _)| {
        let is_whole = lower[..at].ends_with([';', ' ', '\t']);
        let value = value[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        is_whole.then_some(value)
    })?;
    let found = match found.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => found.split([';', ' ', '\t']).next(),
    };
    found.map(str::to_owned).filter(|found| !found.is_empty())
}

/// What stands between lines of two hyphens and the boundary; a last one without an end is a part, too.
fn pieces<'a, 'b>(body: &'a [u8], boundary: &'b [u8]) -> impl Iterator<Item = &'a [u8]> + use<'a, 'b> {
    let mut rest = body;
    // What stands before the first boundary is for people whose program does not know parts.
    let mut is_part = false;
    iter::from_fn(move || {
        let (start, was_part) = (rest, is_part);
        let mut length = 0;
        while let Some((line, after)) = line(rest) {
            rest = after;
            let mark = line.trim_ascii_end().strip_prefix(b"--").and_then(|mark| mark.strip_prefix(boundary));
            if let Some(end @ (b"" | b"--")) = mark {
                is_part = end.is_empty();
                if !is_part {
                    rest = &[];
                }
                return Some(was_part.then_some(&start[..length]));
            }
            length += line.len();
        }
        (length > 0).then(|| was_part.then_some(&start[..length]))
    })
    .flatten()
}

impl Part<'_> {
    fn text(&self) -> String {
        let bytes = match self.encoding.as_str() {
            "quoted-printable" => quoted_printable(self.body),
            "base64" => base64(self.body),
            _ => self.body.to_vec(),
        };
        charset::decode(&bytes, self.charset.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Unreadable, steps::assert_linear};

    fn seen(message: &str) -> String {
        text(message.as_bytes()).unwrap()
    }

    fn multipart(kind: &str, boundary: &str, parts: &[&str]) -> String {
        let parts: String = parts.iter().map(|part| format!("--{boundary}\r\n{part}\r\n")).collect();
        format!(
            "MIME-Version: 1.0\r\nContent-Type: {kind};\r\n\tboundary=\"{boundary}\"\r\n\r\nNot this.\r\n{parts}--{boundary}--\r\nNor this."
        )
    }

    #[test]
    fn a_page_is_read_with_its_sheets_and_without_its_pictures() {
        let page = "Content-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
            <p>Ada=20Example, Z=C3=BCrich</p><p class=3Dx>COB=\r\nOL</p>";
        let sheet = "Content-Type: text/css\r\nContent-Transfer-Encoding: base64\r\n\r\nLnh7ZGlzcGxheTpub25lfQ==";
        let picture = "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=";
        assert_eq!(seen(&multipart("multipart/related", "--=_x", &[page, picture, sheet])), "Ada Example, Zürich");
    }

    #[test]
    fn a_page_counts_before_a_text_and_a_text_before_nothing() {
        let (page, plain) = ("content-type: TEXT/HTML\n\n<b>Ada</b>", "Content-Type: text/plain\n\nAda <b>");
        let mail = multipart("multipart/alternative", "inner", &[plain, page]);
        assert_eq!(seen(&multipart("multipart/mixed", "outer", &[&mail])), "Ada");
        assert_eq!(seen(&multipart("multipart/mixed", "x", &[plain])).trim(), "Ada <b>");
        let russian = b"MIME-Version: 1.0\nContent-Type: text/html;charset=koi8-r\n\n\xe1\xc4\xc1";
        assert_eq!(text(russian).unwrap(), "Ада");
        let picture = multipart("multipart/related", "x", &["Content-Type: image/png\n\nAda"]);
        assert!(matches!(text(picture.as_bytes()), Err(Unreadable::Damaged(_))));
    }

    #[test]
    fn parts_are_read_also_when_the_last_one_has_no_end() {
        let cut =
            "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>Ada";
        assert_eq!(seen(cut), "Ada");
        let longer = cut.replace("--x\n", "--xy\n--x\n");
        assert_eq!(seen(&longer), "Ada", "a longer boundary is another one");
    }

    #[test]
    fn messages_are_read_eight_deep_and_not_deeper() {
        let nested = |depth: usize| {
            let page = "Content-Type: text/html\n\nAda".to_owned();
            (0..depth).fold(page, |part, level| multipart("multipart/mixed", &format!("b{level}"), &[&part]))
        };
        assert_eq!(seen(&nested(DEEPEST)), "Ada");
        assert!(matches!(text(nested(DEEPEST + 1).as_bytes()), Err(Unreadable::Damaged(_))));
    }

    #[test]
    fn no_message_takes_more_than_linear_time() {
        let head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n";
        for piece in [
            "--x\n",
            "--x\n\n",
            "--xy\n",
            "--",
            "\n",
            "a:b\n",
            " a\n",
            "--x\nContent-Type: text/css\n\np{display:none}\n",
        ] {
            assert_linear(piece, 2_000, |count| drop(text(format!("{head}{}", piece.repeat(count)).as_bytes())));
        }
        for (first, rest) in
            [("Content-Type: ", "boundary"), ("Content-Type: multipart/x; boundary=", "x"), ("x: y\n", " z\n")]
        {
            assert_linear(first, 2_000, |count| drop(text(format!("{first}{}\n\n", rest.repeat(count)).as_bytes())));
        }
    }
}
