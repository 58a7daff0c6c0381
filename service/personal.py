"""Personal data on pages and in the API: masked, and in clear for who is handling the matter now.

Handling a matter: the open task is theirs (claimed or assigned), and its form is made for the datum (a field
of its own, or ``personal`` among its properties names the path).  Every such reading is noted in the security
journal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from processes import definitions, store
from processes.forms import Form
from processes.history import Entry
from processes.personal import Path, Veiled, masked, paths, resolved
from processes.queries import TaskDetail
from service import journaling


def entries(session: Session, instance_id: int, until: int | None = None) -> Iterator[Entry]:
    """The records of an instance for a page: personal data masked."""
    found = list(store.entries(session, instance_id, until=until))
    values = store.clear_values(session, instance_id, [entry.record.payload for entry in found])
    if not values:
        return iter(found)
    return (_veiled(entry, values) for entry in found)


def _veiled(entry: Entry, values: Mapping[str, Any]) -> Entry:
    payload = resolved(entry.record.payload, lambda _, key: masked(values[key]))
    return entry._replace(record=entry.record._replace(payload=payload))


def for_task(
    session: Session, detail: TaskDetail, form: Form | None, known: Mapping[str, Any]
) -> dict[str, Any]:
    """The variables *known* to a task as the person who asks may see them."""
    values = store.clear_values(session, detail.instance.id, known)
    needed, read = _needed(session, detail, form), set[str]()

    def show(path: Path, key: str) -> Any:
        if isinstance(values[key], Veiled) or not needed(path):
            return masked(values[key])
        read.add(".".join(path))
        return values[key]

    shown: dict[str, Any] = resolved(dict(known), show)
    if read:
        told = {"task": detail.task.name, "fields": "、".join(sorted(read))}
        journaling.note_alone("personal_data_read", what=str(detail.instance.id), detail=told)
    return shown


def _needed(session: Session, detail: TaskDetail, form: Form | None) -> Callable[[Path], bool]:
    """Which paths the form of the task shows in clear to the person: none unless the task is theirs."""
    if form is None or detail.task.assignee is None or detail.refusal is not None:
        return lambda _: False
    text = bytes(detail.form or ()).decode()
    told = (json.loads(text).get("properties") or {}).get("personal")
    shown = form.personal | paths(str(told or "").split())
    if shown or definitions.program(session, *detail.definition).personal:
        return lambda path: path in shown
    # A deployment from before such declarations: its forms say what they show by naming it.
    return lambda path: re.search(rf"(?<![\w.]){re.escape('.'.join(path))}(?![\w.])", text) is not None
