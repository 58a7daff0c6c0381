"""What happens on the connections of a database: transactions, their statements, and how they end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, event


@dataclass
class Transaction:
    """The statements between BEGIN and its end; ``wrote`` when one of them changes rows."""

    statements: list[str] = field(default_factory=list)
    committed: bool = False

    @property
    def wrote(self) -> bool:
        """Whether rows were changed, so that the commit counts."""
        return any(text.split(None, 1)[0] in {"INSERT", "UPDATE", "DELETE"} for text in self.statements)


@contextmanager
def transactions(engine: Engine) -> Iterator[list[Transaction]]:
    """Every transaction that begins on *engine* while this lasts, from all threads."""
    found: list[Transaction] = []
    running: dict[int, Transaction] = {}

    def begin(connection: Connection) -> None:
        running[id(connection)] = Transaction()
        found.append(running[id(connection)])

    def execute(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "SET TRANSACTION")):
            running[id(connection)].statements.append(statement)

    def commit(connection: Connection) -> None:
        running[id(connection)].committed = True

    handlers: dict[str, Callable[..., None]] = {
        "begin": begin,
        "before_cursor_execute": execute,
        "commit": commit,
    }
    for name, handler in handlers.items():
        event.listen(engine, name, handler)
    try:
        yield found
    finally:
        for name, handler in handlers.items():
            event.remove(engine, name, handler)
