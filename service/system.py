"""What the service itself asks of the domain, outside any request."""

from __future__ import annotations

from processes import calendars
from processes.calendar import WorkingCalendar
from service.state import State


def calendar_of(state: State, unit: str | None = None) -> WorkingCalendar:
    """The calendar in force for *unit*: the packaged notices and what was loaded into the database."""
    with state.readers() as session:
        return calendars.current(session, unit)
