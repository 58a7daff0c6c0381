"""Another channel against the site: 与区政府网站保持内容一致 (S2-53), also in an adapted form (S1-40)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from processes.comparison.facts import Fact, key_facts
from processes.comparison.likeness import similarity

#: Objects are told in words: they are the same when the words are that much alike.
_SAME_OBJECT = 0.7


@dataclass(frozen=True)
class Difference:
    """``base`` or ``other`` is empty when only the one text has the fact."""

    kind: str
    base: str
    other: str


@dataclass(frozen=True)
class Comparison:
    """``sim_text`` in 0..1, rounded down to four digits."""

    sim_text: float
    key_facts_equal: bool
    differences: tuple[Difference, ...]

    def to_plain(self) -> dict[str, Any]:
        """As JSON data."""
        return asdict(self) | {"differences": [asdict(each) for each in self.differences]}


def compare(base: str, other: str, *, adapted: bool = False) -> Comparison:
    """Compare the text of another channel with that of the site.

    Every key fact of the other text must be in the base.  An *adapted* text (图解、短文案) may leave facts
    out: what it leaves out is told, but the facts count as equal.
    """
    ours, theirs = key_facts(base), key_facts(other)
    missing, added = _without(ours, theirs), _without(theirs, ours)
    differences = _paired(missing, added)
    wrong = added or (missing and not adapted)
    likeness = int(similarity(base, other) * 10_000) / 10_000
    return Comparison(likeness, not wrong, tuple(differences))


def _without(facts: Iterable[Fact], known: Iterable[Fact]) -> list[Fact]:
    """The facts that *known* does not have, each once; how often a fact is repeated does not matter."""
    there = {(fact.kind, fact.value) for fact in known}
    objects = [value for kind, value in there if kind == "对象"]
    found = []
    for fact in dict.fromkeys(facts):
        same = fact.kind == "对象" and (not objects or any(_alike(fact.value, each) for each in objects))
        if (fact.kind, fact.value) not in there and not same:
            there.add((fact.kind, fact.value))
            found.append(fact)
    return found


def _alike(one: str, other: str) -> bool:
    return one in other or other in one or similarity(one, other) >= _SAME_OBJECT


def _paired(missing: list[Fact], added: list[Fact]) -> list[Difference]:
    """A fact that the base alone has beside the one that stands for it: of the same kind and unit."""
    free, found = list(added), []
    for fact in missing:
        partner = next((each for each in free if (each.kind, each.unit) == (fact.kind, fact.unit)), None)
        if partner is not None:
            free.remove(partner)
        found.append(Difference(fact.kind, fact.text, partner.text if partner else ""))
    return found + [Difference(fact.kind, "", fact.text) for fact in free]
