"""The yearly notice of the State Council on holidays (国务院办公厅关于××年部分节假日安排的通知) as data.

One YAML file holds the whole arrangement of one year::

    year: 2026
    title: 国务院办公厅关于2026年部分节假日安排的通知
    number: 国办发明电〔2025〕7号      # optional
    issued: 2025-11-04               # optional
    source: 中国政府网                # where the text was read
    holidays:
      - name: 元旦
        off: 2026-01-01/2026-01-03   # one day, a from/to interval, or a list of these
        work: [2026-01-04]           # weekends on which offices work instead

Days belong to their own year: a notice may also change the December before its year
(2018-12-29 was a working day by the notice for 2019).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import yaml

from processes.calendar.statutory import FIRST_YEAR, LAST_YEAR, statutory_days
from processes.errors import InvalidArgument

_SATURDAY = 5
_REQUIRED = ("year", "title", "source", "holidays")
_FIELDS = frozenset({*_REQUIRED, "number", "issued"})
_HOLIDAY_FIELDS = frozenset({"name", "off", "work"})


@dataclass(frozen=True, kw_only=True)
class Notice:
    """The arrangement of one year.  ``off`` and ``work`` map a day to the name of its holiday."""

    year: int
    title: str
    source: str
    off: Mapping[date, str] = field(default_factory=dict)
    work: Mapping[date, str] = field(default_factory=dict)
    number: str | None = None
    issued: date | None = None


class InvalidNotice(InvalidArgument):
    """The notice is not usable.  ``context`` has ``line`` (from 1), ``field``, ``expected`` and ``got``."""

    code = "invalid_notice"


def load_notice(text: str) -> Notice:
    """Read one notice from YAML; raises :class:`InvalidNotice` with line, field, expectation and finding."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise _refuse(
            line, "文件", "合法的 YAML 文本", getattr(error, "problem", None) or "无法识别"
        ) from error
    if root is None:
        raise _refuse(1, "文件", "年度节假日安排", "空文件")
    fields = _mapping(root, "文件", _FIELDS, _REQUIRED)
    year = _year(fields["year"])
    reader = _Days(year)
    reader.read(fields["holidays"])
    _check_statutory(year, reader.off, _line(fields["holidays"]))
    return Notice(
        year=year,
        title=_text(fields["title"], "title"),
        source=_text(fields["source"], "source"),
        number=_text(fields["number"], "number") if "number" in fields else None,
        issued=_day(fields["issued"], "issued") if "issued" in fields else None,
        off=reader.off,
        work=reader.work,
    )


class _Days:
    """Collects the days of the ``holidays`` list and refuses what cannot be."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.off: dict[date, str] = {}
        self.work: dict[date, str] = {}

    def read(self, node: yaml.Node) -> None:
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            raise _refuse(_line(node), "holidays", "至少一个节日的列表", _show(node))
        for index, item in enumerate(node.value):
            path = f"holidays[{index}]"
            fields = _mapping(item, path, _HOLIDAY_FIELDS, ("name", "off"))
            name = _text(fields["name"], f"{path}.name")
            for day, line in _days(fields["off"], f"{path}.off"):
                self._add(self.off, day, name, f"{path}.off", line)
            for day, line in _days(fields["work"], f"{path}.work") if "work" in fields else ():
                if day.weekday() < _SATURDAY:
                    raise _refuse(line, f"{path}.work", "周六或周日（调休上班日）", _weekday(day))
                self._add(self.work, day, name, f"{path}.work", line)

    def _add(self, days: dict[date, str], day: date, name: str, path: str, line: int) -> None:
        previous_december = day.year == self.year - 1 and day.month == 12
        if day.year != self.year and not previous_december:
            raise _refuse(line, path, f"{self.year}年内（或上年12月）的日期", day.isoformat())
        if day in self.off or day in self.work:
            raise _refuse(line, path, "每个日期只出现一次", f"{day.isoformat()} 重复")
        days[day] = name


def _check_statutory(year: int, off: Mapping[date, str], line: int) -> None:
    # The festivals themselves are law; a list without one of them was mistyped.
    for day, name in statutory_days(year):
        if day not in off:
            raise _refuse(line, "holidays", f"包含法定节日{name}（{day.isoformat()}）", "该日未列为放假")


def _refuse(line: int, field_name: str, expected: str, got: str) -> InvalidNotice:
    message = f"第{line}行，{field_name}：应为{expected}，实际为{got}。"
    return InvalidNotice(
        message, {field_name: [message]}, line=line, field=field_name, expected=expected, got=got
    )


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _show(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return f"“{node.value}”" if node.value else "空"
    return "列表" if isinstance(node, yaml.SequenceNode) else "键值表"


def _mapping(
    node: yaml.Node, path: str, known: frozenset[str], required: tuple[str, ...]
) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise _refuse(_line(node), path, "键值表（字段: 值）", _show(node))
    fields: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = str(key.value)
        if name not in known:
            raise _refuse(
                _line(key), name, f"已知字段之一（{'、'.join(sorted(known))}）", f"未知字段“{name}”"
            )
        if name in fields:
            raise _refuse(_line(key), name, "每个字段只写一次", "重复")
        fields[name] = value
    for name in required:
        if name not in fields:
            raise _refuse(_line(node), name, "必填字段", "缺失")
    return fields


def _text(node: yaml.Node, path: str) -> str:
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
        raise _refuse(_line(node), path, "非空文字", _show(node))
    return str(node.value).strip()


def _year(node: yaml.Node) -> int:
    text = _text(node, "year")
    if not text.isascii() or not text.isdigit() or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise _refuse(_line(node), "year", f"{FIRST_YEAR}至{LAST_YEAR}之间的年份", _show(node))
    return int(text)


def _parse(text: str, node: yaml.Node, path: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise _refuse(_line(node), path, "日期（如 2026-02-15）", f"“{text}”") from None


def _day(node: yaml.Node, path: str) -> date:
    return _parse(_text(node, path), node, path)


def _days(node: yaml.Node, path: str) -> Iterator[tuple[date, int]]:
    """Every day that *node* names, with its line."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _days(item, path)
        return
    first_text, slash, last_text = _text(node, path).partition("/")
    first = _parse(first_text, node, path)
    last = _parse(last_text, node, path) if slash else first
    if last < first or (last - first).days > 31:
        raise _refuse(_line(node), path, "由早到晚、不超过31天的区间", _show(node))
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset), _line(node)


def _weekday(day: date) -> str:
    return f"{day.isoformat()}（周{'一二三四五六日'[day.weekday()]}）"
