"""Mutated decision files: none may crash, hang or be refused without a reason.

    python benchmarks/dmn_robustness.py [--documents 10000] [--seed 1]

Tells how many were accepted and refused and the longest time of one document; ends with status 1 for
anything but a model or a refusal with problems.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.processes.decisions.mutation import corpus, mutated
from tests.processes.decisions.test_mutations import survives

LONGEST = 5.0  # CPU-seconds of one document


def main() -> None:
    """Mutate, load, analyse, evaluate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    documents, accepted, failed, longest = corpus(), 0, 0, 0.0
    for number in range(options.documents):
        choice = random.Random(f"{options.seed}-{number}")
        document = mutated(choice.choice(documents), choice)
        begin = time.process_time()
        try:
            accepted += survives(document)
        except Exception:
            failed += 1
            print(f"document {number}:", file=sys.stderr)
            traceback.print_exc()
        spent = time.process_time() - begin
        longest = max(longest, spent)
        if spent > LONGEST:
            failed += 1
            print(f"document {number}: {spent:.1f} s", file=sys.stderr)
    refused = options.documents - accepted - failed
    print(f"{accepted:,} accepted, {refused:,} refused, {failed} failed, longest {longest:.2f} CPU-seconds")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
