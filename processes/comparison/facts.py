"""The key facts of a Chinese text: amounts, shares, dates, periods, numbers, standards, objects …"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from processes.comparison.likeness import LONGEST, wording
from processes.comparison.numerals import CHARACTERS, MYRIADS, number


@dataclass(frozen=True)
class Fact:
    """``kind`` (金额, 百分比, 日期, 期限, 标准 …), ``value`` in one notation, ``text`` as it was written."""

    kind: str
    value: str
    text: str

    @property
    def unit(self) -> str:
        """What the number is a number of: facts of one kind and unit can contradict each other."""
        return "" if self.kind in ("对象", "文号", "电话") else re.sub(r"[-\d./]+", "", self.value)


_DAYS = "个工作日|工作日|个自然日|自然日|个月|小时|分钟|周|日|天|年"
_PIECES = (
    "周岁|岁|平方米|公里|千米|张|台|人次|人|次|件|户|层|套|项|份|条|种|名|家|所|个单元|单元|个|吨|米|部|辆|笔"
    "|期|场|篇|栋|间"
)
#: A numeral begins where its digits begin, or every place of a long one would be tried up to its end.
_ARABIC = r"(?<!\d)(?:\d{1,3}(?:[, ]\d{3}){1,9}(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
_CHINESE = rf"(?<![{CHARACTERS}])[{CHARACTERS}]+(?:点[〇零一二三四五六七八九]+)?"
_NUMBER = rf"(?:{_ARABIC}|{_CHINESE})"
_BOUND = "不超过|不少于|不低于|不高于|至少|最多|最高|最低|超过|低于|不足"
_YEAR = r"(?:\d{4}|[〇零一二三四五六七八九]{4})"
_SMALL = rf"(?:\d{{1,2}}|[{CHARACTERS}]{{1,3}})"
_FACT = re.compile(
    rf"(?P<doc>[\u4e00-\u9fff]{{1,12}}〔\d{{4}}〕\s*\d+\s*号)"
    r"|(?P<phone>(?<!\d)\d{3,4}-\d{3,4}\s?\d{4}(?!\d)|(?<!\d)1\d{10}(?!\d))"
    rf"|(?P<date>{_YEAR}\s*年\s*{_SMALL}\s*月(?:\s*{_SMALL}\s*[日号])?|{_SMALL}\s*月\s*{_SMALL}\s*[日号]"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})"
    r"|(?P<clock>(?<!\d)\d{1,2}:\d{2}(?!\d))"
    rf"|(?P<share>百分之{_NUMBER}|{_NUMBER}\s*%|{_NUMBER}\s*个百分点)"
    rf"|(?P<part>{_NUMBER}分之{_NUMBER})"
    rf"|(?P<each>每(?:一)?(?P<per>[\u4e00-\u9fff])[^\W\d每]{{0,5}}?\s*)?(?:(?P<bound>{_BOUND})\s*)?"
    rf"(?P<number>{_NUMBER})(?:\s*(?P<myriad>[万亿]))?\s*(?P<unit>元|{_DAYS}|{_PIECES})(?P<limit>以上|以下|以内|以前)?"
    r"|(?P<bare>(?<![\w.])\d+(?:\.\d+)?\s*[万亿]?)"
)
#: Words that stand before a document number and are no part of it.
_BEFORE = re.compile(r"^.*(?:依据|根据|按照|落实|贯彻|印发|执行|参照|以及|和|及|与|按|见)")
_OBJECT = re.compile(
    r"(?:适用|补助|补贴|发放|申领|服务)?(?:对象|适用范围)(?:为|是|:|包括)\s*([^。;\n]{2,60})"
)


def key_facts(text: str) -> list[Fact]:
    """Every key fact in the order of the text; width, Chinese numerals and blanks make no difference."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST])
    found = [fact for match in _FACT.finditer(plain) for fact in _fact(match)]
    return found + [Fact("对象", wording(match[1]), match[1]) for match in _OBJECT.finditer(plain)]


def _fact(match: re.Match[str]) -> Iterator[Fact]:
    kind, text = str(match.lastgroup), match[0].strip()
    if match["number"]:
        yield _quantity(match, text)
    elif kind == "date":
        yield Fact("日期", _date(text), text)
    elif kind == "share":
        yield Fact("百分比", _plain(number(re.sub(r"百分之|个百分点|%|\s", "", text))) + "%", text)
    elif kind == "part":
        low, high = text.split("分之")
        yield Fact("比例", f"{_plain(number(high))}/{_plain(number(low))}", text)
    elif kind == "bare":
        amount, myriad = re.sub(r"[万亿\s]", "", text), text[-1]
        yield Fact("数字", _plain(number(amount) * MYRIADS.get(myriad, Decimal(1))), text)
    else:
        name = {"doc": "文号", "phone": "电话", "clock": "时间"}[kind]
        text = _BEFORE.sub("", text) if kind == "doc" else text
        yield Fact(name, re.sub(r"\s", "", text), text)


def _quantity(match: re.Match[str], text: str) -> Fact:
    value = number(match["number"]) * MYRIADS.get(match["myriad"] or "", Decimal(1))
    unit = match["unit"].removeprefix("个") if match["unit"] != "个" else "个"
    unit = {"天": "日", "周岁": "岁"}.get(unit, unit)
    per = f"每{match['per']}" if match["per"] else ""
    if unit == "年" and 1900 <= value <= 2200:
        return Fact("日期", _plain(value), text)
    told = f"{per}{match['bound'] or ''}{_plain(value)}{unit}{match['limit'] or ''}"
    if per:
        return Fact("标准", told, text)
    if unit == "元":
        return Fact("金额", told, text)
    return Fact("期限" if match["unit"] in _DAYS.split("|") else "数量", told, text)


def _date(text: str) -> str:
    """``2026-3-1``, ``2026-3`` or ``3-1``: years and months by digits or numerals."""
    parts = [part for part in re.split(r"[年月日号/.\s-]+", text) if part]
    return "-".join(_plain(number(part)) for part in parts)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
