//! Equation fields (EQ): the words of one, which Word draws from its code. East Asian writers use them for readings
//! above words (furigana), circled and combined letters.

use std::{iter::Peekable, mem, str::Chars};

use crate::steps;

/// What is composed is copied once for each element around it, and nobody writes more of them.
const DEEPEST: usize = 16;

/// An element such as `\o\ad(above,base)`, with its arguments so far.
#[derive(Default)]
struct Part {
    kind: char,
    arguments: Vec<Argument>,
    now: Argument,
}

#[derive(Default)]
struct Argument {
    text: String,
    /// Nothing in it but what is raised or lowered: beside other words that is their reading.
    is_script: bool,
}

/// The words of the code behind `EQ`, or none where it is nested deeper than anybody writes.
pub(super) fn words(code: &str) -> Option<String> {
    steps::count(code.len());
    let (mut open, mut letters) = (vec![Part::default()], code.chars().peekable());
    // An element of which only the name was read, and perhaps options.
    let mut begun = None;
    while let Some(letter) = letters.next() {
        let depth = open.len();
        match (letter, begun) {
            ('\\', _) => match switch(&mut letters) {
                Switch::Element(kind) => begun = Some(kind),
                Switch::Letter(letter) if begun.is_none() => open.last_mut()?.add(letter),
                // The sign of a bracket belongs to an option.
                Switch::Letter(_) | Switch::Option => {}
            },
            ('(', Some(_)) if depth > DEEPEST => return None,
            ('(', Some(kind)) => {
                open.push(Part { kind, ..Part::default() });
                begun = None;
            }
            ('0'..='9' | ' ' | '-', Some(_)) => {}
            (letter, _) => {
                begun = None;
                match letter {
                    ')' if depth > 1 => close(&mut open),
                    ',' | ';' if depth > 1 => open.last_mut()?.next_argument(),
                    letter => open.last_mut()?.add(letter),
                }
            }
        }
    }
    (1..open.len()).for_each(|_| close(&mut open));
    Some(open.pop()?.now.text.trim().to_owned())
}

enum Switch {
    /// A letter that would mean something else without its backslash.
    Letter(char),
    Element(char),
    Option,
}

/// What a backslash begins: elements have names of one letter, options longer ones.
fn switch(letters: &mut Peekable<Chars<'_>>) -> Switch {
    match letters.next() {
        Some('*') => {
            skip_format(letters);
            Switch::Option
        }
        Some(first) if first.is_ascii_alphabetic() => {
            let mut is_element = true;
            while letters.next_if(char::is_ascii_alphabetic).is_some() {
                is_element = false;
            }
            if is_element { Switch::Element(first.to_ascii_lowercase()) } else { Switch::Option }
        }
        Some(letter) => Switch::Letter(letter),
        None => Switch::Option,
    }
}

/// How the result looks: a word, or in quotes.
fn skip_format(letters: &mut Peekable<Chars<'_>>) {
    while letters.next_if_eq(&' ').is_some() {}
    if letters.next_if_eq(&'"').is_some() {
        letters.by_ref().take_while(|letter| *letter != '"').for_each(drop);
    } else {
        while letters.next_if(|letter| *letter != ' ' && *letter != '\\').is_some() {}
    }
}

impl Part {
    fn add(&mut self, letter: char) {
        self.now.text.push(letter);
        self.now.is_script &= letter == ' ';
    }

    fn next_argument(&mut self) {
        self.arguments.push(mem::take(&mut self.now));
    }

    fn into_text(mut self) -> String {
        self.next_argument();
        let has_base = self.arguments.iter().any(|argument| !argument.is_script && !argument.text.trim().is_empty());
        if self.kind == 'o' && has_base {
            self.arguments.retain(|argument| !argument.is_script);
        }
        let between = match self.kind {
            'f' => "/",
            'l' => ", ",
            'a' | 'i' | 'r' => " ",
            _ => "",
        };
        let texts: Vec<_> = self.arguments.iter().map(|argument| argument.text.trim()).collect();
        texts.iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join(between)
    }
}

/// The innermost element ends, and is a piece of the argument that it stands in.
fn close(open: &mut Vec<Part>) {
    if let Some(part) = open.pop()
        && let Some(outer) = open.last_mut()
    {
        outer.now.is_script = part.kind == 's' && (outer.now.text.trim().is_empty() || outer.now.is_script);
        let text = part.into_text();
        steps::count(text.len());
        outer.now.text.push_str(&text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_readings_above_words_the_words_remain() {
        for code in [
            r#"\* jc2 \* "Font:MS Mincho" \* hps10 \o\ad(\s\up 9(えいだ),英田)"#,
            r"\o(\s\up 11(えいだ),英田)",
            r"\o \ad ( \s \up 9 ( えいだ ) , 英田 )",
            r"\o\ad(\s\up 9(えいだ);英田)",
            r"\o\ad(\s\up 9(えいだ),英田",
        ] {
            assert_eq!(words(code).as_deref(), Some("英田"), "{code}");
        }
    }

    #[test]
    fn other_elements_are_their_words() {
        for (code, expected) in [
            (r"\f(1,2)", "1/2"),
            (r"5\s\up 8(th) grade", "5th grade"),
            (r"\o\ac(○,1)", "○1"),
            (r"\o\al(\s\up 5(株式),\s\do 2(会社))", "株式会社"),
            (r"\b\lc\[\rc\](\l(a,b))", "a, b"),
            (r"\a\al\co2\vs3(Rust,SQL)", "Rust SQL"),
            (r"\x\to(\r(3,x))", "3 x"),
            (r"\(a\, b\)", "(a, b)"),
            (r"a)b,c", "a)b,c"),
            ("", ""),
            (r"\", ""),
            (r"\o", ""),
        ] {
            assert_eq!(words(code).as_deref(), Some(expected), "{code}");
        }
    }

    #[test]
    fn elements_in_elements_are_read_until_they_make_no_sense() {
        let nested = |depth: usize| words(&(r"\x(".repeat(depth) + "Ada" + &")".repeat(depth)));
        assert_eq!(nested(DEEPEST - 1).as_deref(), Some("Ada"));
        assert_eq!(nested(DEEPEST).as_deref(), Some("Ada"));
        assert_eq!(nested(DEEPEST + 1), None);
    }

    #[test]
    fn a_long_code_costs_what_it_is_long() {
        let codes = [r"\x(", r"\o", r"\o(a,", r"\* ", r#"\* ""#, r"\s\up 9(a)", "(", ")", r"\f(a,b)"];
        for code in codes {
            steps::assert_linear(code, 2_000, |count| drop(words(&code.repeat(count))));
        }
        let deep = r"\x(".repeat(DEEPEST);
        steps::assert_linear("deep", 2_000, |count| drop(words(&[&deep, &*"a".repeat(count)].concat())));
    }
}
