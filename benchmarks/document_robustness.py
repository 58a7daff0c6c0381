"""Damaged diagrams by the thousand: how many are refused, by which rule, how many run; nothing may break.

    PYTHONPATH=. python benchmarks/document_robustness.py [number] [first seed]

Ends with exit code 1 and the seeds when anything but a refusal comes out.
"""

from __future__ import annotations

import random
import sys
import time
import traceback
from collections import Counter

from processes.engine import Resources, compile
from processes.errors import InvalidDefinition
from tests.processes.engine.damaging import damaged, drive, verdict


def main(number: int, first: int) -> int:
    """Print the counts; the number of seeds that broke something."""
    told: Counter[str] = Counter()
    accepted = commands = 0
    slowest, broken = (0.0, first), []
    for seed in range(first, first + number):
        began = time.process_time()
        try:
            content = damaged(seed)
            if verdict(content):
                accepted += 1
                commands += drive(content, random.Random(seed))
            else:
                told.update(codes(content))
        except Exception:
            broken.append(seed)
            print(f"seed {seed}:\n{traceback.format_exc(limit=-4)}")
        slowest = max(slowest, (time.process_time() - began, seed))
    print(
        f"{number} documents: {accepted} accepted ({commands} commands), {len(broken)} broken: {broken[:20]}"
    )
    print(f"slowest {slowest[0]:.2f} s (seed {slowest[1]}); refused by {len(told)} rules:")
    print("\n".join(f"  {code} {count}" for code, count in told.most_common()))
    return len(broken)


def codes(content: bytes) -> set[str]:
    """The rules that refuse a document."""
    try:
        compile(Resources({"a.bpmn": content}))
    except InvalidDefinition as error:
        return {problem.code for problem in error.problems if problem.severity == "error"}
    return set()


if __name__ == "__main__":
    arguments = [int(each) for each in sys.argv[1:]] + [10_000, 0][len(sys.argv) - 1 :]
    sys.exit(1 if main(*arguments[:2]) else 0)
