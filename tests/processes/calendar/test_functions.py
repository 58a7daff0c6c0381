"""The calendar as FEEL sees it."""

from __future__ import annotations

from typing import Any

import pytest

from processes.calendar import default_calendar, feel_functions
from processes.feel import Environment, compile, to_plain

ENVIRONMENT = Environment(functions=feel_functions(default_calendar()))


def value(text: str, **scope: Any) -> Any:
    return to_plain(compile(text).evaluate(scope, ENVIRONMENT))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('working days after(date("2026-02-06"), 20)', "2026-03-12"),
        ('working days after("2026-03-12", -20)', "2026-02-06"),
        ('working days between(date("2026-02-06"), date("2026-03-12"))', 20),
        ('is working day(date("2026-02-14"))', True),
        ('is working day(date("2026-02-15"))', False),
        ('next working day(date("2026-10-02"))', "2026-10-08"),
        ('next working day(date and time("2026-02-13T17:00:00Z"))', "2026-02-14"),
        ('deadline("20WD", date("2026-02-06")).due', "2026-03-12T18:00:00+08:00"),
        ('deadline("nWD", "2026-02-13", 5).due_date', "2026-02-27"),
        ('deadline(basis: "30D", from: date("2026-09-02")).due_date', "2026-10-08"),
        ('deadline("24H", date and time("2026-02-16T21:30:00+08:00")).due', "2026-02-17T21:30:00+08:00"),
        ('deadline("24H", date and time("2026-02-16T21:30:00")).due', "2026-02-17T21:30:00+08:00"),
        ('deadline("custom", "2026-10-12", "2026-11-20").due', "2026-11-20T18:00:00+08:00"),
        ('deadline("20WD", t0, null, "S2-62").rule', "S2-62"),
        ('deadline("20WD", t0).reminders[1].label', "T-10"),
        ('date(deadline("20WD", t0).due_date) > date("2026-03-11")', True),
        ('count(deadline("20WD", t0).counted)', 20),
    ],
)
def test_values(text: str, expected: Any):
    assert value(text, t0="2026-02-06") == expected


@pytest.mark.parametrize(
    "text",
    [
        'working days after("昨天", 1)',
        "working days after(null, 1)",
        'working days after(date("2026-02-06"), 1.5)',
        'working days after(date("1900-01-01"), 1)',
        'deadline("20天", date("2026-02-06"))',
        'deadline("24H", date("2026-02-06"))',
        'deadline(20, date("2026-02-06"))',
        'is working day("2026-13-01")',
        "next working day(true)",
    ],
)
def test_values_of_the_wrong_kind_give_null(text: str):
    assert value(text) is None
