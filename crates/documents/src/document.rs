//! Document: what a model is given of an uploaded file, which is the file itself or its text.

use crate::{Kind, Text, Unreadable, WordReader, kind, text::decode};

/// What a model is given of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    /// As it is: the model reads it better than we could.
    Pdf,
    Text(Text),
}

pub async fn read(bytes: &[u8], word_reader: &WordReader) -> Result<Document, Unreadable> {
    let kind = kind(bytes)?;
    match kind {
        Kind::Pdf => Ok(Document::Pdf),
        _ => text(bytes, kind, word_reader).await.map(Document::Text),
    }
}

/// The text of a file of this kind; a PDF's is not ours to find.
pub async fn text(bytes: &[u8], kind: Kind, word_reader: &WordReader) -> Result<Text, Unreadable> {
    let text = match kind {
        Kind::Pdf => return Err(Unreadable::Unknown),
        Kind::Docx | Kind::Doc => word_reader.text(bytes).await?,
        Kind::Text => Text::of(&decode(bytes).ok_or(Unreadable::Unknown)?),
    };
    if text.text.is_empty() { Err(Unreadable::Empty) } else { Ok(text) }
}
