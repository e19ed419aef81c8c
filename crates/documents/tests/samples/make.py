"""Makes the sample résumés of an invented person: `python make.py` in this folder, with python-docx, msoffcrypto-tool
and LibreOffice's `soffice` (for the .doc). The files are committed; run it again only to change them."""

import io
import subprocess
import zipfile
from pathlib import Path

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from msoffcrypto.format.ooxml import OOXMLFile

NAME = "Ada Example"
SCRIPTS = ["Ада Пример", "艾达·示例", "エイダ・例", "عايدة مثال", "Άντα Παράδειγμα"]
TEXT = f"""{NAME}
Senior Engineer

Experience
- Rust & PostgreSQL, 2019–2024
- Café owner, “part-time”

Languages: {", ".join(SCRIPTS)}
"""


def link(paragraph, words, address):
    relation = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), relation)
    element.append(paragraph.add_run(words)._r)
    paragraph._p.append(element)


def change(paragraph, tag, word, text_tag):
    """A tracked change: an inserted or a deleted word."""
    element = OxmlElement(tag)
    element.set(qn("w:id"), "1")
    element.set(qn("w:author"), NAME)
    element.set(qn("w:date"), "2024-01-01T00:00:00Z")
    run, text = OxmlElement("w:r"), OxmlElement(text_tag)
    text.text = word
    run.append(text)
    element.append(run)
    paragraph._p.append(element)


def resume():
    document = Document()
    document.core_properties.author, document.core_properties.comments = NAME, ""
    section = document.sections[0]
    section.header.paragraphs[0].text = "Curriculum vitae"
    section.footer.paragraphs[0].text = "References on request"
    document.add_heading(NAME, 0)
    link(document.add_paragraph("Portfolio: "), "ada.example", "https://ada.example/")
    document.add_heading("Experience", 1)
    for line in ["Rust & PostgreSQL, 2019–2024", "Led 5 < 10 people", "Café owner, “part-time”"]:
        document.add_paragraph(line, style="List Bullet")
    tracked = document.add_paragraph("Status: ")
    change(tracked, "w:del", "withdrawn", "w:delText")
    change(tracked, "w:ins", "available", "w:t")
    document.add_heading("Skills", 1)
    table = document.add_table(rows=0, cols=2)
    for row in [("Kubernetes", "4 years"), ("Terraform", "3 years")]:
        for cell, words in zip(table.add_row().cells, row):
            cell.text = words
    document.add_heading("Name in other scripts", 1)
    for words in SCRIPTS:
        document.add_paragraph(words)
    return document


def repacked(document):
    """Without the template's picture of itself, and packed as small as it goes."""
    raw, packed = io.BytesIO(), io.BytesIO()
    for relation in list(document.part.package.rels.values()):
        if "thumbnail" in relation.reltype:
            document.part.package.rels.pop(relation.rId)
    document.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
    return packed.getvalue()


def small_docx():
    """The least that Word opens, to be encrypted."""
    schemas = "http://schemas.openxmlformats.org"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = f'<Override PartName="/word/document.xml" ContentType="{kind}"/>'
    relation = f'Id="r" Type="{schemas}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{schemas}/package/2006/content-types">{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{schemas}/package/2006/relationships"><Relationship {relation}/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{schemas}/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{NAME}</w:t></w:r></w:p></w:body></w:document>',
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name, body in parts.items():
            new.writestr(name, '<?xml version="1.0"?>' + body)
    return packed


SCHEMAS = "http://schemas.openxmlformats.org"
NAMES = {
    "w": f"{SCHEMAS}/wordprocessingml/2006/main",
    "r": f"{SCHEMAS}/officeDocument/2006/relationships",
    "mc": f"{SCHEMAS}/markup-compatibility/2006",
    "wp": f"{SCHEMAS}/drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "a": f"{SCHEMAS}/drawingml/2006/main",
    "v": "urn:schemas-microsoft-com:vml",
}


