"""What leaves a trace in the security journal: refused attempts, and what auditors read (S2-40).

A person who tries the same over and over fills no journal: of a minute a few refusals are noted, and of what
an auditor reads each thing once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import Flask, Response, request
from sqlalchemy import func, select

from processes.queries import TaskDetail
from service import auth, db, journaling
from service.identity.people import Person
from service.identity.tables import JournalEntry
from service.policy.roles import Role, roles_of
from service.policy.rules import Rule, Subject
from service.policy.table import find
from service.state import current

#: Refusals of one person that are noted in a minute.
MOST_REFUSALS = 10
SPAN = timedelta(minutes=1)
#: Reading these is noted when an auditor does it (DESIGN §6.3).
AUDITED = {Subject.TASK, Subject.MATTER, Subject.HISTORY, Subject.UNITS}
#: The rule that nothing is published without approval.
UNAPPROVED = "S2-40"


def install(app: Flask) -> None:
    """Look at every answer before it leaves."""
    app.after_request(_look)


def _look(response: Response) -> Response:
    rule = find(str(request.endpoint), request.method)  # "None": an address that leads nowhere
    if response.status_code == 403:
        person = auth.asking()
        if person is not None:
            note_refusal(person, "access_refused", rule.what if rule else request.path)
    elif rule is not None and rule.subject in AUDITED and _an_auditor_got(response):
        _note_reading(auth.person(), rule, response)
    return response


def _an_auditor_got(response: Response) -> bool:
    return response.status_code == 200 and Role.AUDITOR in roles_of(auth.asking())


def note_refusal(person: Person, kind: str, what: str, **detail: Any) -> None:
    """Note that the person was refused *what*, unless he has been often enough in the last minute."""
    if _count(person, JournalEntry.kind == kind) < MOST_REFUSALS:
        told = {"method": request.method, "path": request.path[:200], **detail}
        journaling.note_alone(kind, what=what, detail=told)


def note_unapproved(person: Person, detail: TaskDetail, errors: Mapping[str, Any]) -> None:
    """Note an attempt to publish what was not approved: what an ``assert`` for S2-40 found in the form."""
    form = json.loads(detail.form) if detail.form else {}
    refusals = _asserted(UNAPPROVED, form.get("components") or [])
    fields = sorted(path for path, text in refusals if text in errors.get(path, ()))
    if fields:
        what = f"{detail.task.name} {detail.ref}"
        note_refusal(person, "publication_refused", what, reason=[UNAPPROVED, *fields])


def _note_reading(person: Person, rule: Rule, response: Response) -> None:
    kind = "matter_exported" if "Content-Disposition" in response.headers else "matter_read"
    values = request.view_args or {}
    what = " ".join((rule.what, *(str(value) for value in values.values())))[:200]
    if not _count(person, JournalEntry.kind == kind, JournalEntry.what == what):
        journaling.note_alone(kind, what=what, detail={"path": request.path[:200]})


def _count(person: Person, *conditions: Any) -> int:
    """Entries of the person within the last minute."""
    since = current().settings.session_clock() - SPAN
    query = select(func.count()).select_from(JournalEntry)
    query = query.where(JournalEntry.who == person.id, JournalEntry.at > since, *conditions)
    return db.reading().scalar(query) or 0


def _asserted(
    rule: str, components: Sequence[Mapping[str, Any]], outer: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    """The fields of a form that assert what the rule asks for: path, and the text of the refusal."""
    for component in components:
        own = component.get("path") or component.get("key")
        path = (*outer, str(own)) if own else outer
        properties = component.get("properties") or {}
        if "assert" in properties and rule in str(properties.get("rule") or "").split():
            yield ".".join(path), str(properties.get("assertMessage") or "")
        yield from _asserted(rule, component.get("components") or [], path)
