"""``jiedu feel`` on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from service.cli import main


def feel(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["feel", *arguments])


def answer(*arguments: str) -> Any:
    result = feel(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_a_value_in_words() -> None:
    result = feel("金额 * 2", "--context", '{"金额": 1.10}')
    assert result.output == "2.20\n类型：number\n读取的名称：金额\n"


def test_warnings_in_words() -> None:
    result = feel("a +\n国别", "--context", '{"a": 1}')
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "null",
        "类型：null",
        "读取的名称：a、国别",
        "警告：第 2 行第 1 列：没有名为“国别”的变量或函数",
        "警告：第 1 行第 3 列：“number + null”没有结果",
    ]


def test_json() -> None:
    assert answer('date("2026-02-30")') == {
        "value": None,
        "type": "null",
        "text": "null",
        "warnings": [
            {
                "text": "函数 date：没有这一天：2026-2-30",
                "line": 1,
                "column": 1,
                "expression": 'date("2026-02-30")',
            }
        ],
        "names": [],
    }
    assert answer('@"P1D"') | {"warnings": 0} == {
        "value": "P1D",
        "type": "days and time duration",
        "text": "P1D",
        "warnings": 0,
        "names": [],
    }


def test_names_with_spaces_come_from_the_context(tmp_path: Path) -> None:
    file = tmp_path / "context.json"
    file.write_text('{"loan rate": {"base rate": 2}}', encoding="utf8")
    assert answer("loan rate.base rate + 1", "--context", f"@{file}")["value"] == 3


@pytest.mark.parametrize(
    ("tests", "value", "expected"),
    [('"a","b"', '"a"', True), ("not(< 5)", "3", False), ("[1..上限]", "2", True), ("< 1", '"x"', None)],
)
def test_unary_tests(tests: str, value: str, expected: bool | None) -> None:
    assert answer(tests, "--unary", value, "--context", '{"上限": 3}')["value"] is expected


def test_moment_and_working_days() -> None:
    at = ("--at", "2026-02-06T09:00")
    assert answer("now()", *at)["value"] == "2026-02-06T09:00:00+08:00"
    assert answer("today()", "--at", "2026-02-05T17:00:00+00:00")["value"] == "2026-02-06"
    assert answer("working days after(today(), 20)", *at)["value"] == "2026-03-12"
    assert answer('is working day(@"2026-02-14")', *at)["value"] is True


def test_refused_text() -> None:
    result = feel("1 +")
    assert result.exit_code == 1
    assert "表达式第 1 行第 4 列" in result.output
    result = feel("1 +", "--json")
    assert result.exit_code == 1
    error = json.loads(result.output)["error"]
    assert (error["code"], error["line"], error["column"]) == ("feel_syntax_error", 1, 4)


def test_limit() -> None:
    result = feel("for a in 1..10000, b in 1..10000 return a", "--json")
    assert result.exit_code == 1
    assert json.loads(result.output)["error"]["code"] == "feel_limit_exceeded"


@pytest.mark.parametrize(
    "arguments",
    [
        ("1", "--context", "[1]"),
        ("1", "--context", "{"),
        ("1", "--context", "[" * 100_000),
        ("1", "--context", "@/nowhere/there.json"),
        ("1", "--at", "morgen"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    assert feel(*arguments).exit_code == 2
