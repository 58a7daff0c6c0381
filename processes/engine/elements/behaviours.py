"""Behaviour events of multi-instance activities (BPMN 2.0.2 table 10.29, 10.30).

``None`` throws an event for each instance that completes, ``One`` for the first, ``Complex`` whenever the
condition of a definition holds for the instance that completes; ``All`` (the default) throws none.  Boundary
events of the activity catch them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from . import routing

if TYPE_CHECKING:
    from ..running.expressions import Evaluator
    from ..running.tokens import Token


@dataclass(frozen=True)
class Behaviour:
    """An event to throw: ``name`` of the signal or code of the escalation.

    ``when``: ``each`` instance, the ``first`` one, or a condition.
    """

    kind: Literal["signal", "escalation"]
    name: str | None
    when: Literal["each", "first", "condition"]
    condition: str = ""

    def concerns(self, completed: int, evaluator: Evaluator, scope: Mapping[str, Any]) -> bool:
        """Whether the instance that is the *completed*-th to complete throws it; Incident if undecidable."""
        if self.when == "condition":
            return evaluator.holds(scope, self.condition)
        return self.when == "each" or completed == 1

    def throw(self, round_: Token) -> None:
        """Throw it out of an instance that completes."""
        if not round_.alive:
            return  # an earlier one has ended the activity
        if self.kind == "signal":
            routing.throw_signal(round_, self.name or "", {})
        else:
            routing.throw_escalation(round_, self.name)
