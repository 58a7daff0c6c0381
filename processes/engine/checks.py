"""Checks of a deployment set before it is parsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from processes.errors import Problem


@dataclass(frozen=True)
class Surroundings:
    """What the documents of a set may refer to."""

    roots: Mapping[str, etree._Element]
    forms: frozenset[str]
    decisions: frozenset[str]


def check(surroundings: Surroundings) -> list[Problem]:
    return []
