"""feelin in the browser and FEEL on the server give the same value, or a class of differences says so."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from processes.feel import FeelSyntaxError, Range, compile, convert, to_plain, type_name
from processes.feel.builtins import BUILTINS
from processes.feel.names import CALENDAR_FUNCTIONS
from processes.forms import Form
from processes.forms.conditions import read_test
from processes.forms.divergent import SERVER_ONLY, Look
from processes.forms.portability import DIVERGENCES, divergences, table
from processes.forms.problems import Problems
from processes.forms.syntax import trees
from tests.processes.forms.browser import UI, ask
from tests.processes.forms.expressions import CONTEXTS, TYPES, Expressions
from tests.processes.forms.small_forms import NOW, field

EXPRESSIONS, CONDITIONS = 5_000, 1_000
ROOT = Path(__file__).parents[3]
ISLANDS = ROOT / "service" / "static" / "ui"


class Asked(NamedTuple):
    """One expression with the number of its context, whether it is a condition, and feelin's answer."""

    text: str
    context: int
    unary: bool
    answer: list[Any]


@cache
def asked() -> list[Asked]:
    """Random expressions and conditions, all in one run of Node."""
    made = Expressions(2026)
    random = made.random
    depths = [0, 1, 1, 1, 1, 1, 2, 2, 3]
    questions = [(made.any(random.choice(depths)), random.randrange(3), False) for _ in range(EXPRESSIONS)]
    shapes = ["{}", "{}", "not({})", "{}, {}"]
    for _ in range(CONDITIONS):
        shape, depth = random.choice(shapes), random.choice([1, 1, 2])
        text = shape.format(*(made.boolean(depth) for _ in range(shape.count("{}"))))
        questions.append((text, random.randrange(3), True))
    answers = ask("feel", {"contexts": CONTEXTS, "questions": questions})
    return [Asked(*question, answer) for question, answer in zip(questions, answers, strict=True)]


def typed(value: Any) -> list[Any]:
    """A value of ours as service/ui/checks/feel.mjs writes one."""
    value = convert(value)
    kind = type_name(value)
    if value is None:
        return ["null"]
    if isinstance(value, list):
        return ["list", [typed(item) for item in value]]
    if isinstance(value, dict):
        return ["context", [[name, typed(item)] for name, item in value.items()]]
    if isinstance(value, Range):
        return ["range", value.low_included, typed(value.low), typed(value.high), value.high_included]
    if isinstance(value, (bool, str)):
        return [kind, value]
    return ["function"] if "function" in kind else [kind, str(value if kind == "number" else to_plain(value))]


def same(ours: list[Any], theirs: list[Any]) -> bool:
    """Equal values: numbers to the last bit of a double, contexts in any order; an error counts as null."""
    if {ours[0], theirs[0]} <= {"null", "error"}:
        return True
    if ours[0] != theirs[0]:
        return False
    if ours[0] == "number":
        return float(ours[1]) == float(theirs[1])
    if ours[0] == "list":
        return len(ours[1]) == len(theirs[1]) and all(map(same, ours[1], theirs[1]))
    if ours[0] == "context":
        mine, other = dict(ours[1]), dict(theirs[1])
        return mine.keys() == other.keys() and all(same(mine[name], other[name]) for name in mine)
    if ours[0] == "range":
        return ours[1::3] == theirs[1::3] and same(ours[2], theirs[2]) and same(ours[3], theirs[3])
    return ours == theirs


def agrees(question: Asked) -> bool:
    scope = CONTEXTS[question.context]
    if question.unary:
        test = read_test(f"={question.text}", "", "", Problems("", {}))
        return test is not None and test.holds(scope, NOW) == (question.answer == ["boolean", True])
    try:
        return same(typed(compile(question.text).evaluate(scope, NOW)), question.answer)
    except FeelSyntaxError:
        return question.answer[0] == "error"


