"""Why a command or a document is refused.  ``service.errors`` maps each class to one HTTP status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


class ProcessError(Exception):
    """Base class of every refusal.  ``str(error)`` is Chinese and fit to be shown to the person who asked.

    ``context`` holds where and what: ``element_id``, ``field``, ``line``, ``expected``, ``got`` …
    """

    #: Stable machine-readable identifier; part of the public API.
    code = "process_error"

    def __init__(self, message: str, **context: Any) -> None:
        super().__init__(message)
        self.context = context


class NotFound(ProcessError):
    """The definition, instance, user task, timer or job does not exist (404)."""

    code = "not_found"


class InvalidState(ProcessError):
    """The thing exists but is not in a state that allows the command (409)."""

    code = "invalid_state"


class Forbidden(ProcessError):
    """The actor may not do this, for example review what he drafted himself (403)."""

    code = "forbidden"


class InvalidArgument(ProcessError):
    """Data that the form or the definition does not accept (422).

    ``errors`` maps a field path such as ``registration.title`` to its Chinese messages.
    """

    code = "invalid_argument"

    def __init__(
        self, message: str, errors: Mapping[str, Sequence[str]] | None = None, **context: Any
    ) -> None:
        super().__init__(message, **context)
        self.errors: dict[str, list[str]] = {path: list(texts) for path, texts in (errors or {}).items()}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One fault of a document that somebody wants to deploy.

    ``code`` is stable (``BPMN-unreachable``), ``message`` and ``remedy`` are Chinese, ``line`` counts from 1.
    """

    code: str
    message: str
    file: str | None = None
    element_id: str | None = None
    line: int | None = None
    remedy: str | None = None
    severity: str = "error"

    def to_plain(self) -> dict[str, Any]:
        """The problem as JSON data."""
        return asdict(self)


class InvalidDefinition(ProcessError):
    """A deployment that cannot be executed rightly (422); ``problems`` lists every fault found."""

    code = "invalid_definition"

    def __init__(self, message: str, problems: Sequence[Problem] = (), **context: Any) -> None:
        super().__init__(message, **context)
        self.problems = list(problems)
