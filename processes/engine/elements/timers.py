"""Due instants.  A timer is computed once, kept as plain data, and fires only by command.

A scheduled timer is plain data: ``due`` (ISO instant) and, for cycles, ``left`` (firings after this one, -1
without end) and ``period`` (ISO duration; ``anchor`` where it has months) or ``cron`` (its text) with
``since`` (the instant after which ``due`` is the first); ``explanation`` (a deadline context) and ``rule``
where given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from dateutil.relativedelta import relativedelta
from SpiffWorkflow.bpmn.specs.event_definitions.timer import CycleTimerEventDefinition

from processes.calendar import WorkingCalendar
from processes.calendar.cron import parse_cron
from processes.calendar.recurrence import Repeating
from processes.errors import ProcessError

from ..faults import Incident
from ..running.expressions import Evaluator, always_expression
from ..running.instants import iso, parse_duration, parse_instant, plus

Timer = dict[str, Any]
#: Five or six cron fields, or a macro such as ``@daily``: what Camunda 8 lets ``timeCycle`` hold.
CRON = re.compile(r"\s*(@[a-z]+|[\d*?][\w*?,/#-]*(\s+[\w*?,/#-]+){4,5})\s*", re.IGNORECASE)
_BY_MONTHS = re.compile(r"P\d+[YM]", re.IGNORECASE)
LITERAL = re.compile(rf"\s*(R\d*/|P\d|PT|\d{{4}}-)|{CRON.pattern}$", re.IGNORECASE)


def evaluate(evaluator: Evaluator, scope: Mapping[str, Any], definition: Any, rule: str | None) -> Timer:
    """The timer that a definition asks for in this scope.

    Incident when its value is no instant or duration.
    """
    text = definition.expression or ""
    value = _literal(text) or evaluator.evaluate(scope, always_expression(text))
    told: Timer = {}
    if isinstance(value, dict) and "due" in value:
        told["explanation"] = value
        rule = value.get("rule") or rule
        value = value["due"]
    if rule:
        told["rule"] = rule
    try:
        timer = _schedule(definition, value, evaluator)
    except ProcessError as error:
        raise Incident("timer_value", str(error)) from error
    except (ValueError, TypeError, IndexError, OverflowError) as error:
        shown = "空值" if value is None else repr(value)
        raise Incident(
            "timer_value", f"定时器的值应为 ISO 时刻或时长，实际得到{shown}（{text.strip()}）"
        ) from error
    timer.update(told)
    return timer


@lru_cache(4_096)
def _literal(text: str) -> str | None:
    """What a definition says without an expression; ``None`` when it has one."""
    return text.strip() if LITERAL.match(text) else None


def _schedule(definition: Any, value: Any, evaluator: Evaluator) -> Timer:
    if not isinstance(value, str):
        raise TypeError(value)
    text, now = value.strip(), evaluator.now
    if text[:1] in ("P", "p", "-"):
        return {"due": iso(plus(now, text))}
    if text[:1] in ("R", "r"):
        return _cycle(text, now)
    if CRON.fullmatch(text) and isinstance(definition, CycleTimerEventDefinition):
        timer = by_cron(text, now, evaluator.calendar)
        if timer is None:
            raise ValueError(text)
        return timer
    if isinstance(definition, CycleTimerEventDefinition):
        raise ValueError(text)
    return {"due": iso(parse_instant(text))}


def _cycle(text: str, now: datetime) -> Timer:
    repeat, *parts = text.split("/")
    times = int(repeat[1:]) if repeat[1:] else -1
    if times == 0:
        raise ValueError(text)
    starts = not parts[0].upper().startswith(("P", "-P"))
    period = parts[1] if starts else parts[0]
    first = parse_instant(parts[0]) if starts else plus(now, period)
    if plus(first, period) <= first:
        raise ValueError(text)
    timer = {"due": iso(first), "left": times - 1 if times > 0 else -1, "period": period}
    # Months and years count from where they began: 31 January, 28 February, 31 March.
    return {**timer, "anchor": iso(first if starts else now)} if _BY_MONTHS.match(period) else timer


def by_cron(text: str, since: datetime, calendar: WorkingCalendar | None) -> Timer | None:
    """The first firing after *since*; ``None`` when there is none.  InvalidArgument for a wrong cron text."""
    due = parse_cron(text).after(since, calendar)
    return None if due is None else {"due": iso(due), "left": -1, "cron": text, "since": iso(since)}


def following(timer: Timer, calendar: WorkingCalendar | None = None) -> Timer | None:
    """The next firing of a cycle, counted from the last due instant and not from the clock."""
    if "cron" in timer:
        again = by_cron(timer["cron"], parse_instant(timer["due"]), calendar)
        return None if again is None else {**timer, **again}
    left = timer.get("left", 0)
    if not left:
        return None
    due = _again(timer)
    return None if due is None else {**timer, "due": iso(due), "left": left - 1 if left > 0 else -1}


def _again(timer: Timer) -> datetime | None:
    due = parse_instant(timer["due"])
    if "anchor" not in timer:
        try:
            return plus(due, timer["period"])
        except OverflowError:
            return None  # beyond the year 9999
    anchor = parse_instant(timer["anchor"])
    period = relativedelta(days=0) + parse_duration(timer["period"])
    return Repeating(None, anchor, period).after(due, anchor)


def payload(index: int, timer: Timer) -> dict[str, Any]:
    """What ``timer_created`` tells."""
    told = {"index": index, "due": timer["due"]}
    if timer.get("left"):
        told["repetitions"] = timer["left"]
    for name in ("explanation", "rule"):
        if timer.get(name) is not None:
            told[name] = timer[name]
    return told
