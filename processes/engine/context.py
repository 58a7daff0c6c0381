"""What goes into the engine beside state and command, and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from processes.records import Record

from .running.shelf import Changes

if TYPE_CHECKING:
    from processes.calendar import WorkingCalendar

    from .program import Program


class Version(NamedTuple):
    """A deployed version of a process: the deployment that has it and the hash of its documents."""

    deployment_id: int
    version: int
    content_hash: str


class Deployments(Protocol):
    """Every deployment there is at the moment of one command.

    What it answers depends on that moment alone, so that a re-execution finds the same.
    """

    #: The number of the newest deployment that counted; ``None`` while nobody has asked for a version.
    until: int | None

    def newest(self, caller: Program, process_id: str, tag: str | None) -> Version | None:
        """The newest version of a process, of those with version tag *tag* if one is given; None without any.

        When the deployment of *caller* has that version too, ``content_hash`` is that of *caller*.
        """

    def program(self, content_hash: str) -> Program:
        """The program of a deployment; raises NotFound."""


@dataclass(frozen=True)
class Context:
    """The world at the moment of one command: the engine has no clock and no settings of its own.

    ``now`` is aware.  ``actor`` goes into every record; ``on_behalf_of`` is the person whom he stands in for,
    ``acting_post`` the post that he only acts in, if it is in this that he asks.  ``unit_groups`` are the
    candidate groups that exist once per unit: ``drafter`` becomes ``drafter@<owner_unit>``.  ``target``: the
    program that a ``Migrate`` leads to.  Without ``deployments`` a call finds the processes of its own
    deployment alone.
    """

    now: datetime
    actor: str
    calendar: WorkingCalendar | None = None
    unit_groups: frozenset[str] = frozenset()
    target: Program | None = None
    on_behalf_of: str | None = None
    acting_post: str | None = None
    deployments: Deployments | None = None


@dataclass(frozen=True)
class Outgoing:
    """A message or signal that leaves the instance.

    The command layer delivers it to others or to start events.
    """

    kind: Literal["message", "signal"]
    name: str
    correlation_key: str | None = None
    variables: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)  # not frozen: one is made in every step, and a frozen one takes three times as long
class Step:
    """The answer to one command.

    The new state (plain JSON), the facts in order, what leaves the instance, and what changed on the shelf,
    if there is one.
    """

    state: dict[str, Any]
    records: list[Record]
    outgoing: list[Outgoing]
    changes: Changes = field(default_factory=Changes)


@dataclass(frozen=True)
class Resources:
    """The documents of one deployment, compiled together: BPMN and DMN by file name, forms by form id.

    ``deployed``: the version tags of every process that any deployment has; a call that is bound when it
    begins is warned of when it would find nothing.
    """

    bpmn: Mapping[str, bytes]
    dmn: Mapping[str, bytes] = field(default_factory=dict)
    forms: Mapping[str, bytes] = field(default_factory=dict)
    deployed: Mapping[str, frozenset[str]] = field(default_factory=dict)
