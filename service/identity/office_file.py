"""Reading an office file (YAML): the units, groups, posts and people of one district.

Every fault is reported with its path, what was expected and what came; the file is refused as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from processes.errors import InvalidDefinition, Problem
from processes.forms.texts import EMAIL
from service.identity.posts import Span, clash_over_time

SCOPES = ("unit", "district", "role")
PROFILES = ("district", "municipal")
#: What a unit is (S2-105).
KINDS = ("部门", "管委会", "街道", "办公室", "科室")


@dataclass(frozen=True, kw_only=True)
class UnitEntry:
    """One unit of the file."""

    id: str
    name: str
    oversees: bool
    competent: bool
    profile: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class GroupEntry:
    """One candidate group of the file."""

    code: str
    name: str
    scope: str


@dataclass(frozen=True, kw_only=True)
class SeatEntry:
    """A person in a post over a time."""

    unit: str
    group: str
    title: str | None
    since: date
    until: date | None
    acting: bool


@dataclass(frozen=True, kw_only=True)
class PersonEntry:
    """One person of the file."""

    id: str
    name: str
    unit: str
    email: str | None
    seats: tuple[SeatEntry, ...]


@dataclass(frozen=True, kw_only=True)
class Office:
    """The whole file, checked."""

    name: str
    units: tuple[UnitEntry, ...]
    groups: tuple[GroupEntry, ...]
    people: tuple[PersonEntry, ...]
    demo_password: str | None


def read_office(text: str, file: str = "office.yaml") -> Office:
    """Parse and check an office file.  Raises InvalidDefinition with every fault found."""
    try:
        node = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else None
        problem = Problem(code="OFFICE-yaml", message=f"不是有效的 YAML：{error}", file=file, line=line)
        raise InvalidDefinition(f"机构文件 {file} 无法读取", [problem]) from error
    reader = _Reader(file)
    office = reader.office(node)
    if reader.problems:
        raise InvalidDefinition(f"机构文件 {file} 有 {len(reader.problems)} 处错误", reader.problems)
    return office


class _Reader:
    """Walks the file and collects faults; what it returns is used only when there are none."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def fault(self, path: str, expected: str, got: Any) -> None:
        shown = "（没有）" if got is None else f"“{got}”"
        message = f"{path}：应为{expected}，得到{shown}"
        self.problems.append(Problem(code="OFFICE-value", message=message, file=self.file))

    def office(self, node: Any) -> Office:
        top = self.mapping(node, "（文件）", {"office", "demo_password", "units", "groups", "users"})
        units = tuple(self.unit(n, p) for n, p in self.items(top, "units", "units"))
        groups = tuple(self.group(n, p) for n, p in self.items(top, "groups", "groups"))
        self.unique([u.id for u in units], "units", "id")
        self.unique([g.code for g in groups], "groups", "code")
        known = {u.id for u in units}, {g.code: g.scope for g in groups}
        people = tuple(self.person(n, p, *known) for n, p in self.items(top, "users", "users"))
        self.unique([u.id for u in people], "users", "id")
        return Office(
            name=self.text(top, "office", ""),
            units=units,
            groups=groups,
            people=people,
            demo_password=self.optional_text(top, "demo_password", ""),
        )

    def unit(self, node: Any, path: str) -> UnitEntry:
        entry = self.mapping(node, path, {"id", "name", "kind", "oversees", "competent", "profile"})
        profile, kind = entry.get("profile", PROFILES[0]), entry.get("kind", KINDS[0])
        if profile not in PROFILES:
            self.fault(f"{path}.profile", "district（区级）、municipal（市级）之一", profile)
        if kind not in KINDS:
            self.fault(f"{path}.kind", f"{'、'.join(KINDS)}之一", kind)
        return UnitEntry(
            id=self.code(entry, "id", path),
            name=self.text(entry, "name", path),
            oversees=self.flag(entry, "oversees", path),
            competent=self.flag(entry, "competent", path),
            profile=str(profile),
            kind=str(kind),
        )

    def group(self, node: Any, path: str) -> GroupEntry:
        entry = self.mapping(node, path, {"code", "name", "scope"})
        scope = entry.get("scope")
        if scope not in SCOPES:
            self.fault(f"{path}.scope", "unit（按单位）、district（全区）、role（岗位权限）之一", scope)
        return GroupEntry(
            code=self.code(entry, "code", path), name=self.text(entry, "name", path), scope=str(scope)
        )

    def person(self, node: Any, path: str, units: set[str], groups: Mapping[str, str]) -> PersonEntry:
        entry = self.mapping(node, path, {"id", "name", "unit", "email", "posts"})
        unit = self.known(entry, "unit", path, units, "units 中的单位")
        seats = tuple(
            self.seat(n, p, unit, units, groups) for n, p in self.items(entry, "posts", f"{path}.posts")
        )
        clashing = clash_over_time(Span(seat.group, seat.since, seat.until) for seat in seats)
        if clashing is not None:
            day, why = clashing
            text = f"{path}.posts：自 {day} 起，{why}"
            self.problems.append(Problem(code="OFFICE-separation", message=text, file=self.file))
        return PersonEntry(
            id=self.code(entry, "id", path),
            name=self.text(entry, "name", path),
            unit=unit,
            email=self.address(entry, "email", path),
            seats=seats,
        )

    def seat(self, node: Any, path: str, home: str, units: set[str], groups: Mapping[str, str]) -> SeatEntry:
        entry = self.mapping(node, path, {"group", "unit", "title", "from", "to", "acting"})
        since, until = self.day(entry, "from", path), self.day(entry, "to", path)
        if since is None and "from" not in entry:
            self.fault(f"{path}.from", "日期（如 2025-01-01）", None)
        if since and until and until < since:
            self.fault(f"{path}.to", f"不早于 from（{since}）的日期", until)
        return SeatEntry(
            unit=self.known(entry, "unit", path, units, "units 中的单位") if "unit" in entry else home,
            group=self.known(entry, "group", path, set(groups), "groups 中的组"),
            title=self.optional_text(entry, "title", path),
            since=since or date.min,
            until=until,
            acting=self.flag(entry, "acting", path),
        )

    def mapping(self, node: Any, path: str, keys: set[str]) -> Mapping[str, Any]:
        if not isinstance(node, dict):
            self.fault(path, "键值表", node)
            return {}
        for key in node:
            if key not in keys:
                self.fault(f"{path}.{key}", f"已知的键（{'、'.join(sorted(keys))}）", key)
        return node

    def items(self, node: Mapping[str, Any], key: str, path: str) -> Iterator[tuple[Any, str]]:
        value = node.get(key)
        if not isinstance(value, list):
            self.fault(path, "列表", value)
            return
        for index, item in enumerate(value):
            yield item, f"{path}[{index}]"

    def unique(self, values: list[str], path: str, key: str) -> None:
        for index, value in enumerate(values):
            if value and value in values[:index]:
                self.fault(f"{path}[{index}].{key}", "不重复的标识", value)

    def text(self, node: Mapping[str, Any], key: str, path: str) -> str:
        value = node.get(key)
        if not isinstance(value, str) or not value.strip():
            self.fault(f"{path}.{key}".lstrip("."), "非空文字", value)
            return ""
        return value

    def code(self, node: Mapping[str, Any], key: str, path: str) -> str:
        value = node.get(key)
        allowed = (
            isinstance(value, str) and value.isascii() and value.replace("-", "").replace("_", "").isalnum()
        )
        if not allowed:
            self.fault(f"{path}.{key}", "由英文字母、数字、- 和 _ 组成的标识", value)
            return ""
        return str(value)

    def optional_text(self, node: Mapping[str, Any], key: str, path: str) -> str | None:
        return self.text(node, key, path) if node.get(key) is not None else None

    def address(self, node: Mapping[str, Any], key: str, path: str) -> str | None:
        value = self.optional_text(node, key, path)
        if value and not EMAIL.match(value):
            self.fault(f"{path}.{key}", "电子邮箱地址（如 name@example.gov.cn）", value)
        return value

    def known(self, node: Mapping[str, Any], key: str, path: str, values: set[str], what: str) -> str:
        value = node.get(key)
        if value not in values:
            self.fault(f"{path}.{key}", what, value)
        return str(value)

    def flag(self, node: Mapping[str, Any], key: str, path: str) -> bool:
        value = node.get(key, False)
        if not isinstance(value, bool):
            self.fault(f"{path}.{key}", " true 或 false", value)
        return bool(value)

    def day(self, node: Mapping[str, Any], key: str, path: str) -> date | None:
        value = node.get(key)
        if value is None or type(value) is date:
            return value
        self.fault(f"{path}.{key}", "日期（如 2025-01-01）", value)
        return None
