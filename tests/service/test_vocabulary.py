"""Variables, values, conditions and unnamed elements in the words of forms, decision tables and diagrams."""

from __future__ import annotations

import json

import pytest

from processes.engine import Resources
from service import diagrams, vocabulary
from service.form_text import PRIVATE

FORM = {
    "properties": {"name": "政策性文件登记"},
    "components": [
        {
            "type": "group",
            "path": "registration",
            "components": [
                {"type": "textfield", "key": "title", "label": "文件标题"},
                {"type": "datetime", "key": "due_on", "dateLabel": "截止日期"},
                {"type": "checkbox", "key": "is_joint", "label": "联合发文"},
                {"type": "textfield", "key": "phone", "label": "电话", "properties": {"private": True}},
                {
                    "type": "select",
                    "key": "level",
                    "label": "级别",
                    "values": [{"value": "high", "label": "高"}],
                },
                {
                    "type": "dynamiclist",
                    "path": "units",
                    "label": "单位",
                    "components": [{"type": "textfield", "key": "name", "label": "名称"}],
                },
            ],
        }
    ],
}
DMN = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="n">
<decision id="D07" name="发布完成度"><decisionTable id="t">
<output id="o1" label="结果" name="result"/><output id="o2" label="原因" name="reasons"/>
</decisionTable></decision></definitions>""".encode()
HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
BPMN = f"""{HEAD}xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">
<process id="p" name="流程"><startEvent id="s"/><parallelGateway id="PS"/><userTask id="t" name="拟稿"/>
<businessRuleTask id="D"><extensionElements>
<zeebe:calledDecision decisionId="D07" resultVariable="d07"/></extensionElements></businessRuleTask>
<sequenceFlow id="f1" name="是" sourceRef="s" targetRef="PS"/>
<sequenceFlow id="f2" sourceRef="PS" targetRef="t"/></process></definitions>""".encode()


@pytest.fixture
def words() -> vocabulary.Vocabulary:
    return vocabulary.learn(
        Resources(bpmn={"p.bpmn": BPMN}, dmn={"d.dmn": DMN}, forms={"F01": json.dumps(FORM).encode()})
    )


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("registration", "政策性文件登记"),
        ("registration.title", "政策性文件登记·文件标题"),
        ("registration.units.name", "政策性文件登记·单位·名称"),
        ("registration.due_on", "政策性文件登记·截止日期"),
        ("checked.registration", "checked·政策性文件登记"),
        ("d07", "发布完成度"),
        ("d07.result", "发布完成度·结果"),
        ("owner_unit", "主办单位"),
        ("unheard_of", "unheard_of"),
    ],
)
def test_variables_have_the_titles_of_forms_and_decisions(
    words: vocabulary.Vocabulary, path: str, title: str
) -> None:
    assert words.title(path) == title


@pytest.mark.parametrize(
    ("path", "value", "text"),
    [
        ("registration.is_joint", True, "是"),
        ("registration.level", "high", "高"),
        ("x", None, "（空）"),
        ("x", [], "（无）"),
        ("x", ["甲", "乙"], "甲、乙"),
        (
            "d07",
            {"reasons": ["文件与解读材料未相互关联"], "result": "not_ok"},
            "原因：文件与解读材料未相互关联；结果：未达标",
        ),
        ("x", {"deep": {"title": "甲"}}, "deep：（文件标题：甲）"),
        ("deadline", {"due": "2026-03-12T18:00:00+08:00", "explanation": "自起算日起20日"}, "自起算日起20日"),
    ],
)
def test_values_are_words(words: vocabulary.Vocabulary, path: str, value: object, text: str) -> None:
    assert words.text(path, value) == text


def test_conditions_are_read_out(words: vocabulary.Vocabulary) -> None:
    assert words.condition('registration.level = "true and null" and not(d07.result != null)') == (
        "政策性文件登记·级别 = “true and null” 且 非(发布完成度·结果 ≠ 空)"
    )
    assert words.condition("links.ok = true or count(registration.units) >= 2") == (
        "双向链接校验·结果 = 是 或 个数(政策性文件登记·单位) ≥ 2"
    )


def test_unnamed_elements_are_called_by_their_kind() -> None:
    (diagram,) = diagrams.read(BPMN)

    assert [diagram.name_of(element) for element in ("s", "PS", "t", "D")] == [
        "开始事件",
        "并行网关",
        "拟稿",
        "决策任务",
    ]
    assert (diagram.flow_name("f1"), diagram.flow_name("f2")) == ("是", "通往“拟稿”")


def test_personal_data_are_not_read_out(words: vocabulary.Vocabulary) -> None:
    told = {"title": "某办法", "phone": "13800001234", "units": [{"name": "甲"}]}

    assert words.text("registration.phone", "13800001234") == PRIVATE
    assert "13800001234" not in words.text("registration", told)
    assert words.without_personal_data("registration", told) == {**told, "phone": PRIVATE}
    assert words.without_personal_data("asker", {"name": "刘女士"}) == PRIVATE
    assert words.without_personal_data("asker", None) is None
