"""Why a decision has no answer."""

from __future__ import annotations

from processes.errors import ProcessError


class DecisionError(ProcessError):
    """The data contradict the decision: several rules where one may apply, a value of the wrong type …

    ``context`` holds ``decision`` (id), ``table`` (id; of a decision that is none its own), ``rules`` (ids
    of the rules concerned), ``indexes`` (their numbers from 1) and ``inputs`` (plain values of the clauses).
    """

    code = "decision_error"
