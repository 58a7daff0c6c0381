"""``jiedu form check`` on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from service.cli import main

ROOT = Path(__file__).parents[3]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "T.form"
    write(
        path, [field("a", validate={"required": True}), field("b", type="number", validate={"max": "=limit"})]
    )
    return path


def field(key: str, **more: Any) -> dict[str, Any]:
    return {"type": "textfield", "id": f"id_{key}", "key": key, "label": key} | more


def write(path: Path, components: list[dict[str, Any]]) -> None:
    document = {"type": "default", "id": "T", "schemaVersion": 19, "components": components}
    path.write_text(json.dumps(document), encoding="utf8")


def check(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["form", "check", *map(str, arguments)])


def answer(*arguments: object, code: int = 0) -> Any:
    result = check(*arguments, "--json")
    assert result.exit_code == code, result.output
    return json.loads(result.output)


def test_the_forms_of_the_office_have_no_problems() -> None:
    files = sorted((ROOT / "forms").glob("*.form"))
    result = check(*files, "--strict")
    assert result.exit_code == 0, result.output
    assert result.output.count("，没有问题") == len(files)
    assert answer(files[0])["forms"][0]["variables"] == ["disclosure_review"]


def test_problems_and_warnings(tmp_path: Path) -> None:
    bad, doubtful = tmp_path / "bad.form", tmp_path / "doubtful.form"
    write(bad, [field("a", type="html")])
    write(doubtful, [field("a", conditional={"hide": "=b / 3 = 0.1"})])
    result = check(bad, doubtful)
    assert result.exit_code == 1
    assert f"{bad}：不能部署\n  错误 [FORM-html] 不支持HTML组件" in result.output
    assert "  提示 [FORM-portability] 隐藏条件“=b / 3 = 0.1”" in result.output
    assert "建议：" in result.output
    found = answer(bad, doubtful, code=1)["forms"]
    assert [(len(each["problems"]), len(each["warnings"])) for each in found] == [(1, 0), (0, 1)]
    assert found[1]["warnings"][0]["file"] == str(doubtful)
    assert check(doubtful).exit_code == 0
    assert check(doubtful, "--strict").exit_code == 1


def test_data_that_pass(file: Path) -> None:
    result = check(file, "--data", '{"a": "甲", "b": 3}', "--variables", '{"limit": 3}')
    assert result.exit_code == 0, result.output
    assert result.output.endswith('数据通过，将保存为：\n{\n  "a": "甲",\n  "b": 3\n}\n')


def test_data_with_errors(file: Path, tmp_path: Path) -> None:
    data = tmp_path / "data.json"
    data.write_text('{"b": 4, "c": 1}', encoding="utf8")
    given = (file, "--data", f"@{data}", "--variables", '{"limit": 3}')
    errors = {"a": ["此项为必填项。"], "b": ["不能大于 3。"], "c": ["未知字段，不接受。"]}
    assert answer(*given, code=1)["data"] == {"errors": errors, "data": None}
    assert "  a：此项为必填项。" in check(*given).output.splitlines()
    assert answer(file, "--data", '{"a": "x", "b": [[[[' + "[" * 40 + "]" * 40 + "]]]]}", code=1)["data"][
        "errors"
    ][""]


def test_the_moment_of_filling_in(tmp_path: Path) -> None:
    path = tmp_path / "T.form"
    write(path, [{"type": "datetime", "id": "d", "key": "d", "disallowPassedDates": True}])
    given = (path, "--data", '{"d": "2026-02-06"}')
    assert check(*given, "--at", "2026-02-06T09:00").exit_code == 0
    assert check(*given, "--at", "2026-02-06T17:00Z").exit_code == 1
    assert "应为 2026-02-06T09:00 这样的时刻" in check(*given, "--at", "昨天").output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--data", "[]"), "--data 应为 JSON 对象"),
        (("--data", "{"), "--data 应为 JSON 对象"),
        (("--data", "@没有"), "读不到 --data 的文件"),
        (("--variables", "1"), "--variables 应为 JSON 对象"),
    ],
)
def test_wrong_use(file: Path, arguments: tuple[str, ...], told: str) -> None:
    result = check(file, *arguments)
    assert (result.exit_code, told in result.output) == (2, True), result.output


def test_data_belong_to_one_form(file: Path) -> None:
    assert "实际有 2 个" in check(file, file, "--data", "{}").output
