"""The one way in which an instance changes: lock its row, ask the engine, append what happened."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from processes import calendars, definitions, engine, store
from processes.calendar import BEIJING, WorkingCalendar
from processes.commands.actors import Actor
from processes.commands.personal import Apart, apart
from processes.engine import Command, Context, Migrate, Outgoing, Program, Step
from processes.errors import InvalidArgument, NotFound
from processes.personal import NO_PATHS, Paths
from processes.records import Record, RecordType
from processes.store import Delivery, InstanceRow, TaskRow
from processes.store.personal import Keeping
from processes.store.types import canonical
from processes.visible import Seat, seat

_CALLED_ELSEWHERE = re.compile(r'"called":"[^"]*@')


def lock(session: Session, instance_id: int) -> InstanceRow:
    """The instance, locked until the transaction ends (SQLite: the whole database is); raises NotFound."""
    instance = store.lock(session.connection(), instance_id)
    if instance is None:
        raise NotFound(f"没有编号为 {instance_id} 的流程实例", instance_id=instance_id)
    return instance


@dataclass(frozen=True)
class Turn:
    """A locked instance and who does something to it when; ``task`` is the user task it is about, if any.

    ``run`` may be called more than once where there is no task.
    """

    session: Session
    instance: InstanceRow
    actor: Actor
    now: datetime
    calendar: WorkingCalendar
    task: TaskRow | None = None

    @property
    def program(self) -> Program:
        """The compiled deployment that the instance is bound to until it migrates."""
        return definitions.program(self.session, self.instance.deployment_id, self.instance.content_hash)

    def run(self, command: Command, personal: Paths = NO_PATHS, source: int | None = None) -> Step:
        """Ask the engine and append its records as one step; a refusal of the engine changes nothing.

        *personal* are paths of personal data besides those that the processes declare; *source* is where what
        the command refers to was kept before.
        """
        command, kept = self._apart(command, personal, source)
        around = context(self, target(self.session, command))
        step = engine.apply(self.program, self.state, command, around, self.shelf)
        self._keep(command, around, kept, step)
        return step

    def run_if_it_matters(self, command: Command) -> bool:
        """``run``, but a command that the engine answers with no record at all is not recorded either."""
        command, kept = self._apart(command)
        around = context(self)
        step = engine.apply(self.program, self.state, command, around, self.shelf)
        if step.records:
            self._keep(command, around, kept, step)
        return bool(step.records)

    def _keep(self, command: Command, around: Context, kept: Keeping, step: Step) -> None:
        self._check_unit(step.records)
        kept.write(self.session)
        until = None if around.deployments is None else around.deployments.until
        self.append(command.to_plain(), step.records, step.state, step.changes, until)
        _send(self, step.outgoing)

    def _check_unit(self, records: Sequence[Record]) -> None:
        """A matter belongs to the unit that it began with (S1-08).  Raises InvalidArgument."""
        if self.instance.seq == 0 or self.instance.owner_unit is None:
            return
        for record in records:
            if record.type == RecordType.VARIABLES_CHANGED and record.scope_id is None:
                values = record.payload.get("values") or {}
                if values.get("owner_unit", self.instance.owner_unit) != self.instance.owner_unit:
                    raise InvalidArgument(
                        f"归属单位在发起时确定，不能更改（S1-08）：应为 {self.instance.owner_unit}，"
                        f"得到 {values['owner_unit']}",
                        instance_id=self.instance.id,
                    )

    def _apart(self, command: Command, personal: Paths = NO_PATHS, source: int | None = None) -> Apart:
        """The command as it will be read back from its record, personal data apart."""
        plain = normal(command)
        declared = self.program.personal | personal | self._declared_by_called()
        return apart(self.session, self.instance.id, plain, declared, source=source, now=self.now)

    def _declared_by_called(self) -> Paths:
        """What the versions that are being called, other than those of the deployment, declare as personal.

        Only such a call names a version behind ``@``; so does, at times, a value, hence the second look.
        """
        text = self.instance.state
        called = engine.called_in(store.parsed(text)) if text and _CALLED_ELSEWHERE.search(text) else ()
        return NO_PATHS.union(*(definitions.by_hash(self.session, each).personal for each in called))

    @property
    def state(self) -> dict[str, Any] | None:
        """The engine's state, fresh from its text: the engine may do with it what it likes."""
        return store.parsed(self.instance.state) if self.instance.state else None

    def seat(self, element_instance_id: int) -> Seat:
        """Where an open element stands; raises NotFound."""
        deployments = definitions.Deployed(self.session)
        return seat(self.program, self.state or {}, element_instance_id, self.shelf, deployments)

    @property
    def shelf(self) -> store.StoredShelf:
        """Where the parts of the state lie that most commands do not need."""
        return store.StoredShelf(self.session, self.instance.id)

    def append(
        self,
        command: dict[str, Any],
        records: Sequence[Record],
        state: Mapping[str, Any] | None = None,
        changes: engine.Changes | None = None,
        deployments: int | None = None,
    ) -> None:
        """Append *records* behind a ``command_accepted``: who asked for what under which calendar, and up to
        which of the *deployments* a call looked for its version, if one did.
        """
        arguments = {name: value for name, value in command.items() if name != "command"}
        payload: dict[str, Any] = {"command": command["command"], "arguments": arguments}
        payload |= {"calendar": self.calendar.version, "actor_name": self.actor.name}
        payload |= self.actor.told()
        if self.actor.unit:
            payload["unit"] = self.actor.unit
        if deployments is not None:
            payload["deployments"] = deployments
        options = store.options(self.session)
        if options.context_text != self.instance.context_text or self.instance.seq == 0:
            payload["context"] = options.context
        first = Record(
            type=RecordType.COMMAND_ACCEPTED,
            at=self.now,
            actor=self.actor.id,
            process_id=self.instance.process_id,
            payload=payload,
        )
        connection = self.session.connection()
        store.append(connection, self.instance, [first, *records], state, self.task, changes)
        store.outdated(self.session, self.instance.id)


