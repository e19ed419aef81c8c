"""Design tools' shape: words or letters placed one by one, upside down and scaled, in nested states and forms."""

from pdf_pages import HEIGHT, WIDTH, Fonts, assembled, each_page
from pdf_writer import File, number


def gradient(file, shade):
    """A small picture, stretched over the page."""
    pixels = b"".join(bytes((shade[0], shade[1], min(255, shade[2] + row // 2))) * 4 for row in range(32))
    return file.stream(
        pixels, "/Type /XObject /Subtype /Image /Width 4 /Height 32 /ColorSpace /DeviceRGB /BitsPerComponent 8"
    )


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
                fonts.name(face),
                number(float(size)).encode(),
                number(float(size)).encode(),
                number(line.x + at).encode(),
                number(float(line.y)).encode(),
                face.shown(part),
            )
    return drawn


def design_tool(lines, name, by="word", nested=False, shade=(238, 242, 230), scale=0.75):
    """A page turned upside down and scaled, a picture behind it, text blocks in nested states or in nested forms."""
    file, fonts, contents, forms = File("darasa, shaped like a design tool's", "1.4"), Fonts("R"), [], []
    image = gradient(file, shade)
    state = file.add("<< /Type /ExtGState /ca 1 /CA 1 /BM /Normal >>")
    for of in each_page(lines):
        drawn = b"q\n%s 0 0 %s 0 0 cm\n/Im1 Do\nQ\nq\n%s 0 0 -%s 0 %d cm\nq\n" % (
            str(WIDTH).encode(),
            str(HEIGHT).encode(),
            number(scale).encode(),
            number(scale).encode(),
            HEIGHT,
        )
        grown = number(1 / scale).encode()
        block = b""
        for at, line in enumerate(of):
            block += placed_text(fonts, line, by)
            if at + 1 == len(of) or of[at + 1].kind in ("head", "job"):
                if nested:
                    forms.append(block)
                    block = b"/Fm%d Do\n" % len(forms)
                drawn += (
                    b"q\n/G1 gs\n%s 0 0 %s 0 0 cm\nq\n1 0 0 1 40 25 cm\n1 0 0 1 -40 -25 cm\n.2 .2 .25 rg\n%sQ\nQ\n"
                    % (grown, grown, block)
                )
                block = b""
        contents.append(drawn + b"Q\nQ\n")
    resources = f"{fonts.resources(file)} /ExtGState << /G1 {state} 0 R >>"
    objects = [f"/Im1 {image} 0 R"]
    for at, block in enumerate(forms, 1):
        bounds = "/Type /XObject /Subtype /Form /BBox [-2000 -2000 2000 2000] /Group << /S /Transparency >>"
        inner = file.stream(block, f"{bounds} /Matrix [2 0 0 2 0 0] /Resources << {resources} >>")
        outer = file.stream(
            b"q\n.5 0 0 .5 0 0 cm\n/Inner Do\nQ\n", f"{bounds} /Resources << /XObject << /Inner {inner} 0 R >> >>"
        )
        objects.append(f"/Fm{at} {outer} 0 R")
    return assembled(file, contents, f"{resources} /XObject << {' '.join(objects)} >>", name)
