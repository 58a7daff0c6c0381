"""Rows of the tables that follow the registration: D01, D02, D03, D09, D18."""

from __future__ import annotations

from typing import Any

from tests.decisions_content.tables import Case


def _registration(**fields: Any) -> dict[str, Any]:
    return {"registration": fields}


def _scope(office_requires: bool | None = None, **fields: Any) -> dict[str, Any]:
    given: dict[str, Any] = _registration(
        **{"disclosure": "主动公开", "doc_type": "其他政策性文件", **fields}
    )
    if office_requires is not None:
        given["scope_opinion"] = {"office_requires": office_requires}
    return given


def _in(answer: str, category: str | None, basis: str) -> dict[str, Any]:
    return {"in_scope": answer, "category": category, "basis": basis}


_NORM = "行政规范性文件"
_DECIDED = {answer: {"uncertain_scope": answer} for answer in ("ask", "yes", "no")}
_CITY = {"settings": {"profile": "municipal"}}

D01 = [
    Case("D01", (1,), "S2-20", _scope(disclosure="依申请公开"), _in("no", None, "三（一）")),
    Case("D01", (1,), "S2-20", _scope(disclosure="不予公开", doc_type=_NORM), _in("no", None, "三（一）")),
    Case(
        "D01",
        (1,),
        "S2-20",
        {**_scope(doc_type=_NORM), "disclosure_review": {"disclosure": "依申请公开"}},
        _in("no", None, "三（一）"),
    ),
    Case(
        "D01",
        (1,),
        "S2-20",
        {**_scope(doc_type=_NORM), "d18": {"allowed": False}},
        _in("no", None, "三（一）"),
    ),
    Case("D01", (2,), "S2-21", _scope(doc_type=_NORM), _in("yes", "1", "三（一）1")),
    Case(
        "D01",
        (2,),
        "S2-21",
        {**_scope(doc_type=_NORM, disclosure="不予公开"), "disclosure_review": {"disclosure": "主动公开"}},
        _in("yes", "1", "三（一）1"),
    ),
    *(
        Case("D01", (3,), "S2-22", _scope(**{flag: True}), _in("yes", "2", "三（一）2"))
        for flag in ("flag_wide", "flag_attention", "flag_professional", "flag_public_interest")
    ),
    Case(
        "D01",
        (6,),
        "S2-23",
        {**_scope(flag_wide=True), "settings": {"category_two_any": False}},
        _in("ask", None, "三（一）3"),
    ),
    Case(
        "D01",
        (3,),
        "S2-22",
        {
            **_scope(flag_wide=True, flag_attention=True, flag_professional=True, flag_public_interest=True),
            "settings": {"category_two_any": False},
        },
        _in("yes", "2", "三（一）2"),
    ),
    Case("D01", (4,), "S2-23", _scope(office_requires=True), _in("yes", "3", "三（一）3")),
    Case("D01", (5,), "S2-23", _scope(office_requires=False), _in("no", None, "三（一）3")),
    Case("D01", (6,), "S2-89", _scope(), _in("ask", None, "三（一）3")),
    Case("D01", (6,), "S2-23", _scope(flag_wide=False, no_own_doc=False), _in("ask", None, "三（一）3")),
    Case(
        "D01",
        (6,),
        "S2-23",
        {**_scope(), "settings": _DECIDED["ask"]},
        _in("ask", None, "三（一）3"),
    ),
    Case("D01", (11,), "S2-22", {**_scope(), "settings": _DECIDED["yes"]}, _in("yes", "2", "三（一）2")),
    Case("D01", (12,), "S2-22", {**_scope(), "settings": _DECIDED["no"]}, _in("no", None, "三（一）2")),
    Case(
        "D01",
        (4,),
        "S2-23",
        {**_scope(office_requires=True), "settings": _DECIDED["no"]},
        _in("yes", "3", "三（一）3"),
    ),
    Case(
        "D01",
        (3,),
        "S2-22",
        {**_scope(flag_wide=True), "settings": _DECIDED["no"]},
        _in("yes", "2", "三（一）2"),
    ),
    Case("D01", (7,), "S2-26", _scope(no_own_doc=True), _in("yes", "upper", "三（三）")),
    *(
        Case(
            "D01",
            (8,),
            "S1-05",
            {**_CITY, **_scope(issued_in_name=name, doc_type=kind)},
            _in("yes", "municipal", "一.3"),
        )
        for name in ("市政府", "市政府办")
        for kind in (_NORM, "重要政策措施")
    ),
    Case(
        "D01",
        (9,),
        "S1-05",
        {**_CITY, **_scope(issued_in_name="市政府", doc_type="其他政策性文件")},
        _in("no", None, "一.3"),
    ),
    Case(
        "D01",
        (10,),
        "S1-05",
        {**_CITY, **_scope(issued_in_name="部门", doc_type=_NORM)},
        _in("no", None, "一.3"),
    ),
]


def _route(route: str, reviewer: str | None) -> dict[str, Any]:
    return {"route": route, "plan_reviewer": reviewer}


def _named(name: str, **fields: Any) -> dict[str, Any]:
    return _registration(issued_in_name=name, **fields)


D02 = [
    Case("D02", (1,), "S2-41", _named("区政府"), _route("A", "press_office")),
    Case("D02", (1,), "S2-41", _named("区政府办"), _route("A", "press_office")),
    Case("D02", (2,), "S2-41", _named("部门(经区政府同意)"), _route("A", "press_office")),
    Case("D02", (2,), "S2-41", _named("部门", gov_consented=True), _route("A", "press_office")),
    Case("D02", (3,), "S2-48", _named("部门"), _route("B", "interp_office")),
    Case("D02", (4,), "S2-26", _named("上级文件"), _route("UP", "interp_office")),
    Case("D02", (4,), "S2-26", _named("部门", no_own_doc=True), _route("UP", "interp_office")),
    Case("D02", (5,), "S2-26", _named("上级文件", gov_consented=True), _route("UP", "press_office")),
    Case("D02", (6,), "S1-05", _named("市政府"), _route("M", None)),
    Case("D02", (6,), "S1-05", _named("市政府办"), _route("M", None)),
]


