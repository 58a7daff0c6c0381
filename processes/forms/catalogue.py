"""Every component of form-js-viewer 2.x and every property of it: used for the data, shown only, or refused.

A property that is not in this table is told to the designer: nothing in a form document is ignored silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Use(StrEnum):
    """What the server does with a component or a property."""

    DATA = "校验"
    VIEW = "显示"
    REFUSED = "拒绝"


@dataclass(frozen=True)
class Kind:
    """One type of component: what it carries in the data, what becomes of it and of its properties.

    ``remedy`` says what to do instead of a refused one.
    """

    type: str
    name: str
    carries: str
    use: Use
    properties: Mapping[str, Use]
    remedy: str = ""


def _uses(*, data: str = "", view: str = "") -> dict[str, Use]:
    return dict.fromkeys(data.split(), Use.DATA) | dict.fromkeys(view.split(), Use.VIEW)


_ANY = _uses(data="id type conditional properties", view="layout")
_INPUT = _ANY | _uses(data="key validate readonly disabled defaultValue", view="label description")
_CHOICE = _INPUT | _uses(data="values valuesKey valuesExpression")
_BOX = _ANY | _uses(data="path components", view="label showOutline verticalAlignment")
_REFUSED = dict.fromkeys(
    (*_INPUT, "accept", "multiple", "content", "strict", "url", "height", "security"), Use.REFUSED
)
_TEXT = '文字，默认 `""`'
_CHOSEN = "选项值，默认 `null`"
_SEVERAL = "选项值列表，不得重复，默认 `[]`"
_NOTHING = "无"

_KINDS = (
    Kind("textfield", "单行文字", _TEXT, Use.DATA, _INPUT | _uses(view="appearance")),
    Kind("textarea", "多行文字", _TEXT, Use.DATA, _INPUT),
    Kind(
        "number",
        "数字",
        "数字，`serializeToString` 时为文字，默认 `null`",
        Use.DATA,
        _INPUT | _uses(data="decimalDigits increment serializeToString", view="appearance"),
    ),
    Kind("checkbox", "勾选", "`true` 或 `false`，默认 `false`", Use.DATA, _INPUT),
    Kind("checklist", "多选", _SEVERAL, Use.DATA, _CHOICE),
    Kind("radio", "单选", _CHOSEN, Use.DATA, _CHOICE),
    Kind("select", "下拉单选", _CHOSEN, Use.DATA, _CHOICE | _uses(view="searchable")),
    Kind("taglist", "标签多选", _SEVERAL, Use.DATA, _CHOICE),
    Kind(
        "datetime",
        "日期时间",
        "文字 `2026-02-06`、`09:30:00` 或 `2026-02-06T09:30:00`，默认 `null`",
        Use.DATA,
        _INPUT
        | _uses(
            data="subtype disallowPassedDates timeInterval timeSerializingFormat",
            view="dateLabel timeLabel use24h",
        ),
    ),
    Kind(
        "expression",
        "计算字段",
        "计算结果；服务器重新计算，不采信提交值",
        Use.DATA,
        _ANY | _uses(data="key expression", view="computeOn label description"),
    ),
    Kind("group", "分组", "一组字段；有 `path` 时嵌套在其下", Use.DATA, _BOX),
    Kind(
        "dynamiclist",
        "动态列表",
        "行的列表，默认 `[]`",
        Use.DATA,
        _BOX
        | _uses(
            data="isRepeating allowAddRemove defaultRepetitions", view="disableCollapse nonCollapsedItems"
        ),
    ),
    Kind("text", "说明文字", _NOTHING, Use.VIEW, _ANY | _uses(view="text strict")),
    Kind(
        "table",
        "表格",
        _NOTHING,
        Use.VIEW,
        _ANY | _uses(view="label dataSource columns columnsExpression rowCount"),
    ),
    Kind("image", "图片", _NOTHING, Use.VIEW, _ANY | _uses(view="source alt")),
    Kind(
        "documentPreview",
        "文件预览",
        _NOTHING,
        Use.VIEW,
        _ANY | _uses(view="label title dataSource maxHeight"),
    ),
    Kind("spacer", "空白", _NOTHING, Use.VIEW, _ANY | _uses(view="height")),
    Kind("separator", "分隔线", _NOTHING, Use.VIEW, _ANY),
    Kind("button", "按钮", _NOTHING, Use.VIEW, _ANY | _uses(view="label action")),
    Kind(
        "filepicker",
        "文件选择",
        "form-js 只放文件的引用 `files::…`，不放文件",
        Use.REFUSED,
        _REFUSED,
        "请删除该组件：附件不属于表单数据；文件留在公文系统，在表单里登记文号或网址，可用文件预览组件显示。",
    ),
    Kind("html", "HTML", _NOTHING, Use.REFUSED, _REFUSED, "请改用说明文字组件（Markdown）。"),
    Kind("iframe", "内嵌网页", _NOTHING, Use.REFUSED, _REFUSED, "请改用说明文字组件，写上网页的链接。"),
)
KINDS: Final[Mapping[str, Kind]] = {kind.type: kind for kind in _KINDS}
#: Why a component is refused.
REASONS: Final[Mapping[str, str]] = {
    "filepicker": "表单数据不保存文件",
    "html": "其中的标记由设计者任意书写，不安全",
    "iframe": "内容安全策略不允许内嵌其他网站，不安全",
}
#: The properties of the document itself; the viewer uses the first four, editors write the others.
ROOT: Final[Mapping[str, Use]] = _uses(data="id type schemaVersion components properties") | _uses(
    view="exporter executionPlatform executionPlatformVersion versionTag layout"
)


def table() -> str:
    """The table of docs/reference/forms.md."""
    lines = ["| 组件 | 名称 | 处理 | 数据 | 服务器使用的属性 | 只供显示的属性 |", "|---|---|---|---|---|---|"]
    for kind in KINDS.values():
        data, view = (_names(kind, use) for use in (Use.DATA, Use.VIEW))
        carries = f"{kind.carries}。{kind.remedy}" if kind.remedy else kind.carries
        lines.append(f"| `{kind.type}` | {kind.name} | {kind.use} | {carries} | {data} | {view} |")
    return "\n".join(lines)


def _names(kind: Kind, use: Use) -> str:
    names = (name for name, given in kind.properties.items() if given is use and name not in _ANY)
    return "、".join(f"`{name}`" for name in names) or "–"
