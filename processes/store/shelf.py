"""The parts of an engine state that lie apart: long values and rounds of large multi-instance bodies.

They belong to the state, not to the read tables: re-executing the commands gives them again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.schema import ForeignKey, Index

from processes.engine import Changes
from processes.store import rows
from processes.store.batch import Batch
from processes.store.rows import table_of
from processes.store.tables import Base, Instance
from processes.store.types import compact, parsed

_Rows = dict[tuple[int, int], list[Any]]


class StateValue(Base):
    """A long value of an instance; written once, never changed."""

    __tablename__ = "state_value"
    instance_id: Mapped[int] = mapped_column(ForeignKey(Instance.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[str]


class StatePiece(Base):
    """A token inside a round of a large multi-instance body, or (``number`` below 0) what a round gave.

    ``kinds`` are the events that the token waits for, each between blanks.
    """

    __tablename__ = "state_piece"
    __table_args__ = (Index(None, "instance_id", "body", "round"), Index(None, "instance_id", "number"))
    instance_id: Mapped[int] = mapped_column(ForeignKey(Instance.id), primary_key=True)
    body: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    round: Mapped[int]
    kinds: Mapped[str]
    data: Mapped[str]


class StoredShelf:
    """The ``engine.Shelf`` of one instance: it reads rows when the engine asks for them."""

    def __init__(self, session: Session | Connection, instance_id: int) -> None:
        self._session, self._instance_id = session, instance_id

    def value(self, number: int) -> Any:
        data = self._session.scalar(
            select(StateValue.data).where(
                StateValue.instance_id == self._instance_id, StateValue.number == number
            )
        )
        if data is None:
            raise KeyError(number)
        return parsed(data)

    def round_of(self, number: int) -> _Rows:
        mine = (StatePiece.instance_id == self._instance_id, StatePiece.number == number)
        place = self._session.execute(select(StatePiece.body, StatePiece.round).where(*mine)).first()
        return (
            {} if place is None else self._tokens(StatePiece.body == place[0], StatePiece.round == place[1])
        )

    def rounds(self, body: int) -> _Rows:
        return self._tokens(StatePiece.body == body)

    def waiting(self, kind: str) -> _Rows:
        found = select(StatePiece.round).where(
            StatePiece.instance_id == self._instance_id, StatePiece.kinds.contains(f" {kind} ")
        )
        return self._tokens(StatePiece.round.in_(found))

    def results(self, body: int) -> Mapping[int, Any]:
        mine = (StatePiece.instance_id == self._instance_id, StatePiece.body == body, StatePiece.number < 0)
        query = select(StatePiece.number, StatePiece.data).where(*mine)
        return {-1 - number: parsed(data)[0] for number, data in self._session.execute(query)}

    def _tokens(self, *which: ColumnElement[bool]) -> _Rows:
        mine = (StatePiece.instance_id == self._instance_id, StatePiece.number > 0)
        query = select(StatePiece.body, StatePiece.number, StatePiece.data).where(*mine, *which)
        return {(body, number): parsed(data) for body, number, data in self._session.execute(query)}


def put(connection: Connection, instance_id: int, changes: Changes) -> None:
    """Write what a step changed on the shelf of an instance."""
    values, pieces = (
        Batch(StateValue, replace=("data",)),
        Batch(StatePiece, replace=("round", "kinds", "data")),
    )
    for number, value in changes.values.items():
        values.insert((instance_id, number), {"data": compact(value)})
    for number in changes.dropped_values:
        values.delete((instance_id, number))
    for (body, number), piece in changes.pieces.items():
        key = (instance_id, body, number)
        if piece is None:
            pieces.delete(key)
        else:
            kinds = f" {' '.join(piece.kinds)} " if piece.kinds else ""
            pieces.insert(key, {"round": piece.round, "kinds": kinds, "data": compact(piece.row)})
    values.write(connection)
    pieces.write(connection)
    if changes.dropped_bodies:
        over = [{"instance_id": instance_id, "body": body} for body in sorted(changes.dropped_bodies)]
        gone = rows.delete_from(connection, table_of(StatePiece), ("instance_id", "body"))
        rows.run(connection, gone, over)


def states_holding(session: Session, text: str) -> Iterator[tuple[int, Any]]:
    """Instance and JSON data of every part of a running (or suspended) instance's state that has *text*."""
    active = Instance.status.in_(("active", "suspended"))
    yield from _parsed(
        session, select(Instance.id, Instance.state).where(active, Instance.state.contains(text))
    )
    for table in (StateValue, StatePiece):
        query = select(table.instance_id, table.data).join(Instance, Instance.id == table.instance_id)
        yield from _parsed(session, query.where(active, table.data.contains(text)))


def _parsed(session: Session, query: Any) -> Iterator[tuple[int, Any]]:
    for number, data in session.execute(query):
        yield number, parsed(data)