def _who(unit: str | None, coop: list[str], error: str | None = None) -> dict[str, Any]:
    return {"responsible_unit": unit, "coop_units": coop, "error": error}


def _drafted(name: str, **fields: Any) -> dict[str, Any]:
    return _named(name, drafting_unit="zjw", **fields)


_JOINT = {"is_joint": True, "lead_unit": "wjw", "joint_units": ["mzj", "zjw"]}

D03 = [
    Case("D03", (1,), "S2-15", _drafted("区政府"), _who("zjw", [])),
    Case("D03", (1,), "S2-15", _drafted("区政府办", **_JOINT), _who("zjw", ["mzj"])),
    Case("D03", (2,), "S2-16", _drafted("部门"), _who("zjw", [])),
    Case("D03", (2,), "S2-16", _drafted("部门(经区政府同意)", is_joint=False), _who("zjw", [])),
    Case("D03", (3,), "S2-17", _drafted("部门", **_JOINT), _who("wjw", ["mzj", "zjw"])),
    Case(
        "D03",
        (3,),
        "S2-17",
        _drafted("部门", is_joint=True, lead_unit="zjw", joint_units=["mzj"]),
        _who("zjw", ["mzj"]),
    ),
    Case("D03", (4,), "S2-17", _drafted("部门", is_joint=True), _who(None, [], "须指定牵头部门")),
    Case("D03", (4,), "S2-17", _drafted("区政府", is_joint=True), _who(None, [], "须指定牵头部门")),
    Case("D03", (5,), "S1-02", _drafted("市政府办"), _who("zjw", [])),
    Case("D03", (5,), "S1-08", _drafted("市政府", coop_sections=["wjw", "zjw"]), _who("zjw", ["wjw"])),
    Case(
        "D03",
        (5,),
        "S1-02",
        _drafted("市政府办", responsible_unit="wjw", responsible_reason="牵头起草科室调整"),
        _who("wjw", []),
    ),
    Case(
        "D03",
        (5,),
        "S1-02",
        _drafted("市政府办", responsible_unit="wjw"),
        _who("wjw", [], "解读责任单位不是起草科室的，须写明理由"),
    ),
    Case("D03", (6,), "S2-26", _drafted("上级文件"), _who("zjw", [])),
]


def _consult(
    n: int | None = None, unit: str | None = None, basis: str | None = None, reason: bool = False
) -> dict[str, Any]:
    return {"need": unit is not None, "min_n": n, "unit": unit, "basis": basis, "reason_required": reason}


_MAJOR = "《重大行政决策程序暂行条例》第十五条"
_MARKET = "《优化营商环境条例》第六十二条"

D09 = [
    Case("D09", (1,), "S2-25", _registration(doc_type="重大行政决策"), _consult(30, "自然日", _MAJOR)),
    Case(
        "D09",
        (2,),
        "S2-24",
        _registration(doc_type="重大行政决策", urgent=True),
        _consult(None, "自然日", _MAJOR, True),
    ),
    Case(
        "D09",
        (3,),
        "S2-25",
        _registration(doc_type=_NORM, market_entity_related=True, must_consult=True),
        _consult(30, "自然日", _MARKET),
    ),
    Case(
        "D09",
        (4,),
        "S2-25",
        _registration(doc_type=_NORM, must_consult=True),
        _consult(7, "工作日", "本地规定"),
    ),
    Case("D09", (5,), "S2-24", _registration(doc_type=_NORM), _consult()),
    Case(
        "D09",
        (6,),
        "S2-24",
        _registration(doc_type="其他政策性文件", must_consult=True),
        _consult(7, "工作日", "本地规定"),
    ),
    Case("D09", (7,), "S2-24", _registration(doc_type="重要政策措施"), _consult()),
]


def _open(disclosure: str, review: bool, basis: str, allowed: bool = True) -> dict[str, Any]:
    return {"disclosure": disclosure, "needs_review": review, "allowed": allowed, "basis": basis}


_ARTICLE = "政府信息公开条例第十{}条"
_ASKED = {"disclosure": "依申请公开", "secret_level": "无"}

D18 = [
    Case(
        "D18",
        (1,),
        "S2-20",
        _registration(disclosure="主动公开", secret_level="秘密"),
        _open("不予公开", False, _ARTICLE.format("四"), allowed=False),
    ),
    Case(
        "D18",
        (1,),
        "S2-20",
        _registration(involves_secret=True),
        _open("不予公开", False, _ARTICLE.format("四"), allowed=False),
    ),
    Case(
        "D18",
        (2,),
        "S2-20",
        _registration(**_ASKED, third_party=True, internal=True),
        _open("依申请公开", True, _ARTICLE.format("五")),
    ),
    Case(
        "D18",
        (3,),
        "S2-20",
        _registration(disclosure="不予公开", internal=True),
        _open("不予公开", True, _ARTICLE.format("六")),
    ),
    Case("D18", (4,), "S2-20", _registration(**_ASKED), _open("依申请公开", True, "国办发〔2016〕80号")),
    Case(
        "D18",
        (5,),
        "S2-20",
        _registration(disclosure="主动公开", secret_level="无"),
        _open("主动公开", False, "三（一）"),
    ),
    Case("D18", (5,), "S2-20", _registration(), _open("主动公开", False, "三（一）")),
]
