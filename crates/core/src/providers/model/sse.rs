//! Server-sent events as models send them: one line `data: {json}` an event, cut anywhere by the network.

use std::marker::PhantomData;

use memchr::memchr;
use serde::de::IgnoredAny;

use super::{Delta, StreamEvent};
use crate::base::{env::ModelName, json, steps};

/// A line longer than this is no event of ours.
const LINE_LIMIT: usize = 1 << 20;

/// Bytes in, what the events bring out. Works on bytes, because a character can be cut too.
pub struct EventReader<E> {
    asked: ModelName,
    line: Vec<u8>,
    /// Lines that are no events: an error can arrive as bare JSON, on one line or on many.
    loose: LooseJson,
    event: PhantomData<E>,
}

/// JSON on many lines, parsed once, when its last bracket is closed.
#[derive(Default)]
struct LooseJson {
    bytes: Vec<u8>,
    depth: usize,
    in_text: bool,
    escaped: bool,
}

impl LooseJson {
    /// The value that this line completes.
    fn push<E: StreamEvent>(&mut self, line: &[u8]) -> Result<Option<E>, Unreadable> {
        const NO_EVENT: Unreadable = Unreadable("a line that is neither an event nor JSON");
        if self.bytes.is_empty() && !line.starts_with(b"{") {
            return Err(NO_EVENT);
        }
        self.bytes.extend_from_slice(line);
        line.iter().for_each(|byte| self.take(*byte));
        if self.depth > 0 {
            return Ok(None);
        }
        steps::count(self.bytes.len());
        let whole = std::mem::take(&mut self.bytes);
        json::from_slice(&whole).map(Some).map_err(|_| unreadable(&whole, NO_EVENT))
    }

