"""Web résumés: printed by Chromium (Skia), by wkhtmltopdf (Qt) and by WeasyPrint (Pango, HarfBuzz)."""

import html

from tools import built

e = html.escape


def printed(source):
    """Chromium, headless, as `Save as PDF` does: tagged, fonts as Type 3 or TrueType with ToUnicode."""
    command = [
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        "--virtual-time-budget=5000",
        "--user-data-dir=profile",
        "--print-to-pdf=cv.pdf",
        "cv.html",
    ]
    return built([command], {"cv.html": source}, "cv.pdf")


def by_qt(source, *options):
    return built([["wkhtmltopdf", "--quiet", *options, "cv.html", "cv.pdf"]], {"cv.html": source}, "cv.pdf")


def by_weasyprint(source):
    return built([["weasyprint", "cv.html", "cv.pdf"]], {"cv.html": source}, "cv.pdf")


def page(p, style, body, language="en"):
    head = f'<head><meta charset="utf-8"><title>{e(p.name)}</title><style>{style}</style></head>'
    return f'<!DOCTYPE html><html lang="{language}">{head}<body>{body}</body></html>'


def ul(of):
    return "<ul>" + "".join(f"<li>{e(each)}</li>" for each in of) + "</ul>"


def job_list(p):
    return "".join(
        f'<article><header><b>{e(job.role)}</b> <span class="years">{e(job.years)}</span></header>'
        f'<div class="at">{e(job.employer)}, {e(job.place)}</div>{ul(job.lines)}</article>'
        for job in p.jobs
    )


def schools(p):
    return "".join(f'<p><b>{e(d)}</b><br>{e(s)} <span class="years">{e(y)}</span></p>' for d, s, y in p.education)


def section(p, key, inner):
    return f"<section><h2>{e(p.labels[key])}</h2>{inner}</section>"


def grid(p, font):
    """CSS grid: a sidebar first in the file, headings letter-spaced and upper-cased by CSS."""
    style = f"""@page {{ size: A4; margin: 0 }} body {{ margin: 0; font: 10pt/1.45 '{font}';
display: grid; grid-template-columns: 64mm 1fr; min-height: 297mm }}
aside {{ background: #22384d; color: #fff; padding: 12mm 7mm }} main {{ padding: 12mm 10mm }}
h1 {{ margin: 0; font-size: 22pt }} ul {{ padding-left: 4mm }}
h2 {{ font-size: 10pt; letter-spacing: .1em; text-transform: uppercase; border-bottom: 1px solid #89a }}
.years {{ float: right; color: #567 }}"""
    aside = f"<h1>{e(p.name)}</h1><p>{e(p.title)}</p>" + section(
        p, "contact", f"<p>{e(p.place)}<br>{e(p.phone)}<br>{e(p.email)}</p>"
    )
    aside += "".join(f"<h2>{e(g)}</h2>{ul(of)}" for g, of in p.skills) + section(p, "languages", ul(p.languages))
    main = (
        section(p, "summary", f"<p>{e(p.summary)}</p>")
        + section(p, "jobs", job_list(p))
        + section(p, "education", schools(p))
    )
    return page(p, style, f"<aside>{aside}</aside><main>{main}</main>")


