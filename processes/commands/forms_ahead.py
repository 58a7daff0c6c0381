"""What the forms of open tasks ask for in another version of their process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from processes import definitions
from processes.commands.turn import Turn
from processes.engine import Migrate
from processes.errors import InvalidDefinition, NotFound
from processes.forms import Form
from processes.forms.model import walk
from processes.records import Record, RecordType
from processes.store import UserTask
from processes.visible import visible_variables


@dataclass(frozen=True)
class FormChange:
    """The form of one open task.  ``added`` and ``removed`` are keys of fields; ``missing`` names variables
    that the new form reads and that the task does not see; ``problem``: there is no such form.
    """

    element_instance_id: int
    task: str
    form_id: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    problem: str | None = None


def forms_ahead(turn: Turn, command: Migrate, records: Sequence[Record]) -> tuple[FormChange, ...]:
    """The changes of the forms of all open tasks; those whose form stays the same are left out."""
    renamed = {
        record.element_instance_id: record.payload["task"]
        for record in records
        if record.type == RecordType.ELEMENT_MIGRATED and "task" in record.payload
    }
    session, found = turn.session, []
    mine = (UserTask.instance_id == turn.instance.id, UserTask.status == "open")
    for task in session.scalars(select(UserTask).where(*mine).order_by(UserTask.element_instance_id)):
        told = renamed.get(task.element_instance_id, {"form_id": task.form_id})
        if told["form_id"] is None:
            continue
        change = _change(turn, command, task, told["form_id"])
        if change.added or change.removed or change.missing or change.problem:
            found.append(change)
    return tuple(found)


def _change(turn: Turn, command: Migrate, task: UserTask, form_id: str) -> FormChange:
    number, session = task.element_instance_id, turn.session
    try:
        new = definitions.form(session, command.deployment_id, command.content_hash, form_id)
    except (NotFound, InvalidDefinition) as error:
        return FormChange(number, task.name, form_id, problem=str(error))
    old: set[str] = set()
    if task.form_id is not None:
        instance = turn.instance
        old = _fields(definitions.form(session, instance.deployment_id, instance.content_hash, task.form_id))
    seen = visible_variables(turn.program, turn.state or {}, number, turn.shelf)
    return FormChange(
        number,
        task.name,
        form_id,
        added=tuple(sorted(_fields(new) - old)),
        removed=tuple(sorted(old - _fields(new))),
        missing=tuple(sorted(name for name in new.references - new.variables if name not in seen)),
    )


def _fields(form: Form) -> set[str]:
    return {".".join(component.path) for component in walk(form.components) if component.keyed}
