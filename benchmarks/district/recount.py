"""Deadlines counted again from the instants alone, with a calendar that the product does not use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chinese_calendar import is_workday

from processes.sandbox.view import SandboxInstance


@dataclass(frozen=True)
class Case:
    """A deadline of a matter: its start and the instant at which it was met, and what the process said."""

    kind: str
    start: datetime
    met: datetime
    late: bool
    hours: int | None = None
    days: int | None = None


def cases(instance: SandboxInstance) -> Iterator[Case]:
    """The deadlines of an ended instance, from its variables."""
    seen = instance.variables
    if instance.process_id == "jd_inquiry" and seen.get("inquiry_outcome"):
        outcome = seen["inquiry_outcome"]
        start, met = _instant(outcome["received_at"]), _instant(outcome["replied_at"])
        yield Case("inquiry", start, met, bool(outcome["late"]), days=5)
    elif instance.process_id == "jd_opinion_response" and seen.get("first_response"):
        start, met = (
            _instant(seen["opinion"]["detected_at"]),
            _instant(seen["first_response"]["first_response_at"]),
        )
        hours = 24 if seen["opinion"]["policy_major"] or seen["opinion"]["attention_high"] else 48
        yield Case("opinion", start, met, bool(seen["guard_result"]["late"]), hours=hours)
    elif instance.process_id == "jd_main_district" and seen.get("goal"):
        start = datetime.fromisoformat(f"{seen['t0']}T00:00:00+08:00")
        yield Case(
            "publication", start, _instant(seen["goal"]["at"]), bool(seen["guard_result"]["late"]), days=20
        )


def compare(found: Iterable[Case]) -> int:
    """Print met and missed per kind; how many the recount judges otherwise than the process did."""
    counted: Counter[tuple[str, str]] = Counter()
    for case in found:
        counted[case.kind, "missed" if case.late else "met"] += 1
        counted[case.kind, "differs"] += case.late is not (case.met > _end(case))
    for kind in sorted({kind for kind, _ in counted}):
        told = ", ".join(f"{word} {counted[kind, word]}" for word in ("met", "missed", "differs"))
        print(f"  {kind}: {told}")
    return sum(number for (_, word), number in counted.items() if word == "differs")


def _end(case: Case) -> datetime:
    """The legal end: hours run on the clock, working days end at 24:00 of the last."""
    if case.hours is not None:
        return case.start + timedelta(hours=case.hours)
    day: date = case.start.date()
    left = case.days or 0
    while left:
        day += timedelta(days=1)
        left -= is_workday(day)
    return datetime(day.year, day.month, day.day, tzinfo=case.start.tzinfo) + timedelta(days=1)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
