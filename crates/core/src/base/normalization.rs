//! Unicode normalization: the same words however they were typed. NFKC makes full-width letters, ligatures and accents
//! written apart the same as plain ones; it is for comparing, and what is shown stays as it was written.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::steps;

/// Marks on one letter that are put in order together; no script has more.
const MOST_MARKS: usize = 30;

/// A text's NFKC, without what nobody sees.
pub fn nfkc(text: &str) -> String {
    steps::count(text.len());
    text.chars().filter(|letter| !is_invisible(*letter)).stream_safe().nfkc().collect()
}

/// Marks of direction, joiners and soft hyphens, which copying leaves in words.
pub fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{61c}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(letter, '\u{fe00}'..='\u{fe0f}')
}

/// Numbers and letters in circles and brackets, which stand before an item without a space.
pub fn is_bullet(letter: char) -> bool {
    matches!(letter, '\u{2460}'..='\u{24ff}' | '\u{2776}'..='\u{2793}' | '\u{3200}'..='\u{32ff}')
        || matches!(letter, '\u{1f100}'..='\u{1f1ff}')
}

/// A text folded for a search, which knows where each of its places stood before. Lines end with `\n` alone, a symbol
/// does not become a letter (™ stays, as does ℃), and a soft hyphen at the end of a line is a hyphen.
pub struct Folded {
    pub text: String,
    /// What was written otherwise, in order.
    changes: Vec<Change>,
}

struct Change {
    folded: Range<usize>,
    original: Range<usize>,
}

impl Folded {
    pub fn new(text: &str) -> Self {
        steps::count(text.len());
        let mut folded = Self { text: String::with_capacity(text.len()), changes: Vec::new() };
        let mut at = 0;
        while at < text.len() {
            // Most of most texts, for which nothing has to be looked up.
            let plain = plain_run(&text.as_bytes()[at..]);
            folded.text.push_str(&text[at..at + plain]);
            at += plain;
            if at == text.len() {
                break;
            }
            let end = at + cluster(&text[at..]);
            folded.push(&text[at..end], at, text[end..].chars().next());
            at = end;
        }
        folded
    }

    fn push(&mut self, cluster: &str, at: usize, next: Option<char>) {
        let from = self.text.len();
        match cluster {
            "\r\n" | "\r" | "\u{b}" | "\u{c}" | "\u{85}" | "\u{2028}" | "\u{2029}" => self.text.push('\n'),
            "\u{ad}" if matches!(next, Some('\n' | '\r')) => self.text.push('-'),
            _ if cluster.is_ascii() => self.text.push_str(cluster),
            _ => {
                self.text.extend(cluster.chars().filter(|letter| !is_invisible(*letter)).nfkc());
                let is_symbol = !cluster.starts_with(is_letter);
                if is_symbol && self.text[from..].contains(is_letter) {
                    self.text.truncate(from);
                    self.text.push_str(cluster);
                }
            }
        }
        steps::count(self.text.len() - from);
        if self.text[from..] != *cluster {
            self.changes.push(Change { folded: from..self.text.len(), original: at..at + cluster.len() });
        }
    }

    /// Where in the original this part of the folded text stands; of a letter that became several, all of it.
    pub fn original(&self, part: Range<usize>) -> Range<usize> {
        let start = match self.place(part.start) {
            Ok(change) => change.original.start,
            Err(at) => at,
        };
        let end = match self.place(part.end) {
            Ok(change) if change.folded.start < part.end => change.original.end,
            Ok(change) => change.original.start,
            Err(at) => at,
        };
        start..end.max(start)
    }

    /// The change that a place is in, or where it was before.
    fn place(&self, at: usize) -> Result<&Change, usize> {
        let before = self.changes.partition_point(|change| change.folded.end <= at);
        match (self.changes.get(before), before.checked_sub(1).map(|last| &self.changes[last])) {
            (Some(change), _) if change.folded.start <= at => Ok(change),
            (_, Some(last)) => Err(last.original.end + (at - last.folded.end)),
            (_, None) => Err(at),
        }
    }
}

/// How many bytes at the beginning stay as they are: ASCII without line ends other than `\n`, and without the letter
/// before another script, to which a mark may belong.
fn plain_run(text: &[u8]) -> usize {
    let is_plain = |byte: &u8| byte.is_ascii() && !matches!(byte, b'\r' | 0x0b | 0x0c);
    match text.iter().position(|byte| !is_plain(byte)) {
        None => text.len(),
        Some(end) => end.saturating_sub(usize::from(!text[end].is_ascii())),
    }
}

fn is_letter(letter: char) -> bool {
    (letter.is_alphanumeric() && !is_bullet(letter)) || is_combining_mark(letter)
}

