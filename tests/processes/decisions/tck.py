"""Reading the test cases of the DMN technology compatibility kit.

``JIEDU_DMN_TCK`` names the archive, a folder that holds it, or a checkout; nothing of the kit is copied here.
"""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from posixpath import basename, dirname
from typing import Any

from processes.decisions.xml import child, children
from processes.feel import Value, convert, read_temporal
from processes.xml import Element, parse

VARIABLE = "JIEDU_DMN_TCK"

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_TOLERANCE = Decimal("1e-8")


@dataclass(frozen=True)
class Case:
    """One test case: what to ask of which model, and the values expected."""

    suite: str
    id: str
    folder: str
    model: str
    service: str | None
    inputs: dict[str, Value]
    expected: dict[str, Value]


def source() -> Path | None:
    """The kit that the environment names; None when it names none that is there."""
    given = os.environ.get(VARIABLE)
    if not given or not Path(given).exists():
        return None
    archives = sorted(Path(given).glob("dmn-tck*.tar.*")) if Path(given).is_dir() else []
    return archives[0] if archives else Path(given)


@cache
def _files() -> dict[str, bytes]:
    place = source()
    assert place is not None
    if place.is_dir():
        return {path.as_posix(): path.read_bytes() for path in place.rglob("*.*") if path.is_file()}
    with tarfile.open(place) as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        return {member.name: archive.extractfile(member).read() for member in members}  # type: ignore[union-attr]


@cache
def models_in(folder: str) -> dict[str, bytes]:
    """All decision files of a folder by name."""
    return {
        basename(name): data
        for name, data in _files().items()
        if dirname(name) == folder and name.endswith(".dmn")
    }


@cache
def namespaces_in(folder: str) -> dict[str, bytes]:
    """The same by namespace, for imports."""
    return {str(parse(data).get("namespace")): data for data in models_in(folder).values()}


def cases() -> Iterator[Case]:
    """Every case in the archive."""
    for name, data in sorted(_files().items()):
        if name.endswith(".xml") and "-test-" in name:
            yield from _cases_of(name, parse(data))


def _cases_of(name: str, root: Element) -> Iterator[Case]:
    model = child(root, "modelName")
    assert model is not None
    assert model.text
    for case in children(root, "testCase"):
        yield Case(
            suite=basename(dirname(name)),
            id=case.get("id") or "",
            folder=dirname(name),
            model=model.text.strip(),
            service=case.get("invocableName") if case.get("type") == "decisionService" else None,
            inputs={part.get("name") or "": _value(part) for part in children(case, "inputNode")},
            expected={
                part.get("name") or "": _value(child(part, "expected"))
                for part in children(case, "resultNode")
            },
        )


def _value(element: Element | None) -> Value:
    """A value, list or components as FEEL value."""
    if element is None:
        return None
    components = list(children(element, "component"))
    if components:
        return {part.get("name"): _value(part) for part in components}
    items = child(element, "list")
    if items is not None:
        return None if _nil(items) else [_value(item) for item in children(items, "item")]
    value = child(element, "value")
    return None if value is None or _nil(value) else _scalar(value)


def _nil(element: Element) -> bool:
    return element.get(_XSI + "nil") == "true"


def _scalar(element: Element) -> Value:
    kind = (element.get(_XSI + "type") or "").rpartition(":")[2]
    text = element.text or ""
    if kind in ("decimal", "double", "integer", "float", "int", "long"):
        return Decimal(text.strip())
    if kind == "boolean":
        return text.strip() == "true"
    if kind in ("date", "time", "dateTime", "duration"):
        return read_temporal(text.strip())
    return None if not kind and not text else text


def agrees(expected: Any, value: Any) -> bool:
    """Equality of the kit: numbers within a tolerance, temporal values as they are written."""
    value = convert(value)
    if expected is None or type(expected) is not type(value):
        return expected is None and value is None
    if isinstance(expected, Decimal):
        return bool(abs(expected - value) <= max(_TOLERANCE, abs(expected) * Decimal("1e-12")))
    if isinstance(expected, list):
        return len(expected) == len(value) and all(map(agrees, expected, value))
    if isinstance(expected, dict):
        return expected.keys() == value.keys() and all(agrees(expected[key], value[key]) for key in expected)
    return str(expected) == str(value)
