"""What an expression may see besides its variables: the clock, extra functions, and what it may consume."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from processes.feel.sites import Notice


@dataclass(frozen=True)
class Function:
    """A function written in Python.

    ``call`` gets FEEL values by position (named arguments are put in order first); the last ``optional``
    parameters may be left out.  It may return FEEL values or Python ones (``datetime.date`` …).
    ``ValueError``, ``TypeError`` and ``ArithmeticError`` become null, everything else reaches the caller.
    ``meaning`` says in Chinese what it does, ``example`` is an expression that shows it.
    """

    parameters: tuple[str, ...]
    call: Callable[..., Any]
    optional: int = 0
    meaning: str = ""
    example: str = ""


#: Warnings after which an evaluation falls silent.
MAX_WARNINGS = 20

#: Says whether a value belongs to a type that FEEL itself does not know; None when there is no such type.
TypeTest = Callable[[str, Any], bool | None]


@dataclass(frozen=True)
class Environment:
    """The surroundings of one or many evaluations; immutable, so threads may share it.

    ``now`` is what ``now()`` and ``today()`` answer, read in Asia/Shanghai when it is aware; None reads the
    system clock.  ``functions`` maps names (spaces and Chinese allowed) to functions; names with spaces must
    be known when the expression is compiled.  ``types`` answers ``x instance of someType``.
    ``warn`` is told in Chinese why something became null: an unknown name, types that do not go together, a
    function that does not take its arguments; ``notice`` is told the same with the place.  Both at most
    ``MAX_WARNINGS`` times in one evaluation.

    Limits: ``steps`` (loop turns, calls, elements visited), ``depth`` (nested function calls), ``size``
    (characters and list items created; a list or context counts a little more), ``seconds`` (CPU time of the
    thread).  Beyond: ``LimitExceeded``.
    """

    now: datetime | None = None
    functions: Mapping[str, Function] = field(default_factory=dict)
    warn: Callable[[str], None] | None = None
    notice: Callable[[Notice], None] | None = None
    types: TypeTest | None = None
    steps: int = 1_000_000
    depth: int = 100
    size: int = 10_000_000
    seconds: float = 5.0

    @classmethod
    def at(cls, now: datetime, functions: Mapping[str, Function]) -> Environment:
        """An environment that differs from the default by clock and functions.

        It is made for every command of a process; the constructor of a frozen class takes four times as long.
        """
        made = cls.__new__(cls)
        vars(made).update(vars(DEFAULT_ENVIRONMENT), now=now, functions=functions)
        return made


DEFAULT_ENVIRONMENT = Environment()
