"""Where the server answers otherwise than form-js, on purpose: each with its reason and an example."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from processes.forms import words
from tests.processes.forms.small_forms import field as component
from tests.processes.forms.small_forms import options

Errors = dict[str, list[str]]


@dataclass(frozen=True)
class Difference:
    """``reason`` stands in docs/reference/forms.md; ``stricter``: the server refuses more than form-js."""

    name: str
    reason: str
    components: list[dict[str, Any]]
    data: dict[str, Any]
    server: Errors
    form_js: Errors = field(default_factory=dict)
    stricter: bool = True
    context: dict[str, Any] = field(default_factory=dict)


def only(kind: str, **more: Any) -> list[dict[str, Any]]:
    return [component(kind, "a", **more)]


_CHOICE = {"values": options("甲", "乙")}
_CHAIN = [
    component("checkbox", "one"),
    component("checkbox", "two", conditional={"hide": "=d.one != true"}),
    component("checkbox", "three", conditional={"hide": "=d.two != true"}),
    component("textfield", "four", validate={"required": True}, conditional={"hide": "=d.three != true"}),
]
_ROW = {
    "type": "dynamiclist",
    "id": "l",
    "path": "a",
    "isRepeating": True,
    "components": [component("textfield", "b", validate={"required": True})],
}

DIFFERENCES = [
    Difference(
        "unknown",
        "未知字段：form-js 原样带走，服务器拒绝。",
        only("textfield"),
        {"a": "x", "b": 1},
        {"d.b": [words.UNKNOWN]},
    ),
    Difference(
        "type",
        "类型不符：form-js 打开表单时改成空值或文字，服务器拒绝。",
        only("textfield"),
        {"a": ["x"]},
        {"d.a": [words.NOT_TEXT]},
    ),
    Difference(
        "option",
        "不在选项内的值：form-js 打开表单时清空，服务器拒绝。",
        only("select", **_CHOICE),
        {"a": "丙"},
        {"d.a": [words.OPTION]},
    ),
    Difference(
        "twice",
        "同一选项选两次：form-js 的控件做不到，但不检查。",
        only("checklist", **_CHOICE),
        {"a": ["甲", "甲"]},
        {"d.a": [words.OPTION_TWICE]},
    ),
    Difference(
        "blank",
        "必填文字只有空白：form-js 算已填，服务器算未填。",
        only("textfield", validate={"required": True}),
        {"a": " 　"},
        {"d.a": [words.REQUIRED]},
    ),
    Difference(
        "length",
        "未设 `maxLength` 的文字：form-js 不限，服务器限 2 000 或 100 000 字。",
        only("textfield"),
        {"a": "字" * 2001},
        {"d.a": [words.TOO_LONG.format(limit=2000)]},
    ),
    Difference(
        "control",
        "控制字符和改变书写方向的字符：form-js 不检查，服务器拒绝。",
        only("textarea"),
        {"a": "关于\u202e印发"},
        {"d.a": [words.CONTROL_CHARACTERS]},
    ),
    Difference(
        "digits",
        "超过 15 位的数字：浏览器已经四舍五入，服务器拒绝（请用 `serializeToString`）。",
        only("number"),
        {"a": 10**15},
        {"d.a": [words.TOO_PRECISE]},
    ),
    Difference(
        "date",
        "格式不对的日期、时间：form-js 打开表单时清空，服务器拒绝。",
        only("datetime", subtype="date"),
        {"a": "2026-02-30"},
        {"d.a": [words.NOT_DATE]},
    ),
    Difference(
        "past",
        "`disallowPassedDates`：form-js 只限制日历控件，服务器拒绝早于今天的日期。",
        only("datetime", subtype="date", disallowPassedDates=True),
        {"a": "2026-02-09"},
        {"d.a": [words.PAST_DATE.format(limit="2026-02-10")]},
    ),
    Difference(
        "interval",
        "`timeInterval`：form-js 只限制下拉列表，服务器拒绝其他分钟。",
        only("datetime", subtype="time", timeInterval=15),
        {"a": "09:20"},
        {"d.a": [words.INTERVAL.format(limit=15)]},
    ),
    Difference(
        "rows",
        "`allowAddRemove: false` 和默认 500 行：form-js 只是不给按钮，服务器检查行数。",
        [_ROW | {"allowAddRemove": False, "defaultRepetitions": 1}],
        {"a": [{"b": "x"}, {"b": "y"}]},
        {"d.a": [words.FIXED_ROWS.format(limit=1)]},
    ),
    Difference(
        "properties",
        "`properties` 里的校验（`minItems`、`uniqueBy`、`minDate`、`assert` 等）是本系统的，form-js 没有。",
        only("number", properties={"assert": "=d.a > 3"}),
        {"a": 3},
        {"d.a": [words.ASSERT]},
    ),
    Difference(
        "phone",
        "`validationType: phone`：form-js 只看结尾，服务器要求全部是一个号码。",
        only("textfield", validate={"validationType": "phone"}),
        {"a": "电话 +8613800138000"},
        {"d.a": [words.PHONE]},
    ),
    Difference(
        "clock",
        "时间字段的值：浏览器是 `09:30`，服务器补足为 `09:30:00`；当文字比较时不同（`time()` 读来相同）。",
        [
            component("datetime", "a", subtype="time"),
            component("textfield", "b", validate={"required": True}, conditional={"hide": '=d.a = "09:30"'}),
        ],
        {"a": "09:30", "b": ""},
        {"d.b": [words.REQUIRED]},
    ),
    Difference(
        "absent",
        "没有提交的动态列表：form-js 打开表单时给出空行，服务器当作没有行（网页总会提交）。",
        [_ROW],
        {},
        {},
        {"d.a[0].b": [words.REQUIRED]},
        stricter=False,
    ),
    Difference(
        "chain",
        "隐藏条件逐级依赖三级以上：form-js 只推两级，被隐藏字段的旧值还会起作用；服务器推到底。",
        _CHAIN,
        {"one": False, "two": True, "three": True, "four": ""},
        {},
        {"d.four": [words.REQUIRED]},
        stricter=False,
    ),
    Difference(
        "stale",
        "列表行内的条件经 `this` 引用本行中被隐藏的字段：form-js 看到旧值，服务器当作空。",
        [
            _ROW
            | {
                "components": [
                    component("checkbox", "b"),
                    component("checkbox", "c", conditional={"hide": "=this.b != true"}),
                    component(
                        "textfield", "e", validate={"required": True}, conditional={"hide": "=this.c != true"}
                    ),
                ]
            }
        ],
        {"a": [{"b": False, "c": True, "e": ""}]},
        {},
        {"d.a[0].e": [words.REQUIRED]},
        stricter=False,
    ),
]
