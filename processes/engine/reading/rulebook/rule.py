"""What a rule of deployment is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """One rule.

    ``code`` is stable and public.  ``check`` names the function that holds the rule, as a path inside
    ``processes.engine``.  ``meaning`` (what is wrong) and ``remedy`` are Chinese.  ``standard`` is the
    section of the standard, or ``dialect`` (DESIGN: the zeebe/jiedu dialect), ``engine`` (a limit of this
    engine) or ``safety``.  An ``error`` refuses the deployment, a ``warning`` is told with it.
    """

    code: str
    check: str
    meaning: str
    remedy: str
    standard: str
    severity: str = "error"


def warning(code: str, check: str, meaning: str, remedy: str, standard: str) -> Rule:
    """A rule that does not stop the deployment."""
    return Rule(code, check, meaning, remedy, standard, "warning")
