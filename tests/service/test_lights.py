"""Lights count working days, not days."""

from __future__ import annotations

from datetime import datetime

import pytest

from processes.calendar import default_calendar
from service.lights import light
from tests.service.conftest import OFFICE_TIME


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE_TIME)


@pytest.mark.parametrize(
    ("now", "due", "colour", "text"),
    [
        ("2026-02-06T10:00", "2026-03-12T18:00", "green", "还剩 20 个工作日"),
        ("2026-02-13T10:00", "2026-02-25T18:00", "yellow", "还剩 3 个工作日"),
        ("2026-03-11T10:00", "2026-03-12T18:00", "yellow", "还剩 1 个工作日"),
        ("2026-03-12T10:00", "2026-03-12T18:00", "red", "今日到期"),
        ("2026-03-12T19:00", "2026-03-12T18:00", "red", "今日已到期"),
        ("2026-03-13T09:00", "2026-03-12T18:00", "red", "已超期 1 个工作日"),
        ("2026-02-24T09:00", "2026-02-14T18:00", "red", "已超期 1 个工作日"),
        ("2026-02-15T09:00", "2026-02-14T18:00", "red", "已超期"),
    ],
)
def test_a_light_says_how_many_working_days_are_left(now: str, due: str, colour: str, text: str) -> None:
    shown = light(default_calendar(), at(due), at(now))

    assert (shown.colour, shown.text) == (colour, text)


def test_without_a_due_date_there_is_no_hurry() -> None:
    assert light(default_calendar(), None, at("2026-02-06T10:00")).colour == "grey"


@pytest.mark.rule("S1-32")
@pytest.mark.parametrize(
    ("now", "colour", "text"),
    [
        ("2026-04-21T17:59", "green", "还剩 19 个工作日"),
        ("2026-04-21T18:01", "yellow", "已过内部时限，还剩 19 个工作日"),
        ("2026-05-18T09:00", "yellow", "已过内部时限，还剩 2 个工作日"),
        ("2026-05-20T19:00", "red", "今日已到期"),
    ],
)
def test_what_missed_the_internal_limit_is_yellow(now: str, colour: str, text: str) -> None:
    due, internal = at("2026-05-20T18:00"), at("2026-04-21T18:00")

    shown = light(default_calendar(), due, at(now), internal)

    assert (shown.colour, shown.text) == (colour, text)


@pytest.mark.rule("S1-32")
def test_an_internal_limit_alone_turns_yellow() -> None:
    shown = light(default_calendar(), None, at("2026-04-22T09:00"), at("2026-04-21T18:00"))

    assert (shown.colour, shown.text) == ("yellow", "已过内部时限，未设期限")
