"""No text of a designer gets into the code that FEEL expressions are compiled to (ADR 21)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from types import CodeType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes import feel
from processes.feel.compiler import writer
from processes.feel.compiler.writer import RUNTIME, UnsafeCode, Writer, check
from processes.feel.parser import parse
from tests.processes.feel import expressions

OWN = re.compile(r"[a-z]\d+|evaluate")
LOCALS = {"frame", "run", "scope", "first"}
ATTRIBUTES = {"variables", "site", "append", "invoke", "spend", "allocate", "define", "get"}

HOSTILE = [
    "\"__import__('os').system('id')\"",
    '"\\"\\"\n import os #"',
    "os.system",
    "exec(eval)",
    '{"__class__": 1, "a\\"]": 2}.__class__',
    "f(__builtins__: 1, lambda: 2)",
    "for import os in [1] return import os",
    "some x' + open + ' in [1] satisfies x' + open + ' = 1",
    '[{"a": 1}][item.__dict__ = open]',
    "function(globals, class) globals + class",
    '"\\u0022 + open(\\u0022"',
    "x instance of __name__",
    "x.y.__init__.__globals__",
]


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything handed to Python while the test runs."""
    found: list[str] = []
    translate = writer._translate

    def spy(source: str) -> CodeType:
        found.append(source)
        return translate(source)

    monkeypatch.setattr(writer, "_translate", spy)
    return found


def codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes(constant)


def assert_ours(source: str) -> None:
    """Names are of the list or generated; constants are numbers and the three literals of Python."""
    assert not set(source) & set("'\"#\\@%;`$~^&|?")
    for code in codes(compile(source, "<feel>", "exec")):
        for name in (*code.co_names, *code.co_varnames, *code.co_freevars):
            assert OWN.fullmatch(name) or name in {*RUNTIME, *LOCALS, *ATTRIBUTES}, name
        for constant in code.co_consts:
            assert isinstance(constant, CodeType | int | None) or constant in ("evaluate", ()), constant


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts(text: str, sources: list[str]) -> None:
    known = feel.names.known_names(frozenset({"import os", "x' + open + '"}))
    feel.Expression(text, known).evaluate({"x": 1})
    assert sources
    for source in sources:
        assert_ours(source)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**40))
def test_random_texts(seed: int) -> None:
    written: list[str] = []
    translate = writer._translate
    writer._translate = lambda source: written.append(source) or translate(source)  # type: ignore[func-returns-value]
    try:
        random = Random(seed)
        for make, text in (
            (feel.Expression, expressions.expression(random, 3)),
            (feel.UnaryTests, expressions.tests(random, 2)),
        ):
            try:
                compiled: Any = make(text, {})
                run = compiled.evaluate if make is feel.Expression else compiled.matches
                run(*([] if make is feel.Expression else [1]), {"a": 1, "list": [1]})
            except feel.FeelError:
                continue
    finally:
        writer._translate = translate
    for source in written:
        assert_ours(source)


def test_compiled_code_has_no_builtins() -> None:
    code = feel.compiler.write_expression("a + count(b)", parse("a + count(b)", {}))
    assert code.__globals__["__builtins__"] == {}
    assert set(code.__globals__) <= {*RUNTIME, "__builtins__", "evaluate"} | {
        name for name in code.__globals__ if OWN.fullmatch(name)
    }


@pytest.mark.parametrize(
    "line",
    [
        'return "x"',
        "return open",
        "return v1.__class__",
        "import os",
        "return variables.mro",
        "return 1 # x",
        "return v1 @ v2",
        "return (lambda: 1)",
        "return eval(v1)",
        "return 变量",
        "v1 = 1; v2 = 2",
        "global v1",
    ],
)
def test_anything_else_is_refused(line: str) -> None:
    made = Writer()
    made.put(line)
    with pytest.raises(UnsafeCode):
        made.finish("frame")


def test_what_the_writer_makes_is_accepted() -> None:
    assert check("def evaluate(frame):\n return c1 + v2 if type(v3) is dict else None\n")
