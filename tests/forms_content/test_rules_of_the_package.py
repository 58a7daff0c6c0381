"""What the catalogue asks to be checked of the registration, the plan, the material and the review."""

from __future__ import annotations

from typing import Any

import pytest

from processes.forms import words
from tests.forms_content.documents import component, sample, scope, submit

_TEXT = "发布文字解读材料"
_ASSESSMENT = ("assessed", "assessment_ref", "no_assessment_reason")
_ASPECTS = ("political", "legal", "policy", "secrecy", "wording", "opinion")


def _errors(form_id: str, values: dict[str, Any], **variables: Any) -> dict[str, list[str]]:
    return submit(form_id, values, {**scope(), **variables})[1]


@pytest.mark.rule("S2-30")
@pytest.mark.parametrize("block", ["category", "forms", "channels", "publish_time"])
def test_the_plan_has_its_four_blocks(block: str) -> None:
    plan = {key: value for key, value in sample("F02").items() if key != block}

    assert block in _errors("F02", plan)


@pytest.mark.rule("S1-20", "S2-100")
def test_a_plan_without_text_needs_a_reason() -> None:
    plan = sample("F02")
    plan["forms"].remove(_TEXT)

    assert _errors("F02", plan) == {"star_exception.text_material": [words.REQUIRED]}
    assert _errors("F02", {**plan, "star_exception": {"text_material": "以新闻发布会代替"}}) == {}


@pytest.mark.rule("S2-100")
def test_whoever_reviews_the_plan_decides_on_what_was_left_out() -> None:
    review = sample("F05")
    left_out = {**scope()["plan"], "star_exception": {"news_media": "无合作媒体"}}

    assert _errors("F05", review) == {}
    assert _errors("F05", review, plan=left_out) == {"exception_decision": [words.REQUIRED]}
    assert _errors("F05", {**review, "exception_decision": "同意"}, plan=left_out) == {}
    assert set(_errors("F05", {**review, "exception_decision": "不同意"}, plan=left_out)) == {"decision"}


@pytest.mark.rule("S2-102")
@pytest.mark.parametrize("key", ["opinion", "sign_mode", "signer", "signed_on"])
def test_the_opinion_of_the_office_is_signed(key: str) -> None:
    assert set(_errors("F05", {**sample("F05"), key: None})) == {key}


@pytest.mark.parametrize("form_id", ["F05", "F02-sign"])
def test_nobody_signs_on_a_day_to_come(form_id: str) -> None:
    [text] = _errors(form_id, {**sample(form_id), "signed_on": "2036-01-26"})["signed_on"]

    assert text == "签署日期不能晚于今天。"


@pytest.mark.rule("S2-102")
def test_a_seal_is_named_by_its_number() -> None:
    sealed = {**sample("F05"), "sign_mode": "加盖单位公章"}

    assert _errors("F05", sealed) == {"seal_ref": [words.REQUIRED]}


@pytest.mark.rule("S1-21")
@pytest.mark.parametrize("name", ["一图读懂.png", "流程.jpg", "流程.svg", "图解.pdf"])
def test_graphics_of_the_four_kinds_are_taken(name: str) -> None:
    assert _errors("F03-product", {**sample("F03-product", "infographic"), "image_file": name}) == {}


@pytest.mark.rule("S1-21")
@pytest.mark.parametrize("name", ["图解.exe", "图解.docx", "图解", "png"])
def test_other_files_are_no_graphics(name: str) -> None:
    values = {**sample("F03-product", "infographic"), "image_file": name}

    assert set(_errors("F03-product", values)) == {"image_file"}


@pytest.mark.rule("S1-22")
@pytest.mark.parametrize("key", ["presenter_kind", "presenter"])
def test_a_video_has_somebody_who_explains(key: str) -> None:
    assert set(_errors("F03-product", {**sample("F03-product", "video"), key: None})) == {key}


@pytest.mark.rule("S1-22")
def test_the_one_who_explains_drafted_the_policy_or_is_an_expert() -> None:
    values = [option["value"] for option in component("F03-product", "presenter_kind")["values"]]

    assert values == ["政策起草人", "相关专家"]


@pytest.mark.rule("S2-18")
def test_the_material_says_for_whom_it_is() -> None:
    assert _errors("F03", {**sample("F03"), "audience": None}) == {"audience": [words.REQUIRED]}


