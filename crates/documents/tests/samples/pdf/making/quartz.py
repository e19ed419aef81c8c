"""Quartz' shape: codes in order of use, kerning between single letters, the size in the text matrix."""

from pdf_pages import HEIGHT, Fonts, assembled, each_page
from pdf_writer import File, number

KERNING = {
    "AV": 74,
    "AT": 60,
    "Te": 55,
    "To": 55,
    "Ve": 40,
    "We": 30,
    "P.": 80,
    "r,": 45,
    "y.": 50,
    "fo": -6,
    "ow": 8,
    "Ta": 55,
}


def quartz(lines, name, rise=False):
    """Fonts of size 1 scaled by the text matrix, kerning between single letters in TJ, titles stretched by Tz.

    With `rise`, dates are raised."""
    file, fonts, contents = File("darasa, shaped like Quartz'", "1.3"), Fonts("TT"), []
    for of in each_page(lines):
        drawn = b"q Q q 0 0 595 842 re W n /Cs1 cs 0 0 0 sc\n"
        for line in of:
            for text, face, size in line.runs:
                text = ("• " if line.kind == "bullet" and line.extras["first"] else "") + text
                letters, shown = face.letters(text), b""
                for at, letter in enumerate(letters):
                    kern = KERNING.get("".join(letters[at : at + 2]))
                    shown += face.shown([letter]) + (b" %d " % kern if kern else b" ")
                more = b"104 Tz " if line.kind == "name" else b""
                more += b"2.5 Ts " if rise and line.kind == "date" else b""
                reset = b"100 Tz " if line.kind == "name" else b""
                reset += b"0 Ts " if rise and line.kind == "date" else b""
                drawn += b"BT %s 0 0 %s %s %s Tm %s%s 1 Tf [ %s ] TJ %sET\n" % (
                    number(float(size)).encode(),
                    number(float(size)).encode(),
                    number(float(line.x)).encode(),
                    number(float(HEIGHT - line.y)).encode(),
                    more.replace(b"2.5", b".2"),
                    fonts.name(face),
                    shown,
                    reset,
                )
        contents.append(drawn + b"Q\n")
    space = file.add("[/CalRGB << /WhitePoint [0.9505 1 1.089] /Gamma [2.2 2.2 2.2] >>]")
    return assembled(file, contents, f"{fonts.resources(file)} /ColorSpace << /Cs1 {space} 0 R >>", name)
