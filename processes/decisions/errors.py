"""Why a decision has no answer."""

from __future__ import annotations

from processes.errors import ProcessError


class DecisionError(ProcessError):
    """The data contradict the decision: several rules where one may apply, a value of the wrong type …

    ``context`` holds ``decision`` (id), ``table`` (id) and ``rules`` (ids of the rules concerned).
    """

    code = "decision_error"