/// How long a letter with its marks is, in bytes.
fn cluster(text: &str) -> usize {
    if text.starts_with("\r\n") {
        return 2;
    }
    let mut letters = text.char_indices();
    letters.next();
    letters.take(MOST_MARKS).find(|(_, letter)| !joins(*letter)).map_or_else(|| longest(text), |(end, _)| end)
}

fn longest(text: &str) -> usize {
    text.char_indices().nth(MOST_MARKS + 1).map_or(text.len(), |(end, _)| end)
}

/// Marks, the vowels and finals of Korean syllables written apart, and the marks of half-width Japanese.
fn joins(letter: char) -> bool {
    !letter.is_ascii()
        && (is_combining_mark(letter) || matches!(letter, '\u{1160}'..='\u{11ff}' | '\u{ff9e}' | '\u{ff9f}'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::steps::assert_linear;

    #[test]
    fn what_looks_alike_is_alike() {
        for (written, folded) in [
            ("Ｐｙｔｈｏｎ　３", "Python 3"),
            ("ﬁne-tuning, oﬃce", "fine-tuning, office"),
            ("Re\u{301}sume\u{301}", "Résumé"),
            ("\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}", "한글"),
            ("ﾌﾟﾛｸﾞﾗﾑ", "プログラム"),
            ("I²C, H₂O", "I2C, H2O"),
            ("𝗥𝘂𝘀𝘁 ℝ", "Rust R"),
            ("Spring\u{a0}Boot\u{202f}3", "Spring Boot 3"),
            ("\u{200f}Ku\u{ad}ber\u{200d}netes\u{200e}", "Kubernetes"),
            ("µService", "μService"),
        ] {
            assert_eq!(nfkc(written), folded, "{written}");
            assert_eq!(Folded::new(written).text, folded, "{written}");
        }
    }

    #[test]
    fn a_symbol_never_becomes_a_letter_of_the_word_before_it() {
        for text in ["Java™, 25℃", "O´Reilly", "№ 1", "①Rust ⑵Go ㈱"] {
            assert_eq!(Folded::new(text).text, text);
        }
        assert_eq!(Folded::new("（Ｃ＋＋）…").text, "(C++)...");
    }

    #[test]
    fn lines_end_one_way() {
        assert_eq!(Folded::new("a\r\nb\rc\u{b}d\u{c}e\u{85}f\u{2028}g\u{2029}h\n").text, "a\nb\nc\nd\ne\nf\ng\nh\n");
        assert_eq!(Folded::new("Kuber\u{ad}\nnetes Kuber\u{ad}\r\nnetes").text, "Kuber-\nnetes Kuber-\nnetes");
    }

    #[test]
    fn each_part_knows_where_it_stood() {
        let text = "Jé: ﬁne \u{200f}Ｇｏ, Re\u{301}sume\u{301}\r\nﷺ Rust";
        let folded = Folded::new(text);
        for (part, original) in [
            ("fine", "ﬁne"),
            ("f", "ﬁ"),
            ("ne", "ne"),
            ("Go", "Ｇｏ"),
            ("Résumé", "Re\u{301}sume\u{301}"),
            ("عليه", "ﷺ"),
            ("Rust", "Rust"),
            ("Jé", "Jé"),
        ] {
            let at = folded.text.find(part).unwrap();
            assert_eq!(&text[folded.original(at..at + part.len())], original, "{part}");
        }
        assert_eq!(folded.original(0..folded.text.len()), 0..text.len());
    }

    #[test]
    fn a_letter_becomes_eighteen_at_most_and_no_text_costs_more_than_its_length() {
        let longest = ('\0'..=char::MAX).map(|letter| nfkc(&letter.to_string()).chars().count()).max();
        assert_eq!(longest, Some(18));
        for part in ["ﷺ", "e\u{301}", "\u{301}", "\u{301}\u{323}", "\u{ad}", "\r", "Ａ", "ﾌﾟ", "\u{1161}", "™"]
        {
            let text = |size: usize| part.repeat(size.div_ceil(part.len()));
            assert_linear(part, 5_000, |size| drop(Folded::new(&text(size))));
            assert_linear(part, 5_000, |size| drop(nfkc(&text(size))));
        }
    }

    #[test]
    fn thirty_marks_belong_to_a_letter_and_the_next_one_to_none() {
        for (marks, lengths) in [(29, vec![59]), (30, vec![61]), (31, vec![61, 2])] {
            let text = format!("x{}", "\u{323}".repeat(marks));
            let mut rest = text.as_str();
            let mut found = Vec::new();
            while !rest.is_empty() {
                let (one, others) = rest.split_at(cluster(rest));
                found.push(one.len());
                rest = others;
            }
            assert_eq!(found, lengths, "{marks}");
        }
    }
}
