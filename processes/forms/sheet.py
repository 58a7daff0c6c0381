"""One submission laid out on a form: every field instance with its value, and what is hidden or locked.

Conditions see what the form view sees: the process variables, over them the values of this form, and inside a
list row ``this`` (the row), ``parent`` (the row or form around it) and ``i`` (row numbers from 1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from time import thread_time
from typing import Any

from processes.feel import Environment, to_plain
from processes.forms.model import CONTAINERS, NO_DEFAULT, Component

Path = tuple[str | int, ...]
#: CPU time for one submission: conditions, limits and patterns of all rows together.
_SECONDS = 5.0


@dataclass
class Row:
    """The object whose fields are ``this``: the form itself or one list row.

    ``stored`` is the same row in the process variables, ``stored_rows`` all rows of its list there.
    """

    values: dict[str, Any]
    parent: Row | None = None
    index: tuple[int, ...] = ()
    stored: Any = None
    stored_rows: tuple[Any, ...] = ()


@dataclass
class Instance:
    """One component at one place; ``container[key]`` is its value, ``submitted`` what the client sent."""

    component: Component
    path: Path
    row: Row
    owner: Instance | None
    container: dict[str, Any]
    key: str
    local: tuple[str, ...]
    submitted: Any = None
    failed: bool = False
    hidden: bool = False
    locked: bool = False

    @property
    def value(self) -> Any:
        """The value now: what was submitted, computed or stored; None when hidden."""
        return self.container.get(self.key)


class Scope(Mapping[str, Any]):
    """What an expression sees at one row."""

    def __init__(self, overlay: Mapping[str, Any], variables: Mapping[str, Any], row: Row) -> None:
        self._overlay, self._variables, self._row = overlay, variables, row

    def __getitem__(self, name: str) -> Any:
        if name in ("_this_", "_parent_", "_i_"):
            return self._special(name.strip("_"))
        if name in self._overlay:
            return self._overlay[name]
        if name in self._variables:
            return self._variables[name]
        return self._special(name)

    def _special(self, name: str) -> Any:
        match name:
            case "this":
                return self._object(self._row)
            case "parent":
                return None if self._row.parent is None else self._object(self._row.parent)
            case "i":
                return list(self._row.index)
        raise KeyError(name)

    def _object(self, row: Row) -> dict[str, Any]:
        return {**self._variables, **self._overlay} if row.parent is None else row.values

    def __iter__(self) -> Iterator[str]:
        return iter({**self._variables, **self._overlay})

    def __len__(self) -> int:
        return len({**self._variables, **self._overlay})


class Sheet:
    """The working copy of one submission.

    *typed* is the data after type checks, *original* as it came: what is only in *original* failed there.
    """

    def __init__(
        self,
        components: tuple[Component, ...],
        typed: Mapping[str, Any],
        original: Mapping[str, Any],
        variables: Mapping[str, Any],
        environment: Environment,
    ) -> None:
        self.variables = variables
        self.environment = environment
        self._ends = thread_time() + _SECONDS
        self.root = Row(values={}, stored=variables)
        self.instances: list[Instance] = []
        self._lay(components, _Place(self.root.values, typed, original), (), (), self.root, None)
        self._overlay: dict[str, Any] = {}
        self._settle()

    def seconds_left(self) -> float:
        """CPU time that checking may still take; raises ``TimeoutError`` when it is used up."""
        left = self._ends - thread_time()
        if left <= 0:
            raise TimeoutError
        return left

    def scope(self, row: Row) -> Scope:
        """What expressions at *row* see."""
        return Scope(self._overlay, self.variables, row)

    def _lay(
        self,
        components: tuple[Component, ...],
        place: _Place,
        prefix: Path,
        local: tuple[str, ...],
        row: Row,
        owner: Instance | None,
    ) -> None:
        for component in components:
            inner = place.descend(component.path if component.type == "group" else component.path[:-1])
            key = component.path[-1] if component.path else ""
            here = (*local, *component.path)
            path = (*prefix, *component.path)
            instance = Instance(component, path, row, owner, inner.target, key, here, failed=inner.failed)
            if component.keyed or component.type in CONTAINERS:
                self.instances.append(instance)
            if component.type == "group":
                self._lay(component.components, inner, path, here, row, instance)
            elif component.type == "dynamiclist":
                self._lay_rows(instance, inner)
            elif component.keyed:
                instance.submitted, failed = inner.value(component)
                instance.failed = instance.failed or failed
                instance.container[key] = instance.submitted

    def _lay_rows(self, instance: Instance, inner: _Place) -> None:
        typed, original = inner.rows(instance.key)
        instance.failed = instance.failed or typed is None
        stored = lookup(instance.row.stored, instance.local)
        stored_rows = tuple(stored) if isinstance(stored, list) else ()
        rows: list[dict[str, Any]] = [{} for _ in typed or ()]
        instance.submitted = instance.container[instance.key] = rows
        for number, values in enumerate(rows):
            row = Row(
                values,
                instance.row,
                (*instance.row.index, number + 1),
                stored_rows[number] if number < len(stored_rows) else None,
                stored_rows,
            )
            sent = original[number]
            place = _Place(values, (typed or ())[number], sent, not isinstance(sent, Mapping))
            children = instance.component.components
            self._lay(children, place, (*instance.path, number), (), row, instance)

    def _settle(self) -> None:
        # A hidden or computed field may change what another condition says; the loop ends when nothing moves,
        # or after one turn per field for a form whose conditions contradict each other.
        for _ in range(min(len(self.instances), 20) + 1):
            self._overlay = _merged(self.variables, self.root.values)
            if not self._turn():
                return

    def _turn(self) -> bool:
        changed = False
        for instance in self.instances:
            before = (instance.hidden, instance.locked, instance.value)
            self._judge(instance)
            if instance.component.keyed or instance.component.type == "dynamiclist":
                instance.container[instance.key] = None if instance.hidden else self._value(instance)
            changed = changed or before != (instance.hidden, instance.locked, instance.value)
        return changed

    def _judge(self, instance: Instance) -> None:
        self.seconds_left()
        component, scope = instance.component, self.scope(instance.row)
        instance.hidden = (instance.owner is not None and instance.owner.hidden) or (
            component.hide is not None and component.hide.holds(scope, self.environment)
        )
        readonly = component.readonly
        instance.locked = component.disabled or (
            readonly if isinstance(readonly, bool) else readonly.holds(scope, self.environment)
        )

    def _value(self, instance: Instance) -> Any:
        if instance.component.expression is not None:
            found = instance.component.expression.evaluate(self.scope(instance.row), self.environment)
            return to_plain(found)
        return self._locked(instance) if instance.locked else instance.submitted

    def _locked(self, instance: Instance) -> Any:
        """The stored value; rows may have moved, so a row field may repeat what another stored row has."""
        row, component = instance.row, instance.component
        if row.parent is not None:
            candidates = [lookup(stored, instance.local) for stored in row.stored_rows]
            if instance.submitted in candidates:
                return instance.submitted
        stored = lookup(row.stored, instance.local)
        if stored is not None:
            return deepcopy(stored)
        # Emptied is not the same as never asked for.
        above = lookup(row.stored, instance.local[:-1])
        emptied = isinstance(above, Mapping) and instance.local[-1] in above
        return component.empty if emptied or component.default is NO_DEFAULT else deepcopy(component.default)


@dataclass
class _Place:
    """The same object in three trees: the one being built, the typed and the original data."""

    target: dict[str, Any]
    typed: Any
    original: Any
    failed: bool = False

    def descend(self, path: tuple[str, ...]) -> _Place:
        target, typed, original, failed = self.target, self.typed, self.original, self.failed
        for segment in path:
            target = target.setdefault(segment, {})
            typed = typed.get(segment) if isinstance(typed, Mapping) else None
            original = original.get(segment) if isinstance(original, Mapping) else None
            failed = failed or not (original is None or isinstance(original, Mapping))
        return _Place(target, typed, original, failed)

    def value(self, component: Component) -> tuple[Any, bool]:
        """The submitted value (or the default when it is absent) and whether its type was wrong."""
        key = component.path[-1]
        if isinstance(self.typed, Mapping) and key in self.typed:
            value = self.typed[key]
            return (component.empty if value is None else value), False
        sent = isinstance(self.original, Mapping) and key in self.original
        if sent or component.default is NO_DEFAULT:
            return component.empty, sent
        return deepcopy(component.default), False

    def rows(self, key: str) -> tuple[list[Any] | None, list[Any]]:
        """The rows of a list typed (None when the list itself was wrong) and original, equally long."""
        typed = self.typed.get(key) if isinstance(self.typed, Mapping) else None
        original = self.original.get(key) if isinstance(self.original, Mapping) else None
        if original is None:
            return [], []
        if not isinstance(typed, list) or not isinstance(original, list) or len(typed) != len(original):
            return None, []
        return typed, original


def lookup(data: Any, path: tuple[str, ...]) -> Any:
    for segment in path:
        if not isinstance(data, Mapping):
            return None
        data = data.get(segment)
    return data


def _merged(base: Any, values: dict[str, Any]) -> dict[str, Any]:
    """*values* with what *base* has beside them; only the names of *values* at the top."""
    merged: dict[str, Any] = {}
    for name, value in values.items():
        below = base.get(name) if isinstance(base, Mapping) else None
        if isinstance(value, dict) and isinstance(below, Mapping):
            merged[name] = {**below, **_merged(below, value)}
        else:
            merged[name] = value
    return merged
