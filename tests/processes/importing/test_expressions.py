"""Expressions of other engines mean the same in FEEL, or are refused."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes import feel
from processes.importing import expressions, python
from processes.importing.pieces import Untranslatable

JUEL = [
    ("amount > 5 && role == 'a'", 'amount > 5 and role = "a"'),
    ("amount gt 5 and role eq 'a'", 'amount > 5 and role = "a"'),
    ("(a || b) && !c", "(a or b) and not(c)"),
    ("a == b == c", "(a = b) = c"),
    ("x.y['a b'] != null ? 1 : -2.50", 'if get value(x.y, "a b") != null then 1 else -2.50'),
    ("nrOfCompletedInstances/nrOfInstances >= 0.6", "numberOfCompletedInstances / numberOfInstances >= 0.6"),
    ("execution.getVariable('x') eq 3", "x = 3"),
    ("execution.hasVariable(\"x\")", "x != null"),
    ("dateTime().plusDays(2).toDate()", 'now() + duration("P2D")'),
    ("a - (b - c) - d", "a - (b - c) - d"),
    ("-a * (b + 1)", "-a * (b + 1)"),
    ("vars:getOrDefault(limit, 5) lt 3", "(if limit = null then 5 else limit) < 3"),
    ("var:eq(approved, true)", "approved = true"),
    ("S(order).prop('customer').prop('name').stringValue()", "order.customer.name"),
    ("items[0].name", "items[1].name"),
    ("'it\\'s \"so\"'", '"it\'s \\"so\\""'),
    ("['a', 'b']", '["a", "b"]'),
    ("1.5e3", "1500"),
    ("$INITIATOR", "initiator"),
]  # fmt: skip
NOT_JUEL = [
    "bean.run(x)", "service.x().y", "a[i]", "task.name", "execution", "'a' + 'b'", "a +", "", "a b", "f(x)",
    "a ? b", "a = 1", "x -> x", "1e400", "for", "(" * 200 + "1", "!" * 200 + "a", "a.b.", "'open", "a@b",
]  # fmt: skip
PYTHON = [
    ("amount > 5 and role == 'a'", 'amount > 5 and role = "a"'),
    ("not approved or x is None", "not(approved) or x = null"),
    ("1 < a <= 5", "1 < a and a <= 5"),
    ("x in ['a', 'b']", 'list contains(["a", "b"], x)'),
    ("d['k'][-1].name", "d.k[-1].name"),
    ("f'hi {name}!'", '"hi " + string(name) + "!"'),
    ("a if b else c", "if b then a else c"),
    ("[i.x for i in items]", "for i in items return i.x"),
    ("any(r.ok for r in reviews)", "some r in reviews satisfies r.ok"),
    ("timedelta(weeks=2)", 'duration("P14D")'),
    ("x % 2 + y // 3", "modulo(x, 2) + floor(y / 3)"),
    ("a + [1]", "concatenate(a, [1])"),
    ("{'a': 1, 'b c': y}", '{a: 1, "b c": y}'),
]
NOT_PYTHON = [
    "foo(1)", "items[i]", "lambda: 1", "'a' * 3", "__import__('os').system('x')", "x := 1", "", "b'x'", "1j",
    "(" * 300 + "1", "-" * 5000 + "1", "x" * 20_000, "a @ b", "await x", "[*a]", "f'{x:>3}'", "yield",
    "x.y()", "[a for a in b for c in d]", "{**a}", "{1: 2}", "'\\0'", "datetime.now(tz=1)", "str(a)(b)", "if",
]  # fmt: skip


@pytest.mark.parametrize(("source", "wanted"), JUEL)
def test_juel_becomes_feel(source: str, wanted: str):
    assert expressions.from_template("${" + source + "}").text == wanted
    assert expressions.from_juel(source).text == wanted


@pytest.mark.parametrize("source", NOT_JUEL)
def test_juel_without_counterpart_is_refused(source: str):
    with pytest.raises(Untranslatable):
        expressions.from_juel(source)


@pytest.mark.parametrize(("source", "wanted"), PYTHON)
def test_python_becomes_feel(source: str, wanted: str):
    assert expressions.from_python(source).text == wanted


@pytest.mark.parametrize("source", NOT_PYTHON)
def test_python_without_counterpart_is_refused(source: str):
    with pytest.raises(Untranslatable):
        expressions.from_python(source)


VALUES: list[tuple[str, dict[str, Any], Any]] = [
    ("empty x", {"x": None}, True),
    ("empty x", {"x": ""}, True),
    ("empty x", {"x": []}, True),
    ("not empty x", {"x": [0]}, True),
    ("x.contains('b')", {"x": "abc"}, True),
    ("x.contains('b')", {"x": ["b"]}, True),
    ("x.contains('b')", {"x": ["bb"]}, False),
    ("x % 3", {"x": 7}, 1),
    ("x % 3", {"x": -7}, -1),
    ("x.size() + 1", {"x": [1, 2]}, 3),
    ("x.isEmpty()", {"x": []}, True),
]


@pytest.mark.parametrize(("source", "scope", "wanted"), VALUES)
def test_values_are_those_of_java(source: str, scope: dict[str, Any], wanted: Any):
    text = expressions.from_juel(source).text
    assert feel.to_plain(feel.compile(text).evaluate(scope)) == wanted


PYTHON_VALUES: list[tuple[str, dict[str, Any], Any]] = [
    ("len(x)", {"x": "four"}, 4),
    ("len(x)", {"x": [1, 2]}, 2),
    ("len(x)", {"x": {"a": 1, "b": 2, "c": 3}}, 3),
    ("y in x", {"x": "abc", "y": "b"}, True),
    ("y in x", {"x": [1, 2], "y": 3}, False),
    ("y in x", {"x": {"k": 1}, "y": "k"}, True),
    ("x.get('k', 3)", {"x": {}}, 3),
    ("x % 3", {"x": -7}, 2),
    ("x // 2", {"x": -7}, -4),
    ("-2 ** 2", {}, -4),
    ("int(x)", {"x": "3"}, 3),
    ("sorted(x)", {"x": [3, 1, 2]}, [1, 2, 3]),
    ("[i for i in x if i > 1]", {"x": [1, 2, 3]}, None),
    ("[str(i) for i in x if i > 1]", {"x": [1, 2, 3]}, ["2", "3"]),
]


@pytest.mark.parametrize(("source", "scope", "wanted"), PYTHON_VALUES)
def test_values_are_those_of_python(source: str, scope: dict[str, Any], wanted: Any):
    if wanted is None:
        with pytest.raises(Untranslatable):
            expressions.from_python(source)
        return
    text = expressions.from_python(source).text
    assert feel.to_plain(feel.compile(text).evaluate(scope)) == wanted


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("你好 ${name}", '"你好 " + string(name)'),
        ("${a}-#{b}", 'string(a) + "-" + string(b)'),
        ("${ '}' }x", 'string("}") + "x"'),
    ],
)
def test_texts_with_values_are_put_together(source: str, wanted: str):
    assert expressions.from_template(source).text == wanted


@pytest.mark.parametrize("source", ["${a", "${", "x ${'}", "#{a.b(}"])
def test_an_open_bracket_is_refused(source: str):
    with pytest.raises(Untranslatable):
        expressions.from_template(source)


def test_a_list_of_names_may_mix_words_and_values():
    assert expressions.from_list("a, ${b}, c").text == 'flatten(["a", b, "c"])'
    assert expressions.from_list("${b}").text == "b"


def test_what_is_refused_cannot_be_taken_for_something_else():
    for text in ("a[i]", "f(x)", "${bean.run()}", "2"):
        with pytest.raises(feel.FeelError):
            feel.compile(expressions.refused(text).removeprefix("="))


def test_what_counts_otherwise_is_told():
    assert expressions.from_juel("loopCounter == 0").caveats == (
        "按集合的多实例里 loopCounter 从 1 起，原来从 0 起",
    )


def test_assignments_of_a_script():
    found = python.assignments("  x = 1\n  y: int = x + 1\n  x += 2\n  pass\n")
    assert [(each.name, each.value.text) for each in found] == [("x", "1"), ("y", "x + 1"), ("x", "x + 2")]


@pytest.mark.parametrize(
    "script", ["import os", "del x", "a = b = 2", "x['a'] = 1", "x.y = 1", "pass", "a, b = c", ""]
)
def test_other_statements_are_programs(script: str):
    with pytest.raises(Untranslatable):
        python.assignments(script)


@given(st.text(alphabet="ab1 .,()[]'\"+-*/%<>=!&|?:${}\\", max_size=40))
def test_any_text_is_translated_or_refused(text: str):
    for translate in (expressions.from_juel, expressions.from_list, expressions.from_python):
        with contextlib.suppress(Untranslatable):
            feel.compile(translate(text).text)