def classes(question: Asked) -> list[str]:
    roots = trees(question.text, unary=question.unary)
    return [each.code for each in divergences(roots, Look(question.text, TYPES))]


@cache
def judged() -> list[tuple[Asked, bool, list[str]]]:
    return [(question, agrees(question), classes(question)) for question in asked()]


def test_every_difference_has_a_class():
    unknown = [
        (each.text, each.context, each.answer) for each, equal, codes in judged() if not equal and not codes
    ]
    assert unknown == []
    assert len(judged()) >= 5_000


def test_most_expressions_have_no_class_and_agree():
    # Classes that held for everything would prove nothing.
    plain = [equal for _, equal, codes in judged() if not codes]
    assert len(plain) > 3_000
    assert all(plain)


#: What the generator does not make: other clocks, functions that feelin lacks, times of fields.
_ELSEWHERE = {"server-only", "clock", "clock-text"}


def test_every_class_is_a_difference_that_was_seen():
    seen = Counter(code for _, equal, codes in judged() for code in codes if not equal)
    assert {each.code for each in DIVERGENCES} - set(seen) == _ELSEWHERE
    alone = Counter(codes[0] for _, equal, codes in judged() if not equal and len(codes) == 1)
    assert set(alone) >= {
        "fraction",
        "duration-arithmetic",
        "date-clock",
        "range",
        "position",
        "months-between",
    }


#: An expression of each class for which some context gives two values.
EXAMPLES = {
    "fraction": "0.1 + 0.2 = 0.3",
    "duration-arithmetic": 'duration("P10D") * 2',
    "date-clock": 'date("2024-01-01") - duration("P1DT2H")',
    "range": "m between 10 and n",
    "interval-function": "during(zero, [1..7])",
    "list-equality": "[1] = xs",
    "mixed-types": "t >= 3",
    "chained": "true = n > 2",
    "membership": "1 in nothing",
    "position": "substring(empty, 2)",
    "list-function": "concatenate(ws, nothing)",
    "number-text": "number(empty)",
    "text-of": "string(round up(1, 1))",
    "pattern": 'matches("١", "^\\\\d$")',
    "quantified": "some i in hs.p satisfies i > 2",
    "months-between": 'years and months duration(date("2025-01-31"), date("2026-03-02"))',
    "sort": "sort([2, 1])",
}


@cache
def examples() -> dict[str, list[Asked]]:
    """The examples in every context."""
    questions = [[text, at, False] for text in EXAMPLES.values() for at in range(len(CONTEXTS))]
    answers = iter(ask("feel", {"contexts": CONTEXTS, "questions": questions}))
    return {
        code: [Asked(text, at, False, next(answers)) for at in range(len(CONTEXTS))]
        for code, text in EXAMPLES.items()
    }


@pytest.mark.parametrize("code", EXAMPLES)
def test_examples_of_each_class(code: str):
    assert any(not agrees(each) for each in examples()[code])
    assert all(code in classes(each) for each in examples()[code])


def test_every_class_has_an_example():
    assert {each.code for each in DIVERGENCES} - set(EXAMPLES) == _ELSEWHERE


def test_functions_that_only_the_server_has_are_known():
    assert {*BUILTINS, *CALENDAR_FUNCTIONS} - set(ask("functions")) == SERVER_ONLY


def warnings(*components: dict[str, Any]) -> list[tuple[str | None, str]]:
    document = {"type": "default", "id": "T", "schemaVersion": 19, "components": list(components)}
    return [(each.element_id, each.message) for each in Form.load(document).warnings]


def test_a_form_is_warned_of_expressions_that_may_differ():
    told = warnings(
        field("number", "a", validate={"max": "=b / 3"}, conditional={"hide": '=deadline("5WD", c) = null'}),
        field("number", "b", decimalDigits=0),
        field("datetime", "c", readonly="=c > today()"),
        {"type": "text", "id": "t", "text": "{{working days after(c, 5)}}"},
    )
    assert [element for element, _ in told] == ["id_a", "id_a", "id_c", "id_c", "t"]
    assert "只在服务器上有" in told[0][1]
    assert "校验项“max”“=b / 3”" in told[1][1]


