"""Documents that carry what the schema of BPMN allows, made from documents that work."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from lxml import etree

from processes.engine.reading import support
from processes.engine.reading.extensions import BPMN
from processes.engine.reading.schema import Attribute, schema
from processes.engine.reading.support import Kind

WALK = schema().walk()
#: The type of every element by its name: no name has two.
TYPES = {name: kind for (_, name), kind in WALK.items()}
PLACES = [(around, name) for around, name in WALK if around]
POSITIONS = [(name, attribute) for name, kind in TYPES.items() for attribute in schema().attributes(kind)]
#: What is documentation as a whole; what would stand inside is not looked at.
APART = {"choreography", "globalChoreographyTask", "globalConversation"}
NO_EFFECT = (Kind.DESCRIBED, Kind.WARNED)


def tag(element: etree._Element) -> str:
    """The BPMN name of an element, or its full name."""
    return str(element.tag).removeprefix(BPMN)


def value_of(attribute: Attribute) -> str:
    """A value that the schema accepts."""
    if isinstance(attribute.kind, frozenset):
        return sorted(attribute.kind)[-1]
    return {"boolean": "true", "integer": "7"}.get(attribute.kind, "zz")


def new(name: str, number: Iterator[int]) -> etree._Element:
    """The element with every attribute that is documentation."""
    made = etree.Element(BPMN + name)
    for attribute, declared in schema().attributes(TYPES[name]).items():
        verdict = support.of_attribute(TYPES[name], attribute)
        if verdict is not None and verdict.kind is Kind.DESCRIBED:
            made.set(attribute, value_of(declared))
    if "id" in schema().attributes(TYPES[name]):
        made.set("id", f"zz{next(number)}")
    if not schema().children(TYPES[name]):
        made.text = "zz"
    return made


def decorate(document: bytes) -> bytes:
    """A document with everything that has no effect by its verdict, wherever the schema allows it."""
    root = etree.fromstring(document)
    number = itertools.count(1)
    for element in [e for e in root.iter(f"{BPMN}*") if tag(e) in TYPES]:
        _attributes(element)
        _children(element, number, depth=0)
    return etree.tostring(root)


def _attributes(element: etree._Element) -> None:
    kind = TYPES[tag(element)]
    for name, declared in schema().attributes(kind).items():
        verdict = support.of_attribute(kind, name)
        if verdict is not None and verdict.kind is Kind.DESCRIBED and name not in {*element.attrib, "id"}:
            element.set(name, value_of(declared))


def _children(element: etree._Element, number: Iterator[int], depth: int) -> None:
    for name in schema().children(TYPES[tag(element)]):
        verdict = support.of_element(name)
        if verdict is None or verdict.kind not in NO_EFFECT or element.find(BPMN + name) is not None:
            continue
        child = new(name, number)
        if depth < 2 and name not in APART:
            _children(child, number, depth + 1)
        element.append(child)
