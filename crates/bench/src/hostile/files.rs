//! Hostile files and texts: what the attacks send.

/// A name of very many pieces; a keyword report was cubic in them.
pub fn chain(bytes: usize) -> String {
    "A1A-".chars().cycle().take(bytes).collect()
}

/// A Word file whose document has so many relations and names them all; each name was looked for in a list.
pub fn many_relations(count: usize) -> Vec<u8> {
    let relations: String =
        (0..count).map(|id| format!("<Relationship Id='{id}' Type='x/header' Target='header.xml'/>")).collect();
    let references: String = (0..count).map(|id| format!("<headerReference id='{id}'/>")).collect();
    docx(&format!("<sectPr>{references}</sectPr>"), &relations)
}

/// A Word file of many short paragraphs, as large as a file may be.
pub fn many_paragraphs() -> Vec<u8> {
    const PARAGRAPH: &str = "<p><r><t>Ada</t></r></p>";
    docx(&PARAGRAPH.repeat(4_000_000 / PARAGRAPH.len()), "")
}

fn docx(body: &str, relations: &str) -> Vec<u8> {
    const TYPE: &str = "x.wordprocessingml.document.main+xml";
    zip(&[
        ("[Content_Types].xml", &format!("<x><Override PartName='/word/document.xml' ContentType='{TYPE}'/></x>")),
        ("word/document.xml", &format!("<document><body>{body}</body></document>")),
        ("word/_rels/document.xml.rels", &format!("<x>{relations}</x>")),
        ("word/header.xml", "<hdr><p><r><t>Ada</t></r></p></hdr>"),
    ])
}

/// A zip whose parts are stored as they are.
fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, body) in parts {
        let size = (body.len() as u32).to_le_bytes();
        let about = [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &size, &size, &[name.len() as u8, 0, 0, 0]];
        let (about, place) = (about.concat(), (file.len() as u32).to_le_bytes());
        directory.extend([b"PK\x01\x02\x14\0", &about[..], &[0; 10], &place, name.as_bytes()].concat());
        file.extend([b"PK\x03\x04", &about[..], name.as_bytes(), body.as_bytes()].concat());
    }
    let count = (parts.len() as u16).to_le_bytes();
    let [size, place] = [directory.len(), file.len()].map(|number| (number as u32).to_le_bytes());
    [&file[..], &directory, b"PK\x05\x06\0\0\0\0", &count, &count, &size, &place, &[0, 0]].concat()
}
