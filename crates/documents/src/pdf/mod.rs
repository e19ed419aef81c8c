//! PDF: its text as people see it, in the order in which it was written. Read in the child process; what has no text
//! that can be copied says why.

mod annotations;
mod budget;
#[cfg(test)]
mod cost;
mod fonts;
mod glyph;
mod hyphens;
mod interpreter;
mod letters;
mod lines;
mod marked_content;
mod right_to_left;
mod state;
#[cfg(test)]
mod tests;
mod tex;
mod text_operators;
mod words;
#[cfg(test)]
mod writer;

use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::{MOST_CHARACTERS, Text, Unreadable, kind::pdf_header};
use interpreter::{Counts, Interpreter};

/// Of a text; a résumé of less is none, but a picture with a caption.
const FEWEST_LETTERS: usize = 200;
/// Glyphs that no font tells the letters of, among all: one in so many.
const MOST_UNMAPPED: usize = 5;

pub(super) fn text(mut bytes: Vec<u8>) -> Result<Text, Unreadable> {
    bytes.drain(..pdf_header(&bytes).unwrap_or(0));
    let pdf = Pdf::new(bytes).map_err(refusal)?;
    let mut interpreter = Interpreter::new();
    let mut text = String::new();
    let (mut characters, mut is_cut) = (0, false);
    let pages = pdf.pages();
    for (nth, page) in pages.iter().enumerate() {
        interpreter.page(page);
        annotations::interpret(&mut interpreter, page);
        let shown = lines::text(interpreter.take_glyphs());
        characters += shown.chars().count();
        text.extend([&*shown, "\n\n"]);
        if interpreter.budget.exhausted || characters > MOST_CHARACTERS {
            is_cut = interpreter.budget.exhausted || nth + 1 < pages.len();
            break;
        }
    }
    let text = Text::of(&hyphens::joined(&text));
    match without_text(&text.text, &interpreter.counts) {
        Some(reason) => Err(reason),
        None => Ok(Text { truncated: text.truncated || is_cut, ..text }),
    }
}

/// Why there is no text that is worth the name.
fn without_text(text: &str, counts: &Counts) -> Option<Unreadable> {
    let letters = text.chars().filter(|letter| letter.is_alphanumeric()).count();
    let Counts { images, paths, shown, unmapped } = *counts;
    let is_short = letters < FEWEST_LETTERS;
    if shown < FEWEST_LETTERS && images > 0 {
        Some(Unreadable::Scanned)
    } else if MOST_UNMAPPED * unmapped > shown {
        Some(Unreadable::Unmapped)
    } else if is_short && images > 0 {
        Some(Unreadable::Scanned)
    } else if is_short && paths > letters {
        Some(Unreadable::Outlined)
    } else {
        None
    }
}

/// A file that opens with an empty password opens by itself; whether its text may be copied is not asked, because it is
/// its owner who uploads it.
fn refusal(error: LoadPdfError) -> Unreadable {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Unreadable::Encrypted,
        LoadPdfError::Decryption(error) => Unreadable::Damaged(format!("encryption: {error:?}")),
        LoadPdfError::Invalid => Unreadable::Damaged("no objects of a PDF".to_owned()),
    }
}
