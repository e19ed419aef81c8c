"""Shapes of PDFs that other producers write: the same lines drawn as Word, design tools, Quartz and old programs draw them."""

import base64
import zlib

from pages import PAPER, Line
from pdf_writer import File, Standard, number, text_string

WIDTH, HEIGHT = PAPER
KERNING = {"AV": 74, "AT": 60, "Te": 55, "To": 55, "Ve": 40, "We": 30, "P.": 80, "r,": 45, "y.": 50, "fo": -6, "ow": 8, "Ta": 55}


def each_page(lines):
    return [[line for line in lines if line.page == page] for page in range(max(line.page for line in lines) + 1)]


def pieces(text, face):
    """Runs of one font: what WinAnsi lacks goes to the face's wide twin."""
    if not face.wide:
        return [(text, face)]
    found = []
    for letter in text:
        fit = face if letter.encode("cp1252", "ignore") else face.wide
        if found and found[-1][1] is fit:
            found[-1] = (found[-1][0] + letter, fit)
        else:
            found.append((letter, fit))
    return found


class Fonts:
    """Names of the faces on pages, and their objects once all letters are known."""

    def __init__(self, prefix="F"):
        self.prefix, self.faces = prefix, []

    def name(self, face):
        if face not in self.faces:
            self.faces.append(face)
        return f"/{self.prefix}{self.faces.index(face) + 1}".encode()

    def resources(self, file):
        tags = ["".join(chr(65 + (number * 7 + place * 3) % 26) for place in range(6)) for number in range(len(self.faces))]
        rows = [f"/{self.prefix}{number} {face.embed(file, tag)} 0 R" for number, (face, tag) in enumerate(zip(self.faces, tags), 1)]
        return f"/Font << {' '.join(rows)} >>"


def assembled(file, contents, resources, name, root_entries="", page_entries=lambda page: "", box=f"0 0 {WIDTH} {HEIGHT}", kids=()):
    """Pages whose resources hang on the page tree; `kids` are their numbers, where something speaks of them before."""
    tree, kids = file.add(), kids or [file.add() for _ in contents]
    for page, (kid, content) in enumerate(zip(kids, contents)):
        stream = content if isinstance(content, str) else f"{file.stream(content)} 0 R"
        file.put(kid, f"<< /Type /Page /Parent {tree} 0 R /Contents {stream} {page_entries(page)} >>")
    of = " ".join(f"{kid} 0 R" for kid in kids)
    file.put(tree, f"<< /Type /Pages /Kids [{of}] /Count {len(kids)} /MediaBox [{box}] /Resources << {resources} >> >>")
    return file.saved(file.add(f"<< /Type /Catalog /Pages {tree} 0 R {root_entries} >>"), name)


# Word


