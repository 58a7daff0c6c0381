"""Rows of the tables about public opinion: D10, D11."""

from __future__ import annotations

from typing import Any

from tests.decisions_content.tables import Case


def _opinion(major: bool | None, high: bool | None, emergency: bool | None, rules: bool) -> dict[str, Any]:
    found = {"policy_major": major, "attention_high": high, "emergency": emergency}
    return {"opinion": found, "settings": {"emergency_rules": rules}}


def _hours(hours: int, rule: str, basis: str, *more: int) -> dict[str, Any]:
    first, conference = more or (None, None)
    return {
        "hours": hours,
        "first_info_h": first,
        "press_conf_h": conference,
        "rule": rule,
        "basis": basis,
    }


_MAJOR = _hours(24, "S2-82", "制度六（四）：重大政策")
_HIGH = _hours(24, "S2-82", "制度六（四）：社会关注度高")
_OTHER = _hours(48, "S2-83", "制度六（四）：其他政策")
_EMERGENCY = _hours(24, "S2-82", "国办发〔2016〕80号", 5, 24)

D10 = [
    *(Case("D10", (1,), "S2-82", _opinion(True, high, None, False), _MAJOR) for high in (True, False, None)),
    Case("D10", (1,), "S2-82", _opinion(True, True, True, False), _MAJOR),
    *(Case("D10", (2,), "S2-82", _opinion(major, True, None, True), _HIGH) for major in (False, None)),
    *(
        Case("D10", (3,), "S2-83", _opinion(no, no, no, rules), _OTHER)
        for no in (False, None)
        for rules in (True, False)
    ),
    Case("D10", (3,), "S2-83", _opinion(False, False, True, False), _OTHER),
    *(
        Case("D10", (4,), "S2-82", _opinion(any_, any_, True, True), _EMERGENCY)
        for any_ in (True, False, None)
    ),
]


def _judged(*types: str, illegal: bool | None = None) -> dict[str, Any]:
    return {"judgement": {"types": list(types), "suspected_illegal": illegal}}


def _measure(measure: str, element: str) -> dict[str, str]:
    return {"measure": measure, "element": element}


_TAKE_UP = _measure("研判吸纳", "C2")
_TELL = _measure("说明研判情况", "T3")
_EXPLAIN = _measure("主动解疑释惑、澄清事实", "T3")
_GUIDE = _measure("发布权威信息、引导和纠正", "T4")
_ANSWER = _measure("及时回应", "T4")
_HAND_OVER = _measure("移交公安机关、网信部门", "T7")

D11 = [
    Case("D11", (1, 2), "S2-78", _judged("合理建议"), [_TAKE_UP, _TELL]),
    *(Case("D11", (3,), "S2-79", _judged(kind), [_EXPLAIN]) for kind in ("不了解情况", "模糊认识")),
    *(Case("D11", (4,), "S2-80", _judged(kind), [_GUIDE]) for kind in ("错误看法", "误解误读")),
    Case("D11", (5,), "S2-81", _judged("虚假不实", illegal=False), [_ANSWER]),
    Case("D11", (5, 6), "S2-81", _judged("虚假不实", illegal=True), [_ANSWER, _HAND_OVER]),
    Case("D11", (3, 4), "S2-80", _judged("误解误读", "模糊认识"), [_EXPLAIN, _GUIDE]),
    Case("D11", (), "S2-81", {}, []),
]
