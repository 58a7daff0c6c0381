"""Timer start events: when the deployed processes start by themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from processes.errors import InvalidDefinition

from ..elements import timers
from ..faults import Incident
from ..running.expressions import Evaluator
from . import rulebook

if TYPE_CHECKING:
    from processes.calendar import WorkingCalendar

    from ..context import Context
    from ..program import Program


@dataclass(frozen=True)
class StartTimer:
    """A process is to be started at ``due`` (ISO instant) at its start event.

    ``timer`` knows whether again.
    """

    process_id: str
    element_id: str
    due: str
    timer: dict[str, Any]

    def following(self, calendar: WorkingCalendar | None = None) -> StartTimer | None:
        """The next start of a cycle, counted from this one (cron: working days by *calendar*)."""
        timer = timers.following(self.timer, calendar)
        return None if timer is None else replace(self, due=timer["due"], timer=timer)


def start_timers(program: Program, context: Context) -> list[StartTimer]:
    """The first due instant of every timer start event.

    Raises InvalidDefinition when one cannot be computed.
    """
    evaluator, found = Evaluator(context), []
    for start in program.start_events:
        if start.kind != "timer":
            continue
        try:
            timer = timers.evaluate(evaluator, {}, start.definition, None)
        except Incident as incident:
            problem = rulebook.problem("BPMN-start-timer", str(incident), element_id=start.element_id)
            raise InvalidDefinition("定时开始事件无法计算", [problem]) from incident
        found.append(StartTimer(start.process_id, start.element_id, timer["due"], timer))
    return found
