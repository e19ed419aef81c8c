"""Typst résumés: OpenType fonts, tagged; one column, sidebar, tables, timeline, small caps, running heads."""

import json

from tools import EPOCH

HEAD = """#set document(title: "Curriculum vitae", author: {name}, date: auto)
#set page(paper: "a4", margin: {margin}{page})
#set text(font: {font}, size: {size}, lang: {language}{text})
#set par(justify: {justify}, leading: 0.62em)
"""


def q(text):
    """A string literal: JSON's escapes are those of Typst for what stands in résumés."""
    return json.dumps(text, ensure_ascii=False)


def head(p, font, language="en", margin="2cm", size="10pt", page="", text="", justify="false"):
    said = HEAD.format(
        name=q(p.name),
        font=q(font),
        language=q(language),
        margin=margin,
        size=size,
        page=page,
        text=text,
        justify=justify,
    )
    return said + "#let bullets(of) = list(..of.map(each => text(each)))\n"


def strings(of):
    return "(" + ", ".join(map(q, of)) + ",)"


def compiled(source, standards=()):
    import tempfile
    from pathlib import Path

    import typst

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "cv.typ")
        path.write_text(source, encoding="utf-8")
        return typst.compile(path, format="pdf", timestamp=EPOCH, pdf_standards=list(standards))


def one_column(p, **look):
    source = head(p, look.pop("font"), justify="true", **look)
    source += f'#align(center)[#text(20pt, weight: "bold", {q(p.name)}) \\ #text({q(p.title)}) \\ '
    source += f"#link({q(p.url)}, {q(p.url)}) · #text({q(p.email)}) · #text({q(p.phone)})]\n"
    source += f"= #text({q(p.labels['summary'])})\n#text({q(p.summary)})\n= #text({q(p.labels['jobs'])})\n"
    for job in p.jobs:
        source += f"*#text({q(job.role)})*, #emph({q(job.employer)}) #h(1fr) #text({q(job.years)})\n"
        source += f"#bullets({strings(job.lines)})\n"
    source += f"= #text({q(p.labels['education'])})\n" + "".join(
        f"#text({q(d)}) – #text({q(s)}) #h(1fr) #text({q(y)}) \\\n" for d, s, y in p.education
    )
    source += f"= #text({q(p.labels['skills'])})\n" + "".join(
        f"/ #text({q(g)}): #text({q(', '.join(of))})\n" for g, of in p.skills
    )
    return source + f"= #text({q(p.labels['languages'])})\n#text({q(' · '.join(p.languages))})\n"


def sidebar(p, **look):
    """A coloured sidebar beside the main column, which stands second in the file."""
    source = head(p, look.pop("font"), margin="0pt", **look)
    source += (
        '#let title(of) = block(above: 1.2em, text(tracking: 0.9pt, weight: "bold", fill: rgb("#234"), upper(of)))\n'
    )
    left = f'#text(17pt, weight: "bold", {q(p.name)})\n\n#text({q(p.title)})\n#title({q(p.labels["contact"])})\n'
    left += " \\\n".join(f"#text({q(each)})" for each in [p.place, p.phone, p.email]) + "\n"
    for group, of in p.skills:
        left += f"#title({q(group)})\n" + " \\\n".join(f"#text({q(each)})" for each in of) + "\n"
    left += f"#title({q(p.labels['languages'])})\n" + " \\\n".join(f"#text({q(each)})" for each in p.languages) + "\n"
    right = f"#title({q(p.labels['summary'])})\n#text({q(p.summary)})\n#title({q(p.labels['jobs'])})\n"
    for job in p.jobs:
        right += f'#grid(columns: (1fr, auto), [*#text({q(job.role)})*], text(style: "italic", {q(job.years)}))\n'
        right += f"#text({q(job.employer + ', ' + job.place)})\n#bullets({strings(job.lines)})\n"
    right += f"#title({q(p.labels['education'])})\n" + "\n\n".join(
        f"#text({q(f'{d}, {s}, {y}')})" for d, s, y in p.education
    )
    return (
        source
        + f"""#grid(columns: (6.2cm, 1fr), rows: 100%,
  block(width: 100%, height: 100%, fill: rgb("#dfe8ee"), inset: 18pt)[{left}], block(inset: 22pt)[{right}])\n"""
    )


def tables(p, **look):
    """A table for each section with ruled cells, and a second page forced."""
    source = head(p, look.pop("font"), page=', numbering: "1 / 1"', **look)
    row = lambda a, b: f"[#text({q(a)})], [#text({q(b)})],"
    table = lambda rows: (
        "#table(columns: (4cm, 1fr), stroke: 0.4pt + gray, inset: 6pt,\n"
        + "\n".join(row(*each) for each in rows)
        + ")\n"
    )
    source += f"#text(22pt, {q(p.name)})\n" + table(
        [("E-Mail", p.email), ("Web", p.url), (p.labels["contact"], f"{p.place}, {p.phone}")]
    )
    source += f"== #text({q(p.labels['summary'])})\n#text({q(p.summary)})\n== #text({q(p.labels['jobs'])})\n"
    for job in p.jobs:
        source += table(
            [(job.years, f"{job.role} – {job.employer} ({job.place})"), *[("•", line) for line in job.lines]]
        )
    source += f"#pagebreak()\n== #text({q(p.labels['education'])})\n" + table(
        [(y, f"{d}, {s}") for d, s, y in p.education]
    )
    return source + f"== #text({q(p.labels['skills'])})\n" + table([(g, ", ".join(of)) for g, of in p.skills])


def timeline(p, **look):
    """Dates at the left of a vertical line; small-cap headings; running head and foot on each page."""
    page = f", header: align(right, text(8pt, {q(p.name)})), footer: context align(center, "
    page += f"[#text({q(p.labels['page'])}) #counter(page).display()])"
    source = head(p, look.pop("font"), page=page, **look)
    source += '#show heading: it => block(above: 1.4em, smallcaps(text(14pt, weight: "regular", it.body)))\n'
    source += f"#text(24pt, {q(p.name)})\n\n#text({q(p.summary)})\n"
    source += f"= #text({q(p.labels['jobs'])})\n"
    for job in p.jobs:
        source += f"#grid(columns: (3.4cm, 1fr), column-gutter: 12pt, align(right, text({q(job.years)})), "
        source += f"block(stroke: (left: 1pt + teal), inset: (left: 10pt))[*#text({q(job.role)})*\\ "
        source += f"#text({q(job.employer)})\n"
        source += f"#bullets({strings(job.lines)})])\n"
    source += f"= #text({q(p.labels['education'])})\n"
    source += "".join(
        f"#grid(columns: (3.4cm, 1fr), column-gutter: 12pt, align(right, text({q(y)})), "
        f"[#text({q(d)}), #emph({q(s)})])\n"
        for d, s, y in p.education
    )
    source += f"= #text({q(p.labels['skills'])})\n#columns(2)[" + "\n\n".join(
        f"*#text({q(g)})* #text({q(', '.join(of))})" for g, of in p.skills
    )
    return (
        source
        + f"\n\n#text({q(', '.join(p.languages))})]\n"
        + f"= #text({q(p.labels['projects'])})\n#bullets({strings(p.projects)})\n"
    )
