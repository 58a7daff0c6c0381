"""Random block-structured models, randomly driven, live and reloaded side by side.

Invariants: equal records and state; no incident; the instance ends; each join of a model without
interrupting events
fires exactly as often as its split.
"""

from __future__ import annotations

import json
import random
from collections import Counter

import pytest

from processes.engine import CompleteUserTask, FireTimer
from processes.engine.context import Context
from processes.sandbox import Sandbox
from tests.processes.engine.models import NOW, document, ext

SPLITS = {"par": "parallelGateway", "xor": "exclusiveGateway", "or": "inclusiveGateway"}
BLOCKS = ["task", "script", "seq", "par", "xor", "or", "loop", "sub", "mi", "timer", "ntimer", "esub"]


class Model:
    """Draws blocks: (xml, entry, exit)."""

    def __init__(self, seed: int, depth: int) -> None:
        self.random, self.count, self.joins = random.Random(seed), 0, []
        inner, first, last = self.block(depth)
        self.xml = document(
            '<process id="p" isExecutable="true"><startEvent id="s"/><endEvent id="e"/>'
            + inner + self.flow("s", first) + self.flow(last, "e") + "</process>"
        )  # fmt: skip

    def new(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def flow(self, source: str, target: str, condition: str = "", flow_id: str = "") -> str:
        inner = f"<conditionExpression>= {condition}</conditionExpression>" if condition else ""
        flow_id = flow_id or self.new("f")
        return (
            f'<sequenceFlow id="{flow_id}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'
        )

    def block(self, depth: int) -> tuple[str, str, str]:
        kinds = BLOCKS[2:] if depth > 1 else BLOCKS if depth else BLOCKS[:2]
        kind = self.random.choice(kinds)
        if kind in SPLITS:
            return self.split(depth, kind)
        return getattr(self, "make_" + kind)(depth)

    def make_task(self, depth: int):
        name = self.new("u")
        return f'<userTask id="{name}"/>', name, name

    def make_script(self, depth: int):
        name = self.new("x")
        script = ext('<zeebe:script expression="= z + 1" resultVariable="z"/>')
        return f'<scriptTask id="{name}">{script}</scriptTask>', name, name

    def make_seq(self, depth: int):
        one, two = self.block(depth - 1), self.block(depth - 1)
        return one[0] + two[0] + self.flow(one[2], two[1]), one[1], two[2]

    def split(self, depth: int, kind: str):
        split, join, after, default = self.new("s"), self.new("j"), self.new("c"), self.new("d")
        chosen = f' default="{default}"' if kind != "par" else ""
        xml = f'<{SPLITS[kind]} id="{split}"{chosen}/><{SPLITS[kind]} id="{join}"/><task id="{after}"/>'
        xml += self.flow(join, after)
        for number in range(self.random.randint(2, 3)):
            inner, first, last = self.block(depth - 1)
            is_default = kind != "par" and number == 0
            condition = "" if kind == "par" or is_default else f"modulo(r, {number + 1}) = 0"
            xml += (
                inner
                + self.flow(last, join)
                + self.flow(split, first, condition, default if is_default else "")
            )
        self.joins.append((split, after))
        return xml, split, after

    def make_loop(self, depth: int):
        merge, gate, task, end, default = (self.new(k) for k in ("m", "g", "t", "n", "d"))
        inner, first, last = self.block(depth - 1)
        xml = f'<exclusiveGateway id="{merge}"/><exclusiveGateway id="{gate}" default="{default}"/>{inner}'
        xml += f'<userTask id="{task}"/><task id="{end}"/>' + self.flow(merge, first) + self.flow(last, task)
        xml += self.flow(task, gate) + self.flow(gate, merge, "again") + self.flow(gate, end, flow_id=default)
        return xml, merge, end

    def body(self, depth: int) -> str:
        inner, first, last = self.block(depth - 1)
        start, end = self.new("i"), self.new("o")
        ends = f'<startEvent id="{start}"/><endEvent id="{end}"/>'
        return ends + inner + self.flow(start, first) + self.flow(last, end)

    def make_sub(self, depth: int):
        name = self.new("sub")
        return f'<subProcess id="{name}">{self.body(depth)}</subProcess>', name, name

    def make_esub(self, depth: int):
        name, handler, start, task = (self.new(k) for k in ("sub", "es", "i", "u"))
        interrupts = str(self.random.random() < 0.4).lower()
        inside = (
            f'<subProcess id="{handler}" triggeredByEvent="true"><startEvent id="{start}" '
            f'isInterrupting="{interrupts}"><timerEventDefinition><timeDuration>P1D</timeDuration>'
            f'</timerEventDefinition></startEvent><userTask id="{task}"/>'
            f"{self.flow(start, task)}</subProcess>"
        )
        return f'<subProcess id="{name}">{self.body(depth)}{inside}</subProcess>', name, name

    def boundary(self, depth: int, interrupts: bool):
        name, event, task, merge = (self.new(k) for k in ("sub", "b", "u", "m"))
        cycle = not interrupts and self.random.random() < 0.5
        value = "<timeCycle>R3/P1D</timeCycle>" if cycle else "<timeDuration>P2D</timeDuration>"
        xml = (
            f'<subProcess id="{name}">{self.body(depth)}</subProcess><boundaryEvent id="{event}" '
            f'attachedToRef="{name}" cancelActivity="{str(interrupts).lower()}"><timerEventDefinition>{value}'
            f'</timerEventDefinition></boundaryEvent><userTask id="{task}"/>{self.flow(event, task)}'
        )
        if not interrupts:
            return xml, name, name
        xml += f'<exclusiveGateway id="{merge}"/>' + self.flow(name, merge) + self.flow(task, merge)
        return xml, name, merge

    def make_timer(self, depth: int):
        return self.boundary(depth, True)

    def make_ntimer(self, depth: int):
        return self.boundary(depth, False)

    def make_mi(self, depth: int):
        name, order = self.new("mi"), str(self.random.random() < 0.5).lower()
        loop = (
            f'<multiInstanceLoopCharacteristics isSequential="{order}"><loopCardinality>'
            f"{self.random.randint(0, 3)}</loopCardinality></multiInstanceLoopCharacteristics>"
        )
        return f'<userTask id="{name}">{loop}</userTask>', name, name


class Calendarless(Sandbox):
    """No expression of these models counts working days."""

    def _context(self, actor: str) -> Context:
        return Context(self.now, actor)


@pytest.mark.parametrize("seed", range(120))
def test_a_random_model_runs_to_its_end(seed: int):
    model = Model(seed, 4 if seed % 3 else 5)
    boxes = [Calendarless(now=NOW, cold=cold) for cold in (False, True)]
    drive = random.Random(seed * 7)
    data = {"z": 0, "r": drive.randint(0, 11), "again": False}
    for box in boxes:
        box.deploy({"m.bpmn": model.xml})
        box.start("p", data)
    live, cold = (box.instances()[0] for box in boxes)
    for step in range(3000):
        assert live.incidents == {}, live.incidents
        assert live.records == cold.records
        assert json.dumps(live.engine_state) == json.dumps(cold.engine_state)
        if live.state != "active":
            break
        choices = [CompleteUserTask(n, next_data(drive, step)) for n in live.user_tasks]
        choices += [FireTimer(*key) for key in live.timers] if step < 200 else []
        assert choices, "stuck"
        command = drive.choice(choices)
        for box in boxes:
            box.run(box.instances()[0], command)
    assert live.state == "completed"
    if b"boundaryEvent" not in model.xml and b"triggeredByEvent" not in model.xml:
        done = Counter(live.completed)
        assert {split: done[split] for split, _ in model.joins} == {
            split: done[after] for split, after in model.joins
        }


def next_data(drive: random.Random, step: int) -> dict[str, object]:
    return {"again": drive.random() < 0.3 and step < 200, "r": drive.randint(0, 11)}
