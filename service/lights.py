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


def light(calendar: WorkingCalendar, due: datetime | None, now: datetime) -> Light:
    """The light of something due at *due* as seen at *now* (both aware)."""
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
