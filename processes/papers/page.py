"""What an official paper says, before it becomes a file: lines and tables, without fonts or formats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Align = Literal["left", "center", "right"]
#: ``title`` 方正小标宋 二号, ``head`` 黑体 三号, ``body`` 仿宋 三号; in tables ``cell`` 仿宋 小四,
#: ``label`` 黑体 小四; ``note`` 楷体 小四, ``small`` 楷体 五号.
Style = Literal["title", "head", "body", "cell", "label", "note", "small"]


@dataclass(frozen=True)
class Line:
    """A paragraph.  ``box``: ☑ (true) or □ (false) in front of it; ``indent``: by two characters."""

    text: str
    style: Style = "body"
    align: Align = "left"
    box: bool | None = None
    indent: bool = False

    @property
    def plain(self) -> str:
        """The text with its box."""
        return ("" if self.box is None else "☑" if self.box else "□") + self.text


@dataclass(frozen=True)
class Table:
    """Cells of lines; ``widths`` are the shares of the columns in the text width; the head is repeated."""

    rows: tuple[tuple[tuple[Line, ...], ...], ...]
    widths: tuple[float, ...]
    head: bool = False


@dataclass(frozen=True)
class Paper:
    """A paper: ``name`` names its file (without ending)."""

    name: str
    blocks: tuple[Line | Table, ...]

    def text(self) -> str:
        """Everything that can be read, a line each; the cells of a table row by row."""
        found: list[str] = []
        for block in self.blocks:
            rows = ((block,),) if isinstance(block, Line) else tuple(sum(row, ()) for row in block.rows)
            found += [line.plain for row in rows for line in row]
        return "\n".join(found)


@dataclass(frozen=True)
class Names:
    """Names of people and units by their ids; an id that is not known is shown as it is."""

    people: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    def person(self, value: object) -> str:
        """A person, who may have been written down by name."""
        return self.people.get(str(value), str(value)) if value else ""

    def signed(self, value: object, whose: object) -> str:
        """Who signed: ``张三（代李四）`` when it was for another person (S1-29)."""
        other = self.people.get(str(whose)) if whose and whose != value else None
        return f"{self.person(value)}（代{other}）" if other else self.person(value)

    def unit(self, value: object) -> str:
        """A unit."""
        return self.units.get(str(value), str(value)) if value else ""
