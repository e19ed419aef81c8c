//! Test files of .docx, packed byte by byte, so that they can be hostile.

use flate2::{Compress, Compression, Crc, FlushCompress};

/// A file of a zip: pieces, each repeated so often. It is packed without ever being whole.
pub struct Part {
    pub name: &'static str,
    pub pieces: Vec<(Vec<u8>, u32)>,
    /// The unpacked size that the directory claims; the true one if none.
    pub claimed: Option<u32>,
}

pub fn part(name: &'static str, body: impl AsRef<[u8]>) -> Part {
    Part { name, pieces: vec![(body.as_ref().to_vec(), 1)], claimed: None }
}

const DOCUMENT: &str = r#"<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#;
const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

pub const PARAGRAPH: &str = "<w:p><w:r><w:t>Ada</w:t></w:r></w:p>";

/// A Word file with these pieces as its body.
pub fn docx(body: Vec<(Vec<u8>, u32)>) -> Vec<u8> {
    docx_claiming(body, None)
}

pub fn docx_claiming(body: Vec<(Vec<u8>, u32)>, claimed: Option<u32>) -> Vec<u8> {
    let (head, tail) = ((DOCUMENT.into(), 1), ("</w:body></w:document>".into(), 1));
    let pieces = [vec![head], body, vec![tail]].concat();
    zip(&[
        part("[Content_Types].xml", TYPES),
        part("_rels/.rels", RELATIONS),
        Part { name: "word/document.xml", pieces, claimed },
    ])
}

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// A Word file with this body and these other parts of `word/`, each with its relation by its name without a number.
pub fn document(body: &str, others: &[(&'static str, &str)]) -> Vec<u8> {
    let kind = |name: &'static str| name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let relation =
        |name: &'static str| format!(r#"<Relationship Id="{name}" Type="x/{}" Target="{name}"/>"#, kind(name));
    let relations = others.iter().map(|(name, _)| relation(name)).collect::<String>();
    let relations = format!("<Relationships>{relations}</Relationships>");
    let document = format!("{DOCUMENT}{body}</w:body></w:document>");
    let mut parts = vec![
        part("[Content_Types].xml", TYPES),
        part("_rels/.rels", RELATIONS),
        part("word/_rels/document.xml.rels", relations),
        part("word/document.xml", document),
    ];
    for (name, inside) in others {
        let root = match kind(name) {
            "header" => "hdr",
            "footer" => "ftr",
            kind => kind,
        };
        let xml = format!(r#"<w:{root} xmlns:w="{WORD}">{inside}</w:{root}>"#);
        parts.push(Part {
            name: String::leak(format!("word/{name}")),
            pieces: vec![(xml.into_bytes(), 1)],
            claimed: None,
        });
    }
    zip(&parts)
}

/// So many megabytes of one phrase, as pieces.
pub fn megabytes(phrase: &str, count: u32) -> (Vec<u8>, u32) {
    (phrase.repeat(1_000_000 / phrase.len()).into_bytes(), count)
}

pub fn zip(parts: &[Part]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for part in parts {
        let (packed, checksum) = deflate(&part.pieces);
        let size = part.pieces.iter().map(|(piece, times)| piece.len() as u32 * times).sum();
        let about = [checksum, packed.len() as u32, part.claimed.unwrap_or(size)].map(u32::to_le_bytes).concat();
        let about = [&[20, 0, 0, 0, 8, 0, 0, 0, 0, 0][..], &about, &(part.name.len() as u32).to_le_bytes()].concat();
        let place = (file.len() as u32).to_le_bytes();
        directory.extend([b"PK\x01\x02\x14\0", &about[..], &[0; 10], &place, part.name.as_bytes()].concat());
        file.extend([b"PK\x03\x04", &about[..], part.name.as_bytes(), &packed].concat());
    }
    let count = (parts.len() as u16).to_le_bytes();
    let size = (directory.len() as u32).to_le_bytes();
    let place = (file.len() as u32).to_le_bytes();
    [&file[..], &directory, b"PK\x05\x06\0\0\0\0", &count, &count, &size, &place, &[0, 0]].concat()
}

/// Packed pieces may be repeated as they are, because each ends on a byte and refers to nothing before it.
fn deflate(pieces: &[(Vec<u8>, u32)]) -> (Vec<u8>, u32) {
    let (mut packed, mut checksum) = (Vec::new(), Crc::new());
    for (piece, times) in pieces {
        let mut once = Vec::with_capacity(piece.len() + 1024);
        Compress::new(Compression::best(), false).compress_vec(piece, &mut once, FlushCompress::Full).unwrap();
        let mut sum = Crc::new();
        sum.update(piece);
        for _ in 0..*times {
            packed.extend_from_slice(&once);
            checksum.combine(&sum);
        }
    }
    // The last block: empty.
    packed.extend([3, 0]);
    (packed, checksum.sum())
}

const SECTOR: usize = 512;
const FREE: u32 = 0xffff_ffff;
const LAST: u32 = 0xffff_fffe;
const TABLE: u32 = 0xffff_fffd;

/// A megabyte of short paragraphs with enough noise in it to be packed like honest text, so often.
pub fn noisy_megabytes(count: u32) -> (Vec<u8>, u32) {
    let mut state = 1_u64;
    let noise = std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        format!("{state:016x}")
    });
    let paragraphs = noise.take(2_000).map(|noise| format!("<!--{noise}-->{}", PARAGRAPH.repeat(14)));
    (paragraphs.collect::<String>().into_bytes(), count)
}

/// A compound file with these streams: the header, one sector of table, one sector of directory, the streams.
pub fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut table = vec![TABLE, LAST];
    let mut directory = entry("Root Entry", 5, 1, LAST, 0);
    let mut contents = Vec::new();
    for (number, (name, body)) in streams.iter().enumerate() {
        let start = table.len() as u32;
        // Shorter streams would live elsewhere.
        let length = body.len().max(4096).next_multiple_of(SECTOR);
        contents.extend_from_slice(body);
        contents.resize(contents.len() + length - body.len(), 0);
        table.extend(start + 1..start + (length / SECTOR) as u32);
        table.push(LAST);
        let mut stream = entry(name, 2, FREE, start, length as u32);
        let next = if number + 1 < streams.len() { number as u32 + 2 } else { FREE };
        stream[72..76].copy_from_slice(&next.to_le_bytes());
        directory.extend(stream);
    }
    table.resize(SECTOR / 4, FREE);
    directory.resize(SECTOR, 0);
    let table: Vec<u8> = table.into_iter().flat_map(u32::to_le_bytes).collect();
    [header(), table, directory, contents].concat()
}

fn header() -> Vec<u8> {
    let mut header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    header.resize(24, 0);
    header.extend([0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    header.resize(44, 0);
    // One sector of table; the directory is sector 1; short streams are below 4096 bytes, and there are none.
    header.extend([1, 1, 0, 4096, LAST, 0, LAST, 0, 0].map(u32::to_le_bytes).concat());
    header.resize(SECTOR, 0xff);
    header
}

fn entry(name: &str, kind: u8, child: u32, start: u32, size: u32) -> Vec<u8> {
    let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = entry.len() as u16 + 2;
    entry.resize(64, 0);
    entry.extend(length.to_le_bytes());
    entry.extend([kind, 1]);
    entry.extend([FREE, FREE, child].map(u32::to_le_bytes).concat());
    entry.resize(116, 0);
    entry.extend([start, size, 0].map(u32::to_le_bytes).concat());
    entry
}
