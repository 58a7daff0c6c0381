"""Broken documents are refused with every problem, its element, its line and a way out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from processes.errors import InvalidDefinition, Problem
from processes.forms import Form

FORMS = sorted((Path(__file__).parents[3] / "forms").glob("*.form"))


def document(*components: Any, **root: Any) -> dict[str, Any]:
    return {"type": "default", "id": "T", "schemaVersion": 19, "components": list(components), **root}


def text(**more: Any) -> dict[str, Any]:
    return {"type": "textfield", "id": "f", "key": "a", "label": "标题", **more}


def problems(source: Any) -> list[Problem]:
    with pytest.raises(InvalidDefinition) as caught:
        Form.load(source)
    assert all(problem.message and problem.remedy for problem in caught.value.problems)
    return caught.value.problems


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_the_forms_of_the_office_load(path: Path):
    form = Form.load(path.read_bytes())
    assert form.id == path.stem
    assert len(form.variables) == 1


def test_reads_id_name_and_variables():
    form = Form.load(json.dumps(document(text(key="plan.title"), properties={"name": "方案"})))
    assert (form.id, form.name, form.variables) == ("T", "方案", frozenset({"plan"}))


@pytest.mark.parametrize(
    ("component", "code", "message"),
    [
        (text(type="signature"), "FORM-type", "不支持的组件类型 'signature'"),
        (text(type="filepicker"), "FORM-filepicker", "不支持文件选择组件"),
        (text(defaultValue=["x"]), "FORM-default", "默认值 ['x'] 不是"),
        (text(type="number", defaultValue="3"), "FORM-default", "默认值 '3' 不是"),
        (text(type="datetime", defaultValue="明天"), "FORM-default", "默认值 '明天' 不是"),
        (text(type="html", content="<b>x</b>"), "FORM-html", "不支持HTML组件"),
        (text(type="iframe", url="https://a"), "FORM-iframe", "不支持内嵌网页组件"),
        (text(label="<script>x</script>"), "FORM-unsafe", "“label”含有不安全的内容"),
        (text(description="[x](JavaScript:alert(1))"), "FORM-unsafe", "不安全的内容"),
        ({"type": "text", "id": "t", "text": "<img src=x onerror=alert(1)>"}, "FORM-unsafe", "“text”"),
        ({"type": "image", "id": "t", "source": "https://a/b.png"}, "FORM-unsafe", "图片来源"),
        (text(id=None), "FORM-id", "组件“a”缺少 id"),
        (text(id="f\x00"), "FORM-id", "含有不可见字符"),
        (text(id="f" * 201), "FORM-id", "过长"),
        (text(key=""), "FORM-key", "字段名 key 应为变量名"),
        (text(key="a b"), "FORM-key", "字段名 key 应为变量名"),
        (text(key="1a"), "FORM-key", "字段名 key 应为变量名"),
        (text(conditional={"hide": "a = 1"}), "FORM-feel", "隐藏条件应为以“=”开头"),
        (text(conditional={"hide": "=a = "}), "FORM-feel", "隐藏条件有语法错误"),
        (text(readonly="=(("), "FORM-feel", "只读条件有语法错误"),
        (text(validate={"min": 3}), "FORM-validate", "校验项“min”不适用于组件类型 textfield"),
        (text(validate={"maxlength": 3}), "FORM-validate", "校验项“maxlength”不适用"),
        (text(validate={"maxLength": "很多"}), "FORM-validate", "“maxLength”应为非负整数"),
        (text(validate={"maxLength": -1}), "FORM-validate", "“maxLength”应为非负整数"),
        (text(validate={"maxLength": "=1 +"}), "FORM-feel", "校验项“maxLength”有语法错误"),
        (text(validate={"pattern": "(["}), "FORM-pattern", "正则表达式 '(['"),
        (text(validate={"pattern": "((((a{99}){99}){99}){99})"}), "FORM-pattern", "嵌套的重复次数超过"),
        (text(validate={"pattern": "a" * 2001}), "FORM-pattern", "超过 2000 个字符"),
        (text(validate={"pattern": 5}), "FORM-pattern", "应为文字"),
        (text(validate={"required": "yes"}), "FORM-validate", "required 应为 true 或 false"),
        (text(validate={"validationType": "url"}), "FORM-validate", "validationType 应为"),
        (text(validate=[]), "FORM-shape", "validate 应为对象"),
        (text(properties={"minItems": 1}), "FORM-property", "属性“minItems”不适用于组件类型 textfield"),
        (text(properties={"assert": "a > 1"}), "FORM-feel", "校验条件 assert 应为以“=”开头"),
        (text(type="radio"), "FORM-options", "选项来源应为"),
        (text(type="radio", values=["甲"], valuesKey="b"), "FORM-options", "且只有一个"),
        (text(type="radio", values=[{"label": "甲"}]), "FORM-options", "value 不能为空"),
        (text(type="select", valuesExpression="units"), "FORM-feel", "选项表达式应为以“=”开头"),
        (text(type="expression"), "FORM-feel", "计算字段应为以“=”开头"),
        (text(type="number", increment="0"), "FORM-shape", "increment 应为正数"),
        (text(type="number", decimalDigits="2"), "FORM-shape", "“decimalDigits”的值 '2' 类型不对"),
        (text(type="datetime", subtype="week"), "FORM-shape", "subtype 应为"),
        (text(type="datetime", properties={"maxDate": "明天"}), "FORM-property", "“maxDate”应为日期"),
        (
            text(type="datetime", subtype="time", properties={"maxDate": "=today()"}),
            "FORM-property",
            "不适用于只有时间",
        ),
        ({"type": "dynamiclist", "id": "l", "components": []}, "FORM-key", "路径 path 应为变量名"),
        (
            {"type": "dynamiclist", "id": "l", "path": "l", "isRepeating": False, "components": []},
            "FORM-shape",
            "isRepeating 应为 true",
        ),
        ({"type": "group", "id": "g", "components": {}}, "FORM-shape", "components 应为列表"),
        ("x", "FORM-shape", "组件应为对象"),
    ],
)
def test_refuses_components(component: Any, code: str, message: str):
    found = problems(document(component))
    assert [problem.code for problem in found] == [code]
    assert message in found[0].message


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (text(), text(id="g")),
        (text(key="a.b"), text(id="g", key="a")),
        (text(), {"type": "group", "id": "g", "path": "a", "components": []}),
        (
            {"type": "dynamiclist", "id": "l", "path": "a", "components": []},
            {"type": "group", "id": "g", "path": "a", "components": [text(key="b")]},
        ),
        (
            {"type": "group", "id": "g", "path": "a", "components": [text(key="b")]},
            text(id="h", key="a.b"),
        ),
    ],
)
def test_two_components_never_share_a_path(first: Any, second: Any):
    assert "FORM-path" in {problem.code for problem in problems(document(first, second))}


def test_groups_may_share_a_path_and_rows_have_their_own():
    group = {"type": "group", "id": "g", "path": "a", "components": [text(id="x", key="b")]}
    again = {"type": "group", "id": "h", "path": "a", "components": [text(id="y", key="c")]}
    rows = {"type": "dynamiclist", "id": "l", "path": "a.rows", "components": [text(id="z", key="b")]}
    assert Form.load(document(group, again, rows)).variables == {"a"}


def test_all_problems_come_at_once_with_their_lines():
    source = json.dumps(document(text(type="x"), text(id="f2", key="")), indent=1)
    found = problems(source)
    assert [(problem.element_id, problem.code) for problem in found] == [
        ("f", "FORM-type"),
        ("f2", "FORM-key"),
    ]
    lines = source.splitlines()
    assert all(f'"id": "{problem.element_id}"' in lines[(problem.line or 0) - 1] for problem in found)


@pytest.mark.parametrize(
    ("source", "code", "message"),
    [
        (b"{", "FORM-json", "不是合法的 JSON"),
        (b"\xff\xfe", "FORM-json", "不是合法的 JSON"),
        ("[]", "FORM-json", "最外层应为对象"),
        ('{"id": 1, "id": 2}', "FORM-json", "字段“id”重复"),
        ('{"id": NaN}', "FORM-json", "“NaN”不是 JSON 数字"),
        ("[" * 100_000, "FORM-json", "不是合法的 JSON"),
        (" " * 2_000_001, "FORM-json", "文件超过"),
        (r'{"id": "\ud800"}', "FORM-json", r"含有不能保存的字符（\ud800）"),
        (r'{"\udc00": 1, "\udc00": 2}', "FORM-json", r"含有不能保存的字符（\udc00）"),
        (r'{"id": "\\ud800\ud83d\ude00\u0000"}', "FORM-json", r"含有不能保存的字符（\u0000）"),
        ('{"id": "\ud800"}', "FORM-json", r"含有不能保存的字符（\ud800）"),
        (document(id=""), "FORM-id", "缺少 id"),
        (document(id="T\n"), "FORM-id", "含有不可见字符"),
        (document(schemaVersion=20), "FORM-version", "schemaVersion 应为不超过 19"),
        (document(type="form"), "FORM-shape", "表单类型应为 default"),
        (document(components=None), "FORM-shape", "components 应为列表"),
    ],
)
def test_refuses_documents(source: Any, code: str, message: str):
    found = problems(source)
    assert found[0].code == code
    assert message in found[0].message


def test_the_line_of_a_character_that_cannot_be_kept_is_told():
    assert problems('{"label": "\\ud83d\\ude00",\n "id": "\\ud83d"}')[0].line == 2


def test_ids_are_used_once():
    assert problems(document(text(), text(key="b")))[0].message == "组件 id“f”重复。"


def test_groups_do_not_nest_for_ever():
    component: dict[str, Any] = text()
    for depth in range(30):
        component = {"type": "group", "id": f"g{depth}", "components": [component]}
    assert problems(document(component))[0].code == "FORM-size"


@pytest.mark.parametrize(
    "pattern",
    [
        r"^.{1,20}〔\d{4}〕\d+号$",
        r"^\d{6}(19|20)\d{9}[\dX]$",
        r"^(https?://)[^\s{}()]{1,500}$",
        r"[(]{3}\(\{",
    ],
)
def test_usual_patterns_are_accepted(pattern: str):
    assert Form.load(document(text(validate={"pattern": pattern}))).id == "T"
