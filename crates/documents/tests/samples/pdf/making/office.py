"""LibreOffice résumés: flat OpenDocument, HTML and Word files, exported by Writer's PDF filter, tagged and untagged."""

import html
import io
import json
import tempfile
from pathlib import Path

from tools import built

e = html.escape
# One for all files: making it takes LibreOffice longer than writing one.
PROFILE = Path(tempfile.gettempdir(), "make-corpus-soffice").as_uri()
XMLNS = " ".join(
    f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for key, space in {
        "office": "office",
        "style": "style",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "fo": "xsl-fo-compatible",
        "svg": "svg-compatible",
    }.items()
)

HEADS = {
    "small caps": 'fo:font-variant="small-caps"',
    "spaced": 'fo:text-transform="uppercase" fo:letter-spacing="0.035cm"',
}


def exported(name, source, **options):
    values = {
        key: {"type": "boolean" if isinstance(value, bool) else "long", "value": str(value).lower()}
        for key, value in options.items()
    }
    kind = (
        f"pdf:writer_pdf_Export:{json.dumps(values)}"
        if name.endswith(("odt", "docx"))
        else f"pdf:writer_web_pdf_Export:{json.dumps(values)}"
    )
    command = [
        "soffice",
        f"-env:UserInstallation={PROFILE}",
        "--headless",
        "--convert-to",
        kind,
        name,
    ]
    return built([command], {name: source}, name.rsplit(".", 1)[0] + ".pdf")


def style(name, family="paragraph", text="", paragraph="", parent=""):
    inner = (f"<style:paragraph-properties {paragraph}/>" if paragraph else "") + (
        f"<style:text-properties {text}/>" if text else ""
    )
    above = f' style:parent-style-name="{parent}"' if parent else ""
    return f'<style:style style:name="{name}" style:family="{family}"{above}>{inner}</style:style>'


def flat(p, font, body, automatic="", justified=False, columns=1, language=("en", "GB"), heads="small caps"):
    """A flat OpenDocument text with a header, and a footer that counts pages."""
    align = 'fo:text-align="justify" fo:hyphenation-ladder-count="2"' if justified else ""
    hyphenate = 'fo:hyphenate="true"' if justified else ""
    place = f'fo:language="{language[0]}" fo:country="{language[1]}"'
    of_columns = f'<style:columns fo:column-count="{columns}" fo:column-gap="0.8cm"/>' if columns > 1 else ""
    font_size = f'style:font-name="{font}" fo:font-family="{font}" fo:font-size="10.5pt" {place} {hyphenate}'
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {XMLNS} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls><style:font-face style:name="{font}" svg:font-family="'{font}'"/></office:font-face-decls>
<office:styles>{style("Standard", text=font_size, paragraph=align + ' fo:margin-bottom="0.12cm"')}
{style("Name", text='fo:font-size="22pt" fo:font-weight="bold"', parent="Standard")}
{
        style(
            "Head",
            text='fo:font-size="13pt" fo:color="#1f4e79" ' + HEADS[heads],
            paragraph='fo:margin-top="0.4cm" fo:border-bottom="0.5pt solid #1f4e79"',
            parent="Standard",
        )
    }
{style("Right", paragraph='fo:text-align="end"', parent="Standard")}
<style:style style:name="Frame" style:family="graphic"/>
<text:list-style style:name="Dots"><text:list-level-style-bullet text:level="1" text:bullet-char="•">
<style:list-level-properties text:space-before="0.3cm" text:min-label-width="0.5cm"/></text:list-level-style-bullet>
</text:list-style>
</office:styles><office:automatic-styles>{style("Bold", "text", 'fo:font-weight="bold"')}{
        style("Slanted", "text", 'fo:font-style="italic"')
    }
{
        automatic
    }<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"
fo:margin="2cm">{
        of_columns
    }</style:page-layout-properties><style:header-style/><style:footer-style/></style:page-layout>
