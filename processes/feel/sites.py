"""Places in the text of an expression, and what is told about them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Site:
    """A place: ``offset`` characters into ``text``."""

    text: str
    offset: int

    @property
    def position(self) -> tuple[int, int]:
        """(line, column), both counted from 1."""
        return position_of(self.text, self.offset)


@dataclass(frozen=True, slots=True)
class Notice:
    """Why something became null: ``text`` in Chinese, ``position`` as (line, column) of ``expression``.

    Without a place (a function that outlived its expression) the position is None.
    """

    text: str
    position: tuple[int, int] | None = None
    expression: str | None = None

    def __str__(self) -> str:
        if self.position is None:
            return self.text
        line, column = self.position
        return f"第 {line} 行第 {column} 列：{self.text}"


def position_of(text: str, offset: int) -> tuple[int, int]:
    """The (line, column) of an offset, both counted from 1."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1
