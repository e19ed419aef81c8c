//! Flat XML documents: the parts of a .docx in one file (flat OPC), and Word 2003's own XML. Their parts are cut apart
//! here, and both are read as a .docx.

use quick_xml::{
    Reader, XmlVersion,
    escape::escape,
    events::{BytesStart, Event},
};

use super::{Read, damaged, transfer::base64};
use crate::steps;

/// Names of parts, and their bytes.
type Parts = Vec<(String, Vec<u8>)>;

const DOCUMENT: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

/// The parts of flat OPC. What type each is of is said there where they stand, and not in a part of its own.
pub(super) fn opc(xml: &str) -> Read<Parts> {
    let (mut parts, mut types) = (Parts::new(), String::from("<Types>"));
    let mut body = 0;
    let mut is_binary = false;
    elements(xml, |moment| match moment {
        Moment::Begins { element, name: "part", .. } => {
            let name = attribute(element, "name").unwrap_or_default();
            let kind = attribute(element, "contentType").unwrap_or_default();
            types += &format!("<Override PartName=\"{}\" ContentType=\"{}\"/>", escape(&name), escape(&kind));
            parts.push((name, Vec::new()));
        }
        Moment::Begins { name: name @ ("xmlData" | "binaryData"), behind, .. } => {
            (body, is_binary) = (behind, name == "binaryData");
        }
        Moment::Ends { name: "xmlData" | "binaryData", before, .. } => {
            let written = xml.get(body..before).unwrap_or_default().as_bytes();
            if let Some((_, part)) = parts.last_mut() {
                *part = if is_binary { base64(written) } else { written.to_vec() };
            }
        }
        _ => {}
    })?;
    parts.push(("[Content_Types].xml".to_owned(), (types + "</Types>").into_bytes()));
    Ok(parts)
}

/// What Word 2003 writes into the document, and Word 2007 into parts of their own: each is cut out of the document.
pub(super) fn word_2003(xml: &str) -> Read<Parts> {
    let mut cut =
        Cut { document: String::new(), copied: 0, now: None, depth: 0, others: Vec::new(), notes: Vec::new() };
    elements(xml, |moment| cut.hear(xml, moment))?;
    Ok(cut.into_parts(xml))
}

