"""What a unit (or the whole office) arranges beside the State Council's notices, as data.

One YAML file holds everything that one unit has arranged; the next file of the unit replaces it::

    unit: zjw                        # 全部: every unit
    title: 区住房城乡建委2026年办公安排
    number: 青建办〔2026〕3号          # optional
    issued: 2026-05-20
    source: 区住房城乡建委
    closed:                          # optional: days on which it does not work
      - {name: 汛情停止办公, days: 2026-07-13/2026-07-14}
    open:                            # optional: rest days on which it works
      - {name: 汛情补班, days: [2026-07-18, 2026-07-19]}
    hours:                           # optional
      - {name: 常规, time: [09:00-12:00, 14:00-18:00]}
      - {name: 夏季, yearly: 06-01/09-30, time: [08:30-12:00, 15:00-18:30]}
      - {name: 半天, days: 2026-02-13, time: 09:00-12:00}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import yaml

from processes.calendar import yamlnodes
from processes.calendar.hours import MINUTES_PER_DAY, HoursPlan, Season, Span, Spans
from processes.calendar.notice import Notice, read_notice
from processes.calendar.statutory import FIRST_YEAR, LAST_YEAR
from processes.calendar.yamlnodes import Fields, line_of, refuse, show, text_of

#: Stands for every unit.
EVERY_UNIT = "*"

_REQUIRED = ("unit", "title", "issued", "source")
_FIELDS = frozenset({*_REQUIRED, "number", "closed", "open", "hours"})
_DAY_FIELDS = frozenset({"name", "days"})
_HOURS_FIELDS = frozenset({"name", "time", "days", "yearly"})
#: Versions join units with a plus sign.
_UNIT = re.compile(r"[^\s+*]{1,64}")
_SPAN = re.compile(r"([0-9]{1,2}):([0-9]{2})-([0-9]{1,2}):([0-9]{2})")
_SEASON = re.compile(r"([0-9]{2})-([0-9]{2})/([0-9]{2})-([0-9]{2})")
_LEAP_YEAR = 2000
_MAX_SPANS = 8


@dataclass(frozen=True, kw_only=True)
class Arrangement:
    """The days and hours of one unit (``*``: of all).  ``closed`` and ``open`` map a day to its name."""

    unit: str
    title: str
    source: str
    issued: date
    number: str | None = None
    closed: Mapping[date, str] = field(default_factory=dict)
    open: Mapping[date, str] = field(default_factory=dict)
    hours: HoursPlan = field(default_factory=HoursPlan)


def load_arrangement(text: str) -> Arrangement:
    """Read the arrangement of a unit from YAML; raises :class:`InvalidNotice`."""
    return read_arrangement(yamlnodes.root(text, "单位办公安排"))


def load_document(text: str) -> Notice | Arrangement:
    """A notice or, when the file has the field ``unit``, an arrangement; raises :class:`InvalidNotice`."""
    node = yamlnodes.root(text, "年度节假日安排或单位办公安排")
    keys = [key.value for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
    return read_arrangement(node) if "unit" in keys else read_notice(node)


def read_arrangement(node: yaml.Node) -> Arrangement:
    """The arrangement in a composed YAML document; raises :class:`InvalidNotice`."""
    fields = yamlnodes.mapping(node, "文件", _FIELDS, _REQUIRED)
    if not fields.keys() & {"closed", "open", "hours"}:
        raise refuse(line_of(node), "文件", "closed、open、hours 中至少一项", "都没有")
    days: dict[date, str] = {}
    closed = _days(fields, "closed", days)
    return Arrangement(
        unit=_unit(fields["unit"]),
        title=text_of(fields["title"], "title"),
        source=text_of(fields["source"], "source"),
        issued=_issued(fields["issued"]),
        number=yamlnodes.optional_text(fields, "number"),
        closed=closed,
        open=_days(fields, "open", days),
        hours=_hours(fields),
    )


def _unit(node: yaml.Node) -> str:
    text = text_of(node, "unit")
    if text in ("全部", EVERY_UNIT):
        return EVERY_UNIT
    if _UNIT.fullmatch(text) is None:
        raise refuse(line_of(node), "unit", "单位编号（不含空格和加号，最长64个字符）或“全部”", show(node))
    return text


def _issued(node: yaml.Node) -> date:
    return _in_range(yamlnodes.day_of(node, "issued"), "issued", line_of(node))


def _in_range(day: date, path: str, line: int) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise refuse(line, path, f"{FIRST_YEAR}年至{LAST_YEAR}年的日期", day.isoformat())
    return day


def _days(fields: Fields, part: str, seen: dict[date, str]) -> dict[date, str]:
    """The days of ``closed`` or ``open``; a day in *seen* must not come again."""
    found: dict[date, str] = {}
    for path, item in yamlnodes.items(fields[part], part, "至少一项的列表") if part in fields else ():
        entry = yamlnodes.mapping(item, path, _DAY_FIELDS, ("name", "days"))
        name = text_of(entry["name"], f"{path}.name")
        for day, line in yamlnodes.days_of(entry["days"], f"{path}.days"):
            if day in seen:
                raise refuse(line, f"{path}.days", "每个日期只出现一次", f"{day.isoformat()} 重复")
            found[_in_range(day, f"{path}.days", line)] = seen[day] = name
    return found


def _hours(fields: Fields) -> HoursPlan:
    reader = _Hours()
    if "hours" in fields:
        for path, item in yamlnodes.items(fields["hours"], "hours", "至少一项的列表"):
            reader.read(path, item)
    return HoursPlan(reader.regular, tuple(reader.seasons), reader.days)


class _Hours:
    """Collects the entries of ``hours``: regular ones, seasons, single days."""

    def __init__(self) -> None:
        self.regular: Spans | None = None
        self.seasons: list[Season] = []
        self.days: dict[date, Spans] = {}

    def read(self, path: str, node: yaml.Node) -> None:
        fields = yamlnodes.mapping(node, path, _HOURS_FIELDS, ("name", "time"))
        text_of(fields["name"], f"{path}.name")
        spans = _spans(fields["time"], f"{path}.time")
        if "days" in fields and "yearly" in fields:
            raise refuse(line_of(node), path, "days（指定日期）或 yearly（每年时段）之一", "两项都有")
        if "days" in fields:
            self._add_days(fields["days"], f"{path}.days", spans)
        elif "yearly" in fields:
            self._add_season(fields["yearly"], f"{path}.yearly", spans)
        elif self.regular is not None:
            raise refuse(line_of(node), path, "只有一项常规办公时间（不写 days、yearly）", "第二项")
        else:
            self.regular = spans

    def _add_days(self, node: yaml.Node, path: str, spans: Spans) -> None:
        for day, line in yamlnodes.days_of(node, path):
            if day in self.days:
                raise refuse(line, path, "每个日期只出现一次", f"{day.isoformat()} 重复")
            self.days[_in_range(day, path, line)] = spans

    def _add_season(self, node: yaml.Node, path: str, spans: Spans) -> None:
        match = _SEASON.fullmatch(text_of(node, path))
        try:
            numbers = [int(part) for part in match.groups()] if match else []
            first, last = (date(_LEAP_YEAR, *pair) for pair in (numbers[:2], numbers[2:]))
        except (TypeError, ValueError):
            raise refuse(line_of(node), path, "月-日/月-日（如 06-01/09-30）", show(node)) from None
        season = Season((first.month, first.day), (last.month, last.day), spans)
        every = [date.fromordinal(date(_LEAP_YEAR, 1, 1).toordinal() + offset) for offset in range(366)]
        if any(other.covers(day) and season.covers(day) for other in self.seasons for day in every):
            raise refuse(line_of(node), path, "与其他每年时段不重叠", show(node))
        self.seasons.append(season)


def _spans(node: yaml.Node, path: str) -> Spans:
    """``09:00-12:00`` or a list of these, in order and apart."""
    nodes = (
        [item for _, item in yamlnodes.items(node, path, "至少一段办公时间")] if _is_list(node) else [node]
    )
    if len(nodes) > _MAX_SPANS:
        raise refuse(line_of(node), path, f"不超过{_MAX_SPANS}段办公时间", f"{len(nodes)}段")
    spans: list[Span] = []
    for item in nodes:
        span = _span(item, path)
        if spans and span.start <= spans[-1].end:
            raise refuse(line_of(item), path, "由早到晚、互不相接的时段", show(item))
        spans.append(span)
    return tuple(spans)


def _is_list(node: yaml.Node) -> bool:
    return isinstance(node, yaml.SequenceNode)


def _span(node: yaml.Node, path: str) -> Span:
    match = _SPAN.fullmatch(text_of(node, path))
    if match is not None:
        hour, minute, last_hour, last_minute = (int(part) for part in match.groups())
        span = Span(hour * 60 + minute, last_hour * 60 + last_minute)
        if max(minute, last_minute) < 60 and span.start < span.end <= MINUTES_PER_DAY:
            return span
    raise refuse(line_of(node), path, "由早到晚的时段（如 09:00-12:00，24:00 为当日终了）", show(node))
