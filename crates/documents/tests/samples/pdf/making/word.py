"""Word's shape: tagged, each run with its own text object, artifacts, ActualText."""

from pdf_pages import HEIGHT, Fonts, assembled, each_page
from pdf_writer import File, number


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


def word_run(fonts, text, face, size, x, y):
    """One run as Word writes it: clipped to the page, its own text object, small corrections within TJ."""
    cut = max(1, len(text) // 3)
    shown = b"".join(
        face.shown(part) + b"%d" % kern
        for part, kern in [(text[:cut], 3), (text[cut : 2 * cut], -2), (text[2 * cut :], 0)]
        if part
    )
    return b"q\n0.000008871 0 595.32 841.92 re\nW* n\nBT\n%s %s Tf\n1 0 0 1 %s %s Tm\n0 g\n0 G\n[%s] TJ\nET\nQ\n" % (
        fonts.name(face),
        number(float(size)).encode(),
        number(float(x)).encode(),
        number(float(HEIGHT - y)).encode(),
        shown,
    )


def word_line(fonts, line, bullet):
    """The runs of a line, three words each, with a blank run behind it, as Word ends a paragraph."""
    ((text, face, size),) = line.runs
    drawn, x = b"", line.x
    if line.kind == "bullet" and line.extras["first"]:
        drawn += word_run(fonts, "•", bullet, size, x - 14, line.y)
    broken, text = text.endswith("-"), text.removesuffix("-")
    said = text.split(" ")
    for start in range(0, len(said), 3):
        part = " ".join(said[start : start + 3]) + (" " if start + 3 < len(said) else "")
        for run, of in pieces(part, face):
            drawn += word_run(fonts, run, of, size, x, line.y)
            x += of.width(run, size)
    if broken:
        return (
            drawn + b"/Span <</ActualText<FEFF00AD>>> BDC\n" + word_run(fonts, "-", face, size, x, line.y) + b"EMC\n"
        )
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
                edge = "Top" if kind == "Header" else "Bottom"
                drawn += f"/Artifact <</Attached [/{edge}]/Type/Pagination/Subtype/{kind}>> BDC\n".encode()
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
        elements.append(
            [
                file.add(f"<< /Type /StructElem /S /{tag} /P {document} 0 R /K {mark} /Pg {at} 0 R >>")
                for mark, tag in enumerate(tags)
            ]
        )
    rows = " ".join(f"{page} [{' '.join(f'{each} 0 R' for each in of)}]" for page, of in enumerate(elements))
    parents = file.add(f"<< /Nums [{rows}] >>")
    all_elements = " ".join(f"{each} 0 R" for of in elements for each in of)
    file.put(document, f"<< /Type /StructElem /S /Document /P {root} 0 R /K [{all_elements}] >>")
    file.put(
        root,
        f"<< /Type /StructTreeRoot /K {document} 0 R /ParentTree {parents} 0 R /ParentTreeNextKey {len(marks)} >>",
    )
    return assembled(
        file,
        contents,
        resources,
        name,
        f"/MarkInfo << /Marked true >> /StructTreeRoot {root} 0 R /Lang ({language})",
        lambda page: f"/StructParents {page} /Tabs /S /Group << /Type /Group /S /Transparency /CS /DeviceRGB >>",
        kids=kids,
    )
