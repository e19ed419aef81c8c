"""Awkward habits of producers: recognised text, lines filled by word spacing, drawn twice, mirrored, turned."""

import io

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from pages import Line
from pdf_pages import HEIGHT, WIDTH, Fonts, assembled, each_page
from pdf_fonts import to_unicode
from pdf_writer import File, number
from tools import EPOCH

# An icon within the content: its bytes look like operators.
ICON = b"q\n6 0 0 6 %s %s cm\nBI /W 4 /H 4 /BPC 8 /CS /G ID \nET Q BT Tj(\\<\n>\nEI\nQ\n"


def n(value):
    return number(float(value)).encode()


def glyphless(file):
    """The font of a recognised text: no outlines, all letters half as wide as high, codes that are Unicode."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "space"])
    builder.setupCharacterMap({32: "space"})
    builder.setupGlyf({name: TTGlyphPen(None).glyph() for name in (".notdef", "space")})
    builder.setupHorizontalMetrics({name: (500, 0) for name in (".notdef", "space")})
    builder.setupHorizontalHeader(ascent=1000, descent=-1)
    builder.setupNameTable({"familyName": "GlyphLessFont", "styleName": "Regular", "psName": "GlyphLessFont"})
    builder.setupOS2()
    builder.setupPost()
    # seconds from 1904 to 1970, as fonts count
    builder.font["head"].created = builder.font["head"].modified = EPOCH + 2_082_844_800
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.font.save(out)
    program = file.stream(out.getvalue(), f"/Length1 {len(out.getvalue())}")
    descriptor = file.add(
        f"<< /Type /FontDescriptor /FontName /GlyphLessFont /Flags 5 /FontBBox [0 0 500 1000] /ItalicAngle 0 "
        f"/Ascent 1000 /Descent -1 /CapHeight 1000 /StemV 80 /FontFile2 {program} 0 R >>"
    )
    numbers = file.stream(b"\x00\x01" * 65536)
    inner = file.add(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /GlyphLessFont /FontDescriptor {descriptor} 0 R /DW 500 "
        f"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /CIDToGIDMap {numbers} 0 R >>"
    )
    unicode_map = to_unicode([], 2).replace(b"endcmap", b"1 beginbfrange\n<0000> <FFFF> <0000>\nendbfrange\nendcmap")
    return file.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /GlyphLessFont /Encoding /Identity-H "
        f"/DescendantFonts [{inner} 0 R] /ToUnicode {file.stream(unicode_map)} 0 R >>"
    )


def recognised(lines, name):
    """A scan: a picture of the page, and its text in render mode 3, each word stretched to the width of its picture."""
    file = File("darasa, shaped like a text recognition's", "1.5")
    font = glyphless(file)
    grey = file.stream(
        bytes(250 - (at * 7919 % 23) for at in range(60 * 85)),
        "/Type /XObject /Subtype /Image /Width 60 /Height 85 /ColorSpace /DeviceGray /BitsPerComponent 8",
    )
    contents = []
    for of in each_page(lines):
        drawn = b"q %d 0 0 %d 0 0 cm /Im1 Do Q\nBT\n3 Tr\n" % (WIDTH, HEIGHT)
        for line in of:
            ((text, face, size),) = line.runs
            x = line.x
            for word in text.split(" "):
                width = face.width(word, size)
                stretch = 100 * width / (len(word) * size * 0.5)
                codes = (word + " ").encode("utf-16-be").hex().upper().encode()
                drawn += b"1 0 0 1 %s %s Tm /f-0-0 %s Tf %s Tz [ <%s> ] TJ\n" % (
                    n(x),
                    n(HEIGHT - line.y),
                    n(size),
                    n(stretch),
                    codes,
                )
                x += width + face.width(" ", size)
        contents.append(drawn + b"ET\n")
    return assembled(file, contents, f"/Font << /f-0-0 {font} 0 R >> /XObject << /Im1 {grey} 0 R >>", name)


def justified(lines, name, right=523):
    """Lines filled by word spacing, every second one also squeezed by letter spacing; icons within the content."""
    file, fonts, contents = File("darasa, justified"), Fonts(), []
    for of in each_page(lines):
        drawn = b""
        for at, line in enumerate(of):
            ((text, face, size),) = line.runs
            letter = -0.12 if at % 2 else 0.0
            gaps, missing = text.count(" "), right - line.x - face.width(text, size) - letter * len(text)
            is_full = line.kind in ("body", "bullet") and gaps and missing < 60
            word = missing / gaps if is_full else 0.0
            if line.kind == "bullet" and line.extras["first"]:
                drawn += ICON % (n(line.x - 12), n(HEIGHT - line.y))
            drawn += b"BT\n%s %s Tf\n%s Tc\n%s Tw\n%s %s Td\n%s Tj\nET\n" % (
                fonts.name(face),
                n(size),
                n(letter if is_full else 0),
                n(word),
                n(line.x),
                n(HEIGHT - line.y),
                face.shown(text),
            )
        contents.append(drawn)
    return assembled(file, contents, fonts.resources(file), name)


def doubled(lines, name):
    """A bold name made by drawing it twice, a little aside, and headings in small caps made by size."""
    file, fonts, contents = File("darasa, drawn twice"), Fonts(), []
    for of in each_page(lines):
        drawn = b""
        for line in of:
            ((text, face, size),) = line.runs
            twice = line.kind == "name"
            for aside in (0, 0.3) if twice else (0,):
                drawn += b"BT\n1 0 0 1 %s %s Tm\n" % (n(line.x + aside), n(HEIGHT - line.y))
                for part, at_size in small_caps(text, size) if line.kind == "head" else [(text, size)]:
                    drawn += b"%s %s Tf %s Tj\n" % (fonts.name(face), n(at_size), face.shown(part))
                drawn += b"ET\n"
        contents.append(drawn)
    return assembled(file, contents, fonts.resources(file), name)


def small_caps(text, size):
    """Capitals at full size, the others as capitals at four fifths of it."""
    parts = []
    for letter in text:
        at_size = size * 0.8 if letter.islower() else size
        if parts and parts[-1][1] == at_size:
            parts[-1] = (parts[-1][0] + letter.upper(), at_size)
        else:
            parts.append((letter.upper(), at_size))
    return parts


def mirrored(lines, name):
    """Negative font sizes mirrored back by the matrix, a page that begins elsewhere than at 0 0, and a crop box."""
    file, fonts, contents = File("darasa, mirrored"), Fonts(), []
    for of in each_page(lines):
        drawn = b"q\n1 0 0 1 100 -50 cm\n"
        for line in of:
            ((text, face, size),) = line.runs
            dot = "• " if line.kind == "bullet" and line.extras["first"] else ""
            drawn += b"BT\n%s -%s Tf\n-1 0 0 -1 %s %s Tm\n%s Tj\nET\n" % (
                fonts.name(face),
                n(size),
                n(line.x - face.width(dot, size)),
                n(HEIGHT - line.y),
                face.shown(dot + text),
            )
        contents.append(drawn + b"Q\n")
    crop = f"/CropBox [110 -40 {WIDTH + 90} {HEIGHT - 60}]"
    box = f"100 -50 {WIDTH + 100} {HEIGHT - 50}"
    return assembled(file, contents, fonts.resources(file), name, page_entries=lambda page: crop, box=box)


def turned_name(lines, name):
    """The name and the title run up the left edge, dates are drawn before all other text, as a table by columns is."""
    file, fonts, contents = File("darasa, turned"), Fonts(), []
    for page, of in enumerate(each_page(lines)):
        drawn = b""
        turned = [line for line in of if page == 0 and line in of[:2]]
        rest = [line for line in of if line not in turned]
        for at, line in enumerate(turned):
            drawn += show(fonts, line, b"0 1 -1 0 %d %d" % (40 + 18 * at, 420))
        for line in sorted(rest, key=lambda line: line.kind != "date"):
            drawn += show(fonts, line, b"1 0 0 1 %s %s" % (n(line.x), n(HEIGHT - line.y)))
        contents.append(drawn)
    return assembled(file, contents, fonts.resources(file), name)


def show(fonts, line: Line, matrix):
    ((text, face, size),) = line.runs
    return b"BT\n%s %s Tf\n%s Tm\n%s Tj\nET\n" % (fonts.name(face), n(size), matrix, face.shown(text))