def take(session: Session, instance_id: int, *, actor: Actor, now: datetime) -> Turn:
    """Lock an instance for a command."""
    instance = lock(session, instance_id)
    return Turn(session, instance, actor, now, calendars.current(session, instance.owner_unit))


def normal(command: Command) -> dict[str, Any]:
    """The plain command as it will be read back from its record: a re-execution gets exactly the same."""
    try:
        plain: dict[str, Any] = json.loads(canonical(command.to_plain()))
    except (TypeError, ValueError) as error:
        raise InvalidArgument(f"流程变量应为普通的 JSON 数据：{error}") from error
    return plain


def target(session: Session, command: Command) -> Program | None:
    """The program that a migration leads to."""
    if not isinstance(command, Migrate):
        return None
    return definitions.program(session, command.deployment_id, command.content_hash)


def context(turn: Turn, target: Program | None = None) -> Context:
    """The world that the engine sees; its clock is always in Beijing, whatever zone the caller's was in."""
    options, acting = store.options(turn.session), turn.actor.acting
    return Context(
        now=turn.now.astimezone(BEIJING),
        actor=turn.actor.id,
        on_behalf_of=None if acting is None else acting.person,
        acting_post=None if acting is None else acting.post,
        calendar=turn.calendar,
        unit_groups=options.unit_groups,
        target=target,
        deployments=definitions.Deployed(turn.session),
    )


def _send(turn: Turn, outgoing: Sequence[Outgoing]) -> None:
    """What leaves the instance becomes an engine job of its own transaction.

    Delivering it here would lock a second instance, and two instances that write to each other would
    deadlock.
    """
    instance = turn.instance
    turn.session.add_all(
        Delivery(
            instance_id=instance.id,
            seq=instance.seq * 1000 + number,
            kind=message.kind,
            name=message.name,
            correlation_key=message.correlation_key,
            variables=message.variables,
            status="pending",
            created_at=turn.now,
        )
        for number, message in enumerate(outgoing)
    )
    if outgoing:
        turn.session.flush()
