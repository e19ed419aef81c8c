"""Layout of a résumé on pages: lines with places and runs, which each shape draws in its way."""

from dataclasses import dataclass, field

PAPER = (595, 842)


@dataclass
class Line:
    kind: str
    x: float
    y: float  # from the page's top to the baseline
    runs: list  # of (text, face, size)
    page: int = 0
    extras: dict = field(default_factory=dict)


# Per kind: face, size, space above, indent
LOOK = {
    "name": ("bold", 22, 0, 0),
    "plain": ("regular", 10.5, 2, 0),
    "head": ("bold", 13, 14, 0),
    "body": ("regular", 10.5, 3, 0),
    "job": ("bold", 10.5, 8, 0),
    "bullet": ("regular", 10.5, 2, 14),
    "small": ("regular", 9.5, 2, 0),
}


def blocks(p, keys=("name", "contact", "summary", "jobs", "education", "skills", "languages", "projects")):
    """(kind, text, text at the right edge) in reading order."""
    head = lambda key: [("head", p.labels[key], "")]
    made = {
        "name": [("name", p.name, ""), ("plain", p.title, "")],
        "contact": [("plain", f"{p.place} | {p.phone}", ""), ("plain", p.email, ""), ("plain", p.url, "")],
        "address": head("contact") + [("small", each, "") for each in (p.place, p.phone, p.email)],
        "summary": head("summary") + [("body", p.summary, "")],
        "jobs": head("jobs")
        + [
            row
            for job in p.jobs
            for row in [
                ("job", job.role, job.years),
                ("plain", f"{job.employer}, {job.place}", ""),
                *[("bullet", line, "") for line in job.lines],
            ]
        ],
        "education": head("education")
        + [row for d, s, y in p.education for row in [("job", d, y), ("plain", s, "")]],
        "skills": head("skills") + [("body", f"{g}: {', '.join(of)}", "") for g, of in p.skills],
        "skill lists": [
            row for g, of in p.skills for row in [("head", g, ""), *[("small", each, "") for each in of]]
        ],
        "languages": head("languages") + [("body", " · ".join(p.languages), "")],
        "language lists": head("languages") + [("small", each, "") for each in p.languages],
        "projects": head("projects") + [("bullet", each, "") for each in p.projects],
    }
    return [row for key in keys for row in made[key]]


def wrapped(text, face, size, width, hyphen=None):
    """Lines of words that fit; with `hyphen`, a long word is broken and gets it."""
    lines, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if face.width(longer, size) <= width:
            line = longer
            continue
        room = (
            [
                cut
                for cut in range(4, len(word) - 3)
                if word.isalpha() and face.width(f"{line} {word[:cut]}{hyphen}", size) <= width
            ]
            if hyphen and line
            else []
        )
        if room:
            lines.append(f"{line} {word[: room[-1]]}{hyphen}")
            line = word[room[-1] :]
        else:
            lines += [line] if line else []
            line = word
    return [*lines, line]


def column(rows, faces, left, right, top=64, bottom=70, leading=1.28, hyphen=None, page=0, scale=1.0):
    """Lines down a column, over as many pages as it takes."""
    made, y = [], top
    for kind, text, at_right in rows:
        name, size, above, indent = LOOK[kind]
        face, size = faces.get(kind) or faces[name], size * scale
        y += above
        for number, part in enumerate(
            wrapped(text, face, size, right - left - indent - (70 if at_right else 0), hyphen)
        ):
            y += size * leading
            if y > PAPER[1] - bottom:
                page, y = page + 1, top + size
            made.append(Line(kind, left + indent, y, [(part, face, size)], page, {"first": number == 0}))
            if at_right and number == 0:
                face = faces["regular"]
                made.append(Line("date", right - face.width(at_right, size), y, [(at_right, face, size)], page))
                face = faces.get(kind) or faces[name]
    return made
