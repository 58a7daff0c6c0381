"""Whole documents of other engines: nothing is lost silently, the result is ours, the drawing stays."""

from __future__ import annotations

import pytest
from lxml import etree

from processes.importing import convert
from processes.importing.names import DIALECTS
from processes.sandbox import Sandbox
from tests.processes.diagrams import REVIEW
from tests.processes.importing import peers
from tests.processes.importing.surroundings import AROUND, foreign_parts, told

PEERS = {name: getattr(peers, name) for name in ("CAMUNDA", "FLOWABLE", "ACTIVITI", "SPIFF")}
each_peer = pytest.mark.parametrize("document", PEERS.values(), ids=PEERS)
#: Parts whose content has the notes.
_CONTAINERS = {
    "inputOutput": {"inputParameter", "outputParameter"},
    "properties": {"property", "formJsonSchemaFilename"},
}


@each_peer
def test_nothing_foreign_is_left(document: bytes):
    assert foreign_parts(document)
    out = convert(document).document
    assert foreign_parts(out) == []
    assert not set(etree.fromstring(out).nsmap.values()) & set(DIALECTS)


@each_peer
def test_every_foreign_part_has_a_note_at_its_element(document: bytes):
    subjects = {note.subject.rpartition(":")[2].split(" ")[0] for note in convert(document).notes}
    for line, name in foreign_parts(document):
        assert subjects & (_CONTAINERS.get(name, set()) | {name}), f"line {line}: {name}"


@each_peer
def test_every_note_has_a_place_and_a_chinese_sentence(document: bytes):
    ids = {element.get("id") for element in etree.fromstring(document).iter(etree.Element)}
    for note in convert(document).notes:
        assert note.line
        assert note.element_id in ids
        assert any("\u4e00" <= mark <= "\u9fff" for mark in note.message), note


@each_peer
def test_converting_twice_changes_nothing_more(document: bytes):
    once = convert(document).document
    again = convert(once)
    assert again.document == once
    assert again.notes == []


@each_peer
def test_the_drawing_stays(document: bytes):
    def drawing(text: bytes) -> list[tuple[str, dict[str, str]]]:
        root = etree.fromstring(text)
        return [
            (str(e.tag), dict(e.attrib))
            for e in root.iter("{*}BPMNDiagram", "{*}BPMNShape", "{*}Bounds", "{*}waypoint")
        ]

    assert len(drawing(document)) == 5
    assert drawing(convert(document).document) == drawing(document)


@each_peer
def test_the_result_deploys(document: bytes):
    Sandbox().deploy({"imported.bpmn": convert(document).document, **AROUND})


def test_our_own_document_comes_back_byte_for_byte():
    assert convert(REVIEW).document is REVIEW
    assert convert(REVIEW).notes == []


def test_what_camunda_has_and_we_have_not_is_told():
    unmapped = told(convert(peers.CAMUNDA).notes, "unmapped")
    assert unmapped == {
        ("main", "camunda:candidateStarterGroups"),
        ("register", "camunda:taskListener"),
        ("java", "camunda:class"),
        ("groovy", "script（groovy）"),
        ("failed", "camunda:errorMessageVariable"),
    }


def test_what_flowable_has_and_we_have_not_is_told():
    assert told(convert(peers.FLOWABLE).notes, "unmapped") == {
        ("ask", "flowable:skipExpression"),
        ("approve", "flowable:taskListener"),
        ("bean", "flowable:delegateExpression"),
        ("stop", "flowable:terminateAll"),
    }


def test_what_spiffworkflow_has_and_we_have_not_is_told():
    assert told(convert(peers.SPIFF).notes, "unmapped") == {
        ("enter", "spiffworkflow:formJsonSchemaFilename"),
        ("program", "script（python）"),
        ("receive", "spiffworkflow:messageVariable"),
    }


def test_the_text_of_a_program_is_kept_as_documentation():
    root = etree.fromstring(convert(peers.SPIFF).document)
    task = next(root.iter("{*}scriptTask[@id='program']"), None) or root.find(
        ".//{*}scriptTask[@id='program']"
    )
    assert "os.remove(path)" in task.findtext("{*}documentation")
    assert task.find("{*}script") is None
