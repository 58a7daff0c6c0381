"""Random processes, structured and not, played by the engine and by an independent token game.

After every stimulus: no token lost or doubled (the same elements active, completed and terminated, the same
tokens at joins), the records tell the state, a live, a reloaded and a shelved instance tell the same.  Of a
structured process every token finds its way out.
"""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.processes.engine.fuzz.blocks import structured
from tests.processes.engine.fuzz.play import Play
from tests.processes.engine.fuzz.tangles import tangled

DRAWS = st.randoms(use_true_random=False)
NUMBERS = st.integers(0, 11)


class Instances(RuleBasedStateMachine):
    """Stimuli in any order, to whatever is open."""

    play: Play
    sound: bool

    @initialize(draw=DRAWS, r=NUMBERS, sound=st.booleans(), size=st.integers(1, 4))
    def begin(self, draw: random.Random, r: int, sound: bool, size: int) -> None:
        self.sound = sound
        self.play = Play(structured(draw, size) if sound else tangled(draw, 2 * size), r)

    def _one(self, draw: random.Random, r: int, *kinds: str) -> None:
        choices = [stimulus for stimulus in self.play.stimuli() if stimulus.kind in kinds]
        if choices and not self.play.crowded:
            self.play.do(draw.choice(choices), r)

    @rule(draw=DRAWS, r=NUMBERS)
    def somebody_works(self, draw: random.Random, r: int) -> None:
        self._one(draw, r, "complete", "job")

    @rule(draw=DRAWS)
    def time_passes(self, draw: random.Random) -> None:
        self._one(draw, 0, "fire")

    @rule(draw=DRAWS, r=NUMBERS)
    def something_is_sent(self, draw: random.Random, r: int) -> None:
        self._one(draw, r, "message", "signal")

    @rule(draw=DRAWS, r=NUMBERS)
    def something_fails_or_is_repaired(self, draw: random.Random, r: int) -> None:
        self._one(draw, r, "fail", "error", "resolve")

    @rule()
    def strangers_knock(self) -> None:
        self.play.refuses_strangers()

    @invariant()
    def what_is_structured_never_waits_for_ever(self) -> None:
        if hasattr(self, "play") and self.sound and not self.play.over:
            assert self.play.stimuli() or self.play.hopeless

    def teardown(self) -> None:
        if hasattr(self, "play"):
            self.play.cancel()
            assert self.play.over
            self.play.again()


Instances.TestCase.settings = settings(
    max_examples=25, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
TestInstances = Instances.TestCase


@pytest.mark.parametrize("seed", range(60))
def test_a_structured_process_is_played_to_its_end(seed: int):
    draw = random.Random(seed)
    play = Play(structured(draw, 2 + seed % 3), draw.randint(0, 11))
    play.walk(draw, 60)
    assert play.over or play.stimuli() or play.hopeless
    play.cancel()
    play.again()


@pytest.mark.parametrize("seed", range(100))
def test_a_tangle_is_played_as_the_oracle_says(seed: int):
    draw = random.Random(seed)
    play = Play(tangled(draw, 4 + seed % 6), draw.randint(0, 11))
    play.walk(draw, 30)
    play.cancel()
    play.again()
