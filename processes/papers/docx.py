"""A paper as a Word file (ISO/IEC 29500, WordprocessingML): the same paper always gives the same bytes.

The page follows GB/T 9704-2012: A4, margins 37/35/28/26 mm, page numbers between dashes.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from functools import partial
from typing import Any

from lxml import etree
from lxml.builder import ElementMaker  # type: ignore[import-not-found, unused-ignore]

from processes.papers.page import Line, Paper, Style, Table
from processes.papers.wording import readable

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_E = ElementMaker(namespace=W, nsmap={"w": W, "r": _R})
#: Twentieths of a point; the text is 156 mm wide.
_WIDTH = 8845
_MARGINS = {"top": 2098, "right": 1474, "bottom": 1984, "left": 1587, "header": 851, "footer": 1587}
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class _Look:
    """``size`` in half points, ``leading`` in twentieths of a point (exact)."""

    font: str
    size: int
    leading: int
    after: int = 0


_LOOKS: dict[Style, _Look] = {
    "title": _Look("方正小标宋简体", 44, 700, 160),
    "head": _Look("黑体", 32, 580),
    "body": _Look("仿宋_GB2312", 32, 580),
    "cell": _Look("仿宋_GB2312", 24, 320),
    "label": _Look("黑体", 24, 320),
    "note": _Look("楷体_GB2312", 24, 360),
    "small": _Look("楷体_GB2312", 21, 280),
}


def docx(paper: Paper) -> bytes:
    """The file.  Raises nothing for text that XML cannot hold: such characters are left out."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/document.xml": _document(paper),
        "word/_rels/document.xml.rels": _relations(("styles", "styles.xml"), ("footer", "footer1.xml")),
        "word/styles.xml": _styles(),
        "word/footer1.xml": _E.ftr(_page_number()),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, root in parts.items():
            content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _set(element: Any, **values: object) -> Any:
    for name, value in values.items():
        element.set(f"{{{W}}}{name}", str(value))
    return element


def _document(paper: Paper) -> Any:
    body = _E.body()
    for block in paper.blocks:
        body.append(_paragraph(block) if isinstance(block, Line) else _table(block))
    if isinstance(paper.blocks[-1], Table):
        body.append(_E.p())  # WordprocessingML wants a paragraph after a table at the end
    reference = _set(_E.footerReference(), type="default")
    reference.set(f"{{{_R}}}id", "rId2")
    section = _E.sectPr(reference, _set(_E.pgSz(), w=11906, h=16838), _set(_E.pgMar(), **_MARGINS, gutter=0))
    body.append(section)
    return _E.document(body)


def _paragraph(line: Line) -> Any:
    look = _LOOKS[line.style]
    indent = _set(_E.ind(), firstLineChars=200, firstLine=look.size * 20) if line.indent else None
    if line.box is not None:  # the text hangs behind its box
        indent = _set(_E.ind(), left=look.size * 10 + 40, hanging=look.size * 10 + 40)
    properties = _E.pPr(
        _set(_E.spacing(), before=0, after=look.after, line=look.leading, lineRule="exact"),
        *([] if indent is None else [indent]),
        _set(_E.jc(), val=line.align if line.align != "left" else "both"),
    )
    box = [] if line.box is None else [_run("☑" if line.box else "□", look, "Segoe UI Symbol")]
    return _E.p(properties, *box, *_lines_of(line.text, look))


def _lines_of(text: str, look: _Look) -> list[Any]:
    """Runs of a text, with breaks where it has several lines."""
    runs: list[Any] = []
    for number, part in enumerate(readable(text).split("\n")):
        runs += [_E.r(_E.br())] if number else []
        runs.append(_run(part, look, look.font))
    return runs


def _run(text: str, look: _Look, font: str) -> Any:
    fonts = _set(_E.rFonts(), ascii=font, hAnsi=font, eastAsia=font, cs=font)
    sizes = (_set(_E.sz(), val=look.size), _set(_E.szCs(), val=look.size))
    content = _E.t(text)
    content.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return _E.r(_E.rPr(fonts, *sizes), content)


def _table(table: Table) -> Any:
    widths = [round(share * _WIDTH) for share in table.widths]
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = _E.tblBorders(
        *(
            _set(etree.Element(f"{{{W}}}{edge}"), val="single", sz=6, space=0, color="000000")
            for edge in edges
        )
    )
    padding = (_set(etree.Element(f"{{{W}}}{edge}"), w=60, type="dxa") for edge in ("top", "bottom"))
    properties = _E.tblPr(
        _set(_E.tblW(), w=sum(widths), type="dxa"),
        _set(_E.jc(), val="center"),
        borders,
        _set(_E.tblLayout(), type="fixed"),
        _E.tblCellMar(*padding),
    )
    grid = _E.tblGrid(*(_set(_E.gridCol(), w=width) for width in widths))
    rows = [_row(row, widths, table.head and not number) for number, row in enumerate(table.rows)]
    return _E.tbl(properties, grid, *rows)


def _row(row: tuple[tuple[Line, ...], ...], widths: list[int], head: bool) -> Any:
    properties = _E.trPr(_E.cantSplit(), *([_E.tblHeader()] if head else []))
    cells = []
    for lines, width in zip(row, widths, strict=True):
        place = _E.tcPr(_set(_E.tcW(), w=width, type="dxa"), _set(_E.vAlign(), val="center"))
        cells.append(_E.tc(place, *map(_paragraph, lines or (Line("", "cell"),))))
    return _E.tr(properties, *cells)


def _page_number() -> Any:
    """— 1 — in 四号, as GB/T 9704-2012 7.5 has it."""
    run = partial(_run, look=_Look("宋体", 28, 0), font="宋体")
    field = _set(_E.fldSimple(run("1")), instr=" PAGE ")
    return _E.p(_E.pPr(_set(_E.jc(), val="center")), run("— "), field, run(" —"))


def _styles() -> Any:
    look = _LOOKS["body"]
    fonts = _set(_E.rFonts(), ascii="Times New Roman", hAnsi="Times New Roman", eastAsia=look.font)
    language = _set(_E.lang(), val="en-US", eastAsia="zh-CN")
    default = _E.rPrDefault(_E.rPr(fonts, _set(_E.sz(), val=look.size), language))
    normal = _set(_E.style(_set(_E.name(), val="Normal")), type="paragraph", default=1, styleId="a")
    return _E.styles(_E.docDefaults(default), normal)


def _content_types() -> Any:
    make = ElementMaker(namespace=f"{_PACKAGE}/content-types", nsmap={None: f"{_PACKAGE}/content-types"})
    xml = "application/vnd.openxmlformats-package.relationships+xml"
    kinds = {"document": "document.main", "styles": "styles", "footer1": "footer"}
    return make.Types(
        make.Default(Extension="rels", ContentType=xml),
        make.Default(Extension="xml", ContentType="application/xml"),
        *(
            make.Override(PartName=f"/word/{name}.xml", ContentType=f"{_TYPE}.{kind}+xml")
            for name, kind in kinds.items()
        ),
    )


def _relations(*targets: tuple[str, str]) -> Any:
    space = f"{_PACKAGE}/relationships"
    make = ElementMaker(namespace=space, nsmap={None: space})
    return make.Relationships(
        *(
            make.Relationship(Id=f"rId{number}", Type=f"{_R}/{kind}", Target=target)
            for number, (kind, target) in enumerate(targets, start=1)
        )
    )
