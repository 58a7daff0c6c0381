"""Texts in one normal form: widths, cases and ways to write numbers must not matter to a search."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {**{char: number for number, char in enumerate("零一二三四五六七八九")}, "两": 2, "〇": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
#: What may be counted; the numeral before it is written in digits.
UNITS = (
    "周岁|岁|元|块|万|天|年|个|月|日|号|层|楼|台|张|次|孩|家|套|顿|餐|倍|户|部|级|周|小时|分钟|平方米|平米"
)
_NUMERALS = "[零〇一二两三四五六七八九十百千]"
#: It begins where its characters begin, or with the second of them after 第 and the like: were it looked for
#: at each character of a long one, the time would grow by the square.
_BEGIN = rf"(?<![第统唯同])(?:(?<!{_NUMERALS})|(?<=[第统唯同]{_NUMERALS}))"
_NUMERAL = re.compile(rf"{_BEGIN}({_NUMERALS}+)(?={UNITS})(?!次性|家人|个体)")
_WORDS = re.compile(r"[^0-9a-z㐀-鿿豈-﫿.%]+")
_POINT = re.compile(r"(?<!\d)\.|\.(?!\d)|(?<!\d)%")


def normal(text: str) -> str:
    """*text* in normal form: NFKC, lower case, numerals before a unit as digits, other signs as one blank.

    >>> normal("第１条：六十周岁、两个孩子能领18万元吗？")
    '第1条 60周岁 2个孩子能领18万元吗'
    """
    flat = unicodedata.normalize("NFKC", text).lower()
    digits = _NUMERAL.sub(lambda found: _number(found[1]), flat)
    return " ".join(_POINT.sub(" ", _WORDS.sub(" ", digits)).split())


def _number(numeral: str) -> str:
    """A Chinese numeral in digits: 十五 is 15, 两百零三 is 203, 二〇二六 is 2026."""
    if not set(numeral) & set(_TENS):
        return "".join(str(_DIGITS[char]) for char in numeral).lstrip("0") or "0"
    total, digit = 0, 0
    for char in numeral:
        if char in _TENS:
            total += (digit or 1) * _TENS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return str(total + digit)