    fn take(&mut self, byte: u8) {
        steps::count(1);
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.in_text => self.escaped = true,
            b'"' => self.in_text = !self.in_text,
            b'{' | b'[' if !self.in_text => self.depth += 1,
            b'}' | b']' if !self.in_text => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable(pub &'static str);

/// Why these bytes are no event of ours: JSON of another shape is their new version, everything else is damage.
fn unreadable(bytes: &[u8], otherwise: Unreadable) -> Unreadable {
    let is_json = json::from_slice::<IgnoredAny>(bytes).is_ok();
    if is_json { Unreadable("an event of an unexpected shape") } else { otherwise }
}

impl<E: StreamEvent> EventReader<E> {
    /// Of the reply of this model.
    pub fn new(asked: ModelName) -> Self {
        Self { asked, line: Vec::new(), loose: LooseJson::default(), event: PhantomData }
    }

    /// Adds the events that these bytes complete; those before something unreadable too.
    pub fn push(&mut self, bytes: &[u8], deltas: &mut Vec<Delta>) -> Result<(), Unreadable> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let end = memchr(b'\n', rest).map(|at| at + 1);
            let (piece, behind) = rest.split_at(end.unwrap_or(rest.len()));
            rest = behind;
            steps::count(piece.len());
            if self.line.len() + piece.len() + self.loose.bytes.len() > LINE_LIMIT {
                return Err(Unreadable("a line of more than 1 MiB"));
            }
            // Most lines come whole, and are read where they are.
            if end.is_some() && self.line.is_empty() {
                deltas.extend(self.read(piece)?);
                continue;
            }
            self.line.extend_from_slice(piece);
            if end.is_some() {
                let line = std::mem::take(&mut self.line);
                deltas.extend(self.read(&line)?);
            }
        }
        Ok(())
    }

    /// Whether an event has begun and not ended.
    pub fn is_mid_event(&self) -> bool {
        !self.line.trim_ascii().is_empty() || !self.loose.bytes.is_empty()
    }

    /// What the end of the body completes: a last line without its newline.
    pub fn finish(&mut self) -> Result<Option<Delta>, Unreadable> {
        let line = std::mem::take(&mut self.line);
        let delta = self.read(&line)?;
        if delta.is_none() && !self.loose.bytes.is_empty() {
            return Err(Unreadable("an end in the middle of something that is no event"));
        }
        Ok(delta)
    }

    fn read(&mut self, line: &[u8]) -> Result<Option<Delta>, Unreadable> {
        let line = line.trim_ascii();
        if let Some(data) = line.strip_prefix(b"data:") {
            // With this word other services, and proxies that speak like them, end a stream.
            if data.trim_ascii() == b"[DONE]" {
                return Ok(None);
            }
            let event = json::from_slice::<E>(data);
            let event = event.map_err(|_| unreadable(data, Unreadable("an event that is not JSON")))?;
            return Ok(Some(event.into_delta(&self.asked)));
        }
        let is_field = [&b":"[..], b"event:", b"id:", b"retry:"].iter().any(|field| line.starts_with(field));
        if line.is_empty() || is_field {
            return Ok(None);
        }
        Ok(self.loose.push::<E>(line)?.map(|event| event.into_delta(&self.asked)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        base::{env::ModelProvider, steps::assert_linear},
        providers::model::ModelFailure,
    };

    /// The simplest event that there could be.
    #[derive(serde::Deserialize)]
    #[serde(default)]
    #[derive(Default)]
    struct Event {
        text: String,
        error: Option<String>,
    }

    impl StreamEvent for Event {
        fn into_delta(self, _asked: &ModelName) -> Delta {
            let error = self.error.map(ModelFailure::unavailable);
            Delta { text: self.text, error, ..Delta::default() }
        }
    }

    type Reader = EventReader<Event>;

    fn reader() -> Reader {
        Reader::new(ModelName { provider: ModelProvider::Compatible, model: "any".to_owned() })
    }

    fn pushed(reader: &mut Reader, bytes: &[u8]) -> Result<Vec<Delta>, Unreadable> {
        let mut deltas = Vec::new();
        reader.push(bytes, &mut deltas).map(|()| deltas)
    }

    fn texts(deltas: Vec<Delta>) -> Vec<String> {
        deltas.into_iter().map(|delta| delta.text).collect()
    }

    const BODY: &str = "event: text\ndata: {\"text\":\"Ada — ☕ \"}\r\n\r\n: alive\n\ndata:{\"text\":\"👩🏽‍💻\\n\"}\n\n";

    proptest! {
        #[test]
        fn any_split_gives_the_same_events(cuts in prop::collection::vec(0..BODY.len(), 0..12)) {
            let mut cuts = cuts;
            cuts.sort_unstable();
            let mut reader = reader();
            let (mut seen, mut from) = (Vec::new(), 0);
            for cut in cuts.into_iter().chain([BODY.len()]) {
                seen.extend(texts(pushed(&mut reader, &BODY.as_bytes()[from..cut]).unwrap()));
                from = cut;
            }
            prop_assert_eq!(seen, ["Ada — ☕ ", "👩🏽‍💻\n"]);
            prop_assert!(reader.finish().unwrap().is_none());
        }
    }

    #[test]
    fn half_a_pair_of_surrogates_costs_no_event() {
        let part = r#"{"text":"Fine \ud83d."}"#;
        let event = pushed(&mut reader(), format!("data: {part}\n\n{part}\n").as_bytes()).unwrap();
        assert_eq!(texts(event), ["Fine \u{fffd}.", "Fine \u{fffd}."]);
    }

    #[test]
    fn an_error_is_read_as_an_event_and_as_bare_json_on_many_lines() {
        let mut reader = reader();
        let busy = Some(ModelFailure::unavailable("busy"));
        assert_eq!(pushed(&mut reader, b"data: {\"error\":\"busy\"}\r\n\r\n").unwrap()[0].error, busy);
        assert_eq!(pushed(&mut reader, b"{\n  \"error\":\n \"busy\"\n}\n").unwrap()[0].error, busy);
    }

    #[test]
    fn brackets_in_texts_close_nothing() {
        let mut reader = reader();
        assert!(pushed(&mut reader, b"{\n\"other\": {\n\"status\": \"}}\\\"}\",\n").unwrap().is_empty());
        let bare = pushed(&mut reader, b"\"details\": [ ]\n},\n\"text\": \"}\"}\n").unwrap();
        assert_eq!(texts(bare), ["}"]);
        assert!(pushed(&mut reader, b"{}}\n").is_err(), "and one bracket too many is no JSON");
    }

    #[test]
    fn loose_lines_take_no_longer_than_their_length() {
        for line in ["{\n", "\"a\": [\n", "[\n", "\"\n", "1,\n", "\\\n"] {
            assert_linear(line, 8_000, |size| {
                let mut reader = reader();
                pushed(&mut reader, b"{\n").unwrap();
                for line in line.repeat(size / line.len()).as_bytes().chunks(10) {
                    pushed(&mut reader, line).ok();
                }
            });
        }
    }

    #[test]
    fn garbage_and_a_cut_event_are_unreadable_and_not_an_end() {
        assert!(pushed(&mut reader(), b"<html>busy</html>\n").is_err());
        let seen = |line: &str| pushed(&mut reader(), line.as_bytes()).unwrap_err().0;
        assert_eq!(seen("data: nonsense\n"), "an event that is not JSON");
        assert_eq!(seen("data: {\"text\": 7}\n"), "an event of an unexpected shape");
        assert_eq!(seen("{\"text\": 7}\n"), "an event of an unexpected shape");
        let mut cut = reader();
        assert!(pushed(&mut cut, b"data: {\"text\":\"Ha").unwrap().is_empty());
        assert!(cut.finish().is_err());
    }

    #[test]
    fn what_stands_before_something_unreadable_is_read() {
        let (mut reader, mut deltas) = (reader(), Vec::new());
        assert!(reader.push(b"data: {}\n\ndata: [DONE]\n\ndata: {}\n\n<html>\n", &mut deltas).is_err());
        assert_eq!(deltas.len(), 2, "and the word for an end is no event");
        assert!(!reader.is_mid_event(), "the unreadable line was a whole one");
    }

    #[test]
    fn an_event_that_has_begun_and_not_ended_is_known() {
        let mut reader = reader();
        for (bytes, is_mid_event) in [
            ("da", true),
            ("ta: {", true),
            ("}", true),
            ("\r\n\r\n", false),
            ("{\n", true),
            ("}\n", false),
            (" \r", false),
        ] {
            pushed(&mut reader, bytes.as_bytes()).unwrap();
            assert_eq!(reader.is_mid_event(), is_mid_event, "{bytes:?}");
        }
    }

    #[test]
    fn an_endless_line_is_refused() {
        let mut reader = reader();
        pushed(&mut reader, &vec![b'x'; LINE_LIMIT]).unwrap();
        assert!(pushed(&mut reader, b"x").is_err());
    }
}
