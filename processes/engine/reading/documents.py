"""Reading uploaded BPMN, bounded in size and depth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from processes.errors import Problem
from processes.xml import BrokenXml, parse

from . import rulebook
from .extensions import BPMN
from .parser import SUPPORTED
from .schema import schema

MAX_BYTES = 8_000_000
MAX_ELEMENTS = 80_000  # the drawing counts too: ten or so for a node
MAX_NODES = 20_000
MAX_ATTRIBUTES = 1_000  # of one element
MAX_DEPTH = 100
MAX_TEXT = 200_000  # characters of one attribute or text


def load(documents: Mapping[str, bytes], problems: list[Problem]) -> dict[str, etree._Element]:
    """The roots of well-formed BPMN documents by file name; faults are added to ``problems``."""
    found: dict[str, etree._Element] = {}
    for name in sorted(documents):
        root = read(name, documents[name], problems)
        if root is not None:
            found[name] = root
    return found


def read(name: str, document: bytes, problems: list[Problem]) -> etree._Element | None:
    """One document, or ``None`` with the reason in ``problems``."""

    def refuse(code: str, message: str, line: int | None = None) -> None:
        problems.append(rulebook.problem(code, message, file=name, line=line))

    if len(document) > MAX_BYTES:
        refuse("XML-too-large", f"文件有 {len(document)} 字节，上限 {MAX_BYTES}")
        return None
    try:
        root = parse(document)
    except BrokenXml as error:
        if error.doctype:
            refuse("XML-doctype", str(error))
        else:
            refuse("XML-syntax", str(error), error.line)
        return None
    if root.tag != f"{BPMN}definitions":
        refuse("BPMN-root", f"根元素应为 bpmn:definitions，实际是 {root.tag}")
        return None
    excess = _excess(root)
    if excess:
        refuse("XML-too-large", excess)
        return None
    longest = _longest(root)
    if longest is not None:
        refuse("XML-long-text", f"有一个属性或一段文字超过 {MAX_TEXT} 个字符", _line(longest))
        return None
    _spell_out(root)
    return root


def _longest(root: etree._Element) -> etree._Element | None:
    """An element with a text that is too long."""
    for element in root.iter(etree.Element):
        texts = (element.text or "", element.tail or "", *map(str, element.attrib.values()))
        if any(len(text) > MAX_TEXT for text in texts):
            return element
    return None


def _line(element: etree._Element) -> int | None:
    line: Any = element.sourceline
    return None if line is None else int(line)


def _spell_out(root: etree._Element) -> None:
    """``true`` and ``false`` may be written ``1`` and ``0`` (XML Schema 1.0 §3.2.2)."""
    words = {"1": "true", "0": "false"}
    flags = schema().flags()
    for element in root.iter(f"{BPMN}*"):
        for name in flags.intersection(map(str, element.attrib)):
            given = element.get(name, "").strip()
            element.set(name, words.get(given, given))


def _excess(root: etree._Element) -> str | None:
    """What of a document is more than a deployment bears; each costs time that grows with it."""
    if len(root.nsmap) > MAX_ATTRIBUTES:
        return f"根元素声明了 {len(root.nsmap)} 个命名空间，上限 {MAX_ATTRIBUTES}"
    depth = count = nodes = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth, count, nodes = depth + 1, count + 1, nodes + (str(element.tag) in _NODES)
        if depth > MAX_DEPTH:
            return f"元素嵌套超过 {MAX_DEPTH} 层"
        if count > MAX_ELEMENTS or nodes > MAX_NODES:
            return f"元素超过 {MAX_ELEMENTS} 个，或流程元素超过 {MAX_NODES} 个"
        if len(element.attrib) > MAX_ATTRIBUTES:
            return f"一个元素的属性超过 {MAX_ATTRIBUTES} 个"
    return None


_NODES = frozenset(BPMN + tag for tag in SUPPORTED)