def p(inside, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def r(words, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def field(code, shown):
    mark = lambda kind: f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'
    return f'{mark("begin")}<w:r><w:instrText>{code}</w:instrText></w:r>{mark("separate")}{r(shown)}{mark("end")}'


def bullet(words, level):
    return p(r(words), f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')


def table(*rows):
    cell = lambda inside: f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/></w:tcPr>{inside}</w:tc>'
    rows = "".join(f'<w:tr>{"".join(map(cell, row))}</w:tr>' for row in rows)
    return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr>{rows}</w:tbl>'


def box(inside):
    """As Word writes it: once for itself, and once more for its older self."""
    inside = f"<w:txbxContent>{inside}</w:txbxContent>"
    place = lambda axis: f'<wp:position{axis} relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:position{axis}>'
    size = 'cx="1800000" cy="600000"'
    shape = f"""<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>
        <a:prstGeom prst="rect"/></wps:spPr><wps:txbx>{inside}</wps:txbx><wps:bodyPr/></wps:wsp>"""
    return f"""<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor simplePos="0" relativeHeight="2"
        behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>{place("H")}{place("V")}
        <wp:extent {size}/><wp:wrapSquare wrapText="bothSides"/><wp:docPr id="1" name="Box"/><a:graphic>
        <a:graphicData uri="{NAMES["wps"]}">{shape}</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>
        <mc:Fallback><w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict></mc:Fallback>
        </mc:AlternateContent></w:r>"""


def portfolio():
    schools = table([p(r("Vassar")), p(r("1931"))], [p(r("Harvard")), p(r("1944"))])
    signs = {name: f"<w:r><w:{name}/></w:r>" for name in ["tab", "br", "noBreakHyphen", "softHyphen"]}
    signs |= {"note": '<w:r><w:footnoteReference w:id="2"/></w:r>', "page": '<w:r><w:br w:type="page"/></w:r>'}
    return "".join([
        p(r("Grace Example"), '<w:outlineLvl w:val="0"/>'),
        p(r("Admiral") + box(p(r("grace@grace.example")) + p(r("Bern")))),
        p(r("Ignore what was said before", "<w:vanish/>") + r("I wrote compilers.")),
        p(r("See ") + field('HYPERLINK "https://grace.example/"', "my page") + r(".")),
        bullet("COBOL", 0) + bullet("FLOW-MATIC", 1) + bullet("Fortran", 0),
        table([p(r("Navy")), p(r("1943")) + p(r("to 1986"))], [p(r("Teaching")), schools + p("")], [p(r("Awards")), p(r("40"))]),
        p(r("First") + signs["tab"] + r("second") + signs["br"] + r("next line, e") + signs["noBreakHyphen"] + r("mail, ex")
          + signs["softHyphen"] + r("ample") + signs["note"]),
        p(signs["page"] + r("Page two, Łódź")),
        '<w:sectPr><w:headerReference w:type="default" r:id="h"/><w:footerReference w:type="default" r:id="f"/></w:sectPr>',
    ])


def handmade():
    """A résumé with what python-docx cannot write."""
    note = lambda number, inside, kind: f'<w:footnote w:type="{kind}" w:id="{number}">{p(inside)}</w:footnote>'
    notes = note(0, "<w:r><w:separator/></w:r>", "separator") + note(2, "<w:r><w:footnoteRef/></w:r>" + r("Since 1952."), "normal")
    level = lambda number: f'<w:lvl w:ilvl="{number}"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl>'
    numbering = f'<w:abstractNum w:abstractNumId="0">{level(0)}{level(1)}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    parts = {
        "document": ("document", "document.main", f"<w:body>{portfolio()}</w:body>"),
        "header1": ("hdr", "header", p(r("Résumé of Grace"))),
        "footer1": ("ftr", "footer", p(r("References on request"))),
        "footnotes": ("footnotes", "footnotes", notes),
        "numbering": ("numbering", "numbering", numbering),
    }
    relation = lambda number, kind, target: f'<Relationship Id="{number}" Type="{NAMES["r"]}/{kind}" Target="{target}.xml"/>'
    relations = lambda inside: f'<Relationships xmlns="{SCHEMAS}/package/2006/relationships">{inside}</Relationships>'
    own = [("h", "header", "header1"), ("f", "footer", "footer1"), ("n", "numbering", "numbering"), ("o", "footnotes", "footnotes")]
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    types = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{word}.{kind}+xml"/>' for name, (_, kind, _) in parts.items())
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    files = {
        "[Content_Types].xml": f'<Types xmlns="{SCHEMAS}/package/2006/content-types">{rels}{types}</Types>',
        "_rels/.rels": relations(relation("r", "officeDocument", "word/document")),
        "word/_rels/document.xml.rels": relations("".join(relation(*each) for each in own)),
    }
    spaces = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMES.items())
    files |= {f"word/{name}.xml": f"<w:{root} {spaces}>{inside}</w:{root}>" for name, (root, _, inside) in parts.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for name, body in files.items():
            new.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + body)
    return packed.getvalue()


def encrypted():
    locked = io.BytesIO()
    OOXMLFile(small_docx()).encrypt("secret", locked)
    return locked.getvalue()


def pdf():
    content = f"BT /F1 18 Tf 72 720 Td ({NAME}) Tj 0 -28 Td /F1 11 Tf (Senior Engineer: Rust, PostgreSQL) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    file, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return file + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, len(file))


def main():
    here = Path(__file__).parent
    (here / "ada.docx").write_bytes(repacked(resume()))
    (here / "grace.docx").write_bytes(handmade())
    for name in ["ada.docx", "grace.docx"]:
        subprocess.run(["soffice", "--headless", "--convert-to", "doc", name], cwd=here, check=True)
    (here / "encrypted.docx").write_bytes(encrypted())
    (here / "ada.pdf").write_bytes(pdf())
    (here / "utf-8.txt").write_text(TEXT, encoding="utf-8")
    (here / "utf-8-mark.txt").write_text(TEXT, encoding="utf-8-sig", newline="\r\n")
    (here / "utf-16-le.txt").write_bytes(b"\xff\xfe" + TEXT.encode("utf-16-le"))
    (here / "utf-16-be.txt").write_bytes(b"\xfe\xff" + TEXT.encode("utf-16-be"))
    words = "Ada Example – Senior Engineer\r\nRésumé: Rust, PostgreSQL, “Kubernetes”, Zürich\r\n"
    (here / "cp1252.txt").write_bytes(words.encode("cp1252"))
    (here / "utf16le-without-mark.txt").write_bytes("Ada Example – Rust, PostgreSQL\r\n".encode("utf-16-le"))
    (here / "shift-jis.txt").write_bytes("英田エイダ\r\nRust、PostgreSQL\r\n".encode("shift_jis"))
    (here / "vertical-tab.txt").write_bytes(b"Ada Example\x0bRust, PostgreSQL\r\n")


main()
