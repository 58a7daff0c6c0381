"""Chinese numerals: 二〇二六, 二十, 一千四百八十六, 两, 三点五."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = {each: value for value, each in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
#: Every character that a numeral is made of.
CHARACTERS = "".join(_DIGITS) + "".join(_TENS)
MYRIADS = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}


def number(text: str) -> Decimal:
    """The value of a numeral in Arabic or Chinese digits; raises ValueError for anything else."""
    plain = text.replace(",", "").replace(" ", "")
    if plain and plain[0].isdecimal():
        return Decimal(plain)
    whole, _, fraction = plain.partition("点")
    value = _whole(whole)
    return value + (Decimal("0." + "".join(str(_digit(each)) for each in fraction)) if fraction else 0)


def _whole(text: str) -> Decimal:
    if not text:
        raise ValueError("an empty numeral")
    if not any(each in _TENS for each in text):
        return Decimal("".join(str(_digit(each)) for each in text))
    total, held = 0, None
    for each in text:
        if each in _TENS:
            total += (1 if held is None else held) * _TENS[each]
            held = None
        else:
            held = _digit(each) or None
    return Decimal(total + (held or 0))


def _digit(each: str) -> int:
    if each not in _DIGITS:
        raise ValueError(f"no Chinese digit: {each}")
    return _DIGITS[each]
