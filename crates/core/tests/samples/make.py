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
    subprocess.run(["soffice", "--headless", "--convert-to", "doc", "ada.docx"], cwd=here, check=True)
    (here / "encrypted.docx").write_bytes(encrypted())
    (here / "ada.pdf").write_bytes(pdf())
    (here / "utf-8.txt").write_text(TEXT, encoding="utf-8")
    (here / "utf-8-mark.txt").write_text(TEXT, encoding="utf-8-sig", newline="\r\n")
    (here / "utf-16-le.txt").write_bytes(b"\xff\xfe" + TEXT.encode("utf-16-le"))
    (here / "utf-16-be.txt").write_bytes(b"\xfe\xff" + TEXT.encode("utf-16-be"))


main()
