"""The rows of a user task that a record opens: the task itself and its candidates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from processes.records import Record
from processes.store.batch import Row


def moment(value: str | None) -> datetime | None:
    """An ISO instant of a payload.

    One without a zone or with a zone name in brackets is read as Beijing time.
    """
    if not value:
        return None
    parsed = datetime.fromisoformat(value.partition("@")[0].partition("[")[0])
    return parsed if parsed.tzinfo else datetime.fromisoformat(parsed.isoformat() + "+08:00")


def task(record: Record) -> Row:
    """The row of a task that has just been opened, but for its key."""
    payload = record.payload
    row = {name: payload.get(name) for name in ("form_id", "assignee", "lane", "once_users")}
    lists = ("candidate_groups", "candidate_users", "excluded_users")
    row |= {name: payload.get(name) or [] for name in lists}
    row |= {name: moment(payload.get(name)) for name in ("due", "follow_up")}
    row |= dict.fromkeys(("ended_at", "completed_at", "completed_by", "completed_by_name", "completed_for"))
    return (
        {"process_id": record.process_id, "element_id": record.element_id}
        | row
        | {
            "scope_id": record.scope_id,
            "name": payload.get("name") or record.element_id or "",
            "priority": 50 if payload.get("priority") is None else payload["priority"],
            "status": "open",
            "created_at": record.at,
            "revision": 1,
        }
    )


def candidates(record: Record, started_by: str) -> Iterator[tuple[str, str]]:
    """Who may take the task (kind and name); one that names nobody is for who started the instance."""
    payload = record.payload
    if not any(payload.get(name) for name in ("assignee", "candidate_groups", "candidate_users")):
        yield "starter", started_by
    for kind, names in (
        ("group", "candidate_groups"),
        ("user", "candidate_users"),
        ("excluded", "excluded_users"),
        ("once", "once_users"),
    ):
        yield from ((kind, str(name)) for name in payload.get(names) or ())
