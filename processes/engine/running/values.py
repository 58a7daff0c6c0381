"""Long values are kept once, under a number, however many scopes hold them: a call copies all it can see.

In a state a scope names such a value by its number; the longest ones may lie on the shelf until somebody
reads them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .shelf import Shelf

LONG = 240  # characters of JSON above which a value is kept once and named by number
APART = 4_000  # characters above which it lies on the shelf


class Held:
    """A value on the shelf: it stands in a scope like the value itself and is read when asked for."""

    __slots__ = ("_read", "_shelf", "_value", "number")

    def __init__(self, number: int, shelf: Shelf, read: Callable[[int, Any], Any]) -> None:
        self.number, self._shelf, self._read = number, shelf, read
        self._value: tuple[Any] | None = None

    @property
    def value(self) -> Any:
        """The value."""
        if self._value is None:
            self._value = (self._read(self.number, self._shelf.value(self.number)),)
        return self._value[0]


def plain(value: Any) -> Any:
    """The value, taken from the shelf if it lies there."""
    return value.value if type(value) is Held else value


class Values:
    """The long values of an instance by number; numbers count from 1 and are never used twice."""

    __slots__ = ("_numbers", "_read", "apart", "held", "last", "loaded")

    def __init__(self) -> None:
        self.last = self.loaded = 0  # the last number given; the last one given before this step
        self.held: dict[int, Any] = {}  # number -> the object in the scopes: the value itself or Held
        self.apart: set[int] = set()  # numbers on the shelf
        self._numbers: dict[int, int] = {}  # identity of the object -> number
        self._read: list[Any] = []  # taken from the shelf; kept, so that no other object gets their identity

    def add(self, number: int, value: Any) -> Any:
        """A value with its number, from a state."""
        self.held[number] = value
        self._numbers[id(value)] = number
        return value

    def hold(self, number: int, shelf: Shelf) -> None:
        """A value on the shelf.  When somebody has read it, it is known by the same number."""
        self.apart.add(number)
        self.add(number, Held(number, shelf, self._also))

    def _also(self, number: int, value: Any) -> Any:
        if type(value) not in SHORT:
            self._numbers[id(value)] = number
            self._read.append(value)
        return value

    def known(self, value: Any) -> int | None:
        """The number of a value that has one already."""
        return None if type(value) in SHORT else self._numbers.get(id(value))

    def number(self, value: Any) -> int | None:
        """The number under which a value is kept; ``None`` when it is short."""
        if type(value) in SHORT:
            return None
        known = self._numbers.get(id(value))
        if known is None and _longer(value, LONG):
            self.last = known = self.last + 1
            self.add(known, value)
        return known

    def drop(self, used: set[int]) -> set[int]:
        """Forget what nobody names any more; the numbers dropped."""
        gone = self.held.keys() - used
        for number in gone:
            del self._numbers[id(self.held.pop(number))]
        return gone


#: Types whose values are never long.
SHORT = frozenset({int, bool, float, type(None)})


def apart(value: Any) -> bool:
    """Whether a value is so long that it should lie on the shelf."""
    return _longer(value, APART)


def _longer(value: Any, limit: int) -> bool:
    if isinstance(value, str):
        return len(value) > limit
    if not isinstance(value, list | dict) or not value:
        return False
    return len(value) > limit or len(json.dumps(value, ensure_ascii=False)) > limit
