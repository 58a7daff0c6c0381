"""The data of an instance at one moment of its history, and what one record changed in it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from processes.history import ROOT, View
from processes.wording import KINDS
from service import form_text
from service.data_diff import Change, compare
from service.form_text import Entry
from service.vocabulary import Vocabulary


@dataclass(frozen=True)
class Shown:
    """A variable: its technical name, its title, its content line by line and as it is."""

    name: str
    title: str
    lines: list[Entry]
    value: Any


@dataclass(frozen=True)
class Scope:
    """The variables of the instance (label ``""``) or of an element that is active, without mere copies."""

    label: str
    variables: list[Shown]
    copies: int


@dataclass(frozen=True)
class Held:
    """The variables by scope at one moment, with the labels of the scopes; kept while the view goes on."""

    values: dict[int, dict[str, Any]]
    labels: dict[int, str]
    around: dict[int, int]


@dataclass(frozen=True)
class Difference:
    """What a record changed: ``changes`` as (label of the scope, title, change); ``notes`` are sentences."""

    changes: list[tuple[str, str, Change]]
    notes: list[str]


def held(view: View) -> Held:
    """The variables of a view, safe from what it takes later."""
    labels = {
        number: element.name or KINDS.get(element.kind, element.element_id or "")
        for number, element in view.active.items()
    }
    around = {number: element.scope_id or ROOT for number, element in view.active.items()}
    return Held({scope: dict(values) for scope, values in view.variables.items()}, labels, around)


def shown(now: Held, words: Vocabulary) -> list[Scope]:
    """The data scope by scope, that of the instance first."""
    found = []
    for scope, values in now.values.items():
        own = {name: value for name, value in values.items() if not _is_copy(now, scope, name)}
        if own or scope == ROOT:
            variables = [_shown(name, value, now.values.get(ROOT, {}), words) for name, value in own.items()]
            found.append(Scope(now.labels.get(scope, ""), variables, len(values) - len(own)))
    return found


def difference(before: Held, now: Held, words: Vocabulary) -> Difference:
    """What changed.  Variables that a scope takes over from around it are counted, not listed."""
    changes: list[tuple[str, str, Change]] = []
    notes: list[str] = []
    for scope, values in now.values.items():
        earlier, label = before.values.get(scope, {}), now.labels.get(scope, "")
        copies = {name for name in values if name not in earlier and _is_copy(now, scope, name)}
        fresh = {name: value for name, value in values.items() if name not in copies}
        changes += [
            (label, words.title(change.path), change) for change in compare(earlier, fresh, words.text)
        ]
        if copies:
            notes.append(f"“{label}”沿用外层数据 {len(copies)} 项")
    for scope, values in before.values.items():
        if scope not in now.values and values:
            notes.append(f"“{before.labels.get(scope, '')}”结束，其内部数据（{len(values)} 项）不再保留")
    return Difference(changes, notes)


def _is_copy(now: Held, scope: int, name: str) -> bool:
    value, at = now.values[scope][name], scope
    while at != ROOT:
        at = now.around.get(at, ROOT)
        if name in now.values.get(at, {}):
            return bool(now.values[at][name] == value)
    return False


def _shown(name: str, value: Any, root: Mapping[str, Any], words: Vocabulary) -> Shown:
    form, lines = words.forms.get(name), list[Entry]()
    if form is not None and isinstance(value, Mapping):
        told = form_text.entries(form, {**root, name: value})
        lines = [replace(line, label=words.fields.get(line.label, line.label)) for line in told]
    value = words.without_personal_data(name, value)
    return Shown(name, words.title(name), lines or _lines(name, value, words), value)


def _lines(path: str, value: Any, words: Vocabulary) -> list[Entry]:
    if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        found = []
        for number, item in enumerate(value, start=1):
            found += [Entry(f"第 {number} 项", heading=True), *_lines(path, item, words)]
        return found
    if isinstance(value, Mapping) and value and not isinstance(value.get("explanation"), str):
        inner = ((f"{path}.{key}", item) for key, item in value.items())
        return [Entry(words.label(where), words.text(where, item)) for where, item in inner]
    return [Entry("", words.text(path, value))]
