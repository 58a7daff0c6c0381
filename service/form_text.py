"""A submitted form as labelled text: what a reader sees of the data without opening the form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from processes.personal import Veiled

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NESTING = {"group", "dynamiclist"}
#: Stands for personal data in clear, which only records from before their being kept apart hold.
PRIVATE = "（个人信息，不显示）"


@dataclass(frozen=True)
class Entry:
    """One line: a label with its text, or a heading."""

    label: str
    text: str = ""
    heading: bool = False


def entries(form: Mapping[str, Any], data: Mapping[str, Any]) -> list[Entry]:
    """The filled fields of *data* with the labels of the form-js document *form*, in its order."""
    return list(_walk(form.get("components") or [], data, data))


def root_path(form: Mapping[str, Any]) -> str | None:
    """The variable that a form of this house writes: the path of its one root group."""
    for component in form.get("components") or []:
        if component.get("type") == "group" and component.get("path"):
            return str(component["path"]).split(".")[0]
    return None


def private_paths(form: Mapping[str, Any]) -> Iterator[str]:
    """The paths of the fields of a form that hold personal data: ``inquiry.contact``."""
    pending = [(component, "") for component in form.get("components") or []]
    while pending:
        component, outer = pending.pop()
        own = str(component.get("path") or component.get("key") or "")
        path = ".".join(filter(None, (outer, own)))
        if _private(component):
            yield path
        pending += [(inner, path) for inner in component.get("components") or []]


def form_name(form: Mapping[str, Any], default: str) -> str:
    """What the form is called: its name, else the label of its root group."""
    properties = form.get("properties")
    named = properties.get("name") if isinstance(properties, Mapping) else None
    labels = [component.get("label") for component in form.get("components") or [] if component.get("label")]
    return str(named or (labels[0] if labels else default))


def _walk(components: Sequence[Mapping[str, Any]], data: Any, top: Mapping[str, Any]) -> Iterator[Entry]:
    for component in components:
        kind, name = component.get("type"), label(component)
        if kind in _NESTING:
            yield from _nested(component, kind, name, data, top)
        elif component.get("key"):
            value = _at(data, str(component["key"]))
            if value not in (None, "", [], {}):
                hidden = _private(component) and not isinstance(value, Veiled)
                yield Entry(name, PRIVATE if hidden else _text(value, _options(component, top)))


def _nested(
    component: Mapping[str, Any], kind: str, name: str, data: Any, top: Mapping[str, Any]
) -> Iterator[Entry]:
    inner = _at(data, str(component.get("path") or ""))
    children = component.get("components") or []
    if kind == "group":
        found = list(_walk(children, inner, top))
        if found and name:
            yield Entry(name, heading=True)
        yield from found
        return
    for number, row in enumerate(inner if isinstance(inner, list) else [], start=1):
        yield Entry(f"{name or '第'} {number}".strip(), heading=True)
        yield from _walk(children, row, top)


def label(component: Mapping[str, Any]) -> str:
    """What a component is called (form-js: dates and times have labels of their own), else its key."""
    text = component.get("label") or component.get("dateLabel") or component.get("timeLabel")
    return str(text) if text and not str(text).startswith("=") else str(component.get("key") or "")


def _private(component: Mapping[str, Any]) -> bool:
    """Whether a field holds personal data (GB/T 22239 8.1.4.11): ``personal``, formerly ``private``."""
    properties = component.get("properties") or {}
    return properties.get("private") is True or properties.get("personal") in (True, "true")


def _at(data: Any, path: str) -> Any:
    for key in filter(None, path.split(".")):
        data = data.get(key) if isinstance(data, Mapping) else None
    return data


def _options(component: Mapping[str, Any], top: Mapping[str, Any]) -> dict[Any, str]:
    """Texts by value: static options, or a list of options among the variables."""
    given = component.get("values")
    if given is None:
        source = str(component.get("valuesKey") or component.get("valuesExpression") or "").removeprefix("=")
        given = top.get(source.strip())
    options = given if isinstance(given, list) else []
    return {
        option["value"]: str(option.get("label", option["value"]))
        for option in options
        if isinstance(option, Mapping) and isinstance(option.get("value"), str | int | float | bool)
    }


def _text(value: Any, options: Mapping[Any, str]) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_text(item, options) for item in value)
    if isinstance(value, Mapping):
        return "；".join(f"{key}：{_text(item, options)}" for key, item in value.items())
    if value in options:
        return options[value]
    return _day(str(value))


def _day(text: str) -> str:
    if not _DATE.fullmatch(text):
        return text
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.year}年{day.month}月{day.day}日"
