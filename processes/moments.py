"""What can be open in an instance at one moment, as its records tell it.  Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass
class Element:
    """An element that a token is at; ``scope_id`` is the element around it (None: the instance)."""

    element_instance_id: int
    process_id: str | None
    element_id: str | None
    kind: str
    name: str | None
    scope_id: int | None
    since: str


@dataclass
class OpenTask:
    """A user task that somebody has to do; ``task`` is the payload of its creation with
    the due date of now.
    """

    element_instance_id: int
    process_id: str | None
    element_id: str | None
    name: str
    assignee: str | None
    task: dict[str, Any]


@dataclass
class OpenTimer:
    """A timer that has not fired; ``explanation`` tells how ``due`` was computed."""

    element_instance_id: int
    index: int
    process_id: str | None
    element_id: str | None
    due: str
    explanation: Any
    rule: str | None


@dataclass
class OpenIncident:
    """A fault that nobody has resolved yet."""

    element_instance_id: int
    process_id: str | None
    element_id: str | None
    code: str
    message: str