</office:automatic-styles><office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4">
<style:header><text:p text:style-name="Right">{e(p.name)} – Curriculum vitae</text:p></style:header>
<style:footer><text:p text:style-name="Right">{
        e(p.labels["page"])
    } <text:page-number/> / <text:page-count/></text:p></style:footer>
</style:master-page></office:master-styles><office:body><office:text>{
        body
    }</office:text></office:body></office:document>"""


def para(text, kind="Standard"):
    return f'<text:p text:style-name="{kind}">{text}</text:p>'


def dots(lines):
    return (
        '<text:list text:style-name="Dots">'
        + "".join(f"<text:list-item>{para(e(line))}</text:list-item>" for line in lines)
        + "</text:list>"
    )


def bold(text):
    return f'<text:span text:style-name="Bold">{e(text)}</text:span>'


def slanted(text):
    return f'<text:span text:style-name="Slanted">{e(text)}</text:span>'


def sections(p):
    """Name, profile, jobs, education, skills, one after the other."""
    body = (
        para(e(p.name), "Name")
        + para(f"{e(p.title)} · {e(p.place)} · {e(p.phone)}")
        + para(f"{e(p.email)} · {e(p.url)}")
    )
    body += para(e(p.labels["summary"]), "Head") + para(e(p.summary)) + para(e(p.labels["jobs"]), "Head")
    for job in p.jobs:
        body += para(f"{bold(job.role)}, {slanted(job.employer)}, {e(job.place)}<text:tab/>{e(job.years)}") + dots(
            job.lines
        )
    body += para(e(p.labels["education"]), "Head") + "".join(
        para(f"{e(y)}<text:tab/>{bold(d)}<text:line-break/>{e(s)}") for d, s, y in p.education
    )
    body += para(e(p.labels["skills"]), "Head") + "".join(
        para(f"{bold(g)}: {e(', '.join(of))}") for g, of in p.skills
    )
    return body + para(e(p.labels["languages"]), "Head") + para(e("; ".join(p.languages))) + dots(p.projects)


def table(p):
    """A frameless layout table of two columns, as people make it in a word processor."""
    cell = lambda inner, kind: f'<table:table-cell table:style-name="{kind}">{inner}</table:table-cell>'
    row = lambda a, b: f"<table:table-row>{cell(a, 'Left')}{cell(b, 'Wide')}</table:table-row>"
    automatic = "".join(
        f'<style:style style:name="{name}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width}cm"/></style:style>'
        for name, width in [("Narrow", 4.5), ("Broad", 12.5)]
    )
    automatic += "".join(
        f'<style:style style:name="{name}" style:family="table-cell">'
        f'<style:table-cell-properties fo:padding="0.1cm" {more}/></style:style>'
        for name, more in [("Left", 'fo:background-color="#e8eef4"'), ("Wide", 'fo:border="0.3pt solid #999999"')]
    )
    rows = row(
        para(e(p.labels["contact"]), "Head"), para(e(p.name), "Name") + para(e(f"{p.title}, {p.email}, {p.phone}"))
    )
    rows += row(para(e(p.labels["summary"]), "Head"), para(e(p.summary)))
    for job in p.jobs:
        rows += row(
            para(e(job.years)) + para(slanted(job.place)),
            para(f"{bold(job.role)}, {e(job.employer)}") + dots(job.lines),
        )
    rows += "".join(row(para(e(y)), para(f"{bold(d)}, {e(s)}")) for d, s, y in p.education)
    rows += "".join(row(para(e(g)), para(e(", ".join(of)))) for g, of in p.skills)
    columns = '<table:table-column table:style-name="Narrow"/><table:table-column table:style-name="Broad"/>'
    return f'<table:table table:name="cv">{columns}{rows}</table:table>' + para(""), automatic


def frames(p):
    """Text boxes placed on the page, the left one written first."""
    frame = lambda x, y, width, height, inner: (
        f'<draw:frame draw:style-name="Box" text:anchor-type="page" text:anchor-page-number="1" '
        f'svg:x="{x}cm" svg:y="{y}cm" svg:width="{width}cm" '
        f'svg:height="{height}cm"><draw:text-box>{inner}</draw:text-box></draw:frame>'
    )
    left = para(e(p.name), "Name") + "".join(para(e(each)) for each in [p.title, p.place, p.phone, p.email])
    for group, of in p.skills:
        left += para(e(group), "Head") + "".join(para(e(each)) for each in of)
    right = para(e(p.labels["summary"]), "Head") + para(e(p.summary)) + para(e(p.labels["jobs"]), "Head")
    for job in p.jobs:
        right += para(f"{bold(job.role)}, {e(job.employer)} ({e(job.years)})") + dots(job.lines)
    right += para(e(p.labels["education"]), "Head") + "".join(para(e(f"{d}, {s}, {y}")) for d, s, y in p.education)
    automatic = '<style:style style:name="Box" style:family="graphic" style:parent-style-name="Frame">'
    automatic += (
        '<style:graphic-properties style:wrap="run-through" draw:fill="none" fo:border="none"/></style:style>'
    )
    return frame(-0.5, 0.8, 5.5, 23, left) + frame(5.5, 0.8, 11.5, 23, right) + para(""), automatic


def web_page(p):
    """A plain HTML page with headings, lists and a table, opened in Writer/Web."""
    jobs = "".join(
        f"<h3>{e(job.role)}, <i>{e(job.employer)}</i></h3><p>{e(job.place)}, {e(job.years)}</p><ul>"
        + "".join(f"<li>{e(line)}</li>" for line in job.lines)
        + "</ul>"
        for job in p.jobs
    )
    rows = "".join(f"<tr><td>{e(g)}</td><td>{e(', '.join(of))}</td></tr>" for g, of in p.skills)
    schools = "".join(f"<dt><b>{e(d)}</b></dt><dd>{e(s)}, {e(y)}</dd>" for d, s, y in p.education)
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{e(p.name)}</title></head>
<body style="font-family: 'Liberation Serif'; font-size: 11pt"><h1>{e(p.name)}</h1><p>{e(p.title)}<br>
<a href="{p.url}">{p.url}</a><br>{e(p.email)}</p>
<h2>{e(p.labels["summary"])}</h2><p align="justify">{e(p.summary)}</p><h2>{e(p.labels["jobs"])}</h2>{jobs}
<h2>{e(p.labels["education"])}</h2><dl>{schools}</dl><h2>{e(p.labels["skills"])}</h2>
<table border="1" cellpadding="4">{rows}</table></body></html>"""


def word_file(p):
    """A .docx by python-docx with its default styles, tab stops and a bulleted list."""
    from docx import Document
    from docx.shared import Cm

    document = Document()
    document.sections[0].footer.paragraphs[0].text = f"{p.name} – {p.email}"
    document.add_heading(p.name, 0)
    document.add_paragraph(f"{p.title} | {p.place} | {p.phone} | {p.url}")
    document.add_heading(p.labels["summary"], 1)
    document.add_paragraph(p.summary)
    document.add_heading(p.labels["jobs"], 1)
    for job in p.jobs:
        line = document.add_paragraph()
        line.paragraph_format.tab_stops.add_tab_stop(Cm(13))
        line.add_run(f"{job.role}, {job.employer}").bold = True
        line.add_run(f"\t{job.years}").italic = True
        for each in job.lines:
            document.add_paragraph(each, style="List Bullet")
    document.add_heading(p.labels["education"], 1)
    grid = document.add_table(rows=0, cols=3, style="Light Grid Accent 1")
    for of in p.education + [(group, ", ".join(skills), "") for group, skills in p.skills]:
        for cell, text in zip(grid.add_row().cells, of):
            cell.text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
