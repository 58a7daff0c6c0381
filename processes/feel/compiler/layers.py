"""Where names are found, as far as the text says: loop variables, entries, fields of elements."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from processes.feel.compiler.writer import Writer


class Layer(ABC):
    """Variables over those further out.  ``fields`` holds names that only the data know, or None."""

    fields: str | None = None

    @abstractmethod
    def binding(self, name: str) -> str | None:
        """The identifier of a variable of this layer."""

    @abstractmethod
    def write_frame(self, writer: Writer, outer: str) -> str:
        """Write the layer as a frame over another; the identifier of the new one."""


class Variables(Layer):
    """Variables with a value each: of loops, ``partial``, ``?``."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = dict(names)

    def binding(self, name: str) -> str | None:
        return self._names.get(name)

    def write_frame(self, writer: Writer, outer: str) -> str:
        pairs = ", ".join(f"{writer.constant(name)}: {found}" for name, found in self._names.items())
        return writer.assign(f"Frame({{{pairs}}}, {outer}, run)")


class Entries(Layer):
    """The entries of a context so far; ``context`` is the identifier of the context itself."""

    def __init__(self, context: str) -> None:
        self._context = context
        self._names: dict[str, str] = {}

    def add(self, name: str, found: str) -> None:
        """From here on the entry is known."""
        self._names[name] = found

    def binding(self, name: str) -> str | None:
        return self._names.get(name)

    def write_frame(self, writer: Writer, outer: str) -> str:
        return writer.assign(f"Frame({self._context}, {outer}, run)")


class Element(Layer):
    """The element a filter looks at: ``item``, and over it the fields it has if it is a context."""

    def __init__(self, item: str, fields: str | None) -> None:
        self._item = item
        self.fields = fields

    def binding(self, name: str) -> str | None:
        return self._item if name == "item" else None

    def write_frame(self, writer: Writer, outer: str) -> str:
        return writer.assign(f"field_frame({self._item}, {outer}, run)")
