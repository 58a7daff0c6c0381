"""User tasks that records open: the rows of the task itself and of its candidates, and whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from processes.records import Record, RecordType
from processes.store.batch import Row
from processes.store.places import place

_ENDED = {RecordType.USER_TASK_COMPLETED, RecordType.USER_TASK_CANCELED}


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


def opened_for(records: Iterable[Record], person: str) -> int | None:
    """The element of the most urgent task that these records open for a *person* and leave open."""
    found: dict[int, str] = {}
    for record in records:
        number = record.element_instance_id
        if number is None:
            continue
        if record.type == RecordType.USER_TASK_CREATED and record.payload.get("assignee") == person:
            row = task(record)
            found[number] = place(row["due"], row["priority"], row["created_at"], None)
        elif record.type in _ENDED:
            found.pop(number, None)
    return min(found, key=lambda number: (found[number], number), default=None)
