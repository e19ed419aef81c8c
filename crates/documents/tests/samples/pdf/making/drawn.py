"""Résumés drawn by the shapes of this folder, and by ReportLab, fpdf2, groff, Pango and Cairo, librsvg."""

import html
import io
import unicodedata

import classic
import design
import quartz
import word
from pages import blocks, column
from pdf_fonts import FONTS, Face, Standard
from tools import built

SIDE, MAIN = ("name", "address", "skill lists", "language lists"), ("summary", "jobs", "education", "projects")


def faces(path, bold, kind, **more):
    return {"regular": Face(path, kind, **more), "bold": Face(bold, kind, **more)}


CARLITO = ("crosextra/Carlito-Regular.ttf", "crosextra/Carlito-Bold.ttf")
LATO = ("lato/Lato-Regular.ttf", "lato/Lato-Black.ttf")
OPEN_SANS = ("open-sans/OpenSans-Regular.ttf", "open-sans/OpenSans-Bold.ttf")
NOTO = ("noto/NotoSans-Regular.ttf", "noto/NotoSans-Bold.ttf")
SERIF = ("liberation2/LiberationSerif-Regular.ttf", "liberation2/LiberationSerif-Bold.ttf")
SANS = ("liberation2/LiberationSans-Regular.ttf", "liberation2/LiberationSans-Bold.ttf")
DEJAVU = ("dejavu/DejaVuSerif.ttf", "dejavu/DejaVuSerif-Bold.ttf")


def bullet():
    """Word's bullet: a letter of a symbol font whose text is of the private use area."""
    return Face("dejavu/DejaVuSans.ttf", "identity", said={"•": "\uf0b7"})


def one_column(p, of_faces, left=72, right=523, **more):
    return column(blocks(p), of_faces, left, right, **more)


def two_columns(p, of_faces, main_first=False, **more):
    side, main = (
        column(blocks(p, SIDE), of_faces, 40, 205, **more),
        column(blocks(p, MAIN), of_faces, 235, 560, **more),
    )
    return main + side if main_first else side + main


def word_latin(p, name, **more):
    latin = {
        key: Face(path, "winansi", wide=Face(path, "identity")) for key, path in zip(("regular", "bold"), CARLITO)
    }
    return word.word(p, one_column(p, latin, hyphen="-"), name, bullet(), **more)


def word_wide(p, name, fonts, sidebar=False, **more):
    wide = faces(*fonts, "identity", ranges=True)
    return word.word(p, two_columns(p, wide) if sidebar else one_column(p, wide), name, bullet(), **more)


def designed(p, name, fonts, main_first=False, **more):
    of_faces = faces(*fonts, "renumbered", ligatures=True)
    return design.design_tool(two_columns(p, of_faces, main_first, scale=0.95), name, **more)


def by_quartz(p, name, fonts, sidebar=False, **more):
    of_faces = faces(*fonts, "codes", ligatures=True)
    return quartz.quartz(two_columns(p, of_faces) if sidebar else one_column(p, of_faces), name, **more)


def decomposed(p):
    """The person with accents as marks behind their letters, as file names on a Mac."""
    apart = lambda text: unicodedata.normalize("NFD", text)
    jobs = [
        job.__class__(
            *map(apart, [job.role, job.employer, job.place, job.years]), [apart(line) for line in job.lines]
        )
        for job in p.jobs
    ]
    return p.__class__(**{**vars(p), "name": apart(p.name), "summary": apart(p.summary), "jobs": jobs})


def old(p, name, kind, fonts, sidebar=False, **more):
    of_faces = faces(*fonts, kind)
    return classic.plain(two_columns(p, of_faces, scale=0.95) if sidebar else one_column(p, of_faces), name, **more)


def standard(encoding="cp1252", serif=False, ligatures=False):
    names = ("Times-Roman", "Times-Bold") if serif else ("Helvetica", "Helvetica-Bold")
    return {
        key: Standard(name, path, encoding, ligatures)
        for key, name, path in zip(("regular", "bold"), names, SERIF if serif else SANS)
    }


def unembedded(p, name, **more):
    how = {key: more.pop(key) for key in ("encoding", "serif", "ligatures") if key in more}
    return classic.plain(one_column(p, standard(**how)), name, **more)


def updated(p, draft, name):
    return classic.updated(one_column(p, standard()), one_column(draft, standard()), name)


def filled_form(p, name):
    """Name, address and the first lines typed into fields, the rest printed."""
    fields = {
        "name": (160, 80, 300, p.name),
        "email": (160, 100, 300, p.email),
        "phone": (160, 120, 300, p.phone),
        "place": (160, 140, 300, p.place),
    }
    of_faces = standard()
    labels = [(60, 80, "Name"), (60, 100, "E-Mail"), (60, 120, "Telefon"), (60, 140, "Ort")]
    lines = [classic.label(x, y, text, of_faces["bold"]) for x, y, text in labels]
    rest = column(
        blocks(p, ("summary", "jobs", "education", "skills")), of_faces, 60, 535, top=165, bottom=40, leading=1.2
    )
    return classic.form(lines + rest, fields, name)


