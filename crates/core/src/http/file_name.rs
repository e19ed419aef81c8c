//! File name of an upload: `filename*` (RFC 8187), which names its encoding, before `filename`, without the folders.

use multer::Field;
use percent_encoding::percent_decode_str;

/// Forms should not use `filename*` (RFC 7578, 4.2), and older clients do for every name that is not ASCII. The parser
/// of forms knows `filename` alone, and not behind the other one.
pub fn of(part: &Field<'_>) -> Option<String> {
    let disposition = part.headers().get(http::header::CONTENT_DISPOSITION)?;
    let disposition = std::str::from_utf8(disposition.as_bytes()).ok()?;
    let name = extended(disposition).or_else(|| plain(disposition))?;
    Some(last_segment(&name).to_owned())
}

/// Some clients send the whole path, with either kind of slash.
fn last_segment(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// The value of `filename*`, if it can be read. Some write it in quotes.
fn extended(disposition: &str) -> Option<String> {
    let value = parameter(disposition, "filename*")?;
    let value = value.strip_prefix('"').map_or(Some(value), |rest| rest.strip_suffix('"'))?;
    let (charset, rest) = value.split_once('\'')?;
    let (_language, encoded) = rest.split_once('\'')?;
    let bytes: Vec<u8> = percent_decode_str(encoded).collect();
    match charset.to_ascii_lowercase().as_str() {
        "utf-8" => String::from_utf8(bytes).ok(),
        "iso-8859-1" => Some(bytes.into_iter().map(char::from).collect()),
        _ => None,
    }
}

/// The value of `filename`, in quotes or without. Of escapes only that of a quote is one: others write paths so.
fn plain(disposition: &str) -> Option<String> {
    let value = parameter(disposition, "filename")?;
    match value.strip_prefix('"') {
        Some(quoted) => Some(quoted.strip_suffix('"')?.replace("\\\"", "\"")),
        None => Some(value.to_owned()),
    }
}

fn parameter<'a>(disposition: &'a str, name: &str) -> Option<&'a str> {
    parameters(disposition).find_map(|parameter| {
        let (given, value) = parameter.split_once('=')?;
        given.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// What stands between semicolons, but for those in quotes.
fn parameters(disposition: &str) -> impl Iterator<Item = &str> {
    let (mut in_quotes, mut escaped) = (false, false);
    disposition.split(move |letter| {
        let is_end = letter == ';' && !in_quotes;
        in_quotes ^= letter == '"' && !escaped;
        escaped = letter == '\\' && in_quotes && !escaped;
        is_end
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extended_name_is_decoded_as_it_says() {
        for (parameters, name) in [
            ("filename*=UTF-8''R%C3%A9sum%C3%A9%20Ada.pdf", "Résumé Ada.pdf"),
            ("filename*=utf-8'en'%e2%82%ac%20rates.txt", "€ rates.txt"),
            ("FileName* = UTF-8''ada.pdf", "ada.pdf"),
            ("filename*=ISO-8859-1''caf%E9.doc", "café.doc"),
            ("filename*=\"UTF-8''%F0%9F%A6%80.pdf\"", "🦀.pdf"),
            ("filename=\"resume.pdf\"; filename*=UTF-8''l%C3%A9a.pdf", "léa.pdf"),
            ("filename*=UTF-8''l%C3%A9a.pdf; filename=\"resume.pdf\"", "léa.pdf"),
            ("filename=\"a; filename*=UTF-8''no.pdf\"; filename*=UTF-8''yes.pdf", "yes.pdf"),
            ("filename=\"a\\\"; filename*=UTF-8''no.pdf\"; filename*=UTF-8''yes.pdf", "yes.pdf"),
            ("filename*=UTF-8''it's%201%25.txt", "it's 1%.txt"),
            ("filename*=UTF-8''100%.txt", "100%.txt"),
            ("filename*=UTF-8''", ""),
        ] {
            assert_eq!(
                extended(&format!("form-data; name=\"f\"; {parameters}")).as_deref(),
                Some(name),
                "{parameters}"
            );
        }
    }

    #[test]
    fn one_that_cannot_be_read_is_none() {
        for parameters in [
            "filename=ada.pdf",
            "filename*",
            "filename*=",
            "filename*=ada.pdf",
            "filename*=UTF-8'ada.pdf",
            "filename*=''ada.pdf",
            "filename*=UTF-8''%FF%FE.pdf",
            "filename*=UTF-8''%C3",
            "filename*=UTF-16''ada.pdf",
            "filename*=\"UTF-8''ada.pdf",
            "filename*0*=UTF-8''ada.pdf",
            "xfilename*=UTF-8''ada.pdf",
            "filename=\"; filename*=UTF-8''ada.pdf\"",
        ] {
            assert_eq!(extended(&format!("form-data; name=\"f\"; {parameters}")), None, "{parameters}");
        }
    }

    #[test]
    fn a_plain_name_is_read_wherever_it_stands() {
        for (parameters, name) in [
            ("filename=\"ada.pdf\"", Some("ada.pdf")),
            ("filename=ada.pdf", Some("ada.pdf")),
            ("Filename = \"a; b.pdf\" ; x=1", Some("a; b.pdf")),
            ("filename*=UTF-8''%FF; filename=\"léa.pdf\"", Some("léa.pdf")),
            ("filename=\"say \\\"hi\\\".pdf\"", Some("say \"hi\".pdf")),
            ("filename=\"C:\\Users\\ada.pdf\"", Some("C:\\Users\\ada.pdf")),
            ("filename=\"\"", Some("")),
            ("filename=\"", None),
            ("filename", None),
            ("file=ada.pdf", None),
        ] {
            assert_eq!(plain(&format!("form-data; name=\"f\"; {parameters}")).as_deref(), name, "{parameters}");
        }
    }

    #[test]
    fn folders_are_no_part_of_a_name() {
        for (path, name) in [
            ("ada.pdf", "ada.pdf"),
            ("C:\\fakepath\\ada.pdf", "ada.pdf"),
            ("../../etc/passwd", "passwd"),
            ("..\\..\\boot.ini", "boot.ini"),
            ("a/b\\c/ada.pdf", "ada.pdf"),
            ("/", ""),
            ("", ""),
        ] {
            assert_eq!(last_segment(path), name, "{path}");
        }
    }
}
