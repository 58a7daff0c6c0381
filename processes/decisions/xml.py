"""Walking through the elements of a DMN document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from processes.xml import Element


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
