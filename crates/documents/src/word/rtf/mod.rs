//! RTF (Rich Text Format): groups of control words, with the text between them.

#[cfg(test)]
mod cost;
mod destinations;
mod fonts;
mod stories;
#[cfg(test)]
mod tests;
mod tokens;

use std::mem;

use destinations::{Destination, StoryKind, destination};
use fonts::Fonts;
use stories::{ParagraphLook, Stories};
use tokens::{Token, tokens};

use super::{Read, plain};
use crate::Unreadable;

/// Word's own files have some twenty groups in each other.
const DEEPEST_GROUP: usize = 10_000;
const SOFT_HYPHEN: char = '\u{ad}';
const BODY_LEVEL: i32 = 9;

pub(super) fn text(bytes: &[u8]) -> Read<String> {
    let start = bytes.windows(5).take(64).position(|window| window == b"{\\rtf").unwrap_or_default();
    let mut reader = RtfReader::new();
    for token in tokens(&bytes[start..]) {
        reader.hear(token)?;
        // What stands behind the last group is none of the file.
        if token == Token::Close && reader.outer.is_empty() {
            break;
        }
    }
    // A file that is cut ends all that is open.
    while !reader.outer.is_empty() {
        reader.close();
    }
    Ok(reader.stories.into_text())
}

/// What holds within a group, and is as before behind it.
#[derive(Debug, Clone, Copy)]
struct Group {
    place: Place,
    /// The story that it is.
    story: Option<StoryKind>,
    hidden: bool,
    deleted: bool,
    font: i32,
    /// How many letters stand for a letter of Unicode, for readers that do not know it.
    substitutes: usize,
    paragraph: ParagraphLook,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Shown,
    Left,
    Fonts,
    /// Of the groups in it the second is for us.
    Twice,
    /// In such a group.
    First,
}

struct RtfReader {
    stories: Stories,
    fonts: Fonts,
    group: Group,
    outer: Vec<Group>,
    default_font: i32,
    /// Behind `\*`.
    star: bool,
    /// How many substitutes are yet to come.
    skip: usize,
    /// Text so far, in the encoding of its font, or in UTF-16.
    bytes: Vec<u8>,
    units: Vec<u16>,
}

impl RtfReader {
    fn new() -> Self {
        let paragraph = ParagraphLook::default();
        let group = Group {
            place: Place::Shown,
            story: None,
            hidden: false,
            deleted: false,
            font: 0,
            substitutes: 1,
            paragraph,
        };
        Self {
            stories: Stories::new(),
            fonts: Fonts::default(),
            group,
            outer: Vec::new(),
            default_font: 0,
            star: false,
            skip: 0,
            bytes: Vec::new(),
            units: Vec::new(),
        }
    }

    fn hear(&mut self, token: Token<'_>) -> Read<()> {
        let star = mem::take(&mut self.star);
        match token {
            Token::Open => self.open()?,
            Token::Close => self.close(),
            Token::Word(word, number) => self.word(word, number, star),
            Token::Symbol(b'*') => self.star = true,
            Token::Symbol(symbol) => self.symbol(symbol),
            Token::Byte(byte) => self.byte(byte),
            Token::Data => self.skip = self.skip.saturating_sub(1),
        }
        Ok(())
    }

    fn open(&mut self) -> Read<()> {
        if self.outer.len() == DEEPEST_GROUP {
            return Err(Unreadable::TooLarge(format!("it has more than {DEEPEST_GROUP} groups in each other")));
        }
        self.skip = 0;
        self.outer.push(self.group);
        self.group.story = None;
        if self.group.place == Place::Twice {
            self.group.place = Place::First;
        }
        Ok(())
    }

    fn close(&mut self) {
        self.skip = 0;
        self.flush();
        if let Some(kind) = self.group.story {
            self.stories.end(kind, self.group.paragraph);
        }
        if self.outer.len() == 1 {
            self.stories.paragraph_ends(self.group.paragraph);
        }
        self.group = self.outer.pop().unwrap_or(Group { place: Place::Left, ..self.group });
    }

    fn word(&mut self, word: &str, number: Option<i32>, star: bool) {
        match self.group.place {
            Place::Left | Place::Twice => {}
            Place::First => {
                if star && word == "ud" {
                    self.group.place = Place::Shown;
                }
            }
            Place::Fonts if star => self.group.place = Place::Left,
            Place::Fonts => self.fonts.learn(word, number),
            Place::Shown => {
                if let Some(letter) = letter(word) {
                    return self.letter(letter);
                }
                // The outermost group is the file.
                match destination(word, star).filter(|_| self.outer.len() > 1) {
                    Some(destination) => self.enter(destination, word),
                    None => self.learn(word, number),
                }
            }
        }
    }

    fn enter(&mut self, destination: Destination, word: &str) {
        self.flush();
        let is_shown = self.is_shown();
        if is_shown && matches!(word, "listtext" | "pntext") {
            self.stories.bullet();
        }
        match destination {
            Destination::Same => {}
            Destination::Fonts => self.group.place = Place::Fonts,
            Destination::Twice => self.group.place = Place::Twice,
            Destination::Story(kind) if is_shown && self.group.story.is_none() && self.stories.begin() => {
                self.group.story = Some(kind);
                self.group.paragraph = ParagraphLook::default();
            }
            Destination::Story(_) | Destination::Left => self.group.place = Place::Left,
        }
    }

