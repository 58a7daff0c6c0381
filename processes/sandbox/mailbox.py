"""Messages that are kept until somebody waits for them.

A message with a time to live stays until that has passed, also after somebody took it: so long another one
of the same name, key and message id is refused as the same message.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from processes.engine import Outgoing
from processes.errors import InvalidState


@dataclass
class Letter:
    """One published message; ``until`` is the instant at which it is thrown away."""

    message: Outgoing
    message_id: str | None
    until: datetime
    taken: bool = False


@dataclass
class Mailbox:
    """The letters of one sandbox, oldest first."""

    letters: list[Letter] = field(default_factory=list)

    def refuse_twin(self, message: Outgoing, message_id: str | None, now: datetime) -> None:
        """InvalidState when a message of the same name, key and id is still alive."""
        self.letters = [letter for letter in self.letters if letter.until > now]
        mine = (message.name, message.correlation_key, message_id)
        known = [(each.message.name, each.message.correlation_key, each.message_id) for each in self.letters]
        if message_id and mine in known:
            raise InvalidState(f"消息“{message.name}”（编号 {message_id}）已经收到过", message_id=message_id)

    def keep(self, letter: Letter) -> Letter:
        """The letter, put by when it lives on."""
        self.letters += [letter]
        return letter

    def hand_out(self, now: datetime, deliver: Callable[[Letter], bool]) -> None:
        """Offer every letter that nobody has taken, oldest first."""
        for letter in list(self.letters):
            if not letter.taken and letter.until > now:
                letter.taken = True  # what it sets going must not be offered it again
                letter.taken = deliver(letter)
