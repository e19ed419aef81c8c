//! The text of a Word file: the one file that names the crate which reads it.

use std::io::Cursor;

use office_oxide::{
    Document, DocumentFormat, OfficeError, core::Error as PackageError, doc::DocError, docx::DocxError,
    options::ParseOptions,
};

use super::{Kind, Text, Unreadable, kind};

const MOST_CAUSE: usize = 300;

/// The strict options are what makes it refuse a bomb before unpacking it: never the defaults.
pub(super) fn text(bytes: Vec<u8>) -> Result<Text, Unreadable> {
    let format = match kind(&bytes)? {
        Kind::Docx => DocumentFormat::Docx,
        Kind::Doc => DocumentFormat::Doc,
        Kind::Pdf | Kind::Text => return Err(Unreadable::Unknown),
    };
    let document = Document::from_reader_with(Cursor::new(bytes), format, &ParseOptions::strict())?;
    // The crate reads whatever it finds: a spreadsheet that embeds a Word file looks like one until it is opened.
    if document.format() != format {
        return Err(Unreadable::Unknown);
    }
    // By way of its common form, which gives rows of tables their own lines and text boxes their place in both formats.
    Ok(Text::of(&document.to_ir().plain_text()))
}

impl From<OfficeError> for Unreadable {
    fn from(error: OfficeError) -> Self {
        // Names inside the file are part of the text, so its length is not to be relied on.
        let cause = error.to_string().chars().take(MOST_CAUSE).collect();
        match &error {
            OfficeError::Doc(DocError::Encrypted) => Self::Encrypted,
            OfficeError::Xls(_) | OfficeError::Ppt(_) => Self::Unknown,
            OfficeError::Core(limit) | OfficeError::Docx(DocxError::Core(limit)) if is_too_much(limit) => {
                Self::TooLarge(cause)
            }
            // The format is named above, so what is left of this one is that there was no memory for its thread's stack.
            OfficeError::UnsupportedFormat(_) => Self::TooLarge(cause),
            OfficeError::Panic(_) => Self::Crashed(cause),
            _ => Self::Damaged(cause),
        }
    }
}

fn is_too_much(error: &PackageError) -> bool {
    matches!(error, PackageError::DecompressionLimit { .. } | PackageError::PackageLimit(_))
}
