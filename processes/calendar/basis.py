"""Reading what a period is: ``20WD``, ``-5WD``, ``30D``, ``3M``, ``24H``, ``8OH``, ``30D -5WD``."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import NamedTuple

from processes.errors import InvalidArgument

PERIODS = ("quarter_end", "year_end")
_COUNTED = re.compile(r"(-?[0-9]{1,6}|-?n)?(WD|D|M|Y|OH|H)")
#: The longest period that is counted: about ten years in each unit.
_LIMITS = {"WD": 2500, "D": 3660, "M": 120, "Y": 10, "H": 87_840, "OH": 20_000}
_MAX_STEPS = 8
_CLOSE = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])")


class Basis(NamedTuple):
    """A unit (WD, D, M, Y, H, OH, quarter_end, year_end, custom) and, where it is counted, how many."""

    unit: str
    n: int | None

    def __str__(self) -> str:
        return self.unit if self.n is None else f"{self.n}{self.unit}"


def parse_basis(basis: str, n: int | None = None) -> Basis:
    """Read a basis; *n* is the number of ``nWD`` and the like.  Raises :class:`InvalidArgument`."""
    if basis in PERIODS or basis == "custom":
        return Basis(basis, None)
    match = _COUNTED.fullmatch(basis)
    if match is None:
        raise InvalidArgument(
            f"期限类型“{basis}”无法识别，应为 20WD、5WD、nWD（工作日）、nD（自然日）、nM（月）、nY（年）、"
            "nH（小时）、nOH（办公小时），前加负号表示提前（-5WD），或 quarter_end（季末）、"
            "year_end（年末）、custom（指定日期）。",
            got=basis,
        )
    number, unit = match.groups()
    amount = _amount(basis, number, n)
    if not 1 <= abs(amount) <= _LIMITS[unit]:
        raise InvalidArgument(
            f"期限数量应为1至{_LIMITS[unit]}之间的整数（提前为负数），实际为 {amount}。", got=amount
        )
    return Basis(unit, amount)


def _amount(basis: str, number: str | None, n: int | None) -> int:
    if number not in (None, "n", "-n"):
        amount = int(number or 0)
        if n is not None and n != amount:
            raise InvalidArgument(f"期限类型“{basis}”与数量 {n} 不一致。", got=basis)
        return amount
    if n is None:
        raise InvalidArgument(f"期限类型“{basis}”须给出数量 n。", got=basis)
    return -n if number == "-n" else n


def parse_steps(text: str) -> tuple[Basis, ...]:
    """The steps of ``30D -5WD``: each counts from where the one before ended.

    Raises :class:`InvalidArgument`.
    """
    parts = text.split()
    if not 1 <= len(parts) <= _MAX_STEPS:
        raise InvalidArgument(f"期限算式应有1至{_MAX_STEPS}步，实际为“{text[:60]}”。", got=text)
    steps = tuple(parse_basis(part) for part in parts)
    if any(step.unit == "custom" for step in steps):
        raise InvalidArgument(f"期限算式“{text}”的每一步应为可以计算的期限，不能是 custom。", got=text)
    return steps


def are_steps(text: str) -> bool:
    """Whether *text* is meant as steps and not as a date."""
    return any(text.split()) and all(part in PERIODS or _COUNTED.fullmatch(part) for part in text.split())


def parse_close(text: str) -> timedelta:
    """``HH:MM`` (24:00 allowed) as the time since 00:00.  Raises :class:`InvalidArgument`."""
    match = _CLOSE.fullmatch(text)
    span = timedelta(hours=int(match[1]), minutes=int(match[2])) if match else None
    if span is None or span > timedelta(days=1):
        raise InvalidArgument(f"下班时间应为 HH:MM（如 18:00），实际为“{text}”。", got=text)
    return span
