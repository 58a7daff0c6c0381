"""Item definitions: the types a decision model gives its data, and values in them (DMN 1.5 §7.3.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from processes.feel import UnaryTests, Value, convert, type_name
from processes.feel.arithmetic import midnight
from processes.feel.run import Frame, Run

_SYNONYMS = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}
_BASE = frozenset(
    {"string", "number", "boolean", "date", "time", "date and time", "context", "list", *_SYNONYMS}
    | {"days and time duration", "years and months duration"}
)

_ANYTHING = frozenset({"Any", "Null"})
_SCALAR = _BASE - {"context", "list"}
# More definitions than this one after another are a circle.
_LONGEST_CHAIN = 50

#: (fits, value in the type)
Conversion = tuple[bool, Value]
_NO: Conversion = (False, None)


@dataclass(frozen=True)
class ItemDefinition:
    """A named type, or a component of one.

    ``allowed`` tests each element of a collection, ``constraint`` the whole value.
    """

    name: str
    base: str | None = None
    collection: bool = False
    function: bool = False
    allowed: UnaryTests | None = None
    constraint: UnaryTests | None = None
    components: tuple[ItemDefinition, ...] = ()


@dataclass
class Types:
    """The item definitions of one model; ``imports`` maps prefixes to those of the models it imports."""

    definitions: dict[str, ItemDefinition] = field(default_factory=dict)
    imports: dict[str, Types] = field(default_factory=dict)

    def find(self, name: str) -> tuple[ItemDefinition, Types] | None:
        """A definition and the model it belongs to, by plain or prefixed name."""
        own = self.definitions.get(name)
        if own is not None:
            return own, self
        prefix, _, rest = name.partition(".")
        other = self.imports.get(prefix)
        return other.find(rest) if other is not None and rest else None

    def knows(self, name: str) -> bool:
        """Whether a type reference means a built-in type or a definition."""
        plain = name.rpartition(":")[2]
        return plain in _BASE or plain in _ANYTHING or self.find(plain) is not None

    def scalar(self, name: str | None) -> tuple[str | None, tuple[UnaryTests, ...]]:
        """The built-in type that a type means and the tests its values must pass.

        The type is None when the values are lists, contexts or functions, or may be anything.
        """
        tests: list[UnaryTests] = []
        types, seen = self, 0
        while name:
            name = name.rpartition(":")[2]
            found = types.find(name)
            if found is None:
                return (_SYNONYMS.get(name, name) if name in _SCALAR else None), tuple(tests)
            item, types = found
            seen += 1
            if item.collection or item.components or item.function or seen > _LONGEST_CHAIN:
                break
            tests += [test for test in (item.allowed, item.constraint) if test is not None]
            name = item.base
        return None, ()

    def has_shape(self, name: str, value: Value, run: Run) -> bool | None:
        """``value instance of name``, whatever values are allowed; None for an unknown name."""
        found = self.find(name)
        if found is None:
            return None
        return value is not None and found[1]._is_item(value, found[0], run)

    def _is_item(self, value: Value, item: ItemDefinition, run: Run, *, element: bool = False) -> bool:
        run.spend()
        if value is None:
            return True
        if item.function:
            return type_name(value) == "function"
        if item.collection and not element:
            return type(value) is list and all(
                self._is_item(convert(part), item, run, element=True) for part in value
            )
        if item.components:
            return type(value) is dict and all(
                part.name in value and self._is_item(convert(value[part.name]), part, run)
                for part in item.components
            )
        return not item.base or self._is_type(value, item.base, run)

    def _is_type(self, value: Value, name: str, run: Run) -> bool:
        name = name.rpartition(":")[2]
        found = self.find(name)
        if found is not None:
            return found[1]._is_item(value, found[0], run)
        return name not in _BASE or type_name(value) == _SYNONYMS.get(name, name)

    def coerce(self, value: Value, name: str | None, run: Run) -> Value:
        """The value as that type, out of or into a list of one if need be; null when it does not fit."""
        if value is None or not name:
            return value
        if type_name(value) == name and name not in self.definitions:
            return value
        candidates = [value]
        if type(value) is list and len(value) == 1:
            candidates.append(convert(value[0]))
        if type(value) is not list:
            candidates.append([value])
        for candidate in candidates:
            fits, result = self._to_type(candidate, name, run)
            if fits:
                return result
        return None

    def _to_type(self, value: Value, name: str, run: Run) -> Conversion:
        name = name.rpartition(":")[2]
        found = self.find(name)
        if found is not None:
            return found[1]._to_item(value, found[0], run)
        if value is None or name not in _BASE:
            return True, value
        kind, wanted = type_name(value), _SYNONYMS.get(name, name)
        if kind == wanted:
            return True, value
        return (True, midnight(value)) if (kind, wanted) == ("date", "date and time") else _NO

    def _to_item(self, value: Value, item: ItemDefinition, run: Run, *, element: bool = False) -> Conversion:
        run.spend()
        if value is None:
            return True, None
        if item.function:
            return type_name(value) == "function", value
        if item.collection and not element:
            return self._to_collection(value, item, run)
        if item.components:
            return self._to_context(value, item, run)
        if item.base:
            fits, value = self._to_type(value, item.base, run)
            if not fits:
                return _NO
        if not _passes(item.allowed, value, run):
            return _NO
        if not item.collection and not _passes(item.constraint, value, run):
            return _NO
        return True, value

    def _to_collection(self, value: Value, item: ItemDefinition, run: Run) -> Conversion:
        if type(value) is not list:
            return _NO
        result = []
        for part in value:
            fits, converted = self._to_item(convert(part), item, run, element=True)
            if not fits:
                return _NO
            result.append(converted)
        return (True, result) if _passes(item.constraint, result, run) else _NO

    def _to_context(self, value: Value, item: ItemDefinition, run: Run) -> Conversion:
        if type(value) is not dict:
            return _NO
        result = dict(value)
        for component in item.components:
            if component.name not in value:
                return _NO
            fits, converted = self._to_item(convert(value[component.name]), component, run)
            if not fits:
                return _NO
            result[component.name] = converted
        return True, result


def _passes(tests: UnaryTests | None, value: Value, run: Run) -> bool:
    """Constraints see nothing but the value."""
    return tests is None or tests.within(value, Frame(_EMPTY, None, run)) is True


_EMPTY: Mapping[str, Value] = {}
