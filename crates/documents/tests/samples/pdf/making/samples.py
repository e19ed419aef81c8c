"""Samples of the corpus: what shape each file has, and how it is made."""

from typing import Callable, NamedTuple

import awkward
import drawn
import latex
import office
import typst_files as typst
import web
from people import person

PLAIN, PACKED = ["--object-streams=disable"], ["--object-streams=generate"]
LINEARIZED = ["--linearize"]
# An owner's password only: everybody may open it. Not for secrets, but the same bytes each time.
LOCKED = ["--static-id", "--static-aes-iv", "--encrypt", "", "owner", "128", "--use-aes=y", "--"]


class Sample(NamedTuple):
    shape: str
    make: Callable[[], bytes]
    qpdf: list = []


def writer(p, font, maker=None, **look):
    body, automatic = maker(p) if maker else (office.sections(p), "")
    return office.flat(p, font, body, automatic, **look)


SAMPLES = {
    # LaTeX
    "latex-article-ot1": Sample(
        "pdfTeX, Type 1 Computer Modern in OT1, no ToUnicode, accents over letters, Type 3 bullets; two pages",
        lambda: latex.typeset(
            "pdflatex",
            latex.article(person("ada", jobs=5, lines=5), r"\pdfgentounicode=0\usepackage[english]{babel}"),
        ),
    ),
    "latex-article-t1-microtype": Sample(
        "pdfTeX, Latin Modern in T1 with ToUnicode by cmap, fonts expanded by microtype; German, hyphenated",
        lambda: latex.typeset(
            "pdflatex",
            latex.article(
                person("juergen", "de", 4),
                r"\usepackage[T1]{fontenc}\usepackage{lmodern,cmap,microtype}\usepackage[ngerman]{babel}",
            ),
        ),
        PLAIN,
    ),
    "latex-moderncv-classic": Sample(
        "pdfTeX, moderncv with dates in the margin, Helvetica in T1, no ToUnicode, Marvosym icons; two pages",
        lambda: latex.typeset(
            "pdflatex",
            latex.moderncv(person("soren", jobs=5, lines=4), "classic", r"\pdfgentounicode=0\usepackage{helvet}"),
        ),
    ),
    "latex-moderncv-banking": Sample(
        "pdfTeX, moderncv in one column with rules, Latin Modern Sans in T1; French; linearized",
        lambda: latex.typeset("pdflatex", latex.moderncv(person("francois", "fr"), "banking")),
        LINEARIZED,
    ),
    "latex-europecv": Sample(
        "pdfTeX, europecv: one long table over two columns, Helvetica in T1; Spanish",
        lambda: latex.typeset("pdflatex", latex.europecv(person("pablo", "es"))),
    ),
    "latex-xetex-sidebar": Sample(
        "XeTeX (xdvipdfmx), EB Garamond OpenType by Identity-H, two minipages, old-style figures, spaced headings",
        lambda: latex.typeset(
            "xelatex",
            latex.sidebar(person("efficient"), r"\setmainfont{EB Garamond}[Numbers=OldStyle,WordSpace=1.3]"),
        ),
    ),
    "latex-luatex-tables": Sample(
        "LuaTeX, Linux Libertine OpenType by Identity-H, ruled tables, running heads; Russian",
        lambda: latex.typeset("lualatex", latex.table(person("boris", "ru"), r"\setmainfont{Linux Libertine O}")),
    ),
    "latex-dvips-ghostscript": Sample(
        "dvips and Ghostscript: Type 1 Times as Type 1C with its own encodings, caps and small caps by size",
        lambda: latex.typeset(
            "dvips", latex.article(person("quinn", jobs=4), r"\usepackage[T1]{fontenc}\usepackage{mathptmx}")
        ),
    ),
    "latex-type3-bitmaps": Sample(
        "pdfTeX without font map: Computer Modern as Type 3 bitmaps, no ToUnicode",
        lambda: latex.typeset("pdflatex", latex.article(person("oscar"), r"\pdfmapfile{}")),
    ),
    "latex-macros-columns": Sample(
        "pdfTeX, Charter in T1, C++ with raised plus signs, arrows and stars of mathematics, two hyphenated columns",
        lambda: latex.typeset("pdflatex", latex.macros(person("penny", jobs=5))),
    ),
    # Typst
    "typst-one-column": Sample(
        "Typst, Libertinus Serif, justified, tagged",
        lambda: typst.compiled(typst.one_column(person("grace", jobs=5, lines=5), font="Libertinus Serif")),
    ),
    "typst-sidebar": Sample(
        "Typst, Lato, coloured sidebar in a grid, spaced upper-case headings; Spanish",
        lambda: typst.compiled(typst.sidebar(person("ines", "es"), font="Lato", language="es")),
    ),
    "typst-tables": Sample(
        "Typst, Open Sans, ruled tables, pages numbered 1 / 2; German; plain xref",
        lambda: typst.compiled(typst.tables(person("ursula", "de"), font="Open Sans", language="de")),
        PLAIN,
    ),
    "typst-timeline": Sample(
        "Typst, EB Garamond with small caps, dates left of a line, running head; Polish",
        lambda: typst.compiled(typst.timeline(person("kasia", "pl"), font="EB Garamond", language="pl")),
    ),
    "typst-cyrillic-pdfa": Sample(
        "Typst, Noto Serif, PDF/A-2b; Russian, justified",
        lambda: typst.compiled(typst.one_column(person("vera", "ru"), font="Noto Serif", language="ru"), ["a-2b"]),
    ),
    "typst-greek": Sample(
        "Typst, Linux Libertine, timeline and two columns of skills; Greek",
        lambda: typst.compiled(typst.timeline(person("eleni", "el"), font="Linux Libertine O", language="el")),
    ),
    # LibreOffice
    "office-one-column": Sample(
        "LibreOffice from .fodt, Carlito TrueType subset, header, footer with page numbers, spaced headings; two pages",
        lambda: office.exported("cv.fodt", writer(person("linus", jobs=5, lines=5), "Carlito", heads="spaced")),
    ),
    "office-two-columns-tagged": Sample(
        "LibreOffice from .fodt, Liberation Serif, two justified columns, small caps, tagged; French",
        lambda: office.exported(
            "cv.fodt",
            writer(person("lea", "fr"), "Liberation Serif", justified=True, columns=2, language=("fr", "FR")),
            UseTaggedPDF=True,
        ),
    ),
    "office-layout-table-pdfa": Sample(
        "LibreOffice from .fodt, Open Sans, a layout table, PDF/A-1b; German",
        lambda: office.exported(
            "cv.fodt",
            writer(person("anna", "de"), "Open Sans", office.table, language=("de", "DE")),
            SelectPdfVersion=1,
        ),
    ),
    "office-text-frames": Sample(
        "LibreOffice from .fodt, Lato, text boxes placed on the page; Czech; object streams",
        lambda: office.exported("cv.fodt", writer(person("hana", "cs", 2), "Lato", office.frames)),
        PACKED,
    ),
    "office-web-page": Sample(
        "LibreOffice from .html by Writer/Web, Liberation Serif, headings and a bordered table",
        lambda: office.exported("cv.html", office.web_page(person("tom", jobs=4))),
    ),
    "office-word-file-tagged": Sample(
        "LibreOffice from .docx, default styles of Word, tab stops, a styled table, tagged with bookmarks; Greek",
        lambda: office.exported(
            "cv.docx", office.word_file(person("nikos", "el")), UseTaggedPDF=True, ExportBookmarks=True
        ),
    ),
    # Browsers
    "chromium-grid": Sample(
        "Chromium, Lato, CSS grid with a dark sidebar, headings spaced and upper-cased by CSS",
        lambda: web.printed(web.grid(person("clara", jobs=4), "Lato")),
    ),
    "chromium-cards-icons": Sample(
        "Chromium, Open Sans, flexbox cards, Font Awesome icons; two pages",
        lambda: web.printed(web.cards(person("kofi", jobs=6), "Open Sans")),
    ),
    "chromium-justified": Sample(
        "Chromium, Noto Serif, justified and hyphenated, small caps; German",
        lambda: web.printed(web.justified(person("uwe", "de"), "Noto Serif", "de")),
    ),
    "chromium-nested-tables": Sample(
        "Chromium, Liberation Sans, nested tables without CSS; Polish",
        lambda: web.printed(web.tables(person("wanda", "pl"), "Liberation Sans")),
    ),
    "chromium-columns-cyrillic": Sample(
        "Chromium, Noto Sans, CSS columns; Russian",
        lambda: web.printed(web.columns(person("ayse", "ru"), "Noto Sans", "ru")),
    ),
    "chromium-placed-lines": Sample(
        "Chromium, Roboto, each line placed absolutely and scaled by half, sidebar last; linearized",
        lambda: web.printed(web.placed(person("sam", lines=2), "Roboto")),
        LINEARIZED,
    ),
    "chromium-monospaced": Sample(
        "Chromium, Inconsolata, a plain text file with columns made by blanks",
        lambda: web.printed(web.monospaced(person("rupert", jobs=4), "Inconsolata")),
    ),
    "chromium-tracked-condensed": Sample(
        "Chromium, Open Sans Condensed, all letters spaced and blanks narrowed, rows turned round by flexbox; German",
        lambda: web.printed(web.tracked(person("selma", "de"), "Open Sans Condensed")),
    ),
    "wkhtmltopdf-tables": Sample(
        "wkhtmltopdf (Qt): DejaVu Sans by Identity-H, scaled coordinates",
        lambda: web.by_qt(web.tables(person("rosa"), "DejaVu Sans")),
    ),
    "wkhtmltopdf-long": Sample(
        "wkhtmltopdf (Qt): Liberation Serif, two pages",
        lambda: web.by_qt(
            web.columns(person("finn", jobs=6, lines=5), "Liberation Serif"), "--footer-right", "[page]"
        ),
    ),
    "weasyprint-columns": Sample(
        "WeasyPrint (Pango): Noto Sans, CSS columns; Greek",
        lambda: web.by_weasyprint(web.columns(person("xenia", "el"), "Noto Sans")),
    ),
    "weasyprint-justified": Sample(
        "WeasyPrint (Pango): Linux Libertine, justified and hyphenated; French",
        lambda: web.by_weasyprint(web.justified(person("yann", "fr"), "Linux Libertine O", "fr")),
    ),
    # Shaped like Word's "Save as PDF", by a writer of our own
    "word-one-column": Sample(
        "Word: Carlito as TrueType with WinAnsi, the rest by Identity-H; tagged, runs of three words, header and page "
        "number as artifacts, soft hyphens by ActualText, bullets of a symbol font; two pages",
        lambda: drawn.word_latin(
            person("mary", jobs=6, lines=4), "Curriculum vitae", header="Mary Fielding-Fluff – Curriculum vitae"
        ),
    ),
    "word-sidebar": Sample(
        "Word: Carlito by Identity-H with ranges in ToUnicode, two text boxes, tagged; Polish; object streams",
        lambda: drawn.word_wide(person("zofia", "pl"), "CV", drawn.CARLITO, sidebar=True, language="pl-PL"),
        PACKED,
    ),
    "word-cyrillic": Sample(
        "Word: Liberation Serif by Identity-H, header and page number as artifacts; Russian",
        lambda: drawn.word_wide(
            person("ivan", "ru"), "Резюме", drawn.SERIF, header="Резюме – 2026", language="ru-RU"
        ),
    ),
    "word-greek-linearized": Sample(
        "Word: Open Sans by Identity-H, tagged; Greek; linearized",
        lambda: drawn.word_wide(person("dora", "el"), "Βιογραφικό", drawn.OPEN_SANS, language="el-GR"),
        LINEARIZED,
    ),
    "word-long": Sample(
        "Word: Liberation Sans by Identity-H, three pages with headers; AES-128 with an owner's password only",
        lambda: drawn.word_wide(
            person("kai", jobs=10, lines=3), "CV", drawn.SANS, header="Kai Affenfels | kai@example.com"
        ),
        LOCKED,
    ),
    # Shaped like Canva's and other design tools'
    "design-words": Sample(
        "design tool: each word at its own matrix, no blanks, a picture behind, page upside down and scaled; ligatures",
        lambda: drawn.designed(person("mei", jobs=4), "CV", drawn.OPEN_SANS),
    ),
    "design-letters": Sample(
        "design tool: each letter at its own matrix, main column first; Spanish",
        lambda: drawn.designed(
            person("jose", "es"), "CV", drawn.LATO, main_first=True, by="letter", shade=(250, 240, 220)
        ),
    ),
    "design-nested-forms": Sample(
        "design tool: each block in a form within a form, transparency groups, scaled up and down; Czech",
        lambda: drawn.designed(person("zdenek", "cs"), "CV", drawn.NOTO, nested=True, shade=(225, 235, 250)),
    ),
    "design-letters-in-forms": Sample(
        "design tool: letters at their own matrices within nested forms, scaled by four; German; object streams",
        lambda: drawn.designed(person("lars", "de"), "CV", drawn.CARLITO, by="letter", nested=True, scale=4.0),
        PACKED,
    ),
    # Shaped like Quartz' and old programs'
    "quartz-one-column": Sample(
        "Quartz: codes from 33 up with ToUnicode, kerning between letters in TJ, size by the matrix, stretched title",
        lambda: drawn.by_quartz(person("irene", jobs=4), "CV", drawn.SANS),
    ),
    "quartz-decomposed-accents": Sample(
        "Quartz: accents as marks of their own behind letters, two columns, raised dates; Czech",
        lambda: drawn.by_quartz(drawn.decomposed(person("bela", "cs")), "CV", drawn.NOTO, sidebar=True, rise=True),
    ),
    "old-type3-outlines": Sample(
        "Type 3 font of outlines, text only by glyph names; classic text operators",
        lambda: drawn.old(person("dan", jobs=4), "CV", "type3", drawn.DEJAVU),
    ),
    "old-differences": Sample(
        "TrueType with Differences by glyph names, no ToUnicode, two columns; Czech",
        lambda: drawn.old(person("eva", "cs"), "CV", "names", drawn.SERIF, sidebar=True),
    ),
    "old-differences-cyrillic": Sample(
        "TrueType with Differences by names as afii10017, no ToUnicode; ASCII85; Russian",
        lambda: drawn.old(person("olga", "ru", 2), "CV", "names", drawn.SANS, filters="ascii85"),
    ),
    "old-standard-helvetica": Sample(
        "Helvetica, not embedded, WinAnsi; Td, TL, T*, ', \", Tc, Tw, Tz; German",
        lambda: drawn.unembedded(person("tina", "de"), "CV"),
    ),
    "old-standard-times-macroman": Sample(
        "Times, not embedded, MacRoman, LZW; French",
        lambda: drawn.unembedded(
            person("hugo", "fr"), "CV", encoding="mac_roman", serif=True, filters="lzw", version="1.2"
        ),
    ),
    "old-standard-ligatures": Sample(
        "Helvetica, not embedded, fi and fl by Differences, content cut into two streams, hexadecimal; German",
        lambda: drawn.unembedded(person("peter", "de", 2), "CV", ligatures=True, cut=True, filters="hex"),
    ),
    "old-rotated-page": Sample(
        "landscape pages with Rotate 90 and the drawing turned back, Times; Spanish",
        lambda: drawn.unembedded(person("nora", "es"), "CV", serif=True, rotated=True),
    ),
    "old-updated": Sample(
        "saved twice: the first content stands in the file, an appended one counts; German and French",
        lambda: drawn.updated(person("gina", "de"), person("hugo", "fr"), "CV"),
    ),
    "old-filled-form": Sample(
        "AcroForm: name, address and telephone stand in the appearances of form fields; German",
        lambda: drawn.filled_form(person("rosa", "de", 2), "CV"),
    ),
    # Libraries and programs that draw
    "reportlab-standard-fonts": Sample(
        "ReportLab: Helvetica and Times, not embedded, ASCII85; paragraphs and a table; French",
        lambda: drawn.reportlab(person("amelie", "fr")),
    ),
    "reportlab-truetype": Sample(
        "ReportLab: DejaVu Serif in subsets of one byte with ToUnicode; Polish; packed",
        lambda: drawn.reportlab(person("igor", "pl"), drawn.DEJAVU),
        PACKED,
    ),
    "fpdf2-justified": Sample(
        "fpdf2: Noto Sans by Identity-H, justified", lambda: drawn.fpdf(person("zoe", jobs=4), drawn.NOTO)
    ),
    "groff-pdf": Sample(
        "groff and gropdf: Times, not embedded, kerned in TJ, ms macros, numbered headings; two pages",
        lambda: drawn.groff(person("jo", jobs=4)),
    ),
    "groff-ghostscript": Sample(
        "groff by PostScript and Ghostscript, Times as Type 1C; German",
        lambda: drawn.groff(person("ole", "de"), "ps"),
    ),
    "cairo-pango": Sample(
        "Pango and Cairo: Noto Serif, marked-up and justified on one page",
        lambda: drawn.pango(person("ravi", jobs=4), "Noto Serif"),
    ),
    "cairo-svg-drawing": Sample(
        "librsvg and Cairo: an SVG drawing, a text element for each line, scaled, two columns; Spanish",
        lambda: drawn.drawing(person("mona", "es"), "Lato"),
    ),
    # Awkward habits
    "recognised-text": Sample(
        "scan with recognised text: a picture, text in render mode 3 of a font without outlines, each word stretched",
        lambda: awkward.recognised(drawn.one_column(person("lou", jobs=4), drawn.faces(*drawn.SERIF, "names")), "CV"),
    ),
    "justified-by-word-spacing": Sample(
        "TrueType with Differences, lines filled by Tw, squeezed by Tc, inline images whose bytes look like operators",
        lambda: awkward.justified(drawn.one_column(person("theo", jobs=4), drawn.faces(*drawn.SERIF, "names")), "CV"),
    ),
    "drawn-twice-small-caps": Sample(
        "TrueType with WinAnsi, the bold name drawn twice, headings in small caps by size; Spanish",
        lambda: awkward.doubled(drawn.one_column(person("vito", "es"), drawn.faces(*drawn.SANS, "winansi")), "CV"),
    ),
    "mirrored-crop-box": Sample(
        "Identity-H, negative sizes mirrored back by the matrix, a page that begins at 100 -50, a crop box; Polish",
        lambda: awkward.mirrored(
            drawn.one_column(person("ewa", "pl"), drawn.faces(*drawn.OPEN_SANS, "identity")), "CV"
        ),
    ),
    "turned-name-dates-first": Sample(
        "codes from 33 up with ToUnicode, the name runs up the left edge, all dates are drawn before other text",
        lambda: awkward.turned_name(
            drawn.one_column(person("ned", jobs=4), drawn.faces(*drawn.LATO, "codes"), left=100), "CV"
        ),
    ),
}
