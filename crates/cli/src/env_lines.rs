//! Env file parser: the pairs of a `.env`, or every line that is none, by its number and never by its value.

use std::{
    cell::Cell,
    collections::HashMap,
    fmt,
    io::{self, Read},
    rc::Rc,
};

const PEM_BEGIN: &str = "-----BEGIN ";
const PEM_END: &str = "-----END ";

/// All that is wrong with a file.
#[derive(Debug, PartialEq, Eq)]
pub struct BadLines(Vec<BadLine>);

#[derive(Debug, PartialEq, Eq)]
struct BadLine {
    number: usize,
    /// The variable with a PEM that was pasted as it is, if that is what is wrong.
    pem_of: Option<String>,
}

/// The pairs of a text. The parser's own error quotes the line, which may hold a secret.
pub fn parse(text: &str) -> Result<HashMap<String, String>, BadLines> {
    let text = text.trim_start_matches('\u{feff}');
    let lines: Vec<_> = text.lines().collect();
    let read = Rc::new(Cell::new(0));
    let reader = LineReader { rest: text.as_bytes(), read: read.clone() };
    let (mut settings, mut wrong) = (HashMap::new(), Vec::new());
    let mut pem_until = 0;
    for pair in dotenvy::from_read_iter(reader) {
        match pair {
            Ok((name, value)) => {
                settings.insert(name, value);
            }
            // The rest of a PEM would be as many errors as it has lines.
            Err(_) if read.get() <= pem_until => {}
            Err(error) => {
                let bad = BadLine::new(&error, &lines, read.get());
                if bad.pem_of.is_some() {
                    let rest = lines.iter().skip(bad.number).position(|line| line.contains(PEM_END));
                    pem_until = rest.map_or(bad.number, |at| bad.number + at + 1);
                }
                wrong.push(bad);
            }
        }
    }
    if wrong.is_empty() { Ok(settings) } else { Err(BadLines(wrong)) }
}

impl BadLine {
    /// A value in quotes may have several lines, of which the first is the one to look at.
    fn new(error: &dotenvy::Error, lines: &[&str], read: usize) -> Self {
        let before = match error {
            dotenvy::Error::LineParse(text, _) if text.ends_with('\n') => text.matches('\n').count().saturating_sub(1),
            dotenvy::Error::LineParse(text, _) => text.matches('\n').count(),
            _ => 0,
        };
        let number = read.saturating_sub(before).max(1);
        let pem = lines
            .get(number - 1)
            .and_then(|line| line.split_once('='))
            .filter(|(_, value)| value.trim_start().starts_with(PEM_BEGIN));
        Self { number, pem_of: pem.map(|(name, _)| name.trim().to_owned()).filter(|name| is_name(name)) }
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

impl fmt::Display for BadLines {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, BadLine { number, pem_of }) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(formatter, "{separator}.env, line {number}: ")?;
            match pem_of {
                Some(name) => {
                    write!(formatter, "{name} is a PEM of several lines; put double quotes around all of it")?
                }
                None => formatter
                    .write_str("is no NAME=value, or its quotes never end; a value with spaces or # needs quotes")?,
            }
        }
        Ok(())
    }
}

impl std::error::Error for BadLines {}

/// Gives one line at a time, so that nothing is read ahead and the count of lines is the parser's place.
struct LineReader<'a> {
    rest: &'a [u8],
    read: Rc<Cell<usize>>,
}

impl Read for LineReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let line = self.rest.iter().position(|byte| *byte == b'\n').map_or(self.rest.len(), |end| end + 1);
        let length = line.min(buffer.len());
        buffer[..length].copy_from_slice(&self.rest[..length]);
        self.rest = &self.rest[length..];
        if length == line && length > 0 {
            self.read.set(self.read.get() + 1);
        }
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEM: &str = "-----BEGIN PUBLIC KEY-----\nMIIBhunter2\nhunter2==\nhunter2\n-----END PUBLIC KEY-----";

    fn bad(text: &str) -> Vec<usize> {
        parse(text).map_or_else(|BadLines(lines)| lines.iter().map(|line| line.number).collect(), |_| Vec::new())
    }

    #[test]
    fn every_bad_line_is_named_by_its_number() {
        assert_eq!(bad("A=1\n\n# about B\nhunter2 hunter2 = \nB=2\nhunter2\n"), [4, 6]);
        assert_eq!(bad("A=two words\r\nB=2\r\nC=two words"), [1, 3]);
        assert_eq!(bad("A=1\nB=\"never\nended\n\n\n"), [2]);
        assert_eq!(bad("A=\"two\nlines\"\nhunter2\n"), [3]);
        assert_eq!(bad(&format!("A={}\nhunter2\n", "x".repeat(20_000))), [2]);
    }

    #[test]
    fn a_pem_without_quotes_is_one_mistake_with_its_name() {
        let BadLines(lines) = parse(&format!("A=1\nCLERK_JWT_KEY={PEM}\nB=2\nhunter2\n")).unwrap_err();
        let pem_of = Some("CLERK_JWT_KEY".to_owned());
        assert_eq!(lines, [BadLine { number: 2, pem_of }, BadLine { number: 8, pem_of: None }]);
        let text = BadLines(lines).to_string();
        assert!(text.starts_with(".env, line 2: CLERK_JWT_KEY is a PEM of several lines"), "{text}");
        assert!(text.contains("\n.env, line 8: is no NAME=value") && !text.contains("hunter2"), "{text}");
    }

    #[test]
    fn a_pem_that_never_ends_hides_no_other_mistake() {
        assert_eq!(bad("CLERK_JWT_KEY=-----BEGIN PUBLIC KEY-----\nhunter2\n"), [1, 2]);
    }

    #[test]
    fn good_lines_are_read_whatever_stands_around_them() {
        let settings = parse(&format!("\u{feff}A=1\r\n\r\nexport B='2' # two\nC=\"{PEM}\"\nD=\n")).unwrap();
        let value = |name: &str| settings.get(name).map(String::as_str);
        assert_eq!(["A", "B", "C", "D"].map(value), [Some("1"), Some("2"), Some(PEM), Some("")]);
    }
}
