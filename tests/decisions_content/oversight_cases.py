"""Rows of the tables about inspection and assessment: D16, D17."""

from __future__ import annotations

from typing import Any

from tests.decisions_content.tables import Case

_GOOD: dict[str, Any] = {
    "to_interpret": 4,
    "interpreted": 4,
    "multi_form": 4,
    "linked": 4,
    "on_time": 4,
    "overdue": 0,
    "inquiries": 10,
    "inquiries_on_time": 10,
    "inquiries_instant": 10,
    "opinions": 2,
    "opinions_on_time": 2,
}
#: What the statistics say, and the finding that follows: (changes, clause, text, rule, count, only a hint).
_FINDINGS: list[tuple[dict[str, Any], str, str, str, int, bool]] = [
    ({"to_interpret": 5}, "S2-21", "应解读未解读", "S2-21", 1, False),
    ({"overdue": 2}, "S2-62", "逾期发布解读材料", "S2-62", 2, False),
    ({"one_form": 1}, "S2-64", "仅一种展现形式", "S2-64", 1, False),
    ({"linked": 3}, "S2-52", "文件与解读材料未相互关联或者链接失效", "S2-52", 1, False),
    ({"no_plan": 1}, "S2-19", "未附解读方案或者解读材料，三同步不到位", "S2-19", 1, False),
    ({"no_disclosure": 1}, "S2-20", "未标明公开属性", "S2-20", 1, False),
    ({"copied": 1}, "S2-18", "解读材料疑似照搬照抄原文", "S2-18", 1, True),
    ({"inquiries_overdue": 3}, "S2-73", "咨询逾期答复", "S2-73", 3, False),
    ({"opinions_overdue": 1}, "S2-83", "舆情逾期回应", "S2-82", 1, False),
    ({"channels_unpublished": 1}, "S2-54", "计划的渠道到期仍未发布", "S2-54", 1, False),
    ({"reviews_too_fast": 1}, "S2-42", "三审三校用时过短，疑似流于形式", "S2-42", 1, True),
    (
        {"safeguards_missing": ["制度", "经费"]},
        "S2-85",
        "制度、机构、人员或者经费保障有缺项",
        "S2-08",
        2,
        False,
    ),
]

D16 = [
    *(
        Case(
            "D16",
            (row,),
            clause,
            {"unit_statistics": {**_GOOD, **changes}},
            [{"finding": text, "rule": rule, "count": count, "advisory": hint}],
        )
        for row, (changes, clause, text, rule, count, hint) in enumerate(_FINDINGS, 1)
    ),
    Case("D16", (), "S2-87", {"unit_statistics": _GOOD}, []),
    Case("D16", (), "S2-87", {"unit_statistics": {}}, []),
]

_DIMENSIONS = ("材料质量", "发布及时性", "传播效果", "公众反馈处理")
_ADVICE = (
    "材料质量不足六成，建议开展材料撰写培训",
    "按期率不足六成，建议约谈责任单位",
    "展现形式和关联不足，建议补充图解、视频",
    "咨询舆情处理不足六成，建议督办",
)
_WEIGHTS = (40, 30, 15, 15)


def _score(
    clause: str, changes: dict[str, Any], measures: tuple[float, ...], parts: tuple[float, ...]
) -> Case:
    weak = [measure < 60 for measure in measures]
    rows = tuple(2 * number + 1 + low for number, low in enumerate(weak))
    result = [
        {
            "dimension": name,
            "measure": measure,
            "weight": weight,
            "part": part,
            "advice": hint if low else None,
        }
        for name, measure, weight, part, hint, low in zip(
            _DIMENSIONS, measures, _WEIGHTS, parts, _ADVICE, weak, strict=True
        )
    ]
    return Case("D17", rows, clause, {"unit_statistics": {**_GOOD, **changes}, "settings": {}}, result)


_NOTHING = dict.fromkeys(_GOOD, 0)

D17 = [
    _score("S1-48", {}, (100, 100, 100, 100), (40, 30, 15, 15)),
    _score("S2-93", _NOTHING, (100, 100, 100, 100), (40, 30, 15, 15)),
    _score("S1-48", {"on_time": 3, "overdue": 1}, (100, 75, 100, 100), (40, 22.5, 15, 15)),
    _score("S1-48", {"on_time": 1, "overdue": 3}, (100, 25, 100, 100), (40, 7.5, 15, 15)),
    _score("S1-48", {"returned": 2, "copied": 1}, (80, 100, 100, 100), (32, 30, 15, 15)),
    _score("S1-48", {"copied": 9}, (10, 100, 100, 100), (4, 30, 15, 15)),
    _score("S2-58", {"multi_form": 2, "head_spoke": 2}, (100, 100, 74, 100), (40, 30, 11.1, 15)),
    _score("S2-58", {"multi_form": 1, "head_spoke": 0}, (100, 100, 55, 100), (40, 30, 8.25, 15)),
    _score("S2-75", {"inquiries_instant": 5}, (100, 100, 100, 90), (40, 30, 15, 13.5)),
    _score(
        "S2-75",
        {"inquiries_on_time": 1, "inquiries_instant": 0},
        (100, 100, 100, 44),
        (40, 30, 15, 6.6),
    ),
    Case(
        "D17",
        (1, 3, 5, 7),
        "S2-93",
        {
            "unit_statistics": {**_GOOD, "on_time": 3, "overdue": 1},
            "settings": {
                "assessment_weights": {"quality": 25, "timeliness": 25, "effect": 25, "feedback": 25}
            },
        },
        [
            {"dimension": name, "measure": measure, "weight": 25, "part": part, "advice": None}
            for name, measure, part in zip(_DIMENSIONS, (100, 75, 100, 100), (25, 18.75, 25, 25), strict=True)
        ],
    ),
]
