"""Pages of a PDF: the page tree, and the fonts that its pages share."""

from pages import PAPER

WIDTH, HEIGHT = PAPER


def each_page(lines):
    return [[line for line in lines if line.page == page] for page in range(max(line.page for line in lines) + 1)]


class Fonts:
    """Names of the faces on pages, and their objects once all letters are known."""

    def __init__(self, prefix="F"):
        self.prefix, self.faces = prefix, []

    def name(self, face):
        if face not in self.faces:
            self.faces.append(face)
        return f"/{self.prefix}{self.faces.index(face) + 1}".encode()

    def resources(self, file):
        tags = [
            "".join(chr(65 + (number * 7 + place * 3) % 26) for place in range(6))
            for number in range(len(self.faces))
        ]
        rows = [
            f"/{self.prefix}{number} {face.embed(file, tag)} 0 R"
            for number, (face, tag) in enumerate(zip(self.faces, tags), 1)
        ]
        return f"/Font << {' '.join(rows)} >>"


def assembled(
    file,
    contents,
    resources,
    name,
    root_entries="",
    page_entries=lambda page: "",
    box=f"0 0 {WIDTH} {HEIGHT}",
    kids=(),
):
    """Pages whose resources hang on the page tree; `kids` are their numbers, where something speaks of them before."""
    tree, kids = file.add(), kids or [file.add() for _ in contents]
    for page, (kid, content) in enumerate(zip(kids, contents)):
        stream = content if isinstance(content, str) else f"{file.stream(content)} 0 R"
        file.put(kid, f"<< /Type /Page /Parent {tree} 0 R /Contents {stream} {page_entries(page)} >>")
    of = " ".join(f"{kid} 0 R" for kid in kids)
    file.put(
        tree, f"<< /Type /Pages /Kids [{of}] /Count {len(kids)} /MediaBox [{box}] /Resources << {resources} >> >>"
    )
    return file.saved(file.add(f"<< /Type /Catalog /Pages {tree} 0 R {root_entries} >>"), name)
