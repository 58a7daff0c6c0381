"""Diagrams of the conformance cases, written as lines of text and drawn as BPMN.

One element or flow a line, two spaces of indentation for what is inside::

    process p
      start s
      user a
      boundary late on=a timer=PT1H nonint
      xor g
      sub box
        user b
      s > a > g
      g > box if x > 1
      g > e default

``@attribute=value`` sets any attribute, ``xml <…>`` adds any child; the words of each kind are in ``words``.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import pairwise

from lxml import etree

from tests.conformance.words import BPMN, KINDS, NAMESPACES, Drawing, dress

_FLOW = re.compile(r"^[\w\u4e00-\u9fff]+( > [\w\u4e00-\u9fff]+)+( if .+| default)?$")


def draw(text: str) -> bytes:
    """The BPMN document of a text."""
    drawing = Drawing(etree.Element(f"{BPMN}definitions", nsmap=NAMESPACES))
    drawing.root.set("id", "definitions")
    drawing.root.set("targetNamespace", "http://example.org/cases")
    _children(drawing, drawing.root, list(_lines(text)))
    return bytes(etree.tostring(drawing.root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for line in text.splitlines():
        bare = line.strip()
        if bare and not bare.startswith("#"):
            yield (len(line) - len(line.lstrip())) // 2, bare


def _children(drawing: Drawing, parent: etree._Element, lines: list[tuple[int, str]]) -> None:
    position = 0
    flows = []
    while position < len(lines):
        depth, line = lines[position]
        position += 1
        inner = []
        while position < len(lines) and lines[position][0] > depth:
            inner.append(lines[position])
            position += 1
        if _FLOW.match(line):
            flows.append(line)
        else:
            _children(drawing, _element(drawing, parent, line), inner)
    for line in flows:
        _flow(drawing, parent, line)


def _element(drawing: Drawing, parent: etree._Element, line: str) -> etree._Element:
    if line.startswith("xml "):
        wrapped = "<box " + " ".join(f'xmlns:{k}="{v}"' for k, v in NAMESPACES.items()) + f">{line[4:]}</box>"
        child = etree.fromstring(wrapped)[0]
        parent.append(child)
        return child
    kind, element_id, *words = shlex.split(line)
    if kind == "undo":  # undo BOUNDARY HANDLER
        ends = {"id": f"{element_id}_undo", "sourceRef": element_id, "targetRef": words[0]}
        return etree.SubElement(parent, f"{BPMN}association", ends)
    tag, attributes = KINDS[kind]
    element = etree.SubElement(parent, f"{BPMN}{tag}", {"id": element_id, **attributes})
    dress(drawing, element, kind, words)
    return element


def _flow(drawing: Drawing, parent: etree._Element, line: str) -> None:
    path, _, condition = line.partition(" if ")
    default = path.endswith(" default")
    nodes = path.removesuffix(" default").split(" > ")
    for number, (source, target) in enumerate(pairwise(nodes)):
        flow_id = drawing.fresh(f"{source}_{target}")
        ends = {"id": flow_id, "sourceRef": source, "targetRef": target}
        flow = etree.SubElement(parent, f"{BPMN}sequenceFlow", ends)
        if number == 0 and condition:
            etree.SubElement(flow, f"{BPMN}conditionExpression").text = f"= {condition}"
        if number == 0 and default:
            next(child for child in parent if child.get("id") == source).set("default", flow_id)
