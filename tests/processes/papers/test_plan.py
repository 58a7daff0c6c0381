"""政策解读方案: the template word for word, with what people decided ticked and signed."""

from __future__ import annotations

import json
import os
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from processes.papers import Line, Names, docx, make
from processes.papers.pdf import pdf
from processes.papers.plan import CATEGORIES, CHANNELS, FORMS, STARRED, TIMES
from tests import artefacts
from tests.processes.papers.reading import paragraphs, part, pdf_text

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = Path(__file__).with_name("plan.xml")
DATA = artefacts.told(ROOT / "tests/case_a/data.yaml")["forms"]
CASE: dict[str, Any] = {
    **DATA["F01"]["default"],
    **DATA["F02"]["default"],
    **DATA["F02-sign"]["default"],
    **DATA["F05"]["press_office"],
}


def _text(**changes: Any) -> list[str]:
    return make("plan", {**CASE, **changes}, Names()).text().split("\n")


@pytest.mark.rule("S2-104")
def test_the_document_of_case_a_is_the_golden_one() -> None:
    """``JIEDU_WRITE_GOLDEN=1`` writes the file anew; look at the difference before it is committed."""
    root = part(docx(make("plan", CASE, Names())))
    etree.indent(root)
    found = etree.tostring(root, encoding="unicode") + "\n"
    if os.environ.get("JIEDU_WRITE_GOLDEN"):
        GOLDEN.write_text(found, encoding="utf8")
    assert found == GOLDEN.read_text(encoding="utf8")


@pytest.mark.rule("S2-97", "S2-98", "S2-99", "S2-100", "S2-101", "S2-104")
def test_the_options_are_those_of_the_form_word_for_word() -> None:
    form = json.loads((ROOT / "forms/F02.form").read_text(encoding="utf8"))
    options = dict(_options(form["components"]))
    starred = {option: option + "*" * (option in STARRED) for option in (*FORMS, *CHANNELS)}
    assert options["category"] == {each: each for each in CATEGORIES}
    assert options["forms"] == {each: starred[each] for each in FORMS}
    assert options["channels"] == {each: starred[each] for each in CHANNELS}
    assert options["publish_time"] == {each: each for each in TIMES}
    assert (len(CATEGORIES), len(FORMS), len(CHANNELS)) == (3, 8, 6)


def _options(components: list[dict[str, Any]]) -> Any:
    for component in components:
        values = component.get("values")
        if isinstance(values, list):
            yield component["key"], {each["value"]: each["label"] for each in values}
        yield from _options(component.get("components") or [])


@pytest.mark.rule("S2-98", "S2-104")
@pytest.mark.parametrize("chosen", FORMS)
def test_a_form_is_ticked_when_it_is_chosen(chosen: str) -> None:
    lines = _text(plan={"doc_title": "某办法", "forms": [chosen]})
    boxes = {line[1:].rstrip("*").partition("：")[0]: line[0] for line in lines if line[:1] in "☑□" and line}
    assert {form for form in FORMS if boxes[form] == "☑"} == {chosen}


@pytest.mark.rule("S2-96", "S2-97", "S2-104")
def test_title_and_exactly_one_category() -> None:
    lines = _text()
    assert lines[3] == CASE["plan"]["doc_title"]
    assert [line for line in lines if line[1:] in CATEGORIES] == [
        "☑行政规范性文件",
        f"□{CATEGORIES[1]}",
        f"□{CATEGORIES[2]}",
    ]


@pytest.mark.rule("S2-99")
def test_channels_with_their_names() -> None:
    lines = _text()
    assert "☑政府网站*（名称：青岚区人民政府网）" in lines
    assert "□政务新浪微博（名称：＿＿＿＿＿＿）" in lines


@pytest.mark.rule("S2-101")
def test_the_wanted_time_or_blanks() -> None:
    assert "☑有特定要求（2026年3月5日，应当在政策性文件印发后20个工作日内发布）" in _text()
    free = {**CASE["plan"], "publish_time": "无特定要求"}
    lines = _text(plan=free)
    assert "☑无特定要求" in lines
    assert "□有特定要求（＿＿＿＿年＿＿月＿＿日，应当在政策性文件印发后20个工作日内发布）" in lines


@pytest.mark.rule("S2-102")
def test_the_opinion_of_the_office_with_name_and_date_also_in_the_pdf() -> None:
    found = pdf_text(pdf(make("plan", CASE, Names())))
    place = found.index("政府新闻办公室")
    assert "同意。建议增加图解。负责人：陆鸣2026年1月26日" in found[place:]
    sealed = {**CASE["office_review"], "sign_mode": "加盖单位公章", "seal_ref": "青新印7号"}
    assert "（盖章处）用印登记号：青新印7号" in _text(office_review=sealed)


@pytest.mark.rule("S2-103", "S1-29")
def test_the_head_of_the_unit_signs_or_there_is_room_for_him() -> None:
    signed = {"signer": "zjw-zhuyao", "signed_at": "2026-01-22T17:30:00+08:00", "opinion": "同意。"}
    paper = make("plan", {**CASE, "plan_signature": signed}, Names(people={"zjw-zhuyao": "高建业"}))
    assert paper.text().split("\n")[-4:-1] == ["同意。", "主要负责人：高建业", "2026年1月22日"]
    deputy = {**CASE, "plan_signature": {**signed, "signer_for": "li"}}
    both = Names(people={"zjw-zhuyao": "高建业", "li": "李四"})
    assert "主要负责人：高建业（代李四）" in make("plan", deputy, both).text()
    own = {**CASE, "plan_signature": {**signed, "signer_for": "zjw-zhuyao"}}
    assert "代" not in make("plan", own, both).text().split("\n")[-3]
    waiting = _text(plan_signature=None)
    assert waiting[-4:-1] == ["（盖章处）", "主要负责人：＿＿＿＿＿＿", "＿＿＿＿年＿＿月＿＿日"]


@pytest.mark.rule("S2-100")
def test_reasons_for_starred_options_that_were_left_out_stand_below() -> None:
    plan = deepcopy(CASE["plan"])
    plan["forms"].remove("发布政策解读新闻通稿")
    plan["star_exception"] = {"press_release": "内容单一，不另发通稿。"}
    lines = _text(plan=plan)
    assert lines[-3:] == [
        "备注：加*的选项，原则上为必选项。",
        "未选加*选项的理由：",
        "发布政策解读新闻通稿*：内容单一，不另发通稿。",
    ]


def test_both_files_say_the_same_and_come_out_the_same_twice() -> None:
    paper = make("plan", CASE, Names())
    assert docx(paper) == docx(paper)
    assert pdf(paper) == pdf(paper)
    written = [line for line in paragraphs(docx(paper)) if line]
    assert written == paper.text().split("\n")
    assert pdf(paper).startswith(b"%PDF-")
    assert pdf_text(pdf(paper)).replace(" ", "") == "—1—" + "".join(written)


def test_the_plan_of_case_a_fits_on_one_page() -> None:
    assert pdf(make("plan", CASE, Names())).count(b"/Type /Page\n") == 1


def test_a_box_is_not_a_line_of_its_own() -> None:
    assert Line("政府网站", box=True).plain == "☑政府网站"
