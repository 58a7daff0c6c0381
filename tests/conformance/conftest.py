"""The documents of a case are compiled once for all its executions: programs are immutable and shared.

The re-execution from recorded commands compiles them anew (``suite.again``).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from processes import engine
from processes.engine import Program, Resources
from processes.engine.program import content_hash


@pytest.fixture(autouse=True, scope="package")
def compiled_once() -> Iterator[None]:
    """``engine.compile`` remembers what it has compiled."""
    known: dict[str, Program] = {}
    compile_anew = engine.compile

    def compile_once(resources: Resources) -> Program:
        key = content_hash(resources)
        if key not in known:
            known[key] = compile_anew(resources)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "compile", compile_once)
        yield
