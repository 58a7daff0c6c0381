"""Lists that are read a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

T = TypeVar("T")
MAX_SIZE = 200


@dataclass(frozen=True)
class Page(Generic[T]):
    """Part of a list: ``number`` counts from 1, ``total`` counts the whole list."""

    items: tuple[T, ...]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))


def page(
    session: Session, query: Any, make: Callable[[Any], T], number: int, size: int, counted: Any = None
) -> Page[T]:
    """One page of *query*; numbers out of range are brought into it.

    *counted* is a cheaper query with as many rows.
    """
    size = min(max(size, 1), MAX_SIZE)
    counted = query if counted is None else counted
    total = session.scalar(select(func.count()).select_from(counted.order_by(None).subquery())) or 0
    number = min(max(number, 1), max(1, -(-total // size)))
    rows = session.execute(query.limit(size).offset((number - 1) * size))
    return Page(tuple(make(row) for row in rows), number, size, total)


def page_end(number: int, size: int) -> int:
    """How many rows there are up to the end of page *number*."""
    return max(number, 1) * min(max(size, 1), MAX_SIZE)


def containing(text: str) -> str:
    """A LIKE pattern (escape ``\\``) for *text* anywhere."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
