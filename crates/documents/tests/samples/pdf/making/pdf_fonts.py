"""Fonts of a PDF: embedded in the ways that other producers choose, or named only."""

import io
import logging
import struct

from fontTools import subset
from fontTools.agl import UV2AGL
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

from pdf_writer import literal, number

# Old fonts bear dates before 1970, which is said each time.
logging.getLogger("fontTools").setLevel(logging.ERROR)

FONTS = "/usr/share/fonts/truetype/"


def to_unicode(pairs, width, ranges=False):
    """A ToUnicode CMap of (code, text); consecutive codes as one range with an array, if wanted."""
    code = lambda value: f"<{value:0{2 * width}X}>"
    said = lambda text: f"<{text.encode('utf-16-be').hex().upper()}>"
    rows = []
    for start in range(0, len(pairs), 100):
        part = pairs[start : start + 100]
        if ranges:
            rows += [
                f"{len(part)} beginbfrange",
                *(f"{code(c)} {code(c)} [{said(u)}]" for c, u in part),
                "endbfrange",
            ]
        else:
            rows += [f"{len(part)} beginbfchar", *(f"{code(c)} {said(u)}" for c, u in part), "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"{code(0)} {code(256**width - 1)}",
            "endcodespacerange",
            *rows,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    ).encode()


class Face:
    """A TrueType font of which only what is shown gets embedded.

    identity   two bytes, the font's own glyph numbers (Word, Identity-H)
    renumbered two bytes, numbered in order of use, with a CIDToGIDMap (design tools, Skia)
    winansi    one byte, WinAnsiEncoding, no ToUnicode (Word, for Latin text)
    codes      one byte from 33 up in order of use, symbolic, with ToUnicode (Quartz)
    names      one byte with Differences by glyph names, no ToUnicode (old distillers)
    type3      one byte with Differences by glyph names, each glyph a drawing, no ToUnicode"""

    def __init__(self, path, kind, ligatures=False, ranges=False, wide=None, said=None):
        """`wide` shows what WinAnsi has not; `said` tells ToUnicode another text for a letter."""
        self.font = TTFont(FONTS + path, recalcTimestamp=False)
        self.cmap, self.kind, self.ligatures, self.ranges = self.font.getBestCmap(), kind, ligatures, ranges
        self.scale = 1000 / self.font["head"].unitsPerEm
        self.name = self.font["name"].getDebugName(6)
        self.wide, self.said, self.codes = wide, said or {}, {}

    def width(self, text, size):
        return sum(self.advance(letter) for letter in self.letters(text)) * size / 1000

    def advance(self, letter):
        return self.font["hmtx"][self.glyph(letter)][0] * self.scale

    @staticmethod
    def single(letter):
        return ord({"fi": "ﬁ", "fl": "ﬂ"}.get(letter, letter))

    def glyph(self, letter):
        try:
            return self.cmap[self.single(letter)]
        except KeyError:
            raise SystemExit(f"{self.name} has no {letter!r} (U+{self.single(letter):04X})") from None

    def glyph_name(self, letter):
        return UV2AGL.get(self.single(letter), f"uni{self.single(letter):04X}")

    def letters(self, text):
        """Letters of a text, with ligatures as one where the font has them."""
        found, rest = [], text
        while rest:
            step = 2 if self.ligatures and rest[:2] in ("fi", "fl") else 1
            found.append(rest[:step])
            rest = rest[step:]
        return found

    def code(self, letter):
        if letter not in self.codes:
            by_kind = {
                "identity": lambda: self.font.getGlyphID(self.glyph(letter)),
                "renumbered": lambda: len(self.codes) + 1,
                "winansi": lambda: letter.encode("cp1252")[0],
            }
            self.codes[letter] = by_kind.get(self.kind, lambda: len(self.codes) + 33)()
        return self.codes[letter]

    @property
    def bytes_per_code(self):
        return 2 if self.kind in ("identity", "renumbered") else 1

    def shown(self, letters):
        """The string operand that shows letters."""
        if isinstance(letters, str):
            letters = self.letters(letters)
        if self.bytes_per_code == 2:
            return ("<" + "".join(f"{self.code(letter):04X}" for letter in letters) + ">").encode()
        return literal(bytes(self.code(letter) for letter in letters))

    def subset(self):
        """The font file with the used glyphs, under their old numbers."""
        options = subset.Options(
            retain_gids=True, notdef_outline=True, layout_features=[], hinting=False, name_IDs=[1, 2, 6]
        )
        options.drop_tables += ["GSUB", "GPOS", "GDEF", "DSIG", "kern", "FFTM"]
        font = TTFont(self.font.reader.file.name, recalcTimestamp=False)
        chooser = subset.Subsetter(options)
        chooser.populate(glyphs=[self.glyph(letter) for letter in self.codes])
        chooser.subset(font)
        if self.kind == "codes":
            table = CmapSubtable.newSubtable(4)
            table.platformID, table.platEncID, table.language = 3, 0, 0
            table.cmap = {0xF000 + code: self.glyph(letter) for letter, code in self.codes.items()}
            font["cmap"].tables = [table]
        out = io.BytesIO()
        font.save(out)
        return out.getvalue()

    def embed(self, file, tag="ABCDEF"):
        if self.kind == "type3":
            return self.embed_drawings(file)
        data = self.subset()
        program = file.stream(data, f"/Length1 {len(data)}")
        head, hhea, name = self.font["head"], self.font["hhea"], f"{tag}+{self.name}"
        box = " ".join(str(round(value * self.scale)) for value in (head.xMin, head.yMin, head.xMax, head.yMax))
        flags = 32 if self.kind in ("winansi", "names") else 4
        descriptor = file.add(
            f"<< /Type /FontDescriptor /FontName /{name} /Flags {flags} /FontBBox [{box}] "
            f"/ItalicAngle 0 /Ascent {round(hhea.ascent * self.scale)} "
            f"/Descent {round(hhea.descent * self.scale)} /CapHeight 700 /StemV 80 /FontFile2 {program} 0 R >>"
        )
        if self.bytes_per_code == 2:
            return self.embed_composite(file, name, descriptor)
        entries = f"/Type /Font /Subtype /TrueType /BaseFont /{name} /FontDescriptor {descriptor} 0 R "
        entries += self.simple_widths()
        if self.kind == "winansi":
            entries += " /Encoding /WinAnsiEncoding"
        elif self.kind == "names":
            entries += f" /Encoding << /Type /Encoding /BaseEncoding /WinAnsiEncoding {self.differences()} >>"
        else:
            entries += f" /ToUnicode {self.unicode_map(file)} 0 R"
        return file.add(f"<< {entries} >>")

    def simple_widths(self, scale=1.0):
        by_code = {code: self.advance(letter) * scale for letter, code in self.codes.items()}
        first, last = min(by_code), max(by_code)
        widths = " ".join(number(float(round(by_code.get(code, 0)))) for code in range(first, last + 1))
        return f"/FirstChar {first} /LastChar {last} /Widths [{widths}]"

    def differences(self):
        rows = sorted((code, self.glyph_name(letter)) for letter, code in self.codes.items())
        return "/Differences [" + " ".join(f"{code} /{name}" for code, name in rows) + "]"

    def unicode_map(self, file):
        pairs = sorted((code, self.said.get(letter, letter)) for letter, code in self.codes.items())
        return file.stream(to_unicode(pairs, self.bytes_per_code, self.ranges))

    def embed_composite(self, file, name, descriptor):
        widths = " ".join(
            f"{code} [{round(self.advance(letter))}]"
            for letter, code in sorted(self.codes.items(), key=lambda each: each[1])
        )
        map_entry = "/CIDToGIDMap /Identity"
        if self.kind == "renumbered":
            numbers = [0] + [self.font.getGlyphID(self.glyph(letter)) for letter in self.codes]
            map_entry = f"/CIDToGIDMap {file.stream(struct.pack(f'>{len(numbers)}H', *numbers))} 0 R"
        inner = file.add(
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} "
            f"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            f"/FontDescriptor {descriptor} 0 R /DW 1000 /W [{widths}] {map_entry} >>"
        )
        return file.add(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{inner} 0 R] "
            f"/ToUnicode {self.unicode_map(file)} 0 R >>"
        )

    def embed_drawings(self, file):
        units = self.font["head"].unitsPerEm
        glyphs, procedures = self.font.getGlyphSet(), []
        for letter, code in sorted(self.codes.items(), key=lambda each: each[1]):
            pen = Drawing(glyphs)
            glyphs[self.glyph(letter)].draw(pen)
            start = f"{self.font['hmtx'][self.glyph(letter)][0]} 0 0 -{units} {units} {units} d1\n"
            drawing = file.stream((start + "\n".join(pen.drawn) + "\nf").encode())
            procedures.append(f"/{self.glyph_name(letter)} {drawing} 0 R")
        return file.add(
            f"<< /Type /Font /Subtype /Type3 /FontBBox [0 -{units} {units} {units}] "
            f"/FontMatrix [{1 / units:.8f} 0 0 {1 / units:.8f} 0 0] "
            f"/CharProcs << {' '.join(procedures)} >> /Encoding << /Type /Encoding {self.differences()} >> "
            f"/Resources << >> {self.simple_widths(1 / self.scale)} >>"
        )


