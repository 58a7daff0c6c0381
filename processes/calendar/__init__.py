"""Working days, holiday notices and statutory deadlines that explain themselves.  Pure: no clock, no SQL."""

from __future__ import annotations

from processes.calendar.arrangement import EVERY_UNIT, Arrangement, load_arrangement, load_document
from processes.calendar.days import BEIJING, Day, DayChange, local_date
from processes.calendar.deadlines import Deadline, counted_again, deadline, recompute
from processes.calendar.functions import feel_functions
from processes.calendar.notice import InvalidNotice, Notice, load_notice
from processes.calendar.office_time import add_office_time, in_office_hours, office_time_between
from processes.calendar.recurrence import is_recurrence, next_occurrence, occurrences, parse_recurrence
from processes.calendar.reminders import Reminder
from processes.calendar.working import WorkingCalendar, changed_days, default_calendar

__all__ = [
    "BEIJING",
    "EVERY_UNIT",
    "Arrangement",
    "Day",
    "DayChange",
    "Deadline",
    "InvalidNotice",
    "Notice",
    "Reminder",
    "WorkingCalendar",
    "add_office_time",
    "changed_days",
    "counted_again",
    "deadline",
    "default_calendar",
    "feel_functions",
    "in_office_hours",
    "is_recurrence",
    "load_arrangement",
    "load_document",
    "load_notice",
    "local_date",
    "next_occurrence",
    "occurrences",
    "office_time_between",
    "parse_recurrence",
    "recompute",
]
