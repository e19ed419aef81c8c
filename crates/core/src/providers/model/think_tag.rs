//! Think tag: a leading `<think>…</think>`, which some servers leave in the text of models that reason.

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";
/// No server writes more than a line end or two before a tag.
const LONGEST_BEGINNING: usize = 64;

/// Takes the thoughts out of the beginning of one reply, however it is cut; afterwards texts pass as they are.
#[derive(Debug, Default)]
pub struct ThinkTag {
    place: Place,
    /// The beginning of what may become a tag.
    held: String,
}

#[derive(Debug, Default, PartialEq)]
enum Place {
    #[default]
    Beginning,
    Thoughts,
    /// Between the thoughts and the answer there may be empty lines.
    Behind,
    Answer,
}

impl ThinkTag {
    /// What of this text belongs to the answer.
    pub fn push(&mut self, text: String) -> String {
        if self.place == Place::Answer {
            return text;
        }
        let text = std::mem::take(&mut self.held) + &text;
        match self.place {
            Place::Beginning => self.begin(text),
            Place::Thoughts => self.leave_out(&text),
            Place::Behind | Place::Answer => self.answer(&text),
        }
    }

    fn begin(&mut self, text: String) -> String {
        let begun = text.trim_start();
        if let Some(thoughts) = begun.strip_prefix(OPEN) {
            self.place = Place::Thoughts;
            return self.leave_out(thoughts);
        }
        if OPEN.starts_with(begun) && text.len() <= LONGEST_BEGINNING {
            self.held = text;
            return String::new();
        }
        self.place = Place::Answer;
        text
    }

    fn leave_out(&mut self, thoughts: &str) -> String {
        let Some((_, behind)) = thoughts.split_once(CLOSE) else {
            possible_tag(thoughts).clone_into(&mut self.held);
            return String::new();
        };
        self.place = Place::Behind;
        self.answer(behind)
    }

    fn answer(&mut self, text: &str) -> String {
        let answer = text.trim_start();
        if !answer.is_empty() {
            self.place = Place::Answer;
        }
        answer.to_owned()
    }

    /// What was held back and is no tag, at the end of the reply.
    pub fn finish(&mut self) -> String {
        let held = std::mem::take(&mut self.held);
        if self.place == Place::Beginning { held } else { String::new() }
    }
}

/// The end of a text that may be the beginning of the closing tag.
fn possible_tag(text: &str) -> &str {
    let lengths = (1..CLOSE.len()).rev();
    lengths
        .filter_map(|length| text.get(text.len().checked_sub(length)?..))
        .find(|end| CLOSE.starts_with(end))
        .unwrap_or("")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn answer_of<'a>(pieces: impl IntoIterator<Item = &'a str>) -> String {
        let mut tag = ThinkTag::default();
        let mut answer: String = pieces.into_iter().map(|piece| tag.push(piece.to_owned())).collect();
        answer.push_str(&tag.finish());
        answer
    }

    #[test]
    fn leading_thoughts_are_no_part_of_the_answer_and_nothing_else_is_lost() {
        for (text, answer) in [
            ("<think>Hm.</think>Hi", "Hi"),
            ("\n<think>\nHm, 1 < 2 </thin\n</think>\n\nHi <think>there</think>", "Hi <think>there</think>"),
            ("<think></think>Hi", "Hi"),
            ("<think>for ever", ""),
            ("<thin", "<thin"),
            ("<thinking>Hi", "<thinking>Hi"),
            ("Hi", "Hi"),
            (" Hi", " Hi"),
            ("Hi <think>x</think>", "Hi <think>x</think>"),
            ("", ""),
        ] {
            assert_eq!(answer_of([text]), answer, "{text}");
            let letters: Vec<_> = text.char_indices().map(|(at, letter)| &text[at..at + letter.len_utf8()]).collect();
            assert_eq!(answer_of(letters), answer, "{text}, letter by letter");
        }
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_answer(cuts in prop::collection::vec(0usize..60, 0..8)) {
            let text = "<think>Ada — ☕ </thi 👩🏽‍💻</think>\n# Naïve <b>";
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|cut| text.is_char_boundary(*cut)).collect();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            prop_assert_eq!(answer_of(cuts.windows(2).map(|ends| &text[ends[0]..ends[1]])), "# Naïve <b>");
        }
    }

    #[test]
    fn endless_thoughts_are_not_kept() {
        let mut tag = ThinkTag::default();
        tag.push("<think>".to_owned());
        for _ in 0..1_000 {
            assert_eq!(tag.push("</thin and on and on </thi".to_owned()), "");
            assert!(tag.held.len() < CLOSE.len());
        }
    }
}
