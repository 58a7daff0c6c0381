"""Reading XML that strangers uploaded: no document types, no entities, no network, no giant trees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

Element = etree._Element


class BrokenXml(ValueError):
    """Not well-formed, or not acceptable; ``line`` counts from 1 when it is known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def parse(document: bytes | str) -> Element:
    """The root element; raises ``BrokenXml``."""
    data = document.encode() if isinstance(document, str) else document
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BrokenXml(f"不是格式正确的 XML：{error.msg}", error.lineno) from None
    except ValueError as error:
        raise BrokenXml(f"不是格式正确的 XML：{error}") from None
    document_info: Any = root.getroottree().docinfo
    if document_info.doctype:
        raise BrokenXml("不接受带有 DOCTYPE 的文件", 1)
    return root


def line_of(element: Element) -> int | None:
    """The line where the element begins, from 1."""
    line: Any = element.sourceline
    return line if isinstance(line, int) else None


def local_name(element: Element) -> str:
    """The tag without its namespace."""
    return etree.QName(element).localname


def namespace(element: Element) -> str:
    """The namespace of the tag."""
    return etree.QName(element).namespace or ""


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """Child elements with one of the names."""
    if element is not None:
        for child in element:
            if local_name(child) in names:
                yield child


def child(element: Element | None, *names: str) -> Element | None:
    """The first child element with one of the names."""
    return next(children(element, *names), None)


def text_of(element: Element | None) -> str:
    """The content of the child ``text``, empty when there is none."""
    found = child(element, "text")
    return (found.text or "").strip() if found is not None else ""


def attribute(element: Element | None, name: str) -> str | None:
    """An attribute, None when it or the element is missing."""
    if element is None:
        return None
    value = element.get(name)
    return None if value is None else str(value)