    /// A word that changes or ends something.
    fn learn(&mut self, word: &str, number: Option<i32>) {
        let (is_on, paragraph) = (number != Some(0), &mut self.group.paragraph);
        let number_or_0 = number.unwrap_or_default();
        match word {
            "u" => self.unicode(number_or_0),
            "uc" => self.group.substitutes = usize::try_from(number_or_0).unwrap_or_default(),
            "v" => self.group.hidden = is_on,
            "deleted" => self.group.deleted = is_on,
            "plain" => {
                self.flush();
                self.group = Group { hidden: false, deleted: false, font: self.default_font, ..self.group };
            }
            "f" => {
                self.flush();
                self.group.font = number_or_0;
            }
            "deff" => {
                self.default_font = number_or_0;
                self.group.font = number_or_0;
            }
            "pard" => *paragraph = ParagraphLook::default(),
            "intbl" => paragraph.depth = paragraph.depth.max(1),
            "itap" => paragraph.depth = usize::try_from(number_or_0).unwrap_or_default(),
            "ls" => paragraph.list = u32::try_from(number_or_0).unwrap_or_default(),
            "ilvl" => paragraph.level = u8::try_from(number_or_0).unwrap_or_default(),
            "outlinelevel" => paragraph.heading = (0..BODY_LEVEL).contains(&number_or_0),
            "titlepg" => self.stories.has_title_page = true,
            "sectd" => self.stories.has_title_page = false,
            "facingp" => self.stories.has_facing_pages = true,
            "par" | "cell" | "nestcell" | "row" | "nestrow" | "page" | "column" | "sect" => self.end(word),
            _ => self.fonts.learn_document(word, number),
        }
    }

    fn end(&mut self, word: &str) {
        self.flush();
        let (look, stories) = (self.group.paragraph, &mut self.stories);
        let inner = look.depth.max(2);
        match word {
            "cell" => stories.cell_ends(look, 1),
            "nestcell" => stories.cell_ends(look, inner),
            "row" => stories.row_ends(look, 1),
            "nestrow" => stories.row_ends(look, inner),
            "page" | "column" => stories.page_ends(look),
            "sect" => {
                stories.page_ends(look);
                stories.section_ends();
            }
            _ => stories.paragraph_ends(look),
        }
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'\\' | b'{' | b'}' => self.byte(symbol),
            b'~' => self.letter('\u{a0}'),
            b'_' => self.letter('\u{2011}'),
            b'\t' => self.letter('\t'),
            b'\r' | b'\n' => self.word("par", None, false),
            _ => {}
        }
    }

    fn is_shown(&self) -> bool {
        let Group { place, hidden, deleted, .. } = self.group;
        place == Place::Shown && !hidden && !deleted
    }

    /// Whether what comes now stands for a letter that has been written already.
    fn is_substitute(&mut self) -> bool {
        let is = self.skip > 0;
        self.skip = self.skip.saturating_sub(1);
        is
    }

    fn byte(&mut self, byte: u8) {
        if !self.is_substitute() && self.is_shown() {
            self.flush_units();
            self.bytes.push(byte);
        }
    }

    fn letter(&mut self, letter: char) {
        if !self.is_substitute() && self.is_shown() {
            self.flush();
            self.stories.write([letter].into_iter());
        }
    }

    /// Half a letter, where it takes two. Negative ones are those above 32767.
    fn unicode(&mut self, number: i32) {
        self.skip = self.group.substitutes;
        if let Ok(unit) = u16::try_from(number.rem_euclid(0x1_0000))
            && self.is_shown()
        {
            self.flush_bytes();
            self.units.push(unit);
        }
    }

    fn flush(&mut self) {
        self.flush_bytes();
        self.flush_units();
    }

    fn flush_bytes(&mut self) {
        if !self.bytes.is_empty() {
            let charset = self.fonts.charset(self.group.font);
            let text = self.fonts.decode(charset, &self.bytes);
            self.bytes.clear();
            self.stories.write(text.chars().filter(|letter| *letter != SOFT_HYPHEN).map(plain));
        }
    }

    fn flush_units(&mut self) {
        if !self.units.is_empty() {
            let text = String::from_utf16_lossy(&mem::take(&mut self.units));
            self.stories.write(text.chars().filter(|letter| *letter != SOFT_HYPHEN).map(plain));
        }
    }
}

/// Words that stand for letters.
fn letter(word: &str) -> Option<char> {
    Some(match word {
        "tab" => '\t',
        "line" | "lbr" => '\n',
        "emdash" => '—',
        "endash" => '–',
        "emspace" => '\u{2003}',
        "enspace" => '\u{2002}',
        "qmspace" => '\u{2005}',
        "bullet" => '•',
        "lquote" => '‘',
        "rquote" => '’',
        "ldblquote" => '“',
        "rdblquote" => '”',
        "zwj" => '\u{200d}',
        "zwnj" => '\u{200c}',
        _ => return None,
    })
}
