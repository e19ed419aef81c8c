"""LaTeX résumés: Type 1 Computer Modern, Type 3 bitmaps, PostScript fonts, OpenType by XeTeX and LuaTeX."""

from tools import built

SPECIAL = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "$": r"\$",
    "{": r"\{",
    "}": r"\}",
    "≈": r"$\approx$",
}
# Debian has Font Awesome 5 in a package of a gigabyte only; moderncv draws its icons with the Marvosym font instead.
ICONS = r"\ProvidesPackage{moderncviconssymbols}\RequirePackage{moderncviconsmarvosym}"


def t(text):
    return "".join(SPECIAL.get(letter, letter) for letter in text)


def items(lines, kind="itemize"):
    return f"\\begin{{{kind}}}\n" + "".join(f"\\item {t(line)}\n" for line in lines) + f"\\end{{{kind}}}\n"


def typeset(engine, source):
    """Twice, for page numbers; `dvips` goes by way of PostScript and Ghostscript."""
    if engine == "dvips":
        commands = [["latex", "-interaction=nonstopmode", "cv.tex"]] * 2
        commands += [["dvips", "-q", "-o", "cv.ps", "cv.dvi"], ["ps2pdf", "cv.ps", "cv.pdf"]]
    else:
        commands = [[engine, "-interaction=nonstopmode", "cv.tex"]] * 2
    return built(commands, {"cv.tex": source, "moderncviconssymbols.sty": ICONS}, "cv.pdf")


def document(preamble, body):
    return preamble + "\n\\begin{document}\n" + body + "\n\\end{document}\n"


def article(p, preamble="", size=11):
    """One justified, hyphenated column with rules, small caps and page numbers."""
    body = f"\\begin{{center}}{{\\LARGE\\scshape {t(p.name)}}}\\\\[3pt]{t(p.title)}\\\\"
    body += f"{t(p.place)} \\textbullet\\ {t(p.phone)} \\textbullet\\ \\texttt{{{t(p.email)}}}\\\\ \\url{{{p.url}}}"
    body += f"\\end{{center}}\n\\section*{{{t(p.labels['summary'])}}}\n{t(p.summary)}\n"
    body += f"\\section*{{{t(p.labels['jobs'])}}}\n"
    for job in p.jobs:
        body += f"\\noindent\\textbf{{{t(job.role)}}}\\hfill {t(job.years)}\\\\"
        body += f"\\textit{{{t(job.employer)}}}, {t(job.place)}\n"
        body += items(job.lines)
    body += f"\\section*{{{t(p.labels['education'])}}}\n"
    body += "".join(
        f"{t(degree)}, \\textit{{{t(school)}}}\\dotfill {t(years)}\\par\n" for degree, school, years in p.education
    )
    body += f"\\section*{{{t(p.labels['skills'])}}}\n\\begin{{description}}\n"
    body += "".join(f"\\item[{t(group)}] {t(', '.join(of))}\n" for group, of in p.skills) + "\\end{description}\n"
    body += f"\\section*{{{t(p.labels['languages'])}}}\n{t('; '.join(p.languages))}\n"
    head = (
        f"\\documentclass[{size}pt,a4paper]{{article}}\n\\usepackage[margin=27mm]{{geometry}}\n\\usepackage{{url}}\n"
    )
    return document(head + preamble, body)


def moderncv(p, style, fonts="\\usepackage{lmodern}"):
    """The moderncv class: dates in a margin (classic), or one column with rules (banking)."""
    first, last = p.name.split(" ", 1)
    body = f"\\makecvtitle\n\\section{{{t(p.labels['summary'])}}}\n\\cvitem{{}}{{{t(p.summary)}}}\n"
    body += f"\\section{{{t(p.labels['jobs'])}}}\n"
    for job in p.jobs:
        lines = items(job.lines)
        body += (
            f"\\cventry{{{t(job.years)}}}{{{t(job.role)}}}{{{t(job.employer)}}}{{{t(job.place)}}}{{}}{{{lines}}}\n"
        )
    body += f"\\section{{{t(p.labels['education'])}}}\n"
    body += "".join(
        f"\\cventry{{{t(years)}}}{{{t(degree)}}}{{{t(school)}}}{{}}{{}}{{}}\n"
        for degree, school, years in p.education
    )
    body += f"\\section{{{t(p.labels['skills'])}}}\n"
    body += "".join(f"\\cvitem{{{t(group)}}}{{{t(', '.join(of))}}}\n" for group, of in p.skills)
    body += f"\\section{{{t(p.labels['languages'])}}}\n" + "".join(
        f"\\cvlistitem{{{t(each)}}}\n" for each in p.languages
    )
    head = f"""\\documentclass[10pt,a4paper,sans]{{moderncv}}
\\moderncvstyle{{{style}}}\n\\moderncvcolor{{blue}}\n\\moderncvicons{{marvosym}}
\\usepackage[T1]{{fontenc}}{fonts}\n\\usepackage[scale=0.76]{{geometry}}
\\name{{{t(first)}}}{{{t(last)}}}\n\\title{{{t(p.title)}}}\n\\address{{1 Sample Street}}{{{t(p.place)}}}{{}}
\\phone[mobile]{{{t(p.phone)}}}\n\\email{{{p.email}}}\n\\homepage{{{p.url.removeprefix("https://")}}}"""
    return document(head, body)


