"""Messages between instances and from outside, by the rule of the service (ADR 33, Camunda 8's).

A message reaches one receiver in each process: the element that has waited longest, else an instance that it
starts (with a key: only when none that the same key has started is running).  With a time to live it is kept
for later receivers, each process once; so long another one of the same name, key and message id is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from processes.engine import Outgoing, StartEventInfo
from processes.engine.commands import PublishMessage
from processes.errors import InvalidState, NotFound
from processes.sandbox.view import SandboxInstance


@dataclass
class Letter:
    """One message.

    ``until``: the instant at which it is thrown away; ``receivers``: the processes that have got it.
    """

    message: Outgoing
    message_id: str | None
    until: datetime
    receivers: set[str] = field(default_factory=set)

    def hand_over(
        self, instances: Iterable[SandboxInstance], run: Callable[[SandboxInstance, PublishMessage], object]
    ) -> None:
        """Give it to whoever has waited longest in each process that does not have it yet."""
        name, key, variables = self.message.name, self.message.correlation_key, self.message.variables
        for instance in instances:
            for process_id, element in instance.waiting(name):
                if process_id in self.receivers:
                    continue
                self.receivers.add(process_id)  # what it sets going must not be offered it again
                try:
                    run(instance, PublishMessage(name, variables, key, element))
                except (InvalidState, NotFound):
                    self.receivers.discard(process_id)

    def start(
        self,
        instances: Iterable[SandboxInstance],
        events: Iterable[StartEventInfo],
        begin: Callable[[StartEventInfo], SandboxInstance],
    ) -> None:
        """Start the processes that it starts and that do not have it yet."""
        key = self.message.correlation_key
        busy = {
            each.process_id for each in instances if key and each.started_by == key and each.state == "active"
        }
        for event in events:
            if event.process_id not in self.receivers | busy:
                self.receivers.add(event.process_id)
                begin(event).started_by = key


@dataclass
class Mailbox:
    """The letters of one sandbox that are still alive, oldest first."""

    letters: list[Letter] = field(default_factory=list)

    def keep(self, letter: Letter, now: datetime) -> None:
        """Put a letter by when it lives on; InvalidState when one of the same name, key and id is alive."""
        self.letters = self.alive(now)
        name, key = letter.message.name, letter.message.correlation_key
        known = [(each.message.name, each.message.correlation_key, each.message_id) for each in self.letters]
        if letter.message_id and (name, key, letter.message_id) in known:
            raise InvalidState(
                f"消息“{name}”（编号 {letter.message_id}）已经收到过", message_id=letter.message_id
            )
        if letter.until > now:
            self.letters.append(letter)

    def alive(self, now: datetime) -> list[Letter]:
        """The letters whose time has not passed."""
        return [letter for letter in self.letters if letter.until > now]
