"""What the catalogue asks to be checked of scope, route, responsibility, content and completeness."""

from __future__ import annotations

from typing import Any

import pytest

from tests.decisions_content.tables import FORMS, model

_FLAGS = ("flag_wide", "flag_attention", "flag_professional", "flag_public_interest")
_SECTIONS = ("background", "basis", "purpose")
_CONTENT = ("main_content", "core_measures", "applicable_to", "standard", "time_limit", "cautions")
_PACKAGE: dict[str, Any] = {
    "registration": {"disclosure": "主动公开"},
    "document": {"title": "某办法"},
    "plan": {"doc_title": "某办法"},
    "material": {"background": "背景"},
    "reviews": [
        {
            "stage": stage,
            "decision": "pass",
            "aspects": dict.fromkeys(
                ("political", "legal", "policy", "secrecy", "wording", "opinion"), "合格"
            ),
        }
        for stage in (1, 2, 3)
    ],
    "office_review": {"decision": "pass"},
    "plan_signature": {"signer": "高建业"},
}
_PACKAGE["reviewed_package"] = {key: _PACKAGE[key] for key in ("document", "plan", "material")}


def _decide(decision: str, **given: Any) -> Any:
    return model(decision).decide(decision, given).result


def _registration(**fields: Any) -> dict[str, Any]:
    return {"disclosure": "主动公开", "drafting_unit": "zjw", **fields}


def _missing(**changes: Any) -> Any:
    material = {**FORMS["F03"]["default"]["material"], **changes}
    return _decide("D06", material=material, registration=FORMS["F01"]["default"]["registration"])


@pytest.mark.rule("S2-15")
@pytest.mark.parametrize("name", ["区政府", "区政府办"])
def test_in_the_name_of_the_government_the_drafting_unit_interprets(name: str) -> None:
    assert _decide("D03", registration=_registration(issued_in_name=name))["responsible_unit"] == "zjw"


@pytest.mark.rule("S2-16")
def test_in_its_own_name_the_issuing_department_interprets() -> None:
    assert _decide("D03", registration=_registration(issued_in_name="部门"))["responsible_unit"] == "zjw"


@pytest.mark.rule("S2-17")
def test_of_several_departments_the_leading_one_interprets() -> None:
    joint = _registration(issued_in_name="部门", is_joint=True, lead_unit="wjw", joint_units=["mzj"])

    assert _decide("D03", registration=joint)["responsible_unit"] == "wjw"
    assert sorted(_decide("D03", registration=joint)["coop_units"]) == ["mzj", "zjw"]
    assert _decide("D03", registration={**joint, "lead_unit": None})["error"] == "须指定牵头部门"


@pytest.mark.rule("S1-05")
@pytest.mark.parametrize("name", ["市政府", "市政府办"])
@pytest.mark.parametrize("kind", ["行政规范性文件", "重要政策措施"])
def test_two_names_and_two_types_are_in_the_municipal_scope(name: str, kind: str) -> None:
    settings = {"profile": "municipal"}
    given = _registration(issued_in_name=name, doc_type=kind)

    assert _decide("D01", registration=given, settings=settings)["in_scope"] == "yes"
    other = {**given, "issued_in_name": "部门"}
    assert _decide("D01", registration=other, settings=settings)["in_scope"] == "no"


@pytest.mark.rule("S2-20")
@pytest.mark.parametrize("disclosure", ["依申请公开", "不予公开"])
def test_what_is_not_made_public_is_not_interpreted(disclosure: str) -> None:
    given = _registration(doc_type="行政规范性文件", disclosure=disclosure)

    assert _decide("D01", registration=given)["in_scope"] == "no"
    assert _decide("D18", registration=given)["needs_review"] is True


@pytest.mark.rule("S2-21")
@pytest.mark.parametrize("name", ["区政府", "部门"])
def test_normative_documents_of_both_kinds_are_always_in_scope(name: str) -> None:
    found = _decide("D01", registration=_registration(doc_type="行政规范性文件", issued_in_name=name))

    assert (found["in_scope"], found["category"]) == ("yes", "1")


