"""Whatever is uploaded: a converted document or a refusal, quickly."""

from __future__ import annotations

import copy
import random

import pytest
from lxml import etree

from processes.errors import InvalidDefinition
from processes.importing import Kind, convert
from tests.processes.importing import peers
from tests.processes.importing.surroundings import foreign_parts

_HEAD = (
    b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    b'xmlns:camunda="http://camunda.org/schema/1.0/bpmn">'
)
HOSTILE = {
    "empty": b"",
    "text": "不是 XML".encode(),
    "another root": b"<html/>",
    "no namespace": b"<definitions/>",
    "entity": b'<!DOCTYPE d [<!ENTITY e "x">]><definitions>&e;</definitions>',
    "external entity": b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><definitions>&e;</definitions>',
    "laughs": b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><definitions>&b;</definitions>',
    "encoding": b'<?xml version="1.0" encoding="utf-99"?><definitions/>',
    "unfinished": _HEAD + b"<process>",
    "too large": _HEAD + b" " * 4_000_001 + b"</definitions>",
    "too many": _HEAD + b"<process/>" * 60_000 + b"</definitions>",
    "too deep": _HEAD + b"<subProcess>" * 150 + b"</subProcess>" * 150 + b"</definitions>",
    "null": b"\0" * 100,
}
ODD = {
    "our prefix for another namespace": (
        _HEAD.replace(b">", b' xmlns:zeebe="http://other.example">')
        + b'<process id="p"><userTask id="u" camunda:assignee="x" zeebe:own="1"/></process></definitions>'
    ),
    "no ids": (
        _HEAD + b'<process><userTask camunda:assignee="x"/><scriptTask><script>1</script></scriptTask>'
        b"<boundaryEvent/><lane/></process></definitions>"
    ),
    "foreign inside foreign": (
        _HEAD + b'<process id="p"><extensionElements><camunda:in><camunda:in>'
        b"</camunda:in></camunda:in></extensionElements></process></definitions>"
    ),
    "foreign child of the root": _HEAD + b'<camunda:thing a="b"/></definitions>',
    "empty containers": (
        _HEAD + b'<userTask id="u"><extensionElements><camunda:properties/><camunda:inputOutput/>'
        b"<camunda:formData/></extensionElements></userTask></definitions>"
    ),
    "empty attributes": (
        _HEAD + b'<process id="p"><userTask id="u" camunda:assignee="" camunda:candidateGroups="" '
        b'camunda:dueDate="" camunda:formKey="" camunda:priority=""/><callActivity id="c"/>'
        b'<serviceTask id="s" camunda:class="" camunda:topic=""/>'
        b'<startEvent id="b" camunda:initiator=""/></process></definitions>'
    ),
}


@pytest.mark.parametrize("document", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_diagram_is_refused(document: bytes):
    with pytest.raises(InvalidDefinition) as refusal:
        convert(document)
    assert refusal.value.problems[0].remedy


@pytest.mark.parametrize("value", ["${" + "a+" * 400_000 + "a}", "${a}," * 100_000, "${" * 400_000])
def test_endless_expressions_are_told(value: str):
    done = convert(_HEAD + f'<userTask id="u" camunda:candidateGroups="{value}"/></definitions>'.encode())
    assert [note.kind for note in done.notes] == [Kind.UNMAPPED]


@pytest.mark.parametrize("document", ODD.values(), ids=ODD)
def test_odd_documents_are_converted(document: bytes):
    once = convert(document)
    assert once.notes
    assert foreign_parts(once.document) == []
    assert convert(once.document).document == once.document


MARKS = [*"$}'\"([\\%é\n:.<-", "${", "#{", "= ", "lambda ", "[0", " in "]


def damaged(seed: int) -> bytes:
    """A document with marks put into its texts, elements doubled, taken out or emptied."""
    drive = random.Random(seed)
    root = etree.fromstring(drive.choice([peers.CAMUNDA, peers.FLOWABLE, peers.ACTIVITI, peers.SPIFF]))
    for _ in range(drive.randint(1, 12)):
        element = drive.choice(list(root.iter(etree.Element)))
        parent = element.getparent()
        if parent is None:
            continue
        match drive.randrange(6):
            case 0:
                parent.remove(element)
            case 1:
                parent.append(copy.deepcopy(element))
            case 2:
                element.attrib.clear()
            case 3 | 4 if element.attrib:
                key = drive.choice(sorted(map(str, element.attrib)))
                element.set(key, _marked(drive, str(element.get(key))))
            case _:
                element.text = _marked(drive, element.text or "")
    return etree.tostring(root)


def _marked(drive: random.Random, text: str) -> str:
    at = drive.randrange(len(text) + 1)
    return text[:at] + drive.choice(MARKS) + text[at + drive.randrange(2) :]


@pytest.mark.parametrize("seed", range(150))
def test_damaged_documents_are_converted(seed: int):
    once = convert(damaged(seed))
    assert convert(once.document).document == once.document