def reportlab(p, fonts=None):
    """Platypus: paragraphs and a table; standard fonts, or a TrueType font with ReportLab's own subsets of one byte."""
    from reportlab import rl_config
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

    rl_config.invariant = 1
    styles = getSampleStyleSheet()
    if fonts:
        for name, path in zip(("Body", "Head"), fonts):
            pdfmetrics.registerFont(TTFont(name, FONTS + path))
        for style in styles.byName.values():
            style.fontName = "Head" if style.name.startswith(("Heading", "Title")) else "Body"
    say = lambda text, style="BodyText": Paragraph(html.escape(text), styles[style])
    story = [
        say(p.name, "Title"),
        say(f"{p.title}, {p.place}, {p.email}"),
        say(p.labels["summary"], "Heading2"),
        say(p.summary),
        say(p.labels["jobs"], "Heading2"),
    ]
    for job in p.jobs:
        story += [
            say(f"{job.role}, {job.employer}", "Heading4"),
            say(f"{job.place}, {job.years}"),
            *[say("• " + line) for line in job.lines],
        ]
    rows = [[say(y), say(d), say(s)] for d, s, y in p.education] + [
        [say(g), say(", ".join(of)), say("")] for g, of in p.skills
    ]
    story += [
        say(p.labels["education"], "Heading2"),
        Table(rows, colWidths=[100, 230, 120]),
        Spacer(1, 12),
        say(", ".join(p.languages)),
    ]
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, title=p.name, invariant=1).build(story)
    return out.getvalue()


def fpdf(p, fonts):
    """fpdf2: cells and multi-cells, justified, Identity-H subsets."""
    from datetime import datetime, timezone

    from fpdf import FPDF

    pdf = FPDF()
    pdf.set_creation_date(datetime(2026, 1, 1, 12, tzinfo=timezone.utc))
    for style, path in zip(("", "B"), fonts):
        pdf.add_font("Body", style, FONTS + path)
    pdf.add_page()

    def say(text, size=10, style="", align="L"):
        pdf.set_font("Body", style, size)
        pdf.multi_cell(0, size * 0.5, text, align=align, new_x="LMARGIN", new_y="NEXT")

    say(p.name, 22, "B")
    say(f"{p.title} – {p.email} – {p.phone}")
    for row in blocks(p, ("summary", "jobs", "education", "skills", "languages", "projects")):
        kind, text, right = row
        say(
            text + (f" ({right})" if right else ""),
            14 if kind == "head" else 10,
            "B" if kind in ("head", "job") else "",
            "J" if kind in ("body", "bullet") else "L",
        )
    return bytes(pdf.output())


def groff(p, device="pdf"):
    """The ms macros: gropdf with Type 1 Times and Helvetica, or by PostScript and Ghostscript."""
    safe = lambda text: text.replace("\\", "\\e").replace("-", "\\-")
    rows = [
        ".TL",
        safe(p.name),
        ".AU",
        safe(p.email),
        ".NH",
        p.labels["summary"],
        ".PP",
        safe(p.summary),
        ".NH",
        p.labels["jobs"],
    ]
    for job in p.jobs:
        rows += [".SH", safe(f"{job.role}, {job.employer}"), ".LP", safe(f"{job.place}, {job.years}")]
        rows += [row for line in job.lines for row in (r".IP \(bu 2", safe(line))]
    rows += [".NH", p.labels["education"]] + [
        row for d, s, y in p.education for row in (".LP", safe(f"{d}, {s}, {y}"))
    ]
    rows += [".NH", p.labels["skills"]] + [
        row for g, of in p.skills for row in (".IP \\(bu 2", safe(f"{g}: {', '.join(of)}"))
    ]
    source = "\n".join(rows) + "\n"
    if device == "pdf":
        return built([["sh", "-c", "groff -k -ms -Tpdf cv.ms > cv.pdf"]], {"cv.ms": source}, "cv.pdf")
    return built(
        [["sh", "-c", "groff -k -ms -Tps cv.ms > cv.ps"], ["ps2pdf", "cv.ps", "cv.pdf"]], {"cv.ms": source}, "cv.pdf"
    )


def pango(p, font):
    """Pango and Cairo: marked-up text wrapped and justified on one long page."""
    e = html.escape
    marked = f'<span size="xx-large" weight="bold">{e(p.name)}</span>\n{e(p.title)} · {e(p.email)} · {e(p.phone)}\n\n'
    for kind, text, right in blocks(p, ("summary", "jobs", "education", "skills", "languages")):
        wrap = {
            "head": '\n<span size="large" variant="smallcaps">{}</span>',
            "job": "<b>{}</b>",
            "bullet": "• {}",
        }.get(kind, "{}")
        marked += wrap.format(e(text)) + (f"  <i>{e(right)}</i>" if right else "") + "\n"
    command = [
        "pango-view",
        "--no-display",
        "--markup",
        f"--font={font} 10",
        "--width=480",
        "--wrap=word",
        "--justify",
        "--margin=40",
        "--output=cv.pdf",
        "cv.txt",
    ]
    return built([command], {"cv.txt": marked}, "cv.pdf")


def drawing(p, font):
    """An SVG drawing as Inkscape's, by librsvg and Cairo: text elements with tspans, two columns, scaled."""
    of_faces = faces(*LATO, "identity")
    e, rows = html.escape, []
    for line in two_columns(p, of_faces, scale=0.95):
        ((text, face, size),) = line.runs
        weight = "bold" if face is of_faces["bold"] else "normal"
        dot = "• " if line.kind == "bullet" and line.extras["first"] else ""
        rows.append(
            f'<text x="{(line.x - (11 if dot else 0)) * 2:.2f}" y="{line.y * 2:.2f}" font-size="{size * 2}" '
            f'font-weight="{weight}"><tspan>{dot}{e(text)}</tspan></text>'
        )
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="595pt" height="842pt" viewBox="0 0 595 842">'
    svg += '<rect width="220" height="842" fill="#e6eef2"/>'
    svg += f'<g transform="scale(.5)" font-family="{font}">{"".join(rows)}</g></svg>'
    return built([["rsvg-convert", "--format=pdf", "--output=cv.pdf", "cv.svg"]], {"cv.svg": svg}, "cv.pdf")
