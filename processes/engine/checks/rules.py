"""All checks of a deployment set before it is parsed: what cannot be executed rightly is refused, never
silently dropped.

Every check is a function from a ``Document`` to problems; ``reading.rulebook`` lists what they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from processes.errors import Problem

from ..reading.document import Document, Surroundings
from . import (
    boundary,
    compensation,
    events,
    expressions,
    extensions,
    flows,
    gateways,
    identity,
    joins,
    lanes,
    links,
    loops,
    paths,
    references,
    subprocesses,
    tasks,
    timers,
    vocabulary,
)

CHECKS: tuple[Callable[[Document], Iterable[Problem]], ...] = (
    identity.check,
    vocabulary.check,
    extensions.check,
    flows.check,
    paths.check,
    joins.check,
    lanes.check,
    references.check,
    loops.check,
    events.check,
    timers.check,
    boundary.check,
    compensation.check,
    subprocesses.check,
    links.check,
    gateways.check,
    tasks.check,
    expressions.check,
)


#: Errors, and warnings, that are told of one document.
MOST = 500


def check(surroundings: Surroundings) -> list[Problem]:
    """Every fault of the set, errors and warnings, in the order of the documents."""
    problems: list[Problem] = list(identity.process_ids(surroundings))
    for name, root in surroundings.roots.items():
        document = Document(name, root, surroundings)
        found = _bounded(problem for each in CHECKS for problem in each(document))
        problems += sorted(found, key=lambda problem: problem.line or 0)
    return problems


def _bounded(found: Iterator[Problem]) -> list[Problem]:
    """No more than ``MOST`` errors and ``MOST`` warnings; every error counts, so warnings never hide one."""
    kept: dict[str, list[Problem]] = {"error": [], "warning": []}
    for problem in found:
        if len(kept[problem.severity]) < MOST:
            kept[problem.severity].append(problem)
        elif problem.severity == "error":
            break
    return kept["error"] + kept["warning"]
