"""Where artefacts name a rule: ``jiedu:rule`` and ``jiedu:deadline`` in diagrams, the property ``rule`` of
form fields, the descriptions of decision rows and settings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lxml import etree

Kind = Literal["element", "timer", "field", "row"]
_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_JIEDU = "{http://jiedu.gov.example/schema/1.0}"
_NAMED = re.compile(r"S[12]-\d{2,3}")
_ROWS = ("rule", "contextEntry", "decision", "decisionTable")


@dataclass(frozen=True, order=True)
class Place:
    """``owner`` is the process, form or decision, ``id`` the element, field or row in it."""

    rule: str
    kind: Kind
    owner: str
    id: str
    name: str


def places(files: Mapping[str, bytes]) -> list[Place]:
    """Every place of a set of ``.bpmn``, ``.dmn`` and ``.form`` documents (name → content), sorted."""
    found: set[Place] = set()
    for name, content in files.items():
        reader = _READERS.get(name.rpartition(".")[2])
        if reader is not None:
            found.update(reader(content))
    return sorted(found)


def _parse(content: bytes) -> etree._Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _of_diagram(content: bytes) -> Iterator[Place]:
    for process in _parse(content).iter(f"{_BPMN}process"):
        owner = process.get("id", "")
        for word in process.iter(f"{_JIEDU}rule", f"{_JIEDU}deadline"):
            box = word.getparent()
            element = None if box is None else box.getparent()
            if element is None:
                continue
            is_timer = str(word.tag) == f"{_JIEDU}deadline"
            ids = word.get("rule" if is_timer else "ids", "")
            kind: Kind = "timer" if is_timer else "element"
            for rule in ids.split():
                yield Place(rule, kind, owner, element.get("id", ""), _text(element.get("name")))


def _of_form(content: bytes) -> Iterator[Place]:
    form = json.loads(content)
    for field in _fields(form):
        for rule in str((field.get("properties") or {}).get("rule", "")).split():
            label = _text(field.get("label")) or str(field.get("key", ""))
            yield Place(rule, "field", str(form.get("id")), str(field.get("key") or field.get("id")), label)


def _fields(component: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield component
    for inner in component.get("components") or ():
        yield from _fields(inner)


def _of_table(content: bytes) -> Iterator[Place]:
    root = _parse(content)
    for element in root.iter(etree.Element):
        if etree.QName(element).localname not in _ROWS:
            continue
        told = "".join(child.text or "" for child in element if str(child.tag).endswith("}description"))
        for rule in set(_NAMED.findall(told)):
            yield Place(rule, "row", _decision(element), element.get("id", ""), _text(told))


def _decision(element: etree._Element) -> str:
    around = [element, *element.iterancestors()]
    return next((e.get("id", "") for e in around if etree.QName(e).localname == "decision"), "")


def _text(text: str | None) -> str:
    return " ".join((text or "").split())


_READERS = {"bpmn": _of_diagram, "form": _of_form, "dmn": _of_table}
