"""What the engine does with a part of BPMN."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The verdicts, as docs/reference/bpmn-support.md prints them."""

    EXECUTED = "执行"
    REFUSED = "拒绝"
    WARNED = "提示"  # it deploys without effect, and the deployment says so
    DESCRIBED = "只作说明"  # it deploys without effect: it never had one on execution


@dataclass(frozen=True)
class Verdict:
    """``note``: the section of BPMN 2.0.2 or the reason, in Chinese.

    ``code``: the rule that refuses or warns.  ``unless``: values of an attribute that say nothing new
    (defaults), so that they are no breach; ``None`` means that every value is one.
    """

    kind: Kind
    note: str
    code: str | None = None
    unless: frozenset[str] | None = None

    def breached(self, value: str) -> bool:
        """Whether an attribute with this value is refused or warned of."""
        return self.code is not None and (self.unless is None or value not in self.unless)


def executed(note: str) -> Verdict:
    """It has the effect that the standard gives it."""
    return Verdict(Kind.EXECUTED, note)


def described(note: str) -> Verdict:
    """Documentation: for readers and tools."""
    return Verdict(Kind.DESCRIBED, note)


def refused(note: str, *unless: str, code: str = "BPMN-unsupported") -> Verdict:
    """Refused at deployment, but for harmless values of an attribute."""
    return Verdict(Kind.REFUSED, note, code, frozenset(unless) if unless else None)


def warned(note: str, *unless: str, code: str) -> Verdict:
    """No effect, and the deployment tells so."""
    return Verdict(Kind.WARNED, note, code, frozenset(unless) if unless else None)
