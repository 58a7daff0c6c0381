"""The numbered rules and the places that name them."""

from __future__ import annotations

import pytest

from processes import rules
from processes.errors import NotFound
from processes.rules import Place, places

DIAGRAM = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:jiedu="http://jiedu.gov.example/schema/1.0"><process id="p" name="P">
  <extensionElements><jiedu:rule ids="S2-48"/></extensionElements>
  <userTask id="T" name="A&#10;B"><extensionElements><jiedu:rule ids="S2-49 S2-09"/></extensionElements>
  </userTask>
  <intermediateCatchEvent id="W"><extensionElements><jiedu:deadline rule="S2-62"/></extensionElements>
  <timerEventDefinition id="t"/></intermediateCatchEvent></process></definitions>"""
FORM = """{"id": "F", "components": [
  {"type": "group", "label": "G", "properties": {"rule": "S2-30"}, "id": "g",
  "components": [{"key": "a", "label": "文字", "type": "textfield", "properties": {"rule": "S2-96 S2-97"}},
  {"type": "text", "id": "x"}]}]}""".encode()
TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"><decision id="D"><decisionTable>
  <rule id="r1"><description>S2-41、S2-48：名义</description></rule><rule id="r2"/></decisionTable></decision>
  </definitions>""".encode()


def test_a_diagram_names_rules_at_elements_and_timers() -> None:
    assert places({"p.bpmn": DIAGRAM}) == [
        Place("S2-09", "element", "p", "T", "A B"),
        Place("S2-48", "element", "p", "p", "P"),
        Place("S2-49", "element", "p", "T", "A B"),
        Place("S2-62", "timer", "p", "W", ""),
    ]


def test_a_form_names_rules_at_fields_and_groups() -> None:
    assert places({"F.form": FORM}) == [
        Place("S2-30", "field", "F", "g", "G"),
        Place("S2-96", "field", "F", "a", "文字"),
        Place("S2-97", "field", "F", "a", "文字"),
    ]


def test_a_decision_names_rules_in_the_descriptions_of_its_rows() -> None:
    told = "S2-41、S2-48：名义"
    assert places({"D.dmn": TABLE, "README.md": b"S2-01"}) == [
        Place("S2-41", "row", "D", "r1", told),
        Place("S2-48", "row", "D", "r1", told),
    ]


def test_the_two_documents_have_155_rules() -> None:
    known = rules.rules()
    assert len(known) == 155
    assert [key for key in known if key.startswith("S1")] == [f"S1-{n:02}" for n in range(1, 51)]
    assert [key for key in known if key.startswith("S2")] == [f"S2-{n:02}" for n in range(1, 106)]


@pytest.mark.rule("S2-01", "S2-94", "S2-95")
def test_every_rule_knows_its_basis() -> None:
    rule = rules.rule("S2-62")
    assert "渝府办发〔2021〕101号" in rule.document.basis
    assert rule.citation == "制度四（三）3（1）"
    assert str(rule.document.effective) == "2021-11-24"
    assert rule.document.repeals == "政府办白头〔2020〕227号"


def test_an_unknown_number_is_told() -> None:
    with pytest.raises(NotFound, match="没有编号为“S3-01”的条款"):
        rules.rule("S3-01")
