"""Damaged diagrams, decision tables, forms and calendars, handed in through the real routes for a while.

    python -m benchmarks.uploads_fuzz [bpmn|dmn|form|calendar …] [--seconds 600] [--seed 0] [--memory 2048]

Each kind runs for that many seconds in a process of its own, whose address space may not grow beyond so many
MiB.  Tells the answers by status, the longest CPU time and the largest memory; ends with 1 after a 5xx, a
request of more than 5 CPU-seconds, rows written by a refusal, or memory used up.  A mutant is found again by
``--seed N --seconds 0``: at least one is always handed in.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.security.mutants import KINDS
from tests.security.uploading import Office, Wrong

MEBIBYTE = 1 << 20


def hand_in(office: Office, kind: str, seed: int) -> None:
    """The mutant of a seed, by one of the ways that lead in."""
    choice = random.Random(f"{kind}-{seed}")
    name, content = KINDS[kind](choice)
    if kind == "calendar":
        office.calendar(content, file=choice.random() < 0.5)
        return
    is_text = choice.random() < 0.5
    sent = content.decode(errors="replace") if is_text else content
    office.deploy(name, sent, page=choice.random() < 0.5, check=choice.random() < 0.3)


def run(kind: str, seconds: float, seed: int, memory: int) -> bool:
    """Whether nothing was wrong with any of them."""
    resource.setrlimit(resource.RLIMIT_AS, (memory * MEBIBYTE, memory * MEBIBYTE))
    wrong, number = 0, seed
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder))
        first, until = _rss(), time.monotonic() + seconds
        while number == seed or time.monotonic() < until:
            try:
                hand_in(office, kind, number)
            except Wrong as error:
                wrong += 1
                print(f"{kind} {number}: {error}", flush=True)
            number += 1
        office.close()
    grown = f"memory {first:,.0f} → {_rss():,.0f} MiB at most"
    print(f"{kind}: {number - seed:,} files, {office.tally.told()}, {grown}, {wrong} wrong", flush=True)
    return not wrong


def _rss() -> float:
    """MiB of the largest resident set so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """One process for each kind, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kinds", nargs="*", choices=[*KINDS, []], default=[])
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--memory", type=int, default=2048)
    given = parser.parse_args()
    kinds = given.kinds or list(KINDS)
    if len(kinds) == 1:
        return 0 if run(kinds[0], given.seconds, given.seed, given.memory) else 1
    options = [f"--{name}={getattr(given, name)}" for name in ("seconds", "seed", "memory")]
    command = [sys.executable, "-m", "benchmarks.uploads_fuzz"]
    return max(subprocess.run([*command, kind, *options], check=False).returncode for kind in kinds)


if __name__ == "__main__":
    sys.exit(main())
