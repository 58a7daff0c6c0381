"""The DMN compatibility kit: everything but calls of Java classes, which an office must not run."""

from __future__ import annotations

from functools import cache
from itertools import groupby

import pytest

from processes.decisions import Model
from processes.errors import NotFound
from processes.feel import Value

from .tck import Case, agrees, cases, models_in, namespaces_in

#: The cases that call Java classes; of every other suite none may fail.
EXTERNAL_JAVA = {
    "0076-feel-external-java": {
        "boxed_001",
        "varargs_001",
        *(f"literal_{number:03}" for number in range(1, 13)),
    }
}

SUITES = {suite: list(found) for suite, found in groupby(cases(), key=lambda case: case.suite)}


@cache
def load(folder: str, name: str) -> Model:
    # Some models contain broken expressions on purpose and expect null of them.
    return Model.load(models_in(folder)[name], imports=namespaces_in(folder))


def answers(case: Case) -> dict[str, Value]:
    """The value of each result that a case expects."""
    model = load(case.folder, case.model)
    if case.service is None:
        return {name: evaluate(model, name, case) for name in case.expected}
    value = model.evaluate(case.service, case.inputs)
    if len(case.expected) == 1 and not (isinstance(value, dict) and value.keys() == case.expected.keys()):
        return dict.fromkeys(case.expected, value)
    return {name: (value or {}).get(name) for name in case.expected}


def evaluate(model: Model, name: str, case: Case) -> Value:
    try:
        return model.evaluate(name, case.inputs)
    except NotFound:
        return None


@pytest.mark.parametrize("suite", sorted(SUITES))
def test_suite(suite: str) -> None:
    wrong: dict[str, str] = {}
    for case in SUITES[suite]:
        found = answers(case)
        for name, expected in case.expected.items():
            if not agrees(expected, found[name]):
                wrong[case.id] = f"{case.id} {name}: expected {expected!r}, got {found[name]!r}"
    assert wrong.keys() == EXTERNAL_JAVA.get(suite, set()), "\n".join(wrong.values())
