"""What one request asks of the database, and what it commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

_FRAME = ("BEGIN", "SET TRANSACTION")
_CHANGES = ("INSERT", "UPDATE", "DELETE")


@dataclass
class Asked:
    """Statements in order (without the frame of transactions), and how many commits changed something."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0


@contextmanager
def asked(engine: Engine) -> Iterator[Asked]:
    """What is asked while this lasts."""
    found, writing = Asked(), [False]

    def execute(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(_FRAME):
            found.statements.append(statement)
            writing[0] = writing[0] or statement.startswith(_CHANGES)

    def commit(_connection: Any) -> None:
        found.commits += writing[0]
        writing[0] = False

    event.listen(engine, "before_cursor_execute", execute)
    event.listen(engine, "commit", commit)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", execute)
        event.remove(engine, "commit", commit)
