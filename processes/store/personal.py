"""Where personal data lie in clear: one table, and whoever deletes a row there has deleted the datum.

Records, states and every other table hold references (``processes.personal``).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Index, delete, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from processes.personal import ERASED, Path, Veiled, digest, keys, masked, reference, resolved, take_in_hand
from processes.store.tables import Base
from processes.store.types import canonical

#: Stands for the instance where a message is kept that none has taken yet.
WAITING = 0
_SALT = 16


class PersonalDatum(Base):
    """A personal datum of an instance: ``key`` is its salted digest, ``value`` JSON text, ``salt`` hex.

    Several instances may hold the same datum, which a message took along.  Once erased, it has neither value
    nor salt; what remains tells when, by whom and why.
    """

    __tablename__ = "personal_datum"
    __table_args__ = (Index(None, "key"),)
    instance_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str | None]
    salt: Mapped[str | None]
    kept_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    erased_by: Mapped[str | None]
    reason: Mapped[str | None]


class Keeping:
    """The personal data that one command brings: call it for each new one, then ``write`` all of them."""

    def __init__(self, instance_id: int, algorithm: str, now: datetime) -> None:
        self._instance_id, self._algorithm, self._now = instance_id, algorithm, now
        self._rows: list[dict[str, Any]] = []

    def __call__(self, path: Path, value: Any) -> dict[str, Any]:
        """The reference that stands for *value* from now on, under a salt of its own."""
        take_in_hand(value)
        salt = secrets.token_bytes(_SALT)
        key = digest(self._algorithm, salt, value)
        own = {"instance_id": self._instance_id, "key": key, "value": canonical(value), "salt": salt.hex()}
        self._rows.append(dict.fromkeys(_COLUMNS) | own | {"kept_at": self._now})
        return reference(key)

    def take_over(self, session: Session, wanted: Collection[str], source: int | None) -> list[str]:
        """What *source* (an instance, ``WAITING``) holds; returns what neither it nor the instance knows."""
        table = PersonalDatum
        held = select(table.key).where(table.instance_id == self._instance_id, table.key.in_(wanted))
        missing = set(wanted) - set(session.scalars(held))
        if missing and source is not None:
            query = select(table).where(table.instance_id == source, table.key.in_(missing))
            found = [{name: getattr(row, name) for name in _COLUMNS} for row in session.scalars(query)]
            self._rows += [row | {"instance_id": self._instance_id} for row in found]
            missing -= {row["key"] for row in found}
        return sorted(missing)

    def write(self, session: Session) -> None:
        """Insert them, in one statement."""
        if self._rows:
            session.execute(insert(PersonalDatum), self._rows)


_COLUMNS = tuple(column.name for column in PersonalDatum.__table__.columns)


def clear_values(session: Session, instance_id: int, data: Any) -> Mapping[str, Any]:
    """By digest, in clear, what *data* refers to; ``ERASED`` for what is no longer there.

    The caller has checked the rights, masks what is not needed in clear and notes who read the rest.
    """
    wanted = keys(data)
    if not wanted:
        return {}
    query = select(PersonalDatum.key, PersonalDatum.value).where(PersonalDatum.instance_id == instance_id)
    found = {
        key: json.loads(value)
        for key, value in session.execute(query.where(PersonalDatum.key.in_(wanted)))
        if value is not None
    }
    take_in_hand(list(found.values()))
    return {key: found.get(key, Veiled(ERASED)) for key in wanted}


def veiled(session: Session, instance_id: int, data: Any) -> Any:
    """*data* with masked text in place of every reference, ``ERASED`` where there is nothing any more."""
    values = clear_values(session, instance_id, data)
    return resolved(data, lambda _, key: masked(values[key])) if values else data


def release(session: Session, data: Any) -> None:
    """Forget what a message held that nobody waits for any more."""
    wanted = keys(data)
    if wanted:
        mine = (PersonalDatum.instance_id == WAITING, PersonalDatum.key.in_(wanted))
        session.execute(delete(PersonalDatum).where(*mine))


def erase(session: Session, instance_id: int, *, by: str, reason: str, now: datetime) -> int:
    """Delete value and salt of every datum of an instance, wherever else it went; how many there were."""
    mine = select(PersonalDatum.key).where(
        PersonalDatum.instance_id == instance_id, PersonalDatum.value.is_not(None)
    )
    found = session.scalars(mine).all()
    if found:
        gone = {"value": None, "salt": None, "erased_at": now, "erased_by": by, "reason": reason}
        session.execute(update(PersonalDatum).where(PersonalDatum.key.in_(found)).values(**gone))
    return len(found)