def europecv(p):
    """The europecv class: everything in one long table of two columns, over pages with numbers."""
    body = f"\\begin{{europecv}}\n\\ecvpersonalinfo[10pt]\n\\ecvitem{{{t(p.labels['summary'])}}}{{{t(p.summary)}}}\n"
    body += f"\\ecvsection{{{t(p.labels['jobs'])}}}\n"
    for job in p.jobs:
        body += f"\\ecvitem{{{t(job.years)}}}{{\\textbf{{{t(job.role)}}}, {t(job.employer)}, {t(job.place)}}}\n"
        body += "".join(f"\\ecvitem{{}}{{{t(line)}}}\n" for line in job.lines)
    body += f"\\ecvsection{{{t(p.labels['education'])}}}\n"
    body += "".join(f"\\ecvitem{{{t(years)}}}{{{t(degree)}, {t(school)}}}\n" for degree, school, years in p.education)
    body += f"\\ecvsection{{{t(p.labels['skills'])}}}\n"
    body += (
        "".join(f"\\ecvitem{{{t(group)}}}{{{t(', '.join(of))}}}\n" for group, of in p.skills) + "\\end{europecv}\n"
    )
    head = f"""\\RequirePackage{{nameref}}\n\\documentclass[english,a4paper,nologo,helvetica,narrow]{{europecv}}
\\usepackage[T1]{{fontenc}}
\\usepackage[utf8]{{inputenc}}\n\\usepackage[a4paper,top=1.3cm,left=1cm,right=1.5cm,bottom=2cm]{{geometry}}
\\ecvname{{{t(p.name)}}}\n\\ecvaddress{{1 Sample Street, {t(p.place)}}}
\\ecvtelephone{{{t(p.phone)}}}\n\\ecvemail{{{p.email}}}"""
    return document(head, body)


def sidebar(p, fonts):
    """Two columns by minipages: a narrow one with contact and skills, then the wide one; letter-spaced headings."""
    head = f"""\\documentclass[10pt,a4paper]{{article}}\n\\usepackage[margin=18mm]{{geometry}}
\\usepackage{{fontspec,xcolor}}\n{fonts}
\\pagestyle{{empty}}\n\\setlength\\parindent{{0pt}}
\\newcommand\\head[1]{{\\vspace{{6pt}}{{\\addfontfeatures{{LetterSpace=8}}\\textcolor{{teal}}{{\\MakeUppercase{{#1}}}}}}\\par\\vspace{{3pt}}}}"""
    left = f"\\head{{{t(p.labels['contact'])}}}{t(p.place)}\\par {t(p.phone)}\\par {t(p.email)}\\par\n"
    for group, of in p.skills:
        left += f"\\head{{{t(group)}}}" + "\\par ".join(map(t, of)) + "\\par\n"
    left += f"\\head{{{t(p.labels['languages'])}}}" + "\\par ".join(map(t, p.languages)) + "\\par\n"
    right = f"{{\\Huge {t(p.name)}}}\\par\\vspace{{4pt}}{{\\large\\itshape {t(p.title)}}}\\par"
    right += f"\\head{{{t(p.labels['summary'])}}}{t(p.summary)}\\par\n"
    right += f"\\head{{{t(p.labels['jobs'])}}}"
    for job in p.jobs:
        right += f"\\textbf{{{t(job.role)}}} · {t(job.employer)}\\hfill\\textit{{{t(job.years)}}}\\par\n"
        right += "".join(f"\\hangindent=1em – {t(line)}\\par\n" for line in job.lines) + "\\vspace{4pt}"
    right += f"\\head{{{t(p.labels['education'])}}}" + "".join(
        f"{t(d)}, {t(s)} ({t(y)})\\par\n" for d, s, y in p.education
    )
    body = f"\\begin{{minipage}}[t]{{0.29\\textwidth}}\\raggedright {left}\\end{{minipage}}\\hfill"
    return document(head, body + f"\\begin{{minipage}}[t]{{0.66\\textwidth}}{right}\\end{{minipage}}")