class Standard(Face):
    """A standard font that is not embedded; a metric-compatible one measures it."""

    def __init__(self, name, path, encoding="cp1252", ligatures=False):
        super().__init__(path, "standard", ligatures)
        self.base, self.encoding = name, encoding

    def code(self, letter):
        self.codes[letter] = {"fi": 0xAE, "fl": 0xAF}[letter] if len(letter) == 2 else letter.encode(self.encoding)[0]
        return self.codes[letter]

    def embed(self, file, tag=""):
        base = {"cp1252": "WinAnsiEncoding", "mac_roman": "MacRomanEncoding"}[self.encoding]
        encoding = f"<< /BaseEncoding /{base} /Differences [174 /fi /fl] >>" if self.ligatures else f"/{base}"
        return file.add(f"<< /Type /Font /Subtype /Type1 /BaseFont /{self.base} /Encoding {encoding} >>")


class Drawing(BasePen):
    """A glyph's outline as path operators."""

    def __init__(self, glyphs):
        super().__init__(glyphs)
        self.drawn = []

    def _say(self, operator, *points):
        self.drawn.append(" ".join(f"{round(x)} {round(y)}" for x, y in points) + f" {operator}")

    def _moveTo(self, to):
        self._say("m", to)

    def _lineTo(self, to):
        self._say("l", to)

    def _curveToOne(self, first, second, to):
        self._say("c", first, second, to)

    def _closePath(self):
        self.drawn.append("h")