def cards(p, font, icons="FontAwesome"):
    """Flexbox cards with rounded badges and Font Awesome icons (private use characters), over two pages."""
    style = f"""@page {{ size: Letter; margin: 14mm }} body {{ font: 10.5pt/1.5 '{font}' }}
i {{ font-family: '{icons}'; font-style: normal; margin: 0 2mm }}
.row {{ display: flex; gap: 5mm; justify-content: space-between }} article {{ border: 1px solid #cbd5e1;
border-radius: 3mm; padding: 3mm 5mm; margin: 3mm 0; break-inside: avoid }}
.badge {{ display: inline-block; background: #e2e8f0; border-radius: 9mm; padding: .5mm 3mm; margin: .8mm }}
.years {{ color: #64748b; margin-left: 4mm }}"""
    body = f'<div class="row"><div><h1>{e(p.name)}</h1>{e(p.title)}</div><div>'
    body += f"<i>&#xf0e0;</i>{e(p.email)}<br><i>&#xf095;</i>{e(p.phone)}<br><i>&#xf041;</i>{e(p.place)}</div></div>"
    body += section(p, "summary", f"<p>{e(p.summary)}</p>") + section(p, "jobs", job_list(p))
    body += section(
        p, "skills", "".join(f'<span class="badge">{e(each)}</span> ' for _, of in p.skills for each in of)
    )
    return page(
        p,
        style,
        body
        + f'<div class="row">{section(p, "education", schools(p))}{section(p, "languages", ul(p.languages))}</div>',
    )


def justified(p, font, language):
    """Justified and hyphenated by the browser, real small caps, old-style figures, ligatures."""
    style = f"""@page {{ size: A4; margin: 20mm 32mm }} body {{ font: 11.5pt/1.4 '{font}';
text-align: justify; hyphens: auto; font-feature-settings: "liga", "onum" }}
h1, h2 {{ font-variant: small-caps; font-weight: normal; text-align: center }}
.years {{ font-style: italic }} li {{ margin-bottom: 1mm }}"""
    body = f"<h1>{e(p.name)}</h1><p style='text-align:center'>{e(p.email)} – {e(p.phone)} – {e(p.url)}</p>" + section(
        p, "summary", f"<p>{e(p.summary)}</p>"
    )
    body += section(p, "jobs", job_list(p)) + section(p, "education", schools(p))
    return page(
        p,
        style,
        body
        + section(p, "projects", ul(p.projects))
        + section(p, "skills", "".join(f"<p>{e(g)}: {e(', '.join(of))}</p>" for g, of in p.skills)),
        language,
    )


def tables(p, font):
    """The old web: nested tables with widths, no style sheet to speak of."""
    row = lambda a, b: f'<tr valign="top"><td width="130" bgcolor="#eeeeee"><b>{e(a)}</b></td><td>{b}</td></tr>'
    body = '<table cellpadding="7" width="100%"><tr><td colspan="2" align="center">'
    body += f'<font size="6">{e(p.name)}</font><br>{e(p.title)}</td></tr>'
    body += row(
        p.labels["contact"],
        f"<table><tr><td>{e(p.email)}</td><td>{e(p.phone)}</td><td>{e(p.place)}</td></tr></table>",
    ) + row(p.labels["summary"], e(p.summary))
    body += "".join(
        row(job.years, f"<b>{e(job.role)}</b>, <i>{e(job.employer)}</i>{ul(job.lines)}") for job in p.jobs
    )
    body += "".join(row(y, f"{e(d)}, {e(s)}") for d, s, y in p.education) + "".join(
        row(g, e(", ".join(of))) for g, of in p.skills
    )
    return page(p, f"body {{ font-family: '{font}'; font-size: 13px }}", body + "</table>")


def columns(p, font, language="en"):
    """CSS multi-column: text flows down the first column, then down the second."""
    style = f"""@page {{ size: A4; margin: 15mm }} body {{ font: 10pt/1.4 '{font}' }}
.flow {{ columns: 2; column-gap: 9mm; column-rule: 1px solid #999 }}
h1 {{ border-bottom: 2px solid #b45309 }} h2 {{ color: #b45309; font-size: 12pt; margin-bottom: 1mm }}
article {{ break-inside: avoid }} .years {{ float: right }}"""
    flow = (
        section(p, "summary", f"<p>{e(p.summary)}</p>")
        + section(p, "jobs", job_list(p))
        + section(p, "education", schools(p))
    )
    flow += section(
        p, "skills", "".join(f"<p><b>{e(g)}:</b> {e(', '.join(of))}</p>" for g, of in p.skills)
    ) + section(p, "languages", ul(p.languages))
    return page(
        p,
        style,
        f"<h1>{e(p.name)} <small>{e(p.title)}</small></h1><p>{e(p.email)} | {e(p.phone)} | {e(p.url)}</p>"
        f'<div class="flow">{flow}</div>',
        language,
    )


