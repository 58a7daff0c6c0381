"""What is documentation by its verdict deploys and changes nothing: every conformance case is executed once
more with all of it in its documents, and tells the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from processes.sandbox import Sandbox
from processes.sandbox.view import SandboxInstance
from processes.scenarios import Scenario, run
from tests.conformance.suite import CASES, told

from .carrying import decorate

#: One run of every case: the documents are the same in the others.
FIRST = list({case.id: case for case in reversed(CASES)}.values())


def decorated(case: Scenario) -> Scenario:
    """The case with all documentation in its diagrams."""
    drawn = {n: decorate(c) if n.endswith(".bpmn") else c for n, c in case.documents.items()}
    return replace(case, paths=(), drawn=drawn)


@pytest.mark.parametrize("case", FIRST, ids=lambda case: case.id)
def test_documentation_has_no_effect(case: Scenario):
    plain, full = run(case, cold=False), run(decorated(case), cold=False)
    assert len(plain.instances()) == len(full.instances())
    for one, other in zip(plain.instances(), full.instances(), strict=True):
        assert _told(full, other) == _told(plain, one)


def _told(box: Sandbox, instance: SandboxInstance) -> str:
    """What an instance has told; the hashes of its documents are no part of it."""
    text = repr(told(instance.records, instance.engine_state))
    for each in box.deployments:
        text = text.replace(each.program.content_hash, f"deployment {each.number}")
    return text
