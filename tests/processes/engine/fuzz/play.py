"""The engine and the oracle side by side: one stimulus to both, then everything is compared."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import Any, NamedTuple

from processes.engine import apply, commands
from processes.engine.commands import from_plain
from processes.engine.context import Context
from processes.errors import InvalidState
from processes.records import RecordType
from processes.sandbox import Sandbox, SandboxInstance
from tests.processes.engine import folding
from tests.processes.engine.models import NOW

from .oracle import Game
from .shapes import CODES, MESSAGES, SIGNALS, Model, document
from .spots import Spot
from .world import World

#: How many tokens a play may have before it is cut short: drawn models can multiply them.
CROWD = 60


class Stimulus(NamedTuple):
    """What happens: to the ``nth`` token, oldest first, at ``element`` of instance ``number``."""

    kind: str
    number: int = 0
    element: str = ""
    nth: int = 0
    word: str = ""


class Office(Sandbox):
    """No expression of drawn models counts working days."""

    def _context(self, actor: str) -> Context:
        return Context(self.now, actor)


class Play(World):
    """Three engines (live, loaded for every command, with values on a shelf) and the oracle."""

    def __init__(self, model: Model, r: int = 0) -> None:
        super().__init__(model)
        self.boxes = [Office(now=NOW, cold=False), Office(now=NOW), Office(now=NOW, shelf=True)]
        self.seen: dict[int, int] = {}
        for box in self.boxes:
            box.deploy({"m.bpmn": document(model)})
        for box in self.boxes:
            box.start(model.main, {"r": r, "z": 0})
        self.begin(model.main, {"r": r, "z": 0})
        self.compare()

    # -- what can happen

    def stimuli(self) -> list[Stimulus]:
        """Everything that the oracle is open for."""
        found: list[Stimulus] = []
        for number, game in enumerate(self.games):
            for kind, spots in (
                ("complete", game.working("user")),
                ("job", game.working("service")),
                ("fail", game.working("service")),
                ("fire", game.waiting("timer")),
                ("resolve", [spot for spot in game.parked() if repairable(spot)]),
            ):
                nth: Counter[str] = Counter()
                for spot in spots:
                    found.append(Stimulus(kind, number, spot.node.id, nth[spot.node.id]))
                    if kind == "fail":
                        codes = [code for code in CODES if game.catcher(spot, "error", code)]
                        found += [
                            Stimulus("error", number, spot.node.id, nth[spot.node.id], c) for c in codes
                        ]
                    nth[spot.node.id] += 1
        for kind, words in (("message", MESSAGES), ("signal", SIGNALS)):
            wanted = {word for word in words for game in self.games if game.waiting(kind, word)}
            found += [Stimulus(kind, word=word) for word in sorted(wanted)]
        return found

    # -- what happens

    def do(self, stimulus: Stimulus, r: int) -> None:
        """To the engine and to the oracle; then compare."""
        for box in self.boxes:
            self._engine(box, stimulus, r)
        self._oracle(stimulus, r)
        self.compare()

    def _engine(self, box: Sandbox, stimulus: Stimulus, r: int) -> None:
        kind, number, element, nth, word = stimulus
        if kind == "message":
            box.publish_message(word, None, {"r": r})
            return
        if kind == "signal":
            box.broadcast_signal(word)
            return
        instance = box.instances()[number]
        ids = self._ids(instance, kind, element)
        match kind:
            case "complete":
                box.run(instance, commands.CompleteUserTask(ids[nth], {"r": r}))
            case "job":
                box.run(instance, commands.CompleteJob(ids[nth], {"r": r}))
            case "fail":
                box.run(instance, commands.FailJob(ids[nth], "no", 0))
            case "error":
                box.run(instance, commands.ThrowJobError(ids[nth], word))
            case "fire":
                box.run(instance, commands.FireTimer(ids[nth], 0))
            case "resolve":
                box.run(instance, commands.ResolveIncident(ids[nth], {"r": r}))
            case "cancel":
                box.run(instance, commands.Cancel("enough"))

    @staticmethod
    def _ids(instance: SandboxInstance, kind: str, element: str) -> list[int]:
        things: dict[str, dict[int, str | None]] = {
            "complete": {n: task.element_id for n, task in instance.user_tasks.items()},
            "fire": {n: timer["element_id"] for (n, _), timer in instance.timers.items()},
            "resolve": {n: incident.element_id for n, incident in instance.incidents.items()},
        }
        jobs = {n: job.element_id for n, job in instance.jobs.items()}
        return sorted(n for n, at in things.get(kind, jobs).items() if at == element)

    def _oracle(self, stimulus: Stimulus, r: int) -> None:
        kind, number, element, nth, word = stimulus
        if kind == "message":
            self.message(word, {"r": r}, None)
            return
        if kind == "signal":
            self.signal(word, None)
            return
        game = self.games[number]
        if kind == "cancel":
            game.cancel()
            return
        pools = {
            "complete": game.working("user"),
            "fire": game.waiting("timer"),
            "resolve": game.parked(),
        }
        spots = [s for s in pools.get(kind, game.working("service")) if s.node.id == element]
        match kind:
            case "complete" | "job":
                game.complete(spots[nth], {"r": r})
            case "fail":
                game.fail(spots[nth])
            case "error":
                game.error(spots[nth], word)
            case "fire":
                game.fire(spots[nth])
            case "resolve":
                game.resolve(spots[nth], {"r": r})
        self.send(game)

    # -- comparing

    def compare(self) -> None:
        """All three engines tell the same, the records tell the state, and the oracle agrees."""
        live, cold, apart = (box.instances() for box in self.boxes)
        assert len(live) == len(cold) == len(apart) == len(self.games)
        for one, two, three in zip(live, cold, apart, strict=True):
            assert one.records == two.records == three.records
            assert json.dumps(one.engine_state) == json.dumps(two.engine_state)
            if two.state == "active":
                held = folding.of_engine(two.program, two.engine_state)
                assert folding.of_records(two.history) == held
        for number, (instance, game) in enumerate(zip(cold, self.games, strict=True)):
            assert self.told(number, instance) == self.expected(game), f"instance {number}"

    def told(self, number: int, instance: SandboxInstance) -> dict[str, Any]:
        """What the engine says of an instance, and what has ended since it was last asked."""
        fresh = instance.records[self.seen.get(number, 0) :]
        self.seen[number] = len(instance.records)
        completed: list[tuple[str, str]] = []
        terminated: Counter[tuple[str, str]] = Counter()
        for record in fresh:
            if record.type in (RecordType.ELEMENT_COMPLETED, RecordType.ELEMENT_TERMINATED):
                visit = instance.elements[record.element_instance_id or 0]
                key = visit.element_id, _part(visit.kind)
                if record.type is RecordType.ELEMENT_COMPLETED:
                    completed.append(key)
                else:
                    terminated[key] += 1
        view = instance.history
        return {
            "state": instance.state,
            "active": Counter((str(e.element_id), _part(e.kind)) for e in view.active.values()),
            "arriving": Counter(_by_flow(view.arriving)),
            "incidents": Counter(incident.element_id for incident in instance.incidents.values()),
            "tasks": [task.element_id for _, task in sorted(instance.user_tasks.items())],
            "timers": Counter(timer["element_id"] for timer in instance.timers.values()),
            "messages": Counter(name for _, name in instance.subscriptions),
            "signals": Counter(name for (_, name), times in view.signals.items() for _ in range(times)),
            "variables": {name: instance.variables.get(name) for name in "rz"},
            "completed": completed,
            "terminated": terminated,
        }

    def expected(self, game: Game) -> dict[str, Any]:
        """The same, as the oracle has it."""
        completed, game.completed = game.completed, []
        terminated, game.terminated = game.terminated, Counter()
        return {
            "state": game.ended or "active",
            "active": game.active(),
            "arriving": game.arriving(),
            "incidents": Counter(spot.node.id for spot in game.parked()),
            "tasks": [spot.node.id for spot in game.working("user")],
            "timers": Counter(spot.node.id for spot in game.waiting("timer")),
            "messages": Counter(spot.waits[1] for spot in game.waiting("message")),
            "signals": Counter(spot.waits[1] for spot in game.waiting("signal")),
            "variables": {name: game.root.variables.get(name) for name in "rz"},
            "completed": completed,
            "terminated": terminated,
        }

    # -- to the end

    @property
    def over(self) -> bool:
        """Whether every instance has ended."""
        return all(game.ended for game in self.games)

    @property
    def hopeless(self) -> bool:
        """Whether an error that nobody catches has stopped something for good."""
        return any(not repairable(spot) for game in self.games for spot in game.parked())

    @property
    def crowded(self) -> bool:
        """Whether the model has multiplied its tokens."""
        return sum(len(game.spots()) for game in self.games) > CROWD or len(self.games) > 6

    def walk(self, draw: Random, steps: int) -> int:
        """Random stimuli until all is over or nothing can happen; how many."""
        for step in range(steps):
            choices = self.stimuli()
            if not choices or self.crowded:
                return step
            self.do(draw.choice(choices), draw.randint(0, 11))
        return steps

    def cancel(self) -> None:
        """End what is still open."""
        for number, game in enumerate(self.games):
            if not game.ended:
                self.do(Stimulus("cancel", number), 0)

    def again(self) -> None:
        """From the recorded commands alone the same records and the same state come."""
        for instance in self.boxes[1].instances():
            state: dict[str, Any] | None = None
            records = []
            for asked in instance.accepted:
                context = Context(asked.now, asked.actor)
                step = apply(instance.program, state, from_plain(asked.command), context)
                state, records = step.state, records + step.records
            assert records == instance.records
            assert state == instance.engine_state

    def refuses_strangers(self) -> None:
        """A message that nobody waits for and that starts nothing is refused, and changes nothing."""
        for box in self.boxes:
            try:
                box.publish_message("nobody")
            except InvalidState:
                continue
            raise AssertionError("a message for nobody was accepted")
        self.compare()


def repairable(spot: Spot) -> bool:
    """Whether trying again can help: an error that nobody catches stays one."""
    return (spot.node.trigger or ("",))[0] != "error"


def _part(kind: str) -> str:
    return "body" if kind.endswith("Body") else ""


def _by_flow(arriving: Counter[tuple[int, str]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (_, flow), times in arriving.items():
        found[flow] += times
    return +found
