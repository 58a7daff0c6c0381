"""Working days, holiday notices and statutory deadlines that explain themselves.  Pure: no clock, no SQL."""

from __future__ import annotations

from processes.calendar.deadlines import Deadline, deadline, recompute
from processes.calendar.functions import feel_functions
from processes.calendar.notice import InvalidNotice, Notice, load_notice
from processes.calendar.reminders import Reminder
from processes.calendar.working import (
    BEIJING,
    Day,
    DayChange,
    WorkingCalendar,
    changed_days,
    default_calendar,
    local_date,
)

__all__ = [
    "BEIJING",
    "Day",
    "DayChange",
    "Deadline",
    "InvalidNotice",
    "Notice",
    "Reminder",
    "WorkingCalendar",
    "changed_days",
    "deadline",
    "default_calendar",
    "feel_functions",
    "load_notice",
    "local_date",
    "recompute",
]
