//! Match: a spelling of the dictionary and the tokens of a sentence that it takes.

use std::ops::Range;

use super::{dictionary::Spelling, tokens::Sentence};

pub struct SpellingMatch<'a> {
    pub spelling: &'a Spelling,
    pub from: usize,
    pub to: usize,
}

impl SpellingMatch<'_> {
    /// The text it was found by.
    pub fn text<'a>(&self, sentence: &Sentence<'a>) -> &'a str {
        &sentence.text[self.range(sentence)]
    }

    /// Where it stands in its sentence, in bytes.
    pub fn range(&self, sentence: &Sentence<'_>) -> Range<usize> {
        let last = &sentence.tokens[self.to - 1];
        sentence.tokens[self.from].at..last.at + last.text.len()
    }
}