def word_run(fonts, text, face, size, x, y):
    """One run as Word writes it: clipped to the page, its own text object, small corrections within TJ."""
    cut = max(1, len(text) // 3)
    shown = b"".join(face.shown(part) + b"%d" % kern for part, kern in [(text[:cut], 3), (text[cut:2 * cut], -2), (text[2 * cut:], 0)] if part)
    return (b"q\n0.000008871 0 595.32 841.92 re\nW* n\nBT\n%s %s Tf\n1 0 0 1 %s %s Tm\n0 g\n0 G\n[%s] TJ\nET\nQ\n" % (
        fonts.name(face), number(float(size)).encode(), number(float(x)).encode(), number(float(HEIGHT - y)).encode(), shown))


def word_line(fonts, line, bullet):
    """The runs of a line, three words each, with a blank run behind it, as Word ends a paragraph."""
    (text, face, size), = line.runs
    drawn, x = b"", line.x
    if line.kind == "bullet" and line.extras["first"]:
        drawn += word_run(fonts, "•", bullet, size, x - 14, line.y)
    broken, text = text.endswith("-"), text.removesuffix("-")
    said = text.split(" ")
    for start in range(0, len(said), 3):
        part = " ".join(said[start: start + 3]) + (" " if start + 3 < len(said) else "")
        for run, of in pieces(part, face):
            drawn += word_run(fonts, run, of, size, x, line.y)
            x += of.width(run, size)
    if broken:
        return drawn + b"/Span <</ActualText<FEFF00AD>>> BDC\n" + word_run(fonts, "-", face, size, x, line.y) + b"EMC\n"
    return drawn + word_run(fonts, " ", face, size, x, line.y)


def word(p, lines, name, bullet, header="", language="en-GB"):
    """Tagged, with marked content for each paragraph, and a header and page number as artifacts."""
    file, fonts, contents, marks = File("darasa, shaped like Word's"), Fonts(), [], []
    small = lines[1].runs[0][1]
    pages = each_page(lines)
    for page, of in enumerate(pages):
        drawn = b""
        if header:
            foot = f"{p.labels['page']} {page + 1} / {len(pages)}"
            for kind, text, y in [("Header", header, 36), ("Footer", foot, HEIGHT - 30)]:
                drawn += f"/Artifact <</Attached [/{'Top' if kind == 'Header' else 'Bottom'}]/Type/Pagination/Subtype/{kind}>> BDC\n".encode()
                x = 72.0
                for run, face in pieces(text, small):
                    drawn += word_run(fonts, run, face, 9, x, y)
                    x += face.width(run, 9)
                drawn += b"EMC\n"
        tags = [{"name": "H1", "head": "H2"}.get(line.kind, "P") for line in of]
        for mark, (tag, line) in enumerate(zip(tags, of)):
            drawn += f"/{tag} <</MCID {mark}>> BDC\n".encode() + word_line(fonts, line, bullet) + b"EMC\n"
        contents.append(drawn)
        marks.append(tags)
    return assembled_with_structure(file, contents, fonts.resources(file), name, marks, language)


def assembled_with_structure(file, contents, resources, name, marks, language):
    """A structure tree with one element for each mark, and the parent tree that leads back to them."""
    root, document, elements = file.add(), file.add(), []
    kids = [file.add() for _ in contents]
    for at, tags in zip(kids, marks):
        elements.append([file.add(f"<< /Type /StructElem /S /{tag} /P {document} 0 R /K {mark} /Pg {at} 0 R >>") for mark, tag in enumerate(tags)])
    rows = " ".join(f"{page} [{' '.join(f'{each} 0 R' for each in of)}]" for page, of in enumerate(elements))
    parents = file.add(f"<< /Nums [{rows}] >>")
    file.put(document, f"<< /Type /StructElem /S /Document /P {root} 0 R /K [{' '.join(f'{each} 0 R' for of in elements for each in of)}] >>")
    file.put(root, f"<< /Type /StructTreeRoot /K {document} 0 R /ParentTree {parents} 0 R /ParentTreeNextKey {len(marks)} >>")
    return assembled(file, contents, resources, name, f"/MarkInfo << /Marked true >> /StructTreeRoot {root} 0 R /Lang ({language})",
                     lambda page: f"/StructParents {page} /Tabs /S /Group << /Type /Group /S /Transparency /CS /DeviceRGB >>", kids=kids)


# Design tools


def gradient(file, shade):
    """A small picture, stretched over the page."""
    pixels = b"".join(bytes((shade[0], shade[1], min(255, shade[2] + row // 2))) * 4 for row in range(32))
    return file.stream(pixels, "/Type /XObject /Subtype /Image /Width 4 /Height 32 /ColorSpace /DeviceRGB /BitsPerComponent 8")


def split(text, face, size, by):
    """(part, offset): words without the blanks between them, or single letters."""
    at, found = 0.0, []
    parts = text.split(" ") if by == "word" else face.letters(text)
    for part in parts:
        if part.strip():
            found.append((part, at))
        at += face.width(part, size) + (face.width(" ", size) if by == "word" else 0)
    return found


def placed_text(fonts, line, by):
    """Words or letters, each with a text matrix of its own, y downwards."""
    drawn = b""
    for text, face, size in line.runs:
        bullet = [("•", -11.0)] if line.kind == "bullet" and line.extras["first"] else []
        for part, at in bullet + split(text, face, size, by):
            drawn += b"BT\n%s 1 Tf\n%s 0 0 -%s %s %s Tm\n%s Tj\nET\n" % (
                fonts.name(face), number(float(size)).encode(), number(float(size)).encode(), number(line.x + at).encode(),
                number(float(line.y)).encode(), face.shown(part))
    return drawn


def design_tool(lines, name, by="word", nested=False, shade=(238, 242, 230), scale=0.75):
    """A page turned upside down and scaled, a picture behind it, text blocks in nested states or in nested forms."""
    file, fonts, contents, forms = File("darasa, shaped like a design tool's", "1.4"), Fonts("R"), [], []
    image = gradient(file, shade)
    state = file.add("<< /Type /ExtGState /ca 1 /CA 1 /BM /Normal >>")
    for of in each_page(lines):
        drawn = b"q\n%s 0 0 %s 0 0 cm\n/Im1 Do\nQ\nq\n%s 0 0 -%s 0 %d cm\nq\n" % (
            str(WIDTH).encode(), str(HEIGHT).encode(), number(scale).encode(), number(scale).encode(), HEIGHT)
        grown = number(1 / scale).encode()
        block = b""
        for at, line in enumerate(of):
            block += placed_text(fonts, line, by)
            if at + 1 == len(of) or of[at + 1].kind in ("head", "job"):
                if nested:
                    forms.append(block)
                    block = b"/Fm%d Do\n" % len(forms)
                drawn += b"q\n/G1 gs\n%s 0 0 %s 0 0 cm\nq\n1 0 0 1 40 25 cm\n1 0 0 1 -40 -25 cm\n.2 .2 .25 rg\n%sQ\nQ\n" % (grown, grown, block)
                block = b""
        contents.append(drawn + b"Q\nQ\n")
    resources = f"{fonts.resources(file)} /ExtGState << /G1 {state} 0 R >>"
    objects = [f"/Im1 {image} 0 R"]
    for at, block in enumerate(forms, 1):
        bounds = "/Type /XObject /Subtype /Form /BBox [-2000 -2000 2000 2000] /Group << /S /Transparency >>"
        inner = file.stream(block, f"{bounds} /Matrix [2 0 0 2 0 0] /Resources << {resources} >>")
        outer = file.stream(b"q\n.5 0 0 .5 0 0 cm\n/Inner Do\nQ\n", f"{bounds} /Resources << /XObject << /Inner {inner} 0 R >> >>")
        objects.append(f"/Fm{at} {outer} 0 R")
    return assembled(file, contents, f"{resources} /XObject << {' '.join(objects)} >>", name)


# Quartz


def quartz(lines, name, rise=False):
    """Fonts of size 1 scaled by the text matrix, kerning between single letters in TJ; titles stretched by Tz, if `rise` with raised dates."""
    file, fonts, contents = File("darasa, shaped like Quartz'", "1.3"), Fonts("TT"), []
    for of in each_page(lines):
        drawn = b"q Q q 0 0 595 842 re W n /Cs1 cs 0 0 0 sc\n"
        for line in of:
            for text, face, size in line.runs:
                text = ("• " if line.kind == "bullet" and line.extras["first"] else "") + text
                letters, shown = face.letters(text), b""
                for at, letter in enumerate(letters):
                    kern = KERNING.get("".join(letters[at: at + 2]))
                    shown += face.shown([letter]) + (b" %d " % kern if kern else b" ")
                more = b"104 Tz " if line.kind == "name" else b""
                more += b"2.5 Ts " if rise and line.kind == "date" else b""
                reset = b"100 Tz " if line.kind == "name" else b""
                reset += b"0 Ts " if rise and line.kind == "date" else b""
                drawn += b"BT %s 0 0 %s %s %s Tm %s%s 1 Tf [ %s ] TJ %sET\n" % (
                    number(float(size)).encode(), number(float(size)).encode(), number(float(line.x)).encode(), number(float(HEIGHT - line.y)).encode(),
                    more.replace(b"2.5", b".2"), fonts.name(face), shown, reset)
        contents.append(drawn + b"Q\n")
    space = file.add("[/CalRGB << /WhitePoint [0.9505 1 1.089] /Gamma [2.2 2.2 2.2] >>]")
    return assembled(file, contents, f"{fonts.resources(file)} /ColorSpace << /Cs1 {space} 0 R >>", name)


# Old and plain programs


def text_operators(fonts, of):
    """One text object for a page: Td, TL, T*, ' and \", with letter and word spacing that is set and taken back."""
    drawn, x, y = b"BT\n14 TL\n", 0.0, 0.0
    for line in of:
        (text, face, size), = line.runs
        text = ("• " if line.kind == "bullet" and line.extras["first"] else "") + text
        to = (float(line.x), float(HEIGHT - line.y))
        drawn += b"%s %s Tf\n" % (fonts.name(face), number(float(size)).encode())
        move = lambda up: b"%s %s Td\n" % (number(to[0] - x).encode(), number(to[1] - y + up).encode())
        if line.kind == "head":
            drawn += move(0) + b".6 Tc 96 Tz\n%s Tj\n0 Tc 100 Tz\n" % face.shown(text)
        elif line.kind == "body":
            drawn += move(14) + b"%s '\n" % face.shown(text)
        elif line.kind == "bullet":
            drawn += move(14) + b".4 .05 %s \"\n0 Tw 0 Tc\n" % face.shown(text)
        elif line.kind == "job":
            drawn += move(14) + b"T*\n%s Tj\n" % face.shown(text)
        else:
            drawn += move(0) + b"%s Tj\n" % face.shown(text)
        x, y = to
    return drawn + b"ET\n"


def lzw(data):
    """LZW as PDF has it: nine to twelve bits, early change."""
    table, bits, held, out = {bytes([at]): at for at in range(256)}, 9, 0, bytearray()
    size, next_code, current = 0, 258, b""

    def put(code):
        nonlocal held, size
        held, size = held << bits | code, size + bits
        while size >= 8:
            out.append(held >> size - 8 & 255)
            size -= 8
        held &= (1 << size) - 1

    put(256)
    for value in data:
        longer = current + bytes([value])
        if longer in table:
            current = longer
            continue
        put(table[current])
        table[longer], current = next_code, bytes([value])
        bits += next_code in (511, 1023, 2047)
        next_code += 1
        if next_code == 4095:
            put(256)
            table, bits, next_code = {bytes([at]): at for at in range(256)}, 9, 258
    put(table[current])
    bits += next_code in (511, 1023, 2047)
    put(257)
    return bytes(out) + (bytes([held << 8 - size & 255]) if size else b"")


FILTERS = {
    "flate": (None, "/FlateDecode"),
    "ascii85": (lambda data: base64.a85encode(zlib.compress(data, 9)) + b"~>", "[/ASCII85Decode /FlateDecode]"),
    "hex": (lambda data: data.hex().encode() + b">", "/ASCIIHexDecode"),
    "lzw": (lzw, "/LZWDecode"),
}


def plain(lines, name, filters="flate", rotated=False, cut=False, version="1.3"):
    """Text by the classic operators; `rotated` turns the page and the drawing, `cut` splits the content into two streams."""
    file, fonts, contents = File("darasa, plain", version), Fonts(), []
    encode, of_filter = FILTERS[filters]
    for of in each_page(lines):
        drawn = text_operators(fonts, of)
        if rotated:
            drawn = b"q\n0 1 -1 0 %d 0 cm\n" % HEIGHT + drawn + b"Q\n"
        halves = [drawn]
        if cut:
            middle = drawn.index(b"\n", len(drawn) // 2) + 1
            halves = [drawn[:middle], drawn[middle:]]
        streams = [file.stream(half, encode=encode, filters=of_filter) for half in halves]
        contents.append("[" + " ".join(f"{stream} 0 R" for stream in streams) + "]")
    box, entries = (f"0 0 {HEIGHT} {WIDTH}", "/Rotate 90") if rotated else (f"0 0 {WIDTH} {HEIGHT}", "")
    return assembled(file, contents, fonts.resources(file), name, page_entries=lambda page: entries, box=box)


def updated(lines, draft, name):
    """A file saved again by an editor: the page's content stands twice, the second one, appended, counts."""
    pdf = plain(draft, name)
    fonts = Fonts()
    content = zlib.compress(text_operators(fonts, lines))
    start = pdf.index(b"/Contents [") + 11
    at = int(pdf[start: pdf.index(b" ", start)])
    body = b"%d 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n" % (at, len(content)) + content + b"\nendstream\nendobj\n"
    previous = pdf.rindex(b"startxref\n") + 10
    trailer = pdf[pdf.rindex(b"trailer\n<<") + 10: pdf.rindex(b">>\nstartxref")]
    xref = b"xref\n%d 1\n%010d 00000 n \n" % (at, len(pdf)) + b"trailer\n<<" + trailer + b"/Prev %d >>\n" % int(pdf[previous:].split()[0])
    return pdf + body + xref + b"startxref\n%d\n%%%%EOF\n" % (len(pdf) + len(body))


def form(lines, fields, name):
    """Labels on the page, and what the person typed in the appearance streams of form fields."""
    file, fonts = File("darasa, a filled-in form"), Fonts()
    content = text_operators(fonts, lines)
    typed, widgets = Standard("Helvetica", "liberation2/LiberationSans-Regular.ttf"), []
    font = typed.embed(file)
    for key, (x, y, width, text) in fields.items():
        shown = b"/Tx BMC\nq\nBT\n/Helv 10 Tf\n0 g\n2 4 Td\n%s Tj\nET\nQ\nEMC\n" % typed.shown(text)
        look = file.stream(shown, f"/Type /XObject /Subtype /Form /BBox [0 0 {width} 14] /Resources << /Font << /Helv {font} 0 R >> >>")
        widgets.append(file.add(f"<< /Type /Annot /Subtype /Widget /FT /Tx /T ({key}) /V {text_string(text)} /F 4 /DA (/Helv 10 Tf 0 g) "
                                f"/Rect [{x} {HEIGHT - y - 4} {x + width} {HEIGHT - y + 10}] /AP << /N {look} 0 R >> >>"))
    of = " ".join(f"{each} 0 R" for each in widgets)
    entries = f"/AcroForm << /Fields [{of}] /DR << /Font << /Helv {font} 0 R >> >> /DA (/Helv 10 Tf 0 g) >>"
    return assembled(file, [content], fonts.resources(file), name, entries, lambda _: f"/Annots [{of}]")


def label(x, y, text, face, size=10):
    return Line("plain", x, y, [(text, face, size)])
