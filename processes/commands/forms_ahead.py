"""What the forms of open tasks ask for in another version of their process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from processes.visible import Seat


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
        change = _change(turn, task, told["form_id"], _rebound(command, records))
        if change.added or change.removed or change.missing or change.problem:
            found.append(change)
    return tuple(found)


def _rebound(command: Migrate, records: Sequence[Record]) -> Callable[[Turn, Seat], str]:
    """From where a task stands to the deployment that it will be of: a call may go on with a version of its
    own.
    """
    calls = {
        record.element_instance_id: str(record.payload["content_hash"])
        for record in records
        if record.type == RecordType.PROCESS_CALLED
    }

    def of(turn: Turn, seat: Seat) -> str:
        told = next((calls[number] for number in seat.calls if number in calls), None)
        foreign = seat.program.content_hash != turn.instance.content_hash
        return told or (seat.program.content_hash if foreign else command.content_hash)

    return of


def _change(turn: Turn, task: UserTask, form_id: str, rebound: Callable[[Turn, Seat], str]) -> FormChange:
    number, session = task.element_instance_id, turn.session
    seat = turn.seat(number)
    try:
        new = definitions.form_of(session, rebound(turn, seat), form_id)
    except (NotFound, InvalidDefinition) as error:
        return FormChange(number, task.name, form_id, problem=str(error))
    old: set[str] = set()
    if task.form_id is not None:
        old = _fields(definitions.form_of(session, seat.program.content_hash, task.form_id))
    seen = seat.variables
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
