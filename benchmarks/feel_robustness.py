"""Feeds FEEL random bytes and mutated expressions: ``python -m benchmarks.feel_robustness [--count 10000]``.

Every text must end in a value, a refusal or a limit, within two CPU seconds; anything else is listed and the
status is 1.  The same in small is in tests/processes/feel/test_robustness.py.
"""

from __future__ import annotations

import argparse
import sys
import time
from random import Random

from processes.feel.reference import GRAMMAR
from tests.processes.feel.mutations import Tally, mutated, random_bytes


def main() -> int:
    """Print a line per grammar rule."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="texts per grammar rule, and random ones")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    faults, texts, began = [], 0, time.process_time()
    for name in ("random bytes", *GRAMMAR):
        random, tally = Random(f"{arguments.seed} {name}"), Tally()
        for _ in range(arguments.count):
            if name in GRAMMAR:
                tally.attempt(mutated(random.choice(GRAMMAR[name].examples), random))
            else:
                tally.attempt(random_bytes(random))
        print(f"{name}: {tally}", flush=True)
        faults += tally.faults
        texts += arguments.count
    print(f"共 {texts} 个文本，{time.process_time() - began:.0f} CPU 秒，故障 {len(faults)}")
    for fault in faults[:50]:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
