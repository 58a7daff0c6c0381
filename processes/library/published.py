"""The published interpretations with their documents, and the ways to find them (S1-01, S1-36 … S1-38)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from processes.store import PolicyDocument

TEXT = "文字"
#: The ways into the list (S1-37), in this order.
FACETS = ("theme", "unit", "year", "form")


@dataclass(frozen=True)
class Interpretation:
    """A document with its published interpretations ``{form, title, url}``, the text first."""

    document: PolicyDocument
    materials: Sequence[Mapping[str, Any]]

    @property
    def facets(self) -> Mapping[str, Sequence[str]]:
        """Where it stands in each way into the list; what is not known is left out."""
        day = self.document.issue_date
        forms = list(dict.fromkeys(str(each["form"]) for each in self.materials if each.get("form")))
        return {
            "theme": [self.document.theme] if self.document.theme else [],
            "unit": [self.document.unit] if self.document.unit else [],
            "year": [day[:4]] if day else [],
            "form": forms,
        }


def interpretations(session: Session, wanted: Mapping[str, str] | None = None) -> list[Interpretation]:
    """All documents with a published interpretation, the newest first.

    *wanted* chooses by theme, unit, year and form; others of its members are ignored.
    """
    has_text = PolicyDocument.interpretation_url.is_not(None)
    query = select(PolicyDocument).where(or_(has_text, PolicyDocument.materials != []))
    newest = (PolicyDocument.issue_date.desc().nulls_last(), PolicyDocument.doc_no)
    chosen = {name: value for name, value in (wanted or {}).items() if name in FACETS and value}
    found = (Interpretation(row, _materials(row)) for row in session.scalars(query.order_by(*newest)))
    return [each for each in found if all(value in each.facets[name] for name, value in chosen.items())]


def navigation(found: Iterable[Interpretation]) -> dict[str, list[tuple[str, int]]]:
    """How many interpretations stand under each theme, unit, year and form; years the latest first."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for each in found:
        for name, values in each.facets.items():
            counts[name].update(values)
    orders: Mapping[str, Callable[[tuple[str, int]], Any]] = {"year": lambda item: -int(item[0])}
    return {
        name: sorted(counter.items(), key=orders.get(name, lambda item: (-item[1], item[0])))
        for name, counter in counts.items()
    }


def _materials(row: PolicyDocument) -> list[Mapping[str, Any]]:
    """The text is a material even where only its address was told."""
    listed = [each for each in row.materials if each.get("url")]
    url = row.interpretation_url
    if url and not any(each["url"] == url for each in listed):
        listed.insert(0, {"form": TEXT, "title": None, "url": url})
    return sorted(listed, key=lambda each: each.get("form") != TEXT)
