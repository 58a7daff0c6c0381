"""Which deadlines the page of a task tells."""

from __future__ import annotations

from service.papers import deadlines

_FIVE = {"due": "2026-03-04T18:00+08:00", "explanation": "5个工作日", "due_date": "2026-03-04"}
_HOUR = {"due": "2026-02-26T10:00+08:00", "explanation": "1小时"}


def test_a_deadline_that_its_guard_has_as_well_is_told_once() -> None:
    seen = {"deadline": dict(_FIVE), "inquiry_deadline": dict(_FIVE), "instant": _HOUR, "note": {"due": "x"}}
    assert deadlines(seen) == [_FIVE, _HOUR]
