"""The decision tables of the default deployment, and the shape of a test row."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from processes.decisions import Model
from tests import artefacts

ROOT = Path(__file__).resolve().parents[2]
DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
DECISIONS = tuple(sorted(path.stem for path in (ROOT / "bpmn").glob("D??.dmn")))
FORMS: dict[str, Any] = artefacts.told(ROOT / "tests/case_a/data.yaml")["forms"]


@dataclass(frozen=True)
class Case:
    """One call of a decision: the rules that must match, the clause that they stand for, and the answer."""

    decision: str
    rules: tuple[int, ...]
    clause: str
    given: Mapping[str, Any]
    result: Any

    def __str__(self) -> str:
        return f"{self.decision}-{'-'.join(map(str, self.rules)) or 'none'}-{self.clause}"


@cache
def model(decision: str) -> Model:
    """The loaded table of *decision*."""
    return Model.load((ROOT / "bpmn" / f"{decision}.dmn").read_bytes())


def rules(decision: str) -> dict[str, str]:
    """Rule id -> annotation of the table of *decision*, in the order of the table."""
    tree = etree.parse(ROOT / "bpmn" / f"{decision}.dmn")
    return {rule.get("id", ""): rule.findtext(f"{DMN}description") or "" for rule in tree.iter(f"{DMN}rule")}


def changed(base: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """A copy of *base* with ``registration__title=…`` style changes (``...`` removes the key)."""
    result = deepcopy(dict(base))
    for path, value in changes.items():
        *parents, leaf = path.split("__")
        place = result
        for name in parents:
            place = place.setdefault(name, {})
        if value is ...:
            place.pop(leaf, None)
        else:
            place[leaf] = value
    return result