@pytest.mark.rule("S2-29")
@pytest.mark.parametrize("key", ["research_note", "self_public", "self_readable", "self_feasible"])
def test_the_draft_tells_of_research_and_self_check(key: str) -> None:
    assert set(_errors("F01-document", {**sample("F01-document"), key: None})) == {key}


@pytest.mark.rule("S2-43")
@pytest.mark.parametrize("aspect", _ASPECTS)
def test_five_of_six_aspects_are_not_enough(aspect: str) -> None:
    review = sample("F04", "stage1")
    review["aspects"] = {key: value for key, value in review["aspects"].items() if key != aspect}

    assert _errors("F04", review, stage=1) == {f"aspects.{aspect}": [words.REQUIRED]}


@pytest.mark.rule("S2-97")
def test_the_plan_has_exactly_one_category() -> None:
    assert component("F02", "category")["type"] == "radio"
    assert set(_errors("F02", {**sample("F02"), "category": None})) == {"category"}


@pytest.mark.rule("S2-98")
def test_eight_forms_of_interpretation_are_offered() -> None:
    assert len(component("F02", "forms")["values"]) == 8


@pytest.mark.rule("S2-99")
def test_a_chosen_channel_is_named() -> None:
    plan = {**sample("F02"), "channels": ["政府网站", "新闻媒体", "政务新浪微博"]}

    assert set(_errors("F02", plan)) == {"channel_names.weibo"}


@pytest.mark.rule("S2-96")
def test_the_plan_names_the_document() -> None:
    assert set(_errors("F02", {**sample("F02"), "doc_title": ""})) == {"doc_title"}


@pytest.mark.rule("S2-101")
@pytest.mark.parametrize(("day", "refused"), [("2026-03-12", False), ("2026-03-13", True)])
def test_at_the_issue_the_planned_day_lies_within_twenty_working_days(day: str, refused: bool) -> None:
    errors = _errors("F08-issue", {**sample("F08-issue"), "publish_date": day})

    assert ("publish_date" in errors) is refused


@pytest.mark.rule("S2-84")
def test_a_major_policy_is_issued_with_a_word_on_its_assessment() -> None:
    issue = {key: value for key, value in sample("F08-issue").items() if key not in _ASSESSMENT}

    assert _errors("F08-issue", {**issue, "policy_major": False}) == {}
    assert _errors("F08-issue", issue) == {"assessed": [words.REQUIRED]}
    assert _errors("F08-issue", {**issue, "assessed": "已评估"}) == {"assessment_ref": [words.REQUIRED]}
    assert _errors("F08-issue", {**issue, "assessed": "未评估"}) == {"no_assessment_reason": [words.REQUIRED]}
    # Advice only: a reason is enough to issue without (S2-84 says 加强, not 必须).
    assert _errors("F08-issue", {**issue, "assessed": "未评估", "no_assessment_reason": "情况紧急"}) == {}
    assert _errors("F08-issue", issue, settings={"profile": "municipal"}) == {}


@pytest.mark.rule("S2-52")
@pytest.mark.parametrize(
    ("occasion", "column"),
    [("document", "政务公开-政策解读"), ("text", "政务公开-政策文件"), ("text", "重大决策预公开")],
)
def test_document_and_interpretation_have_their_columns(occasion: str, column: str) -> None:
    publication = sample("F08", occasion)

    assert _errors("F08", publication) == {}
    assert set(_errors("F08", {**publication, "column": column})) == {"column"}


@pytest.mark.rule("S1-27")
def test_no_issue_without_a_draft_of_the_interpretation() -> None:
    [text] = _errors("F08-issue", sample("F08-issue"), material=None)["issue_date"]

    assert text.startswith("S1-27")


@pytest.mark.rule("S1-04", "S1-30")
def test_the_municipal_reviewer_gives_five_verdicts_and_ticks_five_checks() -> None:
    city = {"settings": {"profile": "municipal"}, "stage": 1}
    verdicts = dict.fromkeys(("accuracy", "completeness", "logic", "form_fitness", "applicability"), "合格")
    checks = dict.fromkeys(("accurate", "complete", "timely", "plain", "responsive"), True)
    review = {"applies_to": ["文字解读"], "decision": "pass", "signed": True}

    assert _errors("F04", {**review, "municipal": verdicts, "quality": checks}, **city) == {}
    four = {**verdicts, "logic": None}
    assert "municipal.logic" in _errors("F04", {**review, "municipal": four, "quality": checks}, **city)
    unticked = {**checks, "plain": False}
    assert set(_errors("F04", {**review, "municipal": verdicts, "quality": unticked}, **city)) == {"decision"}
