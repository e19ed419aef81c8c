"""Old programs' shape: standard fonts, glyph names, filters, turned pages, appended updates, form fields."""

import base64
import zlib

from pages import Line
from pdf_pages import HEIGHT, WIDTH, Fonts, assembled, each_page
from pdf_fonts import Standard
from pdf_writer import File, number, text_string


def text_operators(fonts, of):
    """One text object for a page: Td, TL, T*, ' and \", with letter and word spacing that is set and taken back."""
    drawn, x, y = b"BT\n14 TL\n", 0.0, 0.0
    for line in of:
        ((text, face, size),) = line.runs
        text = ("• " if line.kind == "bullet" and line.extras["first"] else "") + text
        to = (float(line.x), float(HEIGHT - line.y))
        drawn += b"%s %s Tf\n" % (fonts.name(face), number(float(size)).encode())
        move = lambda up: b"%s %s Td\n" % (number(to[0] - x).encode(), number(to[1] - y + up).encode())
        if line.kind == "head":
            drawn += move(0) + b".6 Tc 96 Tz\n%s Tj\n0 Tc 100 Tz\n" % face.shown(text)
        elif line.kind == "body":
            drawn += move(14) + b"%s '\n" % face.shown(text)
        elif line.kind == "bullet":
            drawn += move(14) + b'.4 .05 %s "\n0 Tw 0 Tc\n' % face.shown(text)
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
    """Text by the classic operators; `rotated` turns page and drawing, `cut` splits the content into two streams."""
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
    at = int(pdf[start : pdf.index(b" ", start)])
    body = (
        b"%d 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n" % (at, len(content))
        + content
        + b"\nendstream\nendobj\n"
    )
    previous = pdf.rindex(b"startxref\n") + 10
    trailer = pdf[pdf.rindex(b"trailer\n<<") + 10 : pdf.rindex(b">>\nstartxref")]
    xref = (
        b"xref\n%d 1\n%010d 00000 n \n" % (at, len(pdf))
        + b"trailer\n<<"
        + trailer
        + b"/Prev %d >>\n" % int(pdf[previous:].split()[0])
    )
    return pdf + body + xref + b"startxref\n%d\n%%%%EOF\n" % (len(pdf) + len(body))


def form(lines, fields, name):
    """Labels on the page, and what the person typed in the appearance streams of form fields."""
    file, fonts = File("darasa, a filled-in form"), Fonts()
    content = text_operators(fonts, lines)
    typed, widgets = Standard("Helvetica", "liberation2/LiberationSans-Regular.ttf"), []
    font = typed.embed(file)
    for key, (x, y, width, text) in fields.items():
        shown = b"/Tx BMC\nq\nBT\n/Helv 10 Tf\n0 g\n2 4 Td\n%s Tj\nET\nQ\nEMC\n" % typed.shown(text)
        look = file.stream(
            shown,
            f"/Type /XObject /Subtype /Form /BBox [0 0 {width} 14] /Resources << /Font << /Helv {font} 0 R >> >>",
        )
        widgets.append(
            file.add(
                f"<< /Type /Annot /Subtype /Widget /FT /Tx /T ({key}) /V {text_string(text)} /F 4 "
                f"/DA (/Helv 10 Tf 0 g) "
                f"/Rect [{x} {HEIGHT - y - 4} {x + width} {HEIGHT - y + 10}] /AP << /N {look} 0 R >> >>"
            )
        )
    of = " ".join(f"{each} 0 R" for each in widgets)
    entries = f"/AcroForm << /Fields [{of}] /DR << /Font << /Helv {font} 0 R >> >> /DA (/Helv 10 Tf 0 g) >>"
    return assembled(file, [content], fonts.resources(file), name, entries, lambda _: f"/Annots [{of}]")


def label(x, y, text, face, size=10):
    return Line("plain", x, y, [(text, face, size)])