def test_times_taken_as_text_are_told():
    clock = field("datetime", "t", subtype="time")
    for condition in ('=t = "09:30"', '=contains(t, "9")', "=t"):
        ((element, message),) = warnings(clock, field("checkbox", "a", conditional={"hide": condition}))
        assert (element, "补足为 09:30:00" in message) == ("id_a", True)
    for condition in ('=time(t) = time("09:30:00")', "=t = null", "=t != null"):
        assert warnings(clock, field("checkbox", "a", conditional={"hide": condition})) == []


def test_what_is_whole_plain_or_only_ours_is_not_warned_of():
    assert (
        warnings(
            field(
                "number",
                "a",
                decimalDigits=0,
                validate={"max": "=b + 3"},
                properties={"assert": "=a / 3 > 1"},
            ),
            field("number", "b", decimalDigits=0, conditional={"hide": '=c = "甲" or n in [1..3]'}),
            field("number", "n", decimalDigits=0),
            field("textfield", "c"),
            field("textfield", "e", conditional={"hide": "=(some x in list satisfies x.n > 2) = true"}),
            field("datetime", "d", properties={"maxDate": "=today()"}),
        )
        == []
    )


@pytest.mark.parametrize("condition", ["=> 2", "=[1..3]", "=? = null"])
def test_conditions_without_a_value_are_told(condition: str):
    assert any(
        "没有可以比较的值" in text
        for _, text in warnings(field("textfield", "a", conditional={"hide": condition}))
    )


@pytest.mark.parametrize("path", sorted((ROOT / "forms").glob("*.form")), ids=lambda path: path.stem)
def test_the_forms_of_the_office_have_no_warnings(path: Path):
    assert Form.load(path.read_bytes()).warnings == ()


def test_the_page_has_the_table_of_the_code():
    page = (ROOT / "docs" / "reference" / "forms.md").read_text(encoding="utf8")
    start, end = "<!-- 由 processes.forms.portability.table() 生成 -->\n", "\n<!-- 生成结束 -->"
    assert page.split(start)[1].split(end)[0] == table()


def chunks(name: str) -> str:
    """The code that an island loads: its file and what that imports."""
    manifest = json.loads((ISLANDS / "manifest.json").read_text(encoding="utf8"))
    entry = next(each for each in manifest.values() if each.get("name") == name and each.get("isEntry"))
    pending, files = [entry], {}
    while pending:
        part = pending.pop()
        if part["file"] not in files:
            files[part["file"]] = (ISLANDS / part["file"]).read_text(encoding="utf8")
            pending += [manifest[each] for each in part.get("imports", [])]
    return "\n".join(files.values())


@pytest.mark.parametrize("island", ["formview", "formedit"])
def test_the_bundle_has_feelin_8_in_place_of_its_fork(island: str):
    code = chunks(island)
    package = json.loads((UI / "node_modules" / "feelin" / "package.json").read_text(encoding="utf8"))
    assert package["version"].startswith("8.2.")
    # Messages that one of the two has and the other has not survive the minifier.
    feelin, fork = (
        marks(UI / "node_modules" / name / "dist/index.js") for name in ("feelin", "@bpmn-io/feelin")
    )
    assert len(feelin - fork) > 20
    assert len(fork - feelin) > 2
    assert [text for text in feelin - fork if text not in code] == []
    assert [text for text in fork - feelin if text in code] == []


def marks(module: Path) -> set[str]:
    """The messages in a module."""
    texts = re.findall(r"(?<![\\\w])'([^'\\\n]{10,80})'", module.read_text(encoding="utf8"))
    return {text for text in texts if " " in text}
