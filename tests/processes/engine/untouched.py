"""Run as a program: whether importing and using the engine changes any attribute of SpiffWorkflow."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import pkgutil
import sys
from typing import Any

import SpiffWorkflow

IGNORED = ("__abstractmethods__", "_abc_impl", "__doc__", "__weakref__", "__dict__")


def watched() -> dict[tuple[str, ...], Any]:
    """Identity (and size) of every module and class attribute of the library."""
    found: dict[tuple[str, ...], Any] = {}
    for name, module in sorted(sys.modules.items()):
        if name.split(".")[0] != "SpiffWorkflow":
            continue
        for key, value in vars(module).items():
            if key.startswith("__"):
                continue
            found[name, key] = id(value)
            if inspect.isclass(value) and value.__module__.startswith("SpiffWorkflow"):
                for attribute, held in vars(value).items():
                    if attribute not in IGNORED:
                        size = len(held) if isinstance(held, dict | list | set) else None
                        found[name, key, attribute] = (id(held), size)
    return found


def main() -> int:
    """How many attributes are watched; exits with the names of those that changed."""
    for module in pkgutil.walk_packages(SpiffWorkflow.__path__, "SpiffWorkflow."):
        with contextlib.suppress(Exception):
            importlib.import_module(module.name)
    before = watched()
    from processes.scenarios import run
    from tests.conformance.test_cases import CASES

    for case in CASES:
        run(case, cold=False)
    after = watched()
    if changed := sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key)):
        sys.exit(f"changed: {changed[:20]}")
    return len(before)


if __name__ == "__main__":
    print(main())