@pytest.mark.rule("S2-22")
@pytest.mark.parametrize("flag", _FLAGS)
def test_each_feature_alone_is_enough_and_none_is_asked_about(flag: str) -> None:
    other = _registration(doc_type="其他政策性文件")

    assert _decide("D01", registration={**other, flag: True})["category"] == "2"
    assert _decide("D01", registration=other)["in_scope"] == "ask"


@pytest.mark.rule("S2-23")
@pytest.mark.parametrize(("needed", "answer"), [(True, ("yes", "3")), (False, ("no", None))])
def test_the_competent_office_decides_the_rest(needed: bool, answer: tuple[str, str | None]) -> None:
    given = _registration(doc_type="其他政策性文件")
    found = _decide("D01", registration=given, scope_opinion={"office_requires": needed})

    assert (found["in_scope"], found["category"]) == answer


@pytest.mark.rule("S2-41", "S2-48")
@pytest.mark.parametrize(
    ("name", "consented", "route"),
    [("区政府", False, "A"), ("区政府办", False, "A"), ("部门", True, "A"), ("部门", False, "B")],
)
def test_the_name_and_the_consent_choose_the_route(name: str, consented: bool, route: str) -> None:
    given = _registration(issued_in_name=name, gov_consented=consented)

    assert _decide("D02", registration=given)["route"] == route


@pytest.mark.rule("S2-32")
@pytest.mark.parametrize("key", _SECTIONS)
def test_background_basis_and_purpose_are_told(key: str) -> None:
    assert len(_missing(**{key: ""})) == 1


@pytest.mark.rule("S2-33")
@pytest.mark.parametrize("key", _CONTENT)
def test_the_six_parts_of_the_content_are_told(key: str) -> None:
    assert len(_missing(**{key: ""})) == 1


@pytest.mark.rule("S2-34")
def test_terms_are_explained_or_there_is_a_reason() -> None:
    assert _missing(keywords=[]) == ["缺关键词、专业名词解释"]
    assert _missing(keywords=[], no_keywords=True, no_keywords_reason="没有专业名词") == []


@pytest.mark.rule("S2-35")
def test_with_an_old_policy_the_differences_are_told() -> None:
    assert _missing(diff_old_new=[]) == ["缺新旧政策差异"]


@pytest.mark.rule("S2-36")
@pytest.mark.parametrize(
    ("key", "text"),
    [("org", "机构名称"), ("address", "地址"), ("contact", "联系方式"), ("hours", "工作时间")],
)
def test_three_of_four_about_where_to_claim_leave_the_fourth_missing(key: str, text: str) -> None:
    told = {**FORMS["F03"]["default"]["material"]["redemption"], key: ""}

    assert _missing(redemption=told) == [f"缺政策兑现的{text}"]


@pytest.mark.rule("S2-37")
def test_a_package_with_only_a_video_lacks_its_text() -> None:
    given = {**_PACKAGE, "material": None, "products": [{"form_type": "视频"}], "reviewed_package": None}

    assert _decide("D05", **given) == ["缺解读材料"]


@pytest.mark.rule("S2-39", "S2-47")
@pytest.mark.parametrize(
    ("key", "text"), [("document", "政策性文件"), ("plan", "解读方案"), ("material", "解读材料")]
)
def test_what_was_not_handed_in_is_listed(key: str, text: str) -> None:
    assert _decide("D05", **{**_PACKAGE, key: None, "reviewed_package": None}) == [f"缺{text}"]


@pytest.mark.rule("S2-42", "S2-43")
@pytest.mark.parametrize("stage", [1, 2, 3])
def test_three_passed_reviews_of_six_aspects_are_asked_for(stage: int) -> None:
    given = [each for each in _PACKAGE["reviews"] if each["stage"] == stage]
    five = {**given[0], "aspects": {**given[0]["aspects"], "opinion": None}}
    others = [each for each in _PACKAGE["reviews"] if each["stage"] != stage]
    lacking = ["缺起草单位三审三校记录（或六方面有未签）"]

    assert _decide("D05", **{**_PACKAGE, "reviews": others}) == lacking
    assert _decide("D05", **{**_PACKAGE, "reviews": [*others, five]}) == lacking


