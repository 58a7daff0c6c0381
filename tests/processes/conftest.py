"""A service without HTTP: sessions, a clock and people."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from processes import store
from processes.commands import Actor
from tests.made_once import programs

__all__ = ["programs"]

BEIJING = ZoneInfo("Asia/Shanghai")
DRAFTER = Actor("zhang3", "张三", "zjw", frozenset({"drafter@zjw"}))
HEAD = Actor("li4", "李四", "zjw", frozenset({"section_head@zjw"}))
PRESS = Actor("wang5", "王五", "xcb", frozenset({"press_office"}))
OPERATOR = Actor("root1", "周管", "xxk", frozenset({"sysadmin"}))
OTHER = Actor("zhao6", "赵六", "xcb", frozenset({"press_office"}))


class Clock:
    """The time of a test; it moves only when told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 7, 9, 0, tzinfo=BEIJING)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> datetime:
        self.now += timedelta(**delta)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    """Sessions for commands on an empty database, once on SQLite and once on PostgreSQL."""
    return store.sessions(engine)
