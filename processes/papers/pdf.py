"""A paper as PDF (ISO 32000): the page of GB/T 9704-2012, the same bytes for the same paper and font.

Without a font file the text is set in STSong-Light, a font that PDF readers bring for Chinese (Adobe-GB1);
with a TrueType file that font is embedded.  Boxes are drawn, and read as ☑ and □ when text is copied.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer
from reportlab.platypus import Table as Grid

from processes.papers.page import Line, Paper, Style, Table
from processes.papers.wording import readable

_BUILT_IN = "STSong-Light"
_ALIGN: dict[str, Any] = {"left": TA_LEFT, "center": TA_CENTER, "right": TA_RIGHT}
_TOP, _BOTTOM, _LEFT, _RIGHT = 37 * mm, 35 * mm, 28 * mm, 26 * mm
_WIDTH = A4[0] - _LEFT - _RIGHT


class NotAFont(ValueError):
    """The font file cannot be embedded; the text is Chinese and names it."""


@dataclass(frozen=True)
class _Look:
    """Points."""

    size: float
    leading: float
    after: float = 0


_LOOKS: dict[Style, _Look] = {
    "title": _Look(22, 35, 8),
    "head": _Look(16, 29),
    "body": _Look(16, 29),
    "cell": _Look(12, 16),
    "label": _Look(12, 16),
    "note": _Look(12, 18),
    "small": _Look(10.5, 14),
}


def pdf(paper: Paper, font: Path | None = None) -> bytes:
    """The file.  *font*: a TrueType file (``.ttf``, or the first face of a ``.ttc``); raises NotAFont."""
    name = _registered(font)
    out = io.BytesIO()
    document = BaseDocTemplate(
        out, pagesize=A4, title=paper.name, author="", subject="", creator="jiedu", invariant=1, lang="zh-CN"
    )
    frame = Frame(
        _LEFT,
        _BOTTOM,
        _WIDTH,
        A4[1] - _TOP - _BOTTOM,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )

    def number(canvas: Any, _document: Any) -> None:
        canvas.setFont(name, 14)
        canvas.drawCentredString(A4[0] / 2, _BOTTOM - 7 * mm - 14, f"— {canvas.getPageNumber()} —")

    document.addPageTemplates([PageTemplate(frames=[frame], onPage=number)])
    document.build([part for block in paper.blocks for part in _block(block, name)])
    return out.getvalue()


@lru_cache(maxsize=8)
def _registered(font: Path | None) -> str:
    if font is None:
        pdfmetrics.registerFont(UnicodeCIDFont(_BUILT_IN))
        return _BUILT_IN
    name = f"jiedu-{font.stem}"
    try:
        pdfmetrics.registerFont(TTFont(name, str(font)))
    except (TTFError, OSError) as error:
        raise NotAFont(f"字体文件 {font} 应为可嵌入的 TrueType 字体：{error}") from error
    return name


def _block(block: Line | Table, font: str) -> list[Flowable]:
    if isinstance(block, Line):
        return [_flowable(block, font)]
    return [Spacer(1, 6), _grid(block, font), Spacer(1, 6)]


def _flowable(line: Line, font: str) -> Flowable:
    look = _LOOKS[line.style]
    style = ParagraphStyle(
        line.style,
        fontName=font,
        fontSize=look.size,
        leading=look.leading,
        spaceAfter=look.after,
        alignment=_ALIGN[line.align],
        firstLineIndent=2 * look.size if line.indent else 0,
        wordWrap="CJK",
    )
    shown = readable(line.text).replace("\t", " ")
    if not shown.strip():
        return Spacer(1, look.leading)
    paragraph = Paragraph("<br/>".join(map(escape, shown.split("\n"))), style)
    return paragraph if line.box is None else _Option(paragraph, line.box, look)


def _grid(table: Table, font: str) -> Flowable:
    cells = [[[_flowable(line, font) for line in lines] for lines in row] for row in table.rows]
    style: list[Any] = [
        ("GRID", (0, 0), (-1, -1), 0.75, "black"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 5),
    ]
    widths = [share * _WIDTH for share in table.widths]
    return Grid(cells, colWidths=widths, style=style, repeatRows=int(table.head))


class _Option(Flowable):
    """A paragraph that hangs behind a drawn box."""

    def __init__(self, text: Paragraph, checked: bool, look: _Look) -> None:
        super().__init__()
        self.text, self.checked, self.look = text, checked, look
        self.hang = look.size * 1.25

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        _, self.taken = self.text.wrap(width - self.hang, height)
        return width, self.taken

    def draw(self) -> None:
        side = self.look.size * 0.72
        left, bottom = 1.0, self.taken - self.look.size * 0.98
        canvas = self.canv
        canvas.saveState()
        canvas.setLineWidth(0.8)
        canvas.rect(left, bottom, side, side)
        if self.checked:
            canvas.setLineWidth(1.3)
            tick = canvas.beginPath()
            tick.moveTo(left + side * 0.18, bottom + side * 0.52)
            tick.lineTo(left + side * 0.42, bottom + side * 0.24)
            tick.lineTo(left + side * 0.84, bottom + side * 0.82)
            canvas.drawPath(tick)
        canvas.restoreState()
        self._say(left, bottom, side)
        self.text.drawOn(self.canv, self.hang, 0)

    def _say(self, left: float, bottom: float, side: float) -> None:
        """An unseen letter that readers and searches take for the box (ISO 32000-1 §14.9.4)."""
        code = ord("☑" if self.checked else "□")
        canvas: Any = self.canv
        canvas._code.append(f"/Span <</ActualText <FEFF{code:04X}>>> BDC")
        unseen = canvas.beginText(left, bottom)
        unseen.setTextRenderMode(3)
        unseen.setFont("Helvetica", side)
        unseen.textOut("x")
        canvas.drawText(unseen)
        canvas._code.append("EMC")
