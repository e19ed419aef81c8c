"""PDF writer: objects, streams and the cross-reference table."""

import zlib

from tools import DATE


def number(value):
    return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def literal(data):
    """A string in parentheses, as bytes."""
    return (
        b"(" + data.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)").replace(b"\r", b"\\r") + b")"
    )


def text_string(text):
    """A text string of the document: UTF-16 with its mark."""
    return "<" + ("\ufeff" + text).encode("utf-16-be").hex().upper() + ">"


class File:
    def __init__(self, producer, version="1.7"):
        self.bodies, self.producer, self.version = [], producer, version

    def add(self, body=None):
        self.bodies.append(body if body is None or isinstance(body, bytes) else body.encode())
        return len(self.bodies)

    def put(self, at, body):
        self.bodies[at - 1] = body.encode() if isinstance(body, str) else body

    def stream(self, data, entries="", at=None, encode=None, filters="/FlateDecode"):
        """`encode` packs in another way than zlib; `filters` then names it."""
        data = encode(data) if encode else zlib.compress(data, 9)
        body = f"<< {entries} /Length {len(data)} /Filter {filters} >>\nstream\n".encode() + data + b"\nendstream"
        if at:
            self.put(at, body)
        return at or self.add(body)

    def saved(self, root, name):
        info = self.add(
            f"<< /Producer ({self.producer}) /CreationDate ({DATE.decode()}Z) /Title {text_string(name)} >>"
        )
        out, places = bytearray(f"%PDF-{self.version}\n%\xe2\xe3\xcf\xd3\n".encode("latin-1")), []
        for at, body in enumerate(self.bodies, 1):
            places.append(len(out))
            out += b"%d 0 obj\n" % at + body + b"\nendobj\n"
        start, size = len(out), len(self.bodies) + 1
        out += b"xref\n0 %d\n0000000000 65535 f \n" % size + b"".join(b"%010d 00000 n \n" % place for place in places)
        out += b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>] >>\n" % (
            size,
            root,
            info,
            b"0" * 32,
            b"0" * 32,
        )
        return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)
