"""Thousands of random processes against the independent token game; prints what was played and what differed.

    python -m benchmarks.engine_robustness --models 3000 --seed 0

Every model is drawn from its seed alone, so a difference is found again by ``--seed N --models 1``.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter

from tests.processes.engine.fuzz.blocks import structured
from tests.processes.engine.fuzz.play import Play
from tests.processes.engine.fuzz.tangles import tangled

STEPS = 60


def one(seed: int) -> Counter[str]:
    """Draw, play, cancel and run again one model; what happened.  AssertionError where the two part."""
    draw, told = random.Random(seed), Counter[str]()
    sound = seed % 2 == 0
    model = structured(draw, 2 + seed % 5) if sound else tangled(draw, 3 + seed % 11)
    play = Play(model, draw.randint(0, 11))
    told["stimuli"] += play.walk(draw, STEPS)
    told["structured" if sound else "unstructured"] += 1
    told["elements completed"] += sum(
        sum(instance.history.finished.values()) for instance in play.boxes[1].instances()
    )
    told["instances"] += len(play.games)
    told["ended by themselves"] += play.over
    if sound and not play.over and not play.crowded:
        assert play.stimuli() or play.hopeless, "a structured process waits for ever"
    play.cancel()
    play.again()
    return told


def main() -> None:
    """Play ``--models`` models from ``--seed`` on."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    told, differing = Counter[str](), []
    begun = time.process_time()
    for seed in range(asked.seed, asked.seed + asked.models):
        try:
            told += one(seed)
        except AssertionError as error:
            differing.append(seed)
            print(f"seed {seed}: {str(error)[:300]}")
    for what, number in sorted(told.items()):
        print(f"{what:24} {number:8}")
    print(f"{'CPU seconds':24} {time.process_time() - begun:8.1f}")
    print(f"{'differences':24} {len(differing):8}  {differing[:10]}")


if __name__ == "__main__":
    main()
