"""The calendar as FEEL sees it."""

from __future__ import annotations

from typing import Any

import pytest

from processes.calendar import default_calendar, feel_functions
from processes.feel import Environment, compile, to_plain
from processes.feel.names import CALENDAR_FUNCTIONS

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
        ('deadline("20WD", t0, null, null, true).due_date', "2026-03-11"),
        ('deadline(basis: "5WD", from: date(t0), inclusive: true).due_date', "2026-02-12"),
        ('deadline("5WD", date(t0), 5, null, false, "17:30").due', "2026-02-13T17:30:00+08:00"),
        ('deadline("-5WD", date("2026-02-27")).due_date', "2026-02-13"),
        ('deadline("nWD", date("2026-02-27"), -5).due_date', "2026-02-13"),
        ('deadline("8OH", "2026-02-14T17:00").due', "2026-02-24T18:00:00+08:00"),
        ('deadline("custom", t0, "30D -5WD").due_date', "2026-03-02"),
        ('deadline("custom", t0, "30D -5WD").end', "30D -5WD"),
        ('previous working day(date("2026-02-23"))', "2026-02-14"),
        ('working day of month("2026-10-20", 1)', "2026-10-08"),
        ('working day of month(date("2026-02-06"), -1)', "2026-02-28"),
        ('working day of quarter(date("2026-02-06"), -1)', "2026-03-31"),
        ('working day of quarter(date("2026-12-31"), 2)', "2026-10-09"),
        ('working day of year(date("2026-02-06"), 1)', "2026-01-04"),
        ('working day of year(date("2026-02-06"), -1)', "2026-12-31"),
        (
            'office hours after(date and time("2026-02-14T17:00:00+08:00"), 1.5)'
            ' = date and time("2026-02-24T09:30:00+08:00")',
            True,
        ),
        ('string(office hours after("2026-02-24T09:30", -1.5)) < "2026-02-15"', True),
        ('office hours between("2026-02-14T17:00", "2026-02-24T09:30")', "PT1H30M"),
        ('is office time("2026-02-14T11:59")', True),
        ('is office time("2026-02-14T12:00")', False),
        (
            'next occurrence("0 9 1WD 1,4,7,10 *", "2026-02-06T10:00")'
            ' = date and time("2026-04-01T09:00:00+08:00")',
            True,
        ),
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
        'working day of month(date("2026-02-06"), 0)',
        'working day of month(date("2026-02-06"), 23)',
        'working day of month(date("2026-02-06"), -23)',
        'office hours after(date("2026-02-06"), 1)',
        'office hours after("2026-02-06T10:00", "1")',
        'office hours after("2026-02-06T10:00", 10 ** 9)',
        'is office time("2026-02-06")',
        'next occurrence("0 0 31 2 *", "2026-02-06T10:00")',
        'next occurrence(5, "2026-02-06T10:00")',
        'deadline("custom", "2026-02-06", "30D custom")',
        'deadline("custom", "2026-02-06", "0D")',
    ],
)
def test_values_of_the_wrong_kind_give_null(text: str):
    assert value(text) is None


def test_every_function_says_what_it_gives_and_shows_it():
    functions = feel_functions(default_calendar())
    assert functions.keys() == set(CALENDAR_FUNCTIONS)
    for name, function in functions.items():
        assert function.meaning.endswith("。")
        assert value(function.example) is not None, name
        assert function.example.startswith(f"{name}(")


def test_a_refusal_says_why():
    told: list[str] = []
    environment = Environment(functions=ENVIRONMENT.functions, warn=told.append)
    compile('deadline("20天", date("2026-02-06"))').evaluate({}, environment)
    compile('next occurrence("0 0 31 2 *", "2026-02-06T10:00")').evaluate({}, environment)
    assert "期限类型“20天”无法识别" in told[0]
    assert "2月没有31日" in told[1]