def placed(p, font):
    """Each line a box of its own, placed absolutely and scaled, as design tools write pages; main column first."""
    style = f"@page {{ size: A4; margin: 0 }} body {{ margin: 0; font-family: '{font}' }} "
    style += "p { position: absolute; margin: 0; transform-origin: 0 0; white-space: nowrap }"
    boxes, heights = [], {20: 20, 135: 20}

    def put(left, text, size, step):
        boxes.append(
            f'<p style="left:{left}mm;top:{heights[left]}mm;font-size:{2 * size}pt;transform:scale(.5)">{e(text)}</p>'
        )
        heights[left] += step

    def wrap(left, text, size, width):
        line = ""
        for word in text.split():
            if len(line) + len(word) > width:
                put(left, line, size, size * 0.5)
                line = ""
            line = f"{line} {word}".strip()
        put(left, line, size, size * 0.7)

    put(20, p.name, 24, 12)
    put(20, p.title, 13, 9)
    wrap(20, p.summary, 9.5, 62)
    for job in p.jobs:
        put(20, f"{job.role} | {job.years}", 11, 6)
        put(20, job.employer, 10, 6)
        for line in job.lines:
            wrap(20, "• " + line, 9.5, 62)
    for title, of in [
        (p.labels["contact"], [p.place, p.phone, p.email]),
        *p.skills,
        (p.labels["languages"], p.languages),
    ]:
        heights[135] += 5
        put(135, title.upper(), 11, 7)
        for each in of:
            put(135, each, 9.5, 5.5)
    return page(p, style, "".join(boxes))


def monospaced(p, font):
    """A plain text file as a page: columns by blanks, rules of signs."""
    lines = [
        p.name.upper(),
        "=" * 78,
        f"{p.title:<40}{p.email:>38}",
        f"{p.place:<40}{p.phone:>38}",
        "",
        p.summary,
        "",
    ]
    for job in p.jobs:
        lines += [
            f"{job.role:<60}{job.years:>18}",
            f"  {job.employer}, {job.place}",
            *[f"    * {line}" for line in job.lines],
            "",
        ]
    lines += (
        ["-" * 78]
        + [f"{g:<16}{', '.join(of)}" for g, of in p.skills]
        + [f"{y:<16}{d}, {s}" for d, s, y in p.education]
    )
    style = f"@page {{ size: A4; margin: 18mm }} pre {{ font: 9pt/1.35 '{font}'; white-space: pre-wrap }}"
    return page(p, style, f"<pre>{e(chr(10).join(lines))}</pre>")


def tracked(p, font):
    """A condensed font, the whole text slightly spaced, its blanks made narrower; dates before the jobs by a grid."""
    style = f"""@page {{ size: A4; margin: 20mm }} body {{ font: 11pt/1.45 '{font}';
letter-spacing: .04em; word-spacing: -.06em }}
h1 {{ letter-spacing: .12em; font-weight: 300 }} section {{ display: grid; grid-template-columns: 32mm 1fr;
gap: 0 6mm }}
h2 {{ font-size: 11pt; color: #9f1239; text-align: right }}
article header {{ display: flex; flex-direction: row-reverse; justify-content: space-between }}"""
    body = f"<h1>{e(p.name)}</h1><p>{e(p.title)} / {e(p.email)} / {e(p.phone)}</p>" + section(
        p, "summary", f"<p>{e(p.summary)}</p>"
    )
    body += section(p, "jobs", f"<div>{job_list(p)}</div>") + section(p, "education", f"<div>{schools(p)}</div>")
    return page(
        p,
        style,
        body + "".join(f"<section><h2>{e(g)}</h2><p>{e(' / '.join(of))}</p></section>" for g, of in p.skills),
    )
