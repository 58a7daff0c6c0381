"""Decision files changed at random, as a careless editor or a malicious hand would."""

from __future__ import annotations

import random
from copy import deepcopy
from pathlib import Path

from lxml import etree

from .documents import decision, definitions, input_data, literal, table

ROOT = Path(__file__).parents[3]
TEXTS = (
    *(
        "",
        "-",
        "1",
        "-1",
        '"x"',
        "null",
        "true",
        "< 5",
        "[1..10)",
        "not(1)",
        "n",
        "? > 1",
        "1 +",
        "(",
        '"',
        "“x”",
    ),
    *("for i in 1..99999999 return i", "D1", "f(1)", "{a: 1}", "[1, 2][3]", "date('x')", "@" * 50, "(" * 200),
    *(
        "not(" * 60 + ")" * 60,
        "1 " * 3000,
        "\u0000".encode().decode("latin1").strip("\x00"),
        "一",
        "if 1 then",
    ),
)
NAMES = (
    "id",
    "name",
    "href",
    "typeRef",
    "hitPolicy",
    "aggregation",
    "isCollection",
    "kind",
    "iteratorVariable",
)
VALUES = (
    "",
    "D1",
    "#D1",
    "D2",
    "#D2",
    "string",
    "number",
    "tLevel",
    "PRIORITY",
    "SUM",
    "true",
    "Java",
    "#",
    "x" * 300,
)
TAGS = (
    "decision",
    "literalExpression",
    "decisionTable",
    "rule",
    "input",
    "output",
    "context",
    "list",
    "text",
    "for",
)
TAGS += (
    "inputEntry",
    "itemDefinition",
    "itemComponent",
    "typeRef",
    "import",
    "decisionService",
    "invocation",
)

TYPES = """<itemDefinition id="t" name="tLevel"><typeRef>string</typeRef>
<allowedValues><text>"a", "b"</text></allowedValues></itemDefinition>
<itemDefinition id="u" name="tAll" isCollection="true"><typeRef>tLevel</typeRef></itemDefinition>
<itemDefinition id="v" name="tTree"><itemComponent name="next"><typeRef>tTree</typeRef></itemComponent>
</itemDefinition>"""
KNOWLEDGE = """<businessKnowledgeModel id="B1" name="f"><encapsulatedLogic><formalParameter name="x"/>
<literalExpression><text>x * 2</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>"""
SERVICE = """<decisionService id="S1" name="s"><outputDecision href="#D3"/><inputData href="#I1"/>
</decisionService>"""
RULES = ["< 5 => 1 | 2", ">= 5 => D2 | 3"]
LOOP = (
    f"<list>{literal('D2')}<for iteratorVariable='i'><in>{literal('[1, 2, 3]')}</in>"
    f"<return>{literal('i')}</return></for></list>"
)
EXTRA = definitions(
    TYPES,
    input_data("I1", "n", "number"),
    decision("D1", table(["n"], ["o", "p"], RULES, policy="FIRST"), "#D2", "data:#I1"),
    decision("D2", literal("f(n) + 1"), "bkm:#B1"),
    decision("D3", LOOP, "#D2", type_ref="tAll"),
    KNOWLEDGE,
    SERVICE,
)


def corpus() -> list[bytes]:
    """The shipped tables and one file with every other construct."""
    return [path.read_bytes() for path in sorted((ROOT / "bpmn").glob("*.dmn"))] + [EXTRA.encode()]


def mutated(document: bytes, choice: random.Random) -> bytes:
    """The document with one to six changes."""
    if choice.random() < 0.2:
        return _bytes_changed(document, choice)
    root = etree.fromstring(document)
    for _ in range(choice.randint(1, 6)):
        choice.choice(CHANGES)(root, choice)
    return etree.tostring(root)


def _bytes_changed(document: bytes, choice: random.Random) -> bytes:
    data = bytearray(document)
    for _ in range(choice.randint(1, 10)):
        place = choice.randrange(len(data))
        if choice.random() < 0.5:
            data[place] = choice.randrange(256)
        else:
            del data[place : place + choice.randint(1, 40)]
    return bytes(data)


def _some(root: etree._Element, choice: random.Random) -> etree._Element:
    return choice.choice([element for element in root.iter("*") if element is not root] or [root])


def _remove(root: etree._Element, choice: random.Random) -> None:
    element = _some(root, choice)
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _repeat(root: etree._Element, choice: random.Random) -> None:
    element = _some(root, choice)
    parent = element.getparent()
    if parent is not None:
        parent.insert(parent.index(element), deepcopy(element))


def _move(root: etree._Element, choice: random.Random) -> None:
    _some(root, choice).append(deepcopy(_some(root, choice)))


def _retext(root: etree._Element, choice: random.Random) -> None:
    _some(root, choice).text = choice.choice(TEXTS)


def _rewrite(root: etree._Element, choice: random.Random) -> None:
    texts = list(root.iter("{*}text"))
    if texts:
        choice.choice(texts).text = choice.choice(TEXTS)


def _rename(root: etree._Element, choice: random.Random) -> None:
    element = _some(root, choice)
    element.tag = etree.QName(etree.QName(root).namespace, choice.choice(TAGS)).text


def _attribute(root: etree._Element, choice: random.Random) -> None:
    _some(root, choice).set(choice.choice(NAMES), choice.choice(VALUES))


def _unset(root: etree._Element, choice: random.Random) -> None:
    element = _some(root, choice)
    if element.attrib:
        del element.attrib[choice.choice(sorted(element.attrib))]


def _nest(root: etree._Element, choice: random.Random) -> None:
    inner = deepcopy(_some(root, choice))
    for _ in range(choice.choice((2, 45, 120))):
        outer = etree.Element(inner.tag)
        outer.append(inner)
        inner = outer
    _some(root, choice).append(inner)


CHANGES = (
    _remove,
    _repeat,
    _move,
    _retext,
    _rewrite,
    _rewrite,
    _rename,
    _attribute,
    _attribute,
    _unset,
    _nest,
)
