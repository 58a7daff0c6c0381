"""退文单, and what holds for every paper: it can be made from whatever is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.errors import InvalidState, NotFound
from processes.papers import KINDS, Names, docx, make, offered
from processes.papers.pdf import NotAFont, pdf
from processes.papers.wording import day
from tests.processes.papers.reading import paragraphs
from tests.processes.papers.test_plan import DATA

NOTE = {
    **DATA["F07"]["default"]["return_note"],
    "extra_missing": [{"item": "缺少调研说明"}],
    "returned_by": "zfb-shouwen",
    "returned_at": "2026-01-27T10:00:00+08:00",
    "round": 2,
}
NAMES = Names({"zfb-shouwen": "温如玉"}, {"zjw": "区住房城乡建委"})
_KEYS = st.sampled_from(
    [
        "doc_title",
        "category",
        "forms",
        "channels",
        "channel_names",
        "star_exception",
        "publish_time",
        "publish_date",
        "text_material",
        "gov_site",
        "opinion",
        "signer",
        "signed_on",
        "missing",
        "extra_missing",
        "reason",
        "correct_by",
        "round",
        "title",
    ]
)
_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=6),
    max_leaves=15,
)
_VARIABLES = st.fixed_dictionaries(
    {kind.source: st.dictionaries(_KEYS, _JUNK, min_size=1, max_size=8) for kind in KINDS.values()},
    optional={"office_review": _JUNK, "plan_signature": _JUNK, "registration": _JUNK},
)


@pytest.mark.rule("S2-47")
def test_the_return_note_lists_what_is_missing_and_why() -> None:
    variables = {**DATA["F01"]["default"], "return_note": NOTE}
    lines = paragraphs(docx(make("return-note", variables, NAMES)))
    assert lines[:3] == [
        "退文单",
        "区住房城乡建委：",
        "你单位第2次报送的《示例市青岚区既有住宅加装电梯补助实施办法（试行）》上报材料不齐全，现予退文。",
    ]
    assert lines[3:6] == ["一、缺少的材料", "1．方案无主要负责人签署/公章", "2．缺少调研说明"]
    assert "解读方案缺少主要负责人签署，请补正后重新上报。" in lines
    assert "请于2026年1月30日前补正后重新上报。" in lines
    assert "2026年1月27日" in lines
    assert lines[-5:-1] == ["经办人", "温如玉", "退文轮次", "2"]


def test_a_paper_is_offered_when_its_step_is_done() -> None:
    assert [kind.code for kind in offered({"plan": {"doc_title": "某办法"}, "return_note": {}})] == ["plan"]
    with pytest.raises(InvalidState, match="还不能输出退文单：“退文”环节尚未办理"):
        make("return-note", {"return_note": {}}, Names())
    with pytest.raises(NotFound, match="没有编号为“report”的文书"):
        make("report", {}, Names())


@settings(max_examples=25, deadline=None)
@given(_VARIABLES)
def test_whatever_the_variables_hold_there_is_a_paper(variables: dict[str, Any]) -> None:
    for kind in offered(variables):
        paper = make(kind.code, variables, NAMES)
        content = docx(paper)
        assert paragraphs(content)
        assert pdf(paper).endswith(b"%%EOF\n")


def test_text_with_characters_that_xml_cannot_hold_or_markup() -> None:
    plan = {"doc_title": "甲<b>乙&丙\x00\x0b\ud800丁\n戊"}
    paper = make("plan", {"plan": plan}, Names())
    assert any("甲<b>乙&丙丁戊" in line for line in paragraphs(docx(paper)))
    assert pdf(paper)


def test_days() -> None:
    assert day("2026-01-27T23:30:00+00:00") == "2026年1月28日"
    assert day("2026-02-06") == "2026年2月6日"
    assert day("不久") == "＿＿＿＿年＿＿月＿＿日"


def test_a_font_that_cannot_be_embedded_is_named(tmp_path: Path) -> None:
    font = tmp_path / "没有轮廓.ttf"
    font.write_bytes(b"OTTO" + bytes(100))
    with pytest.raises(NotAFont, match=r"没有轮廓\.ttf 应为可嵌入的 TrueType 字体"):
        pdf(make("plan", {"plan": {"doc_title": "甲"}}, Names()), font)
