"""What a reader finds in the files: the text of a Word document and of a PDF."""

from __future__ import annotations

import base64
import io
import re
import zipfile
import zlib

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SHOWN = re.compile(rb"\((?:[^()\\]|\\.)*\) Tj|ActualText <FEFF[0-9A-F]{4}>", re.S)
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.S)


def part(content: bytes, name: str = "word/document.xml") -> etree._Element:
    """The root of a part of a Word document."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return etree.fromstring(archive.read(name))


def paragraphs(content: bytes) -> list[str]:
    """The paragraphs of a Word document, those of its tables among them."""
    return ["".join(p.itertext(f"{_W}t")) for p in part(content).iter(f"{_W}p")]


def pdf_text(content: bytes) -> str:
    """The text of a PDF in the order in which it is drawn, set in the built-in Chinese font."""
    found = []
    for stream in re.findall(rb"ASCII85Decode /FlateDecode.*?stream\r?\n(.*?)endstream", content, re.S):
        data = zlib.decompress(base64.a85decode(stream.strip().removesuffix(b"~>")))
        found += [_shown(match[0]) for match in _SHOWN.finditer(data)]
    return "".join(found)


def _shown(operator: bytes) -> str:
    if operator.startswith(b"ActualText"):
        return chr(int(operator[-5:-1], 16))
    raw = _ESCAPE.sub(lambda found: _unescaped(found[1]), operator[1:-4])
    return "" if raw == b"x" else raw.decode("utf-16-be", errors="replace")


def _unescaped(code: bytes) -> bytes:
    return (
        bytes([int(code, 8)]) if code.isdigit() else {b"n": b"\n", b"r": b"\r", b"t": b"\t"}.get(code, code)
    )
