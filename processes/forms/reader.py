"""A form-js document (schemaVersion 19) to components; every fault is collected with its element."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from processes.errors import Problem
from processes.forms.agreement import tell_divergences
from processes.forms.catalogue import KINDS, REASONS, ROOT, Use
from processes.forms.conditions import shown_expressions
from processes.forms.document import parse
from processes.forms.fields import fits
from processes.forms.keywords import Keywords, read_hide
from processes.forms.model import CONTAINERS, NO_DEFAULT, Component
from processes.forms.problems import Problems
from processes.forms.unsafe import refuse_unsafe

SCHEMA_VERSION = 19
_MAX_DEPTH = 20
_MAX_IDENTIFIER = 200
_SEGMENT = re.compile(r"[^\W\d]\w*\Z")
#: Names that every object of a browser has already (ECMA-262 §20.1.3): a value there would change others.
_TAKEN = frozenset({"__proto__", "constructor", "prototype"})


def read_form(
    document: bytes | str | Mapping[str, Any],
) -> tuple[str, str, tuple[Component, ...], tuple[Problem, ...]]:
    """Id, name, components and warnings; raises :class:`InvalidDefinition` with all problems."""
    text, data = parse(document)
    problems = Problems(text, data)
    _check_root(data, problems)
    components = _Reader(problems).components(data.get("components"), data.get("id"), _Claims(), 0, ())
    problems.raise_if_any()
    tell_divergences(components, problems)
    properties = data.get("properties")
    name = properties.get("name") if isinstance(properties, dict) else None
    return str(data["id"]), str(name or data["id"]), components, problems.warnings


def _is_identifier(text: str) -> bool:
    return text.isprintable() and len(text) <= _MAX_IDENTIFIER


def _check_root(data: Mapping[str, Any], problems: Problems) -> None:
    if data.get("type") != "default":
        got = data.get("type")
        problems.add("FORM-shape", f"表单类型应为 default，实际为 {got!r}。", "请使用 form-js 表单文件。")
    if not isinstance(data.get("id"), str) or not data["id"]:
        problems.add("FORM-id", "表单缺少 id。", "请在表单编辑器中填写表单 id。")
    elif not _is_identifier(data["id"]):
        problems.add("FORM-id", f"表单 id {data['id'][:60]!r} 含有不可见字符或过长。", "请改用简短的 id。")
    version = data.get("schemaVersion")
    if isinstance(version, bool) or not isinstance(version, int) or not 1 <= version <= SCHEMA_VERSION:
        problems.add(
            "FORM-version",
            f"schemaVersion 应为不超过 {SCHEMA_VERSION} 的整数，实际为 {version!r}。",
            "请用随系统提供的表单编辑器保存。",
        )
    _unused(data, ROOT, "表单", None, problems)


def _unused(
    raw: Mapping[str, Any], known: Mapping[str, Use], what: str, identifier: str | None, problems: Problems
) -> None:
    """Tell of properties that neither the form view nor the server reads."""
    for name in raw:
        if name not in known:
            message = f"{what}的属性“{name}”没有作用：form-js 和服务器都不使用它。"
            problems.warn("FORM-unused", message, "请删除它；可能是拼写错误，见表单参考。", identifier)


class _Claims:
    """The data paths of one object (the form or a list row): two components never share a value."""

    def __init__(self) -> None:
        self._closed: set[tuple[str, ...]] = set()
        self._open: set[tuple[str, ...]] = set()

    def take(self, path: tuple[str, ...], *, closed: bool) -> bool:
        """Note *path*; False when another component already holds it or a part of it."""
        prefixes = {path[:length] for length in range(1, len(path) + 1)}
        if prefixes & self._closed or (closed and path in self._open):
            return False
        self._open |= prefixes
        if closed:
            self._closed.add(path)
        return True


class _Reader:
    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.ids: set[str] = set()

    def components(
        self, found: Any, owner: Any, claims: _Claims, depth: int, base: tuple[str, ...]
    ) -> tuple[Component, ...]:
        """The children of *owner*; *base* is the object path in which their keys live."""
        if not isinstance(found, list):
            self.problems.add("FORM-shape", "components 应为列表。", "请用表单编辑器重新保存。", owner)
            return ()
        if depth > _MAX_DEPTH:
            self.problems.add("FORM-size", f"组件嵌套超过 {_MAX_DEPTH} 层。", "请减少分组层数。", owner)
            return ()
        read = [self.component(raw, owner, claims, depth, base) for raw in found]
        return tuple(component for component in read if component is not None)

    def component(
        self, raw: Any, owner: Any, claims: _Claims, depth: int, base: tuple[str, ...]
    ) -> Component | None:
        if not isinstance(raw, dict):
            self.problems.add("FORM-shape", "组件应为对象。", "请用表单编辑器重新保存。", owner)
            return None
        kind, identifier = str(raw.get("type")), self._identifier(raw, owner)
        known = KINDS.get(kind)
        if known is None:
            self.problems.add(
                "FORM-type", f"不支持的组件类型 {kind!r}。", "请改用受支持的组件，见表单参考。", identifier
            )
            return None
        if known.use is Use.REFUSED:
            message = f"不支持{known.name}组件（{kind}）：{REASONS[kind]}。"
            self.problems.add(f"FORM-{kind}", message, known.remedy, identifier)
            return None
        _unused(raw, known.properties, f"组件类型 {kind} ", identifier, self.problems)
        refuse_unsafe(raw, identifier, self.problems)
        if kind in CONTAINERS:
            return self._container(raw, identifier, claims, depth, base)
        if known.use is Use.DATA:
            return self._field(raw, identifier, claims, base)
        return Component(
            type=kind,
            id=identifier,
            label=str(raw.get("label") or ""),
            hide=read_hide(raw, identifier, self.problems),
            shown=shown_expressions(raw),
        )

    def _identifier(self, raw: Mapping[str, Any], owner: Any) -> str:
        identifier = raw.get("id")
        if not isinstance(identifier, str) or not identifier:
            where = raw.get("key") or raw.get("label") or raw.get("type")
            self.problems.add("FORM-id", f"组件“{where}”缺少 id。", "请为每个组件填写 id。", owner)
            return ""
        if not _is_identifier(identifier):
            message = f"组件 id {identifier[:60]!r} 含有不可见字符或过长。"
            self.problems.add("FORM-id", message, "请改用简短的 id。", owner)
        if identifier in self.ids:
            message = f"组件 id“{identifier}”重复。"
            self.problems.add("FORM-id", message, "请为每个组件使用不同的 id。", identifier)
        self.ids.add(identifier)
        return identifier

    def _path(self, text: Any, what: str, identifier: str) -> tuple[str, ...]:
        segments = tuple(text.split(".")) if isinstance(text, str) and text else ()
        if segments and all(_SEGMENT.match(each) and each not in _TAKEN for each in segments):
            return segments
        self.problems.add(
            "FORM-key",
            f"{what}应为变量名或以点连接的路径，实际为 {text!r}。",
            "请以字母或汉字开头，只用字母、汉字、数字和下划线，不用 constructor、prototype、__proto__。",
            identifier,
        )
        return ()

    def _claim(self, claims: _Claims, path: tuple[str, ...], identifier: str, *, closed: bool) -> None:
        if not claims.take(path, closed=closed):
            message = f"绑定路径“{'.'.join(path)}”已被占用。"
            self.problems.add("FORM-path", message, "请改用其他字段名。", identifier)

    def _field(
        self, raw: dict[str, Any], identifier: str, claims: _Claims, base: tuple[str, ...]
    ) -> Component | None:
        path = self._path(raw.get("key"), "字段名 key ", identifier)
        if not path:
            return None
        self._claim(claims, (*base, *path), identifier, closed=True)
        reader = Keywords(raw, identifier, self.problems)
        component = Component(
            type=raw["type"],
            id=identifier,
            label=str(raw.get("label") or raw.get("dateLabel") or raw.get("timeLabel") or raw["key"]),
            path=path,
            hide=read_hide(raw, identifier, self.problems),
            readonly=reader.readonly(),
            disabled=raw.get("disabled") is True,
            default=raw.get("defaultValue", NO_DEFAULT),
            rules=reader.rules(),
            messages=reader.messages(),
            settings=reader.settings(),
            options=reader.options(),
            expression=reader.expression(),
            shown=shown_expressions(raw),
            personal=reader.personal(),
        )
        if component.default is not NO_DEFAULT and not fits(component, component.default):
            message = f"默认值 {component.default!r} 不是该组件能有的值。"[:300]
            self.problems.add("FORM-default", message, "请在表单编辑器中改正或清除默认值。", identifier)
        return component

    def _container(
        self, raw: dict[str, Any], identifier: str, claims: _Claims, depth: int, base: tuple[str, ...]
    ) -> Component:
        repeated = raw["type"] == "dynamiclist"
        path: tuple[str, ...] = ()
        if repeated or raw.get("path"):
            path = self._path(raw.get("path"), "路径 path ", identifier)
            self._claim(claims, (*base, *path), identifier, closed=repeated)
        if repeated and raw.get("isRepeating", True) is not True:
            message = "动态列表的 isRepeating 应为 true。"
            self.problems.add("FORM-shape", message, "不重复的内容请改用分组。", identifier)
        inner, below = (_Claims(), ()) if repeated else (claims, (*base, *path))
        reader = Keywords(raw, identifier, self.problems)
        return Component(
            type=raw["type"],
            id=identifier,
            label=str(raw.get("label") or ""),
            path=path,
            hide=read_hide(raw, identifier, self.problems),
            rules=reader.rules(),
            messages=reader.messages(),
            settings=reader.settings(),
            shown=shown_expressions(raw),
            components=self.components(raw.get("components", []), identifier, inner, depth + 1, below),
        )
