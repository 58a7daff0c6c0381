"""One instance three ways: with a whole state, with parts of it on a shelf, and live."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from processes import engine
from processes.calendar import default_calendar
from processes.engine import Command, CompleteUserTask, Context, Program, Resources, machine
from processes.engine.commands import from_plain
from processes.engine.running.instance import Instance
from processes.engine.running.shelf import MemoryShelf
from processes.engine.running.state import dump
from processes.history import Entry, View
from processes.records import Record
from tests.conformance.drawing import draw
from tests.processes.engine import folding
from tests.processes.engine.models import NOW


def drawn(*models: str) -> Program:
    """The program of models drawn as text (``tests.conformance.drawing``)."""
    return engine.compile(Resources({f"{n}.bpmn": draw(text) for n, text in enumerate(models)}))


class Twins:
    """Gives each command to all three; they must agree, and the fold of the records with them."""

    def __init__(self, program: Program) -> None:
        self.program, self.now = program, NOW
        self.whole: dict[str, Any] | None = None
        self.parted: dict[str, Any] | None = None
        self.live: Instance | None = None
        self.shelf, self.view, self.seq = MemoryShelf(), View(), 0

    def run(
        self, command: Command, after: timedelta = timedelta(0), target: Program | None = None
    ) -> list[Record]:
        """The records of the command, which are the same for all; ``target``: what a migration leads to."""
        self.now += after
        context = Context(self.now, "a", default_calendar(), target=target)
        whole = engine.apply(self.program, again(self.whole), asked(command), context)
        parted = engine.apply(self.program, again(self.parted), asked(command), context, self.shelf)
        self.live = machine.begin(self.program, command) if self.live is None else self.live
        machine.run(self.live, asked(command), context)
        self.shelf.put(parted.changes)
        self.program = target or self.program
        assert told(whole.records) == told(parted.records) == told(self.live.records)
        self.whole, self.parted = whole.state, parted.state
        assert engine.whole(self.program, again(parted.state), self.shelf) == whole.state == dump(self.live)
        self._fold(whole.records)
        return whole.records

    def _fold(self, records: list[Record]) -> None:
        for record in records:
            self.seq += 1
            self.view.take(Entry(self.seq, 1, record))
        if self.ended:
            assert not self.shelf.pieces
            assert not self.shelf.values
        else:
            assert folding.of_records(self.view) == folding.of_engine(self.program, self.whole or {})

    @property
    def ended(self) -> bool:
        """Whether the instance is over."""
        return self.whole is not None and self.whole["ended"] is not None

    def open(self, element_id: str) -> list[int]:
        """The element instances of an element that are active, the oldest first."""
        return [number for number, each in self.view.active.items() if each.element_id == element_id]

    def complete(self, element_id: str, **variables: Any) -> None:
        """Complete the oldest user task of an element."""
        number = next(n for n, task in self.view.user_tasks.items() if task.element_id == element_id)
        self.run(CompleteUserTask(number, variables))


def again(state: dict[str, Any] | None) -> Any:
    """The state as it comes back from a database."""
    return None if state is None else json.loads(json.dumps(state))


def asked(command: Command) -> Command:
    """The command as it is kept."""
    return from_plain(json.loads(json.dumps(command.to_plain())))


def told(records: list[Record]) -> list[tuple[Any, ...]]:
    """What records say, as JSON data; a value that is none is an error here."""
    return [
        (r.type, r.element_id, r.element_instance_id, r.scope_id, json.dumps(r.payload, ensure_ascii=False))
        for r in records
    ]
