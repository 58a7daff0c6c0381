"""Form documents and submissions with random damage, the same for the same seed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

from processes.forms.catalogue import KINDS, ROOT
from tests.processes.forms.generated import CONTEXT, Generator

_FOLDER = Path(__file__).parents[3] / "forms"
SHIPPED = [json.loads(path.read_text(encoding="utf8")) for path in sorted(_FOLDER.glob("*.form"))]
_NAMES = [
    *{name for kind in KINDS.values() for name in kind.properties},
    *ROOT,
    "validate",
    "hide",
    "pattern",
]
_TEXTS = [
    *("", " ", "=", "=(", "=1", "=null", "=a.b[c > 1].d", "=for x in 1..9 return x", "=-" * 200),
    *("=" + "(" * 300, "=" + "1 + " * 2000 + "1", "=sum(for i in 1..100000 return i)"),
    *('=matches("' + "a" * 40 + '", "^(a+)+b$")', "^(a|aa)+$", "^(a+)+$", "(" * 500, "[", "a{99999}"),
    *("\\", "(?<n>a)\\k<n>", "x" * 3000, "\ud800", "\x00", "<script>", "{{", "{{#if", "甲", "files::x"),
    *("d", "d.f1", "f1..f2", ".", "constructor", "__proto__", "load", "2026-02-06", "9" * 400, "1e999"),
    *("-0", "textfield", "dynamiclist", "group", "number", "date", "f1", "f2"),
]
_SCALARS: list[Any] = [
    *(None, True, False, 0, 1, -1, 2**63, 10**400, 0.1, -1e308, 1e-320),
    *(float("nan"), float("inf")),
]


def value(random: Random, depth: int = 0) -> Any:
    """Any JSON value, and the numbers beyond JSON that Python reads."""
    choice = random.random()
    if choice < 0.35 or depth > 3:
        return random.choice(_SCALARS)
    if choice < 0.75:
        return random.choice(_TEXTS)
    if choice < 0.88:
        return [value(random, depth + 1) for _ in range(random.randint(0, 3))]
    return {random.choice(_NAMES): value(random, depth + 1) for _ in range(random.randint(0, 3))}


def nested(depth: int) -> Any:
    """An object in an object …"""
    found: Any = {}
    for number in range(depth):
        found = {"a": found} if number % 2 else [found]
    return found


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    """All (object or list, key) of a document."""
    keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for key in keys:
        yield node, key
        yield from _places(node[key])


def damaged(random: Random, whole: Any) -> Any:
    """A copy with one to four things changed, removed, renamed, repeated or nested without end."""
    made = deepcopy(whole)
    for _ in range(random.randint(1, 4)):
        places = list(_places(made))
        if not places:
            return made
        node, key = random.choice(places)
        what = random.random()
        if what < 0.5:
            node[key] = value(random)
        elif what < 0.65:
            del node[key]
        elif what < 0.8 and isinstance(node, dict):
            node[random.choice(_NAMES)] = deepcopy(node[key])
        elif what < 0.9 and isinstance(node, list):
            node.extend(deepcopy(node[key]) for _ in range(random.choice([1, 2, 30])))
        elif what < 0.97:
            node[key] = deepcopy(random.choice(places)[0])
        else:
            node[key] = nested(random.choice([25, 200, 2000]))
            return made
    return made


def documents(seed: int, number: int) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Damaged documents, each with data that would have suited it."""
    random = Random(seed)
    for at in range(number):
        if at % 3 == 0:
            yield damaged(random, random.choice(SHIPPED)), {}
        else:
            generator = Generator(random.randrange(500))
            whole = generator.document()
            yield damaged(random, whole), {"d": generator.data(whole["components"][0]["components"])}


def submissions(seed: int, number: int) -> Iterator[tuple[dict[str, Any], Any, dict[str, Any]]]:
    """Sound documents, damaged data and variables."""
    random = Random(seed)
    while number > 0:
        generator = Generator(random.randrange(500))
        whole = generator.document()
        components = whole["components"][0]["components"]
        for _ in range(min(number, 5)):
            data = {"d": generator.data(components)}
            yield whole, damaged(random, data), {**damaged(random, CONTEXT), **damaged(random, data)}
            number -= 1
