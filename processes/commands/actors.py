"""Who asks, and how a user task is named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from processes.errors import NotFound
from processes.rights import Capacity

_REFERENCE = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")


@dataclass(frozen=True)
class Actor:
    """Who gives a command.

    ``groups`` are resolved names such as ``section_head@zjw`` and ``press_office``; ``capacities`` are what
    he may act in beside his own name, ``acting`` the one in which he gives this command (None: his own name).
    """

    id: str
    name: str
    unit: str | None = None
    groups: frozenset[str] = frozenset()
    capacities: tuple[Capacity, ...] = ()
    acting: Capacity | None = None

    def told(self) -> dict[str, str]:
        """What records say of the capacity: nothing for his own name."""
        if self.acting is None:
            return {}
        who = {"on_behalf_of": self.acting.person, "acting_post": self.acting.post}
        return {**{name: value for name, value in who.items() if value}, "acting_for": self.acting.name}


TIMER = Actor("timer", "定时器")
WORKER = Actor("worker", "后台任务")
SYSTEM = Actor("system", "系统")
#: Whoever has the machine: the command line.
CONSOLE = Actor("system", "系统（命令行）", groups=frozenset({"sysadmin"}))


class TaskRef(NamedTuple):
    """A user task: ``12-34`` is element instance 34 of process instance 12."""

    instance_id: int
    element_instance_id: int

    def __str__(self) -> str:
        return f"{self.instance_id}-{self.element_instance_id}"

    @classmethod
    def parse(cls, text: str) -> TaskRef:
        """Read ``12-34``; raises NotFound for anything else, also for numbers that no database holds."""
        found = _REFERENCE.fullmatch(text)
        if found is None:
            raise NotFound(f"任务编号应形如 12-34，实际为“{text[:60]}”")
        return cls(int(found[1]), int(found[2]))
