"""Nothing of BPMN is silently ignored: every element and attribute of its schema has a verdict, and
the engine does what the verdict says."""

from __future__ import annotations

import itertools
from functools import cache

import pytest
from lxml import etree

from processes.engine import Resources
from processes.engine.checks import vocabulary
from processes.engine.reading import documents, support
from processes.engine.reading.document import Document, Surroundings
from processes.engine.reading.extensions import BPMN
from processes.engine.reading.rulebook import RULES
from processes.engine.reading.schema import schema
from processes.engine.reading.support import ATTRIBUTES, ELEMENTS, Kind
from processes.sandbox import documents as papers
from tests.conformance.suite import CASES

from .carrying import PLACES, POSITIONS, TYPES, new, tag, value_of

ROOT = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"/>'


@cache
def carried() -> frozenset[str]:
    """Elements, and attributes by the type that declares them, in the executed parts of conformance cases."""
    found: set[str] = set()
    for content in {c for case in CASES for c in papers.add(Resources({}), case.documents).bpmn.values()}:
        root = documents.read("a.bpmn", content, [])
        if root is None:
            continue
        document = Document("a.bpmn", root, Surroundings({}, frozenset(), frozenset()))
        for element in [root, *document.model_elements()]:
            if tag(element) in TYPES and not document.apart(element):
                known = schema().attributes(TYPES[tag(element)])
                found.add(tag(element))
                found |= {f"{known[n].declared}.{n}" for n in map(str, element.attrib) if n in known}
    return frozenset(found)


@cache
def chain(name: str) -> tuple[str, ...]:
    """The elements around and including one, from the child of ``definitions`` on, the shortest way."""
    ways: dict[str, tuple[str, ...]] = {"definitions": ()}
    for around, inner in PLACES:  # breadth first: the shortest way comes first
        if around in ways and inner not in ways:
            ways[inner] = (*ways[around], inner)
    return ways[name]


def place(*names: str) -> tuple[etree._Element, etree._Element]:
    """A document with these elements inside each other; its root and the innermost."""
    number = itertools.count(1)
    root = element = etree.fromstring(ROOT)
    for name in names:
        element.append(new(name, number))
        element = element[-1]
    return root, element


def unseen(*names: str) -> bool:
    """Whether one of these, or what is around them, is judged as a whole."""
    around = {each for name in names for each in chain(name)}
    return bool(around & vocabulary.APART) or any(ELEMENTS[n].code in vocabulary.HELD for n in around)


def told(root: etree._Element) -> list[str]:
    """The codes of the check of words."""
    document = Document("a.bpmn", root, Surroundings({}, frozenset(), frozenset()))
    return sorted(problem.code for problem in vocabulary.check(document))


def test_every_element_of_the_schema_has_a_verdict():
    assert set(ELEMENTS) == set(TYPES)


def test_every_attribute_of_the_schema_has_a_verdict():
    declared = {f"{schema().attributes(TYPES[n])[a].declared}.{a}" for n, a in POSITIONS}
    assert set(ATTRIBUTES) == declared


def test_the_schema_is_the_whole_of_bpmn():
    assert (len(TYPES), len(PLACES), len(POSITIONS)) == (171, 1119, 431)


def test_a_verdict_that_refuses_names_a_rule():
    for verdict in (*ELEMENTS.values(), *ATTRIBUTES.values()):
        severity = {Kind.REFUSED: "error", Kind.WARNED: "warning"}.get(verdict.kind)
        assert (None if verdict.code is None else RULES[verdict.code].severity) == severity
        assert verdict.note.startswith("§")


@pytest.mark.parametrize("name", [n for n, v in ELEMENTS.items() if v.kind is Kind.EXECUTED])
def test_an_executed_element_has_a_conformance_case(name: str):
    assert name in carried()


@pytest.mark.parametrize("name", [n for n, v in ATTRIBUTES.items() if v.kind is Kind.EXECUTED])
def test_an_executed_attribute_has_a_conformance_case(name: str):
    assert name in carried()


@pytest.mark.parametrize("around", sorted({around for around, _ in PLACES}))
def test_an_element_is_judged_wherever_it_may_stand(around: str):
    for name in (inner for place_, inner in PLACES if place_ == around):
        before, _ = place(*chain(around))
        after, _ = place(*chain(around), name)
        verdict = ELEMENTS[name]
        new_ones = [] if verdict.code not in vocabulary.HELD else [verdict.code]
        if unseen(around):
            new_ones = []
        assert told(after) == sorted([*told(before), *new_ones]), name


@pytest.mark.parametrize("name", sorted(TYPES))
def test_an_attribute_is_judged_with_every_value(name: str):
    for attribute, declared in schema().attributes(TYPES[name]).items():
        verdict = support.of_attribute(TYPES[name], attribute)
        values = declared.kind if isinstance(declared.kind, frozenset) else [value_of(declared)]
        for value in [*values, *(verdict.unless or ())]:
            root, element = place(*chain(name))
            before = told(root)
            element.set(attribute, value)
            held = verdict.code in vocabulary.HELD and verdict.breached(value)
            seen = not unseen(*chain(name)[:-1]) and ELEMENTS[name].code not in vocabulary.HELD
            new_ones = [verdict.code] if held and seen else []
            assert told(root) == sorted([*before, *new_ones]), (attribute, value)


def test_what_the_schema_does_not_know_is_refused_everywhere():
    for name in sorted(TYPES):
        for bad in ("nothing", "definitions"):
            root, element = place(*chain(name))
            if unseen(name) or name in vocabulary.OPAQUE:
                continue
            before = told(root)
            etree.SubElement(element, BPMN + bad)
            element.set("nothing", "x")
            code = "BPMN-unknown-element" if bad == "nothing" else "BPMN-misplaced"
            assert told(root) == sorted([*before, code, "BPMN-unknown-attribute"]), name
