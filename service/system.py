"""What the service itself asks of the domain, outside any request."""

from __future__ import annotations

from processes import calendars
from processes.calendar import WorkingCalendar
from service.state import State


def calendar_of(state: State) -> WorkingCalendar:
    """The calendar in force: the packaged notices and those loaded into the database."""
    with state.readers() as session:
        return calendars.current(session)
