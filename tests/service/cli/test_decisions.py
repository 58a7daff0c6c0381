"""``jiedu dmn`` on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from tests.processes.decisions.documents import DMN_13, decision, definitions, input_data, literal, table

LEVEL = table(["amount"], ["out"], ['< 10 => "低"', '> 10 => "高"'], types={"amount": "number"})
BROKEN = definitions(decision("D1", literal("1 +")))
FAULTY = definitions(decision("D1", table(["n"], ["o"], ["> 1 => 1", "> 2 => 2"])))
GAP = definitions(decision("D1", LEVEL, name="级别"))
CHAIN = definitions(
    decision("D1", LEVEL, name="级别"), decision("D2", literal('if 级别 = "高" then 5 else days'), "#D1")
)


def dmn(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["dmn", *arguments])


@pytest.fixture
def file(tmp_path: Path) -> Any:
    def write(text: str, name: str = "x.dmn") -> str:
        path = tmp_path / name
        path.write_text(text, encoding="utf8")
        return str(path)

    return write


def test_check_tells_problems_with_places(file: Any) -> None:
    path = file(GAP)
    result = dmn("check", path)
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        f"{path}：1 个警告",
        "  警告 [DMN-gap] 决策表“级别”有没有规则覆盖的输入，例如 amount = 10（第 2 行，table）",
        "      建议：补一条规则，或填写默认输出；输入只有几种取值时，在输入列写明允许的取值",
    ]
    assert dmn("check", path, "--strict").exit_code == 1


def test_check_ends_with_status_1_for_an_error(file: Any) -> None:
    path = file(BROKEN)
    result = dmn("check", path)
    assert result.exit_code == 1
    assert result.output.startswith(f"{path}：1 个错误\n  错误 [DMN-feel]")
    assert dmn("check", file(definitions(decision("D1", literal("1", "strng"))))).exit_code == 1


def test_check_names_cells_that_are_not_analysed(file: Any) -> None:
    rules = table(["l"], ["o"], ["count(?) = 1 => 1"], policy="COLLECT")
    assert (
        "  未分析：决策表“D1”输入“l”的规则 1\n"
        in dmn("check", file(definitions(decision("D1", rules)))).output
    )


def test_check_in_json(file: Any) -> None:
    (told,) = json.loads(dmn("check", file(GAP), "--json").output)
    assert told["decisions"] == [{"id": "D1", "name": "级别"}]
    assert [(p["code"], p["line"], p["severity"]) for p in told["problems"]] == [("DMN-gap", 2, "warning")]
    assert told["tables"] == [
        {
            "table": "table",
            "decision": "D1",
            "hit_policy": "UNIQUE",
            "rules": 2,
            "not_analysed": [],
            "unfinished": [],
        }
    ]


def test_files_are_checked_as_a_set(file: Any) -> None:
    library = definitions(decision("L", literal("7")), own="http://test.example/lib")
    importing = definitions(
        f'<import name="lib" namespace="http://test.example/lib" importType="{DMN_13}"/>',
        decision("D1", literal("lib.L"), "http://test.example/lib#L"),
    )
    paths = file(importing), file(library, "lib.dmn")
    assert dmn("check", paths[0]).exit_code == 1
    assert dmn("check", *paths).output == f"{paths[0]}：没有发现问题\n{paths[1]}：没有发现问题\n"
    assert dmn("evaluate", paths[0], "D1", "--import", paths[1]).output.startswith("结果：7\n")


def test_evaluate_tells_why(file: Any) -> None:
    result = dmn("evaluate", file(CHAIN), "D2", "--input", '{"amount": 10.5, "days": 3}')
    assert result.output.splitlines() == [
        "结果：5",
        "输入：days = 3",
        '输入：级别 = "高"',
        '先判定“级别”："高"，命中规则 2',
    ]


def test_evaluate_by_name_with_a_file_of_data(file: Any) -> None:
    data = file('{"amount": 10}', "data.json")
    result = dmn("evaluate", file(CHAIN), "级别", "--input", f"@{data}")
    assert result.output.splitlines() == [
        "结果：null",
        "输入：amount = 10",
        "警告：决策表“级别”没有规则命中，也没有默认输出",
    ]


def test_evaluate_in_json(file: Any) -> None:
    told = json.loads(dmn("evaluate", file(CHAIN), "D1", "--input", '{"amount": 1}', "--json").output)
    assert (told["result"], told["matched"], told["inputs"]) == (
        "低",
        [{"rule": "r1", "index": 1}],
        {"amount": 1},
    )


def test_a_contradiction_is_told_with_rules_and_inputs(file: Any) -> None:
    path = file(FAULTY)
    result = dmn("evaluate", path, "D1", "--input", '{"n": 5}')
    assert result.exit_code == 1
    assert "规则 1、2 却同时命中（输入：n = 5）" in result.output
    result = dmn("evaluate", path, "D1", "--input", '{"n": 5}', "--json")
    assert result.exit_code == 1
    assert json.loads(result.output)["error"]["indexes"] == [1, 2]


def test_now_may_be_given(file: Any) -> None:
    path = file(definitions(decision("D1", literal("string(today())")), input_data("I1", "n")))
    assert dmn("evaluate", path, "D1", "--at", "2026-02-06T23:30").output.startswith('结果："2026-02-06"')


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("D9",), 1, "没有“D9”"),
        (("D1", "--input", "[1]"), 2, "JSON 对象"),
        (("D1", "--input", "{"), 2, "JSON 对象"),
        (("D1", "--input", "@/nowhere"), 2, "--input 的文件 /nowhere"),
        (("D1", "--at", "later"), 2, "2026-02-06T09:00"),
    ],
)
def test_wrong_arguments(file: Any, arguments: tuple[str, ...], status: int, words: str) -> None:
    result = dmn("evaluate", file(GAP), *arguments)
    assert result.exit_code == status
    assert words in result.output


def test_refusals_are_json_too(file: Any) -> None:
    result = dmn("evaluate", file(BROKEN), "D1", "--json")
    error = json.loads(result.output)["error"]
    assert (result.exit_code, error["code"]) == (1, "invalid_definition")
    assert [problem["code"] for problem in error["problems"]] == ["DMN-feel"]
    result = dmn("evaluate", file(GAP), "D9", "--json")
    assert (result.exit_code, json.loads(result.output)["error"]["decision"]) == (1, "D9")
