"""The yearly notice of the State Council on holidays (国务院办公厅关于××年部分节假日安排的通知) as data.

One YAML file holds the whole arrangement of one year::

    year: 2026
    title: 国务院办公厅关于2026年部分节假日安排的通知
    number: 国办发明电〔2025〕7号      # optional
    issued: 2025-11-04               # optional
    source: 中国政府网                # where the text was read
    url: https://www.gov.cn/…        # optional: its address
    approved_by: 温如玉               # optional: who checked the days against the notice
    holidays:
      - name: 元旦
        off: 2026-01-01/2026-01-03   # one day, a from/to interval, or a list of these
        work: [2026-01-04]           # weekends on which offices work instead

Days belong to their own year: a notice may also change the December before its year
(2018-12-29 was a working day by the notice for 2019).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import yaml

from processes.calendar import yamlnodes
from processes.calendar.statutory import FIRST_YEAR, LAST_YEAR, statutory_days
from processes.calendar.yamlnodes import InvalidNotice, line_of, refuse, text_of

__all__ = ["InvalidNotice", "Notice", "load_notice"]

_SATURDAY = 5
_REQUIRED = ("year", "title", "source", "holidays")
_FIELDS = frozenset({*_REQUIRED, "number", "issued", "url", "approved_by"})
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
    url: str | None = None
    approved_by: str | None = None


def load_notice(text: str) -> Notice:
    """Read one notice from YAML; raises :class:`InvalidNotice` with line, field, expectation and finding."""
    return read_notice(yamlnodes.root(text, "年度节假日安排"))


def read_notice(node: yaml.Node) -> Notice:
    """The notice in a composed YAML document; raises :class:`InvalidNotice`."""
    fields = yamlnodes.mapping(node, "文件", _FIELDS, _REQUIRED)
    year = _year(fields["year"])
    reader = _Days(year)
    reader.read(fields["holidays"])
    _check_statutory(year, reader.off, line_of(fields["holidays"]))
    return Notice(
        year=year,
        title=text_of(fields["title"], "title"),
        source=text_of(fields["source"], "source"),
        number=yamlnodes.optional_text(fields, "number"),
        url=_address(fields["url"]) if "url" in fields else None,
        approved_by=yamlnodes.optional_text(fields, "approved_by"),
        issued=yamlnodes.day_of(fields["issued"], "issued") if "issued" in fields else None,
        off=reader.off,
        work=reader.work,
    )


def _address(node: yaml.Node) -> str:
    text = text_of(node, "url")
    if not text.startswith(("https://", "http://")):
        raise refuse(line_of(node), "url", "以 http:// 或 https:// 开头的网址", f"“{text}”")
    return text


class _Days:
    """Collects the days of the ``holidays`` list and refuses what cannot be."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.off: dict[date, str] = {}
        self.work: dict[date, str] = {}

    def read(self, node: yaml.Node) -> None:
        for path, item in yamlnodes.items(node, "holidays", "至少一个节日的列表"):
            fields = yamlnodes.mapping(item, path, _HOLIDAY_FIELDS, ("name", "off"))
            name = text_of(fields["name"], f"{path}.name")
            for day, line in yamlnodes.days_of(fields["off"], f"{path}.off"):
                self._add(self.off, day, name, f"{path}.off", line)
            if "work" in fields:
                self._read_work(fields["work"], f"{path}.work", name)

    def _read_work(self, node: yaml.Node, path: str, name: str) -> None:
        for day, line in yamlnodes.days_of(node, path):
            if day.weekday() < _SATURDAY:
                raise refuse(line, path, "周六或周日（调休上班日）", _weekday(day))
            self._add(self.work, day, name, path, line)

    def _add(self, days: dict[date, str], day: date, name: str, path: str, line: int) -> None:
        previous_december = day.year == self.year - 1 and day.month == 12
        if day.year != self.year and not previous_december:
            raise refuse(line, path, f"{self.year}年内（或上年12月）的日期", day.isoformat())
        if day in self.off or day in self.work:
            raise refuse(line, path, "每个日期只出现一次", f"{day.isoformat()} 重复")
        days[day] = name


def _check_statutory(year: int, off: Mapping[date, str], line: int) -> None:
    # The festivals themselves are law; a list without one of them was mistyped.
    for day, name in statutory_days(year):
        if day not in off:
            raise refuse(line, "holidays", f"包含法定节日{name}（{day.isoformat()}）", "该日未列为放假")


def _year(node: yaml.Node) -> int:
    text = text_of(node, "year")
    well_formed = len(text) == 4 and text.isascii() and text.isdigit()
    if not well_formed or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise refuse(line_of(node), "year", f"{FIRST_YEAR}至{LAST_YEAR}之间的年份", yamlnodes.show(node))
    return int(text)


def _weekday(day: date) -> str:
    return f"{day.isoformat()}（周{'一二三四五六日'[day.weekday()]}）"
