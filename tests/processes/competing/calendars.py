"""A calendar is loaded while everybody works: afterwards all deadlines count by it."""

from __future__ import annotations

from functools import partial

from sqlalchemy.orm import Session

from processes import commands
from tests.processes.competing.arena import OPERATOR, PEOPLE, Arena, Contender, refused

_CLOSED = """
unit: zjw
title: 停止办公通知
issued: 2026-01-07
source: 区住房城乡建委
closed:
  - {name: 停电, days: 2026-01-%02d}
"""


def a_calendar_and_everybody(arena: Arena) -> None:
    """Two are loaded; whoever starts, completes or cancels meanwhile is turned away by neither."""
    open_ones = [arena.start("counted") for _ in range(4)]
    loads = [_load(arena, day) for day in arena.chance.sample(range(8, 31), 2)]
    completions = [_complete(arena, number) for number in open_ones[:2]]
    cancel = partial(
        commands.cancel_instance, instance_id=open_ones[2], reason="不办了", actor=OPERATOR, now=arena.now
    )
    outcomes = arena.race(*loads, *completions, cancel, *[_start(arena)] * 3)
    assert refused(outcomes) == []
    before = arena.dues()
    arena.start("counted")
    assert arena.dues() == before
    assert len(before) == 1


def _load(arena: Arena, day: int) -> Contender:
    return lambda session: commands.load_calendar_notice(
        session, _CLOSED % day, actor=OPERATOR, now=arena.now
    )


def _complete(arena: Arena, number: int) -> Contender:
    ref = arena.task(number)
    return lambda session: commands.complete_user_task(session, ref, {}, actor=PEOPLE[0], now=arena.now)


def _start(arena: Arena) -> Contender:
    def start(session: Session) -> object:
        found = commands.start_instance(session, "counted", {}, actor=PEOPLE[0], now=arena.now)
        arena.started.append(found.id)
        return found

    return start
