"""The rules as they were numbered: document, clause, wording.  ``rules.yaml`` is the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from processes.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Document:
    """One of the two documents.

    ``word`` is how a clause of it is cited (制度四（三）3（1）), ``basis`` what it was made under (S2-01),
    ``effective`` its first day and ``repeals`` the number of the document that it replaced (S2-94, S2-95).
    """

    id: str
    name: str
    word: str
    basis: str
    effective: date | None = None
    repeals: str | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule: ``S2-62``, the clause it stands in, its wording."""

    id: str
    document: Document
    clause: str
    text: str

    @property
    def citation(self) -> str:
        """制度四（三）3（1）."""
        return f"{self.document.word}{self.clause}"


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by id, in the order of the documents."""
    known = _file()
    return {
        key: Rule(
            id=key, document=document(key.partition("-")[0]), clause=entry["clause"], text=entry["text"]
        )
        for key, entry in known["rules"].items()
    }


def rule(identifier: str) -> Rule:
    """One rule.  Raises NotFound."""
    found = rules().get(identifier)
    if found is None:
        raise NotFound(f"没有编号为“{identifier[:20]}”的条款，编号形如 S2-62", rule=identifier)
    return found


@cache
def document(identifier: str) -> Document:
    """S1 or S2."""
    return Document(id=identifier, **_file()["documents"][identifier])


@cache
def _file() -> dict[str, Any]:
    text = files("processes.rules").joinpath("rules.yaml").read_text(encoding="utf8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found
