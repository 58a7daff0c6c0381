"""Calls of functions that do not exist are refused with their place; what only looks like a call is not."""

from __future__ import annotations

import pytest

from processes.engine import Program, Resources, compile
from processes.errors import InvalidDefinition

from .models import document, process


def script(expression: str) -> bytes:
    inner = f'<zeebe:script expression="= {expression}" resultVariable="x"/>'
    node = f'<scriptTask id="t"><extensionElements>{inner}</extensionElements></scriptTask>'
    return document(process(node, "s>t; t>e"))


@pytest.mark.parametrize(
    "expression",
    [
        "remark + &quot; remark(1)&quot;",
        "1 + a // remark (see there)",
        "{double: function(n) n * 2, r: double(2)}.r",
    ],
)
def test_no_call(expression: str) -> None:
    assert isinstance(compile(Resources({"a.bpmn": script(expression)})), Program)


def test_a_call_of_nothing() -> None:
    with pytest.raises(InvalidDefinition) as caught:
        compile(Resources({"a.bpmn": script("1 + cuont(units)")}))
    assert [problem.code for problem in caught.value.problems] == ["FEEL-syntax"]
    assert "第 1 行第 5 列：没有名为“cuont”的函数；是不是“count”？" in caught.value.problems[0].message