struct Cut {
    document: String,
    /// So much of the file has been copied or cut out.
    copied: usize,
    /// The element that is being cut out, and where what stands in it begins.
    now: Option<(Piece, usize)>,
    /// How many elements of its name are open in it.
    depth: usize,
    /// Headers, footers and styles.
    others: Vec<(&'static str, String)>,
    notes: Vec<(&'static str, String)>,
}

enum Piece {
    Margin { root: &'static str, kind: &'static str, reference: &'static str, pages: &'static str },
    Note { root: &'static str, begin: String },
    Styles,
    Deleted,
}

impl Piece {
    fn of(name: &str, element: &BytesStart<'_>) -> Option<Self> {
        let kind = || attribute(element, "type").unwrap_or_default();
        let pages = || match kind().as_str() {
            "first" => "first",
            "even" => "even",
            _ => "default",
        };
        Some(match name {
            "hdr" => Self::Margin { root: "hdr", kind: "header", reference: "headerReference", pages: pages() },
            "ftr" => Self::Margin { root: "ftr", kind: "footer", reference: "footerReference", pages: pages() },
            "footnote" | "endnote" => {
                Self::Note { root: "footnotes", begin: format!("footnote type=\"{}\"", escape(note_type(&kind()))) }
            }
            "annotation" if kind() == "Word.Comment" => {
                let author = attribute(element, "author").unwrap_or_default();
                Self::Note { root: "comments", begin: format!("comment author=\"{}\"", escape(&author)) }
            }
            "annotation" if kind() == "Word.Deletion" => Self::Deleted,
            "styles" => Self::Styles,
            _ => return None,
        })
    }
}

fn note_type(kind: &str) -> String {
    if kind.is_empty() { "normal".to_owned() } else { kind.to_owned() }
}

impl Cut {
    fn hear(&mut self, xml: &str, moment: Moment<'_>) {
        match moment {
            Moment::Begins { element, name, before, behind } => {
                if self.now.is_some() {
                    self.depth += 1;
                } else if let Some(piece) = Piece::of(name, element) {
                    self.document += xml.get(self.copied..before).unwrap_or_default();
                    (self.now, self.depth) = (Some((piece, behind)), 0);
                }
            }
            Moment::Ends { before, behind, .. } => {
                if self.depth > 0 {
                    self.depth -= 1;
                } else if let Some((piece, begin)) = self.now.take() {
                    self.keep(piece, xml.get(begin..before).unwrap_or_default());
                    self.copied = behind;
                }
            }
        }
    }

    fn keep(&mut self, piece: Piece, inside: &str) {
        match piece {
            Piece::Margin { root, kind, reference, pages } => {
                let id = self.others.len();
                self.document += &format!("<{reference} type=\"{pages}\" id=\"part{id}\"/>");
                self.others.push((kind, format!("<{root}>{inside}</{root}>")));
            }
            Piece::Note { root, begin } => {
                let name = begin.split(' ').next().unwrap_or_default();
                self.notes.push((root, format!("<{begin}>{inside}</{name}>")));
            }
            Piece::Styles => self.others.push(("styles", format!("<styles>{inside}</styles>"))),
            Piece::Deleted => {}
        }
    }

    fn into_parts(mut self, xml: &str) -> Parts {
        self.document += xml.get(self.copied..).unwrap_or_default();
        for kind in ["footnotes", "comments"] {
            let notes: String =
                self.notes.iter().filter(|(root, _)| *root == kind).map(|(_, note)| note.as_str()).collect();
            self.others.push((kind, format!("<{kind}>{notes}</{kind}>")));
        }
        let relation = |(id, (kind, _)): (usize, &(&str, String))| {
            format!("<Relationship Id=\"part{id}\" Type=\"x/{kind}\" Target=\"part{id}.xml\"/>")
        };
        let relations: String = self.others.iter().enumerate().map(relation).collect();
        let types = format!("<Types><Override PartName=\"/word/document.xml\" ContentType=\"{DOCUMENT}\"/></Types>");
        let mut parts = vec![
            ("[Content_Types].xml".to_owned(), types.into_bytes()),
            ("word/document.xml".to_owned(), self.document.into_bytes()),
            (
                "word/_rels/document.xml.rels".to_owned(),
                format!("<Relationships>{relations}</Relationships>").into_bytes(),
            ),
        ];
        let others = self.others.into_iter().enumerate();
        parts.extend(others.map(|(id, (_, xml))| (format!("word/part{id}.xml"), xml.into_bytes())));
        parts
    }
}

/// The beginning or the end of an element, and the places before and behind its tag.
enum Moment<'a> {
    Begins { element: &'a BytesStart<'a>, name: &'a str, before: usize, behind: usize },
    Ends { name: &'a str, before: usize, behind: usize },
}

/// Tells of all elements in their order, an empty one as beginning and ending.
fn elements(xml: &str, mut hear: impl FnMut(Moment<'_>)) -> Read<()> {
    let mut reader = Reader::from_str(xml);
    steps::count(xml.len());
    let place = |reader: &Reader<&[u8]>| usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
    let mut depth = 0_usize;
    loop {
        let before = place(&reader);
        let event = reader.read_event().map_err(|_| damaged("its XML is broken"))?;
        let behind = place(&reader);
        match event {
            Event::Start(element) => {
                depth += 1;
                hear(Moment::Begins { element: &element, name: element.local_name().into_inner(), before, behind });
            }
            Event::Empty(element) => {
                let name = element.local_name().into_inner();
                hear(Moment::Begins { element: &element, name, before, behind });
                hear(Moment::Ends { name, before: behind, behind });
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                hear(Moment::Ends { name: element.local_name().into_inner(), before, behind });
            }
            Event::DocType(_) => return Err(damaged("it declares a document type")),
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(damaged("its XML has no end")),
            _ => {}
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let found = attributes.with_checks(false).flatten().find(|it| it.key.local_name().into_inner() == name)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}
