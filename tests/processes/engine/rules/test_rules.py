"""Every rule of deployment: broken by a minimal model, kept by the repaired one."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

import processes.engine
from processes.engine import Context, Program, Resources, compile, compiling, start_timers
from processes.engine.reading.dialect import DIALECT
from processes.engine.reading.extensions import READERS
from processes.engine.reading.rulebook import RULES, problem
from processes.errors import InvalidDefinition, Problem

from ..models import NOW, document, process
from . import activities, documents, events, graph, paths, words
from .fault import Fault, resources

FAULTS = [fault for part in (documents, graph, paths, events, activities, words) for fault in part.FAULTS]
#: Rules that no document alone breaks, with the test of this module that breaks them.
OTHERWISE = {
    "BPMN-unreadable": "test_what_the_parser_cannot_read_is_a_problem",
    "BPMN-start-timer": "test_a_start_timer_that_cannot_be_computed_is_a_problem",
}
SOURCES = sorted(Path(processes.engine.__file__).parent.rglob("*.py"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def told(given: Resources) -> list[Problem]:
    """Every problem of a set, errors and warnings."""
    try:
        return list(compile(given).warnings)
    except InvalidDefinition as error:
        return error.problems


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.code}-{fault.element}")
def test_a_breach_is_told_with_its_place_and_a_way_out(fault: Fault):
    found = [each for each in told(resources(fault.bad)) if each.code == fault.code]
    assert found
    place = next((each for each in found if each.element_id == fault.element), None)
    assert place is not None, found
    assert CHINESE.search(place.message)
    assert CHINESE.search(place.remedy or "")
    assert place.severity == RULES[fault.code].severity
    assert place.line or fault.element is None or fault.code.startswith("DMN")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.code}-{fault.element}")
def test_an_error_refuses_and_a_warning_does_not(fault: Fault):
    if RULES[fault.code].severity == "warning":
        assert isinstance(compile(resources(fault.bad)), Program)
        return
    with pytest.raises(InvalidDefinition):
        compile(resources(fault.bad))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.code}-{fault.element}")
def test_the_repaired_model_deploys(fault: Fault):
    assert [w for w in compile(resources(fault.good)).warnings if w.code == fault.code] == []


def test_the_table_covers_every_rule():
    assert {fault.code for fault in FAULTS} | set(OTHERWISE) == set(RULES)
    assert all(callable(globals()[name]) for name in OTHERWISE.values())


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_a_rule_names_the_function_that_holds_it(rule):
    module, _, name = rule.check.rpartition(".")
    held = importlib.import_module(f"processes.engine.{module}")
    assert callable(getattr(held, name))
    assert f'"{rule.code}"' in inspect.getsource(held)
    assert rule.severity in ("error", "warning")
    assert CHINESE.search(rule.meaning)
    assert CHINESE.search(rule.remedy)
    assert rule.standard


def test_problems_of_the_engine_come_from_the_list_alone():
    made = {
        source.parent.name
        for source in SOURCES
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem"
    }
    assert made == {"rulebook"}
    with pytest.raises(KeyError):
        problem("BPMN-no-such-rule", "…")


def test_every_word_of_the_dialect_is_read_or_only_groups_and_describes():
    assert set(READERS) <= set(DIALECT)
    silent = {name.rpartition("}")[2] for name in set(DIALECT) - set(READERS)}
    # Who may start a process, what is personal and how long it is kept are not the engine's business.
    outside = {"starter", "personal", "retention"}
    assert silent == {"ioMapping", "taskHeaders", "properties", "property", "versionTag"} | outside


def test_codes_are_not_listed_twice():
    listed = re.findall(
        r'"((?:BPMN|XML|DMN|FEEL)-[a-z-]+)"',
        "".join(source.read_text("utf-8") for source in SOURCES if source.parent.name == "rulebook"),
    )
    assert len(listed) == len(set(listed)) == len(RULES)


def test_what_the_parser_cannot_read_is_a_problem(monkeypatch: pytest.MonkeyPatch):
    for error in (ValidationException("x", file_name="a.bpmn"), KeyError("x")):

        def fail(*_: object, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr(compiling, "parse", fail)
        assert [each.code for each in told(resources(documents.OK))] == ["BPMN-unreadable"]


def test_a_start_timer_that_cannot_be_computed_is_a_problem():
    timer = "<timerEventDefinition><timeDate>= unknown</timeDate></timerEventDefinition>"
    start = f'<startEvent id="w">{timer}</startEvent>'
    program = compile(Resources({"a.bpmn": document(process(start, "s>e; w>e"))}))
    with pytest.raises(InvalidDefinition) as refused:
        start_timers(program, Context(NOW, "admin"))
    assert [(each.code, each.element_id) for each in refused.value.problems] == [("BPMN-start-timer", "w")]
