//! Font table of RTF: each font names the encoding of what is written in it.

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use crate::word::charset::code_page;

/// How bytes of text become letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Charset {
    /// As the document says.
    Document,
    /// A font of ornaments.
    Symbols,
    Encoded(&'static Encoding),
}

#[derive(Default)]
pub(super) struct Fonts {
    all: HashMap<i32, Charset>,
    /// The one that is being described.
    now: i32,
    /// The document's own.
    document: Option<&'static Encoding>,
}

impl Fonts {
    /// A word of the document's head.
    pub fn learn_document(&mut self, word: &str, number: Option<i32>) {
        match word {
            "mac" => self.document = code_page(10_000),
            "ansicpg" => self.document = number.and_then(code_page).or(self.document),
            _ => {}
        }
    }

    /// A word of the table.
    pub fn learn(&mut self, word: &str, number: Option<i32>) {
        let number = number.unwrap_or_default();
        match word {
            "f" => self.now = number,
            "fcharset" => drop(self.all.insert(self.now, of_font(number))),
            "cpg" => {
                if let Some(encoding) = code_page(number) {
                    self.all.insert(self.now, Charset::Encoded(encoding));
                }
            }
            _ => {}
        }
    }

    pub fn charset(&self, font: i32) -> Charset {
        self.all.get(&font).copied().unwrap_or(Charset::Document)
    }

    pub fn decode(&self, charset: Charset, bytes: &[u8]) -> String {
        let document = self.document.unwrap_or(WINDOWS_1252);
        match charset {
            Charset::Symbols => bytes.iter().filter_map(|byte| char::from_u32(0xf000 + u32::from(*byte))).collect(),
            Charset::Document => document.decode_without_bom_handling(bytes).0.into_owned(),
            Charset::Encoded(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
        }
    }
}

/// Windows' numbers of character sets. 0 and 1 are whatever the writer's own machine had.
fn of_font(number: i32) -> Charset {
    const SETS: [(i32, i32); 16] = [
        (77, 10_000),
        (78, 932),
        (128, 932),
        (129, 949),
        (134, 936),
        (136, 950),
        (161, 1253),
        (162, 1254),
        (163, 1258),
        (177, 1255),
        (178, 1256),
        (186, 1257),
        (204, 1251),
        (222, 874),
        (238, 1250),
        (255, 1252),
    ];
    if number == 2 {
        return Charset::Symbols;
    }
    let page = SETS.iter().find(|(set, _)| *set == number).and_then(|(_, page)| code_page(*page));
    page.map_or(Charset::Document, Charset::Encoded)
}
