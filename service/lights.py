"""Working-day lights: how urgent something is, as a colour with its words (S1 红黄绿灯)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from processes.calendar import WorkingCalendar, local_date

#: From this many working days left the light is yellow; on the day itself and later it is red.
YELLOW_FROM = 3


@dataclass(frozen=True)
class Light:
    """``colour``: red, yellow, green or grey; ``text`` says the same; ``days``: working days left."""

    colour: str
    text: str
    days: int | None = None


def light(
    calendar: WorkingCalendar, due: datetime | None, now: datetime, follow_up: datetime | None = None
) -> Light:
    """The light of something due at *due* as seen at *now* (both aware).

    What is in time but later than *follow_up*, the internal time limit, is yellow (S1-32).
    """
    shown = _until_due(calendar, due, now)
    if follow_up is None or now <= follow_up or shown.colour == "red":
        return shown
    return Light("yellow", f"已过内部时限，{shown.text}", shown.days)


def _until_due(calendar: WorkingCalendar, due: datetime | None, now: datetime) -> Light:
    if due is None:
        return Light("grey", "未设期限")
    day, today = local_date(due), local_date(now)
    if day < today:
        late = calendar.working_days_between(day, today)
        return Light("red", f"已超期 {late} 个工作日" if late else "已超期", -late)
    if day == today:
        return Light("red", "今日到期" if now <= due else "今日已到期", 0)
    left = calendar.working_days_between(today, day)
    return Light("yellow" if left <= YELLOW_FROM else "green", f"还剩 {left} 个工作日", left)
