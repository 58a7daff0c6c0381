"""The XML schema of BPMN 2.0.2 (§15.3), as SpiffWorkflow brings it: which element may stand where, with which
attributes.

Order and number of children are left out: tools disagree about them, and nothing depends on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lxml import etree

_XS = "{http://www.w3.org/2001/XMLSchema}"
_FILES = ("BPMN20.xsd", "Semantic.xsd")
#: Tools leave ``xsi:type`` out: any expression may be a formal one.
_SAME = {"tExpression": "tFormalExpression"}


@dataclass(frozen=True)
class Attribute:
    """``declared``: the type that brings it; ``kind``: ``boolean``, ``integer``, ``text`` or the values."""

    declared: str
    kind: str | frozenset[str]

    def accepts(self, value: str) -> bool:
        """Whether a value is of the kind."""
        match self.kind:
            case "text":
                return True
            case "boolean":
                return value in ("true", "false")
            case "integer":
                return value.removeprefix("-").isdecimal()
            case values:
                return value in values


class Schema:
    """Types by name; ``children`` and ``attributes`` of a type include what it inherits."""

    def __init__(self, roots: list[etree._Element]) -> None:
        self._types: dict[str, etree._Element] = {}
        self._elements: dict[str, str] = {}
        self._substitutes: dict[str, list[str]] = {}
        self._simple: dict[str, str | frozenset[str]] = {
            "xsd:boolean": "boolean", "xsd:integer": "integer", "xsd:int": "integer",
        }  # fmt: skip
        for root in roots:
            for part in root.iterchildren(etree.Element):
                self._read(part)
        self._children: dict[str, dict[str, str]] = {}
        self._attributes: dict[str, dict[str, Attribute]] = {}

    def _read(self, part: etree._Element) -> None:
        name = part.get("name", "")
        if part.tag == f"{_XS}complexType":
            self._types[name] = part
        elif part.tag == f"{_XS}element":
            self._elements[name] = part.get("type", "")
            self._substitutes.setdefault(part.get("substitutionGroup", ""), []).append(name)
        elif part.tag == f"{_XS}simpleType" and part.find(f"{_XS}union") is None:
            values = [str(each.get("value")) for each in part.iter(f"{_XS}enumeration")]
            self._simple[name] = frozenset(values)

    def _chain(self, name: str) -> list[etree._Element]:
        """A type and its ancestors, the most general first."""
        found: list[etree._Element] = []
        while name in self._types:
            found.insert(0, self._types[name])
            extension = found[0].find(f".//{_XS}extension")
            name = "" if extension is None else extension.get("base", "")
        return found

    def _standing_for(self, name: str) -> list[str]:
        """The elements that may stand where ``name`` may, abstract ones left out."""
        found = [each for sub in self._substitutes.get(name, ()) for each in self._standing_for(sub)]
        kind = self._types.get(self._elements.get(name, ""))
        return found if kind is None or kind.get("abstract") == "true" else [name, *found]

    def children(self, kind: str) -> dict[str, str]:
        """The elements that may stand in one of this type, with their types."""
        if kind not in self._children:
            found: dict[str, str] = {}
            for part in (e for link in self._chain(kind) for e in link.iter(f"{_XS}element")):
                name, reference = part.get("name"), part.get("ref")
                if name is not None:
                    found[name] = _SAME.get(part.get("type", ""), part.get("type", ""))
                for each in self._standing_for(reference) if reference else ():
                    found[each] = _SAME.get(self._elements[each], self._elements[each])
            self._children[kind] = found
        return self._children[kind]

    def attributes(self, kind: str) -> dict[str, Attribute]:
        """The attributes of a type."""
        if kind not in self._attributes:
            self._attributes[kind] = {
                part.get("name", ""): Attribute(
                    link.get("name", ""), self._simple.get(part.get("type", ""), "text")
                )
                for link in self._chain(kind)
                for part in link.iter(f"{_XS}attribute")
            }
        return self._attributes[kind]

    def flags(self) -> frozenset[str]:
        """The names of all attributes that are true or false."""
        return frozenset(
            part.get("name", "")
            for kind in self._types.values()
            for part in kind.iter(f"{_XS}attribute")
            if part.get("type") == "xsd:boolean"
        )

    def walk(self) -> dict[tuple[str, str], str]:
        """Every element of a document as (element around it, element) -> type, ``definitions`` first."""
        found = {("", "definitions"): "tDefinitions"}
        todo = [("definitions", "tDefinitions")]
        seen = set(todo)
        while todo:
            around, kind = todo.pop(0)
            for name, child in self.children(kind).items():
                found[around, name] = child
                if (name, child) not in seen:
                    seen.add((name, child))
                    todo.append((name, child))
        return found


@cache
def schema() -> Schema:
    """The schema, read once."""
    folder = files("SpiffWorkflow") / "bpmn" / "parser" / "schema"
    return Schema([etree.fromstring((folder / name).read_bytes()) for name in _FILES])
