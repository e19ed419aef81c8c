//! The text of a Word file, read in the child: what stands in it for people to see, in the order they read it. Deleted
//! and hidden words are left out, so that nothing reaches a model which its author did not show.

mod doc;
mod docx;
mod page;

use super::{Kind, Text, Unreadable, kind};

type Read<T> = Result<T, Unreadable>;

pub(super) fn text(bytes: Vec<u8>) -> Read<Text> {
    let text = match kind(&bytes)? {
        Kind::Docx => docx::text(&bytes)?,
        Kind::Doc => doc::text(&bytes)?,
        Kind::Pdf | Kind::Text => return Err(Unreadable::Unknown),
    };
    Ok(Text::of(&text))
}

fn damaged(cause: impl Into<String>) -> Unreadable {
    Unreadable::Damaged(cause.into())
}

/// What both formats write in a symbol font's own places is an ornament: a bullet, an arrow, a little telephone.
fn plain(letter: char) -> char {
    if matches!(letter, '\u{f020}'..='\u{f0ff}') { '•' } else { letter }
}