@pytest.mark.rule("S2-45", "S2-47")
@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"office_review": None}, "缺区政府新闻办审核意见"),
        ({"registration": {"disclosure": None}}, "无公开属性建议或不公开理由"),
    ],
)
def test_the_press_office_and_the_disclosure_are_asked_for(changes: dict[str, Any], text: str) -> None:
    assert _decide("D05", **{**_PACKAGE, **changes}) == [text]


@pytest.mark.rule("S2-19", "S2-40")
@pytest.mark.parametrize("key", ["document", "plan", "material"])
def test_the_three_are_of_the_round_that_was_reviewed(key: str) -> None:
    assert _decide("D05", **_PACKAGE) == []
    later = {**_PACKAGE, key: {**_PACKAGE[key], "note": "审核后改动"}}
    assert _decide("D05", **later) == ["三件版本与审核版本不一致"]


@pytest.mark.rule("S2-97")
def test_the_category_of_the_plan_is_the_one_decided() -> None:
    plan = FORMS["F02"]["default"]["plan"]

    assert _decide("D04", plan=plan, d01={"category": "1"}) == []
    assert _decide("D04", plan=plan, d01={"category": "2"}) == ["文件类别与解读范围判定不一致"]


@pytest.mark.rule("S2-31", "S2-63")
def test_only_forms_of_the_unit_itself_count_and_one_is_a_gap() -> None:
    site = [{"channel": "政府网站", "form_type": kind} for kind in ("政策性文件", "文字")]
    media = [{"channel": "新闻媒体", "form_type": kind} for kind in ("媒体专访", "解读文章", "新闻通稿")]
    found = _decide("D07", publications=[*site, *media], links={"ok": True})

    assert found["result"] == "not_ok"
    assert found["reasons"] == ["展现形式不足两种（已有1种）"]


_CITY: dict[str, Any] = {
    "background": "消费升级",
    "basis": "《示例市商贸条例》",
    "goals_overall": "建成首店集聚区",
    "goals_stage": "2026年引进20家",
    "main_content": "租金补助",
    "applicable_to": "开设首店的企业",
    "standard": "按租金30%补助",
    "benefits": "丰富消费选择",
    "how_to_enjoy": "登录惠企平台申报",
    "diff_old_new": [{"old": "30 万元", "new": "50 万元", "reason": "提高吸引力"}],
    "cases": [{"case_title": "某首店", "case_text": "补助 36 万元"}],
}


def _missing_in_the_city(has_old_policy: bool = True, **changes: Any) -> Any:
    return _decide(
        "D06",
        material={**_CITY, **changes},
        registration={"has_old_policy": has_old_policy},
        settings={"profile": "municipal"},
    )


@pytest.mark.rule("S1-13", "S1-14", "S1-15", "S1-16", "S1-17", "S1-18", "S1-19")
@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("background", "政策背景"),
        ("basis", "政策依据"),
        ("goals_overall", "总体目标"),
        ("goals_stage", "阶段性目标"),
        ("main_content", "主要内容"),
        ("applicable_to", "适用范围、实施对象"),
        ("standard", "执行标准"),
        ("benefits", "惠民利民举措"),
        ("how_to_enjoy", "如何享受政策"),
        ("diff_old_new", "新旧政策差异或者调整的原因和意义"),
        ("cases", "案例"),
    ],
)
def test_what_the_city_wants_told_is_listed_when_it_is_missing(key: str, text: str) -> None:
    assert _missing_in_the_city() == []
    gone = [] if isinstance(_CITY[key], list) else ""

    [found] = _missing_in_the_city(**{key: gone})
    assert text in found


@pytest.mark.rule("S1-18")
def test_a_difference_has_its_reason_and_is_told_only_with_an_old_policy() -> None:
    without_reason = [{"old": "30 万元", "new": "50 万元", "reason": ""}]

    assert _missing_in_the_city(diff_old_new=without_reason) == ["缺新旧政策差异或者调整的原因和意义"]
    assert _missing_in_the_city(has_old_policy=False, diff_old_new=[]) == []
