"""What the converted documents refer to: forms and decision tables of the same deployment."""

from __future__ import annotations

import json

from lxml import etree

from processes.importing import Note
from processes.importing.names import DIALECTS


def form(form_id: str) -> bytes:
    """A form without fields."""
    return json.dumps({"schemaVersion": 19, "id": form_id, "type": "default", "components": []}).encode()


def decision(decision_id: str, source: str, result: str) -> bytes:
    """A table with one rule that always gives ``result``."""
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="dd" name="dd" namespace="t">'
        f'<decision id="{decision_id}" name="{decision_id}"><variable id="v" name="{decision_id}"/>'
        '<decisionTable id="t" hitPolicy="UNIQUE"><input id="i"><inputExpression id="ie">'
        f"<text>{source}</text>"
        '</inputExpression></input><output id="o" name="out"/><rule id="r"><inputEntry id="a"><text>-</text>'
        f'</inputEntry><outputEntry id="b"><text>{result}</text></outputEntry></rule></decisionTable>'
        "</decision></definitions>"
    ).encode()


AROUND = {
    "register_form.form": form("register_form"),
    "leave_form.form": form("leave_form"),
    "enter.form": form("enter"),
    "rating.dmn": decision("rating", "amount", "amount &gt; 5"),
    "days_rule.dmn": decision("days_rule", "amount", '"ok"'),
}


def foreign_parts(document: bytes) -> list[tuple[str, str]]:
    """(line, prefixed name) of every foreign attribute and every outermost foreign element."""
    found: list[tuple[str, str]] = []
    for element in etree.fromstring(document).iter(etree.Element):
        name = etree.QName(element)
        parent = element.getparent()
        outermost = parent is None or etree.QName(parent).namespace not in DIALECTS
        if name.namespace in DIALECTS and outermost:
            found.append((str(element.sourceline), name.localname))
        for key in element.attrib:
            attribute = etree.QName(str(key))
            if attribute.namespace in DIALECTS:
                found.append((str(element.sourceline), attribute.localname))
    return found


def told(notes: list[Note], kind: str) -> set[tuple[str | None, str]]:
    """(element id, subject) of the notes of one kind."""
    return {(note.element_id, note.subject) for note in notes if note.kind == kind}