def table(p, fonts):
    """A ruled table for each section; running heads with page numbers."""
    head = f"""\\documentclass[11pt,a4paper]{{article}}\n\\usepackage[margin=22mm]{{geometry}}
\\usepackage{{fontspec,array,fancyhdr,lastpage}}
{fonts}\n\\pagestyle{{fancy}}\\fancyhf{{}}\\lhead{{{t(p.name)}}}
\\rfoot{{{t(p.labels["page"])} \\thepage/\\pageref{{LastPage}}}}
\\setlength\\parindent{{0pt}}\\renewcommand\\arraystretch{{1.25}}"""
    rows = lambda pairs: (
        "\\begin{tabular}{|p{38mm}|p{112mm}|}\\hline\n"
        + "".join(f"{t(a)} & {t(b)} \\\\ \\hline\n" for a, b in pairs)
        + "\\end{tabular}\\par\n"
    )
    body = f"{{\\LARGE {t(p.name)}}}, {t(p.title)}\\par\\bigskip " + rows(
        [("E-mail", p.email), (p.labels["contact"], f"{p.place}, {p.phone}")]
    )
    body += f"\\section*{{{t(p.labels['summary'])}}}{t(p.summary)}\n"
    for job in p.jobs:
        body += f"\\subsection*{{{t(job.role)}}}" + rows(
            [(job.years, f"{job.employer}, {job.place}"), *[("", line) for line in job.lines]]
        )
    body += f"\\section*{{{t(p.labels['education'])}}}" + rows([(y, f"{d}, {s}") for d, s, y in p.education])
    return document(
        head, body + f"\\section*{{{t(p.labels['skills'])}}}" + rows([(g, ", ".join(of)) for g, of in p.skills])
    )


def macros(p):
    """What people write in LaTeX: C++ by hand with small raised plus signs, arrows, stars, multicols, tabularx."""
    plus = r"C\nolinebreak\hspace{-.05em}\raisebox{.4ex}{\tiny\textbf{++}}"
    said = lambda text: t(text).replace("C++", plus).replace("–", "--")
    body = f"{{\\Huge\\textbf{{{said(p.name)}}}}}\\hfill"
    body += f"\\begin{{tabular}}[b]{{r@{{}}}}{said(p.email)}\\\\ {said(p.phone)}\\end{{tabular}}\n"
    body += f"\\begin{{multicols}}{{2}}\n\\section{{{said(p.labels['summary'])}}}{said(p.summary)}\n"
    body += f"\\section{{{said(p.labels['jobs'])}}}\n"
    for job in p.jobs:
        body += f"\\subsection{{{said(job.role)}}}\\emph{{{said(job.employer)}}} $\\rightarrow$ {said(job.years)}\n"
        body += "\\begin{itemize}\n" + "".join(f"\\item {said(line)}\n" for line in job.lines) + "\\end{itemize}\n"
    body += "\\end{multicols}\n\\begin{tabularx}{\\textwidth}{lXr}\\hline\n"
    body += "".join(f"{said(d)} & {said(s)} & {said(y)} \\\\\n" for d, s, y in p.education)
    body += (
        "".join(f"{said(g)} & {said(', '.join(of))} & $\\star\\star\\star$ \\\\\n" for g, of in p.skills)
        + "\\hline\\end{tabularx}\n"
    )
    head = r"""\documentclass[10pt,a4paper]{article}
\usepackage[margin=18mm]{geometry}\usepackage[T1]{fontenc}\usepackage{charter,multicol,tabularx,titlesec,enumitem}
\usepackage[english]{babel}\titleformat\section{\large\bfseries}{\thesection}{.5em}{}[\titlerule]
\setlist{leftmargin=*,nosep}\setlength\columnseprule{.3pt}\emergencystretch=1em"""
    return document(head, body)
