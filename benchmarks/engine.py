"""How fast the engine steps and how much it keeps, beside stock SpiffWorkflow in the same run.

    .venv/bin/python -m benchmarks.engine [--quick]

CPU time; the median of many steps.  Hot: the instance stays in memory.  Cold: state from JSON text, one step,
state to JSON text.  Stock's cold step loads, steps and saves with its own serializer.
"""

from __future__ import annotations

import gc
import sys
import tracemalloc
from statistics import median
from time import process_time
from typing import Any

from benchmarks import engine_models as models
from benchmarks import engine_stored, stock
from benchmarks.engine_models import CONTEXT, form, program
from benchmarks.measuring import MILLI, Bars, Report, cpu, record_bytes, text_bytes
from processes import engine, store
from processes.engine import machine
from processes.engine.commands import Command, CompleteUserTask, Start
from processes.engine.running.shelf import MemoryShelf
from processes.engine.running.state import dump

#: Bars: what must hold, by name of the figure.
BARS: Bars = {
    "hot step faster than stock on a fresh instance": (">=", 6),
    "cold step faster than stock at history 25": (">=", 80),
    "cold step at history 5000 against 25": ("<=", 1.2),
    "state bytes": ("<=", 1024),
    "record bytes per step": ("<=", 1024),
    "SQLite step against the cold step": ("<=", 4),
    "step among 1000 rounds against 10": ("<=", 4),
    "step among 1000 rounds with conditions against 10": ("<=", 4),
    "bytes written among 1000 rounds": ("<=", 4096),
    "bytes written beside a 1 MB document": ("<=", 4096),
    "12 parallel blocks start faster than stock": (">=", 100),
    "branch loop at round 5000 against 25": ("<=", 1.2),
}


class Live:
    """An instance in memory that completes its first open task with every step."""

    def __init__(self, compiled: engine.Program, process_id: str, variables: dict[str, Any]) -> None:
        self.program = compiled
        start = Start(process_id, variables)
        self.instance = machine.begin(compiled, start)
        self.open: list[int] = []
        self.run(start)

    def run(self, command: Command) -> None:
        """One command."""
        machine.run(self.instance, command, CONTEXT)
        for record in self.instance.records:
            if record.type == "user_task_created":
                self.open.append(record.element_instance_id or 0)
            elif record.type in ("user_task_completed", "user_task_canceled"):
                self.open.remove(record.element_instance_id or 0)

    def step(self, number: int, again: bool) -> None:
        """Complete the oldest open task."""
        self.run(CompleteUserTask(self.open[0], form(number, again)))


def cold_step(live: Live, command: Command, times: int = 40) -> tuple[float, engine.Step]:
    """Milliseconds of a step from text to text on the state of *live*, and the step."""
    text = store.compact(dump(live.instance))

    def step() -> engine.Step:
        done = engine.apply(live.program, store.parsed(text), command, CONTEXT)
        store.compact(done.state)
        return done

    return cpu(step, times), step()


def rework(report: Report, quick: bool) -> None:
    """The six-task process: its first task done over and over."""
    compiled, marks = program(models.six_tasks(feel=True)), (3, 25, 100, 1000) + (() if quick else (5000,))
    live = Live(compiled, "policy", {"again": False})
    cold: dict[int, float] = {}
    for number in range(1, marks[-1] + 1):
        live.step(number, again=True)
        if number in marks:
            cold[number], step = cold_step(live, CompleteUserTask(live.open[0], form(number + 1, again=True)))
            report.line(f"history {number}: cold {cold[number]:.3f} ms, state {text_bytes(step.state)} B, "
                        f"records {record_bytes(step.records)} B")  # fmt: skip
    report.bar("cold step at history 5000 against 25", cold[marks[-1]] / cold[25])
    report.bar("state bytes", text_bytes(step.state))
    report.bar("record bytes per step", record_bytes(step.records))
    hot = whole_instances(compiled)
    ours, theirs = median(hot), stock.fresh_step(models.six_tasks(feel=False))
    report.line(f"fresh instance: hot {ours:.4f} ms, stock {theirs:.3f} ms a step")
    report.bar("hot step faster than stock on a fresh instance", theirs / ours)
    beside_stock(report, compiled)


def beside_stock(report: Report, compiled: engine.Program) -> None:
    """The cold step at history 25 and stock's, in turn: a machine that is busy meanwhile is busy for both."""
    live = Live(compiled, "policy", {"again": False})
    for number in range(1, 26):
        live.step(number, again=True)
    command = CompleteUserTask(live.open[0], form(26, again=True))
    theirs, ours = [], []
    for took in stock.saved_steps(models.six_tasks(feel=False), history=25):
        theirs.append(took)
        ours.append(cold_step(live, command)[0])
    report.cold = median(ours)
    ratio = median(their / our for their, our in zip(theirs, ours, strict=True))
    report.line(f"history 25: cold {report.cold:.3f} ms, stock load, step, save {median(theirs):.2f} ms")
    report.bar("cold step faster than stock at history 25", ratio)


def whole_instances(compiled: engine.Program) -> list[float]:
    """Milliseconds a step of fresh instances run to their end."""
    took = []
    for _ in range(40):
        live, number = Live(compiled, "policy", {"again": False}), 0
        begun = process_time()
        while live.instance.ended is None:
            live.step(number, again=False)
            number += 1
        took.append((process_time() - begun) / number * MILLI)
    return took


def parallel_blocks(report: Report) -> None:
    """Twelve blocks in a row: only the first is entered."""
    compiled = program(models.blocks(12, feel=True))
    ours = cpu(lambda: Live(compiled, "blocks", {}), 30)
    theirs = stock.start(models.blocks(12, feel=False))
    report.line(f"12 parallel blocks: start {ours:.3f} ms, stock {theirs:.0f} ms")
    report.bar("12 parallel blocks start faster than stock", theirs / ours)


def long_chain(report: Report) -> None:
    """Five hundred user tasks in a row."""
    document = models.chain(500, feel=True)
    compiled = program(document)
    live = Live(compiled, "chain", {})
    took = median([cpu(lambda: live.step(0, again=False)) for _ in range(400)])
    report.line(f"chain of 500: compile {cpu(lambda: program(document), 3):.0f} ms, hot step {took:.4f} ms")


def branches(report: Report, quick: bool) -> None:
    """Rework inside one branch while the other stays open."""
    live, cold = Live(program(models.branch_loop()), "branches", {"again": True}), {}
    last = 1000 if quick else 5000
    for number in range(1, last + 1):
        command = CompleteUserTask(live.open[-1], {"again": True})
        if number in (25, last):
            cold[number] = cold_step(live, command, 60)[0]
        live.run(command)
    report.line(f"branch loop: cold {cold[25]:.3f} ms at round 25, {cold[last]:.3f} ms at round {last}")
    report.bar("branch loop at round 5000 against 25", cold[last] / cold[25])


def apart(compiled: engine.Program, start: Start, steps: int) -> tuple[float, int, int]:
    """Median cold step (ms), bytes of state and records that the last one wrote, and state bytes alone."""
    shelf, begun = MemoryShelf(), []
    step = engine.apply(compiled, None, start, CONTEXT)
    live = machine.begin(compiled, start)
    machine.run(live, start, CONTEXT)
    live.shelf = shelf
    state, changes = machine.pack(live)
    shelf.put(changes)
    open_tasks = [r.element_instance_id for r in step.records if r.type == "user_task_created"]
    text = store.compact(state)
    for number in open_tasks[:steps]:
        at = process_time()
        step = engine.apply(
            compiled, store.parsed(text), CompleteUserTask(number or 0, {"answer": "同意"}), CONTEXT, shelf
        )
        text = store.compact(step.state)
        shelf.put(step.changes)
        begun.append(process_time() - at)
    pieces = [piece.row for piece in step.changes.pieces.values() if piece]
    kept = text_bytes(step.state) + text_bytes(pieces) + text_bytes(list(step.changes.values.values()))
    return median(begun) * MILLI, kept + record_bytes(step.records), text_bytes(step.state)


def rounds(report: Report) -> None:
    """One of many open rounds; one step beside a long document."""
    compiled = program(models.several())
    few, *_ = apart(compiled, Start("several", {"items": list(range(10))}), 8)
    many, written, _ = apart(compiled, Start("several", {"items": list(range(1000))}), 60)
    report.line(f"multi-instance: cold {few:.3f} ms among 10, {many:.3f} ms among 1000, {written} B written")
    report.bar("step among 1000 rounds against 10", many / few)
    report.bar("bytes written among 1000 rounds", written)
    watched = program(models.several(watched=True))
    few, *_ = apart(watched, Start("several", {"items": list(range(10))}), 8)
    many, *_ = apart(watched, Start("several", {"items": list(range(1000))}), 60)
    report.line(f"rounds with a conditional event each: cold {few:.3f} ms among 10, {many:.3f} ms among 1000")
    report.bar("step among 1000 rounds with conditions against 10", many / few)
    document = {"again": False, "document": "解读" * 500_000}
    took, written, state = apart(program(models.six_tasks(feel=True)), Start("policy", document), 1)
    report.line(f"beside a document of 3 MB: cold {took:.3f} ms, state {state} B, {written} B written")
    report.bar("bytes written beside a 1 MB document", written)


def memory(report: Report) -> None:
    """Bytes that a live instance takes."""
    compiled = program(models.six_tasks(feel=True))
    gc.collect()
    tracemalloc.start()
    kept = [Live(compiled, "policy", {"again": False}) for _ in range(200)]
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    report.line(f"memory: {used / len(kept) / 1024:.1f} KB a live instance")


def main() -> int:
    """Measure everything; the number of bars that were missed."""
    quick, report = "--quick" in sys.argv, Report(BARS)
    rework(report, quick)
    engine_stored.on_sqlite(report)
    rounds(report)
    branches(report, quick)
    parallel_blocks(report)
    long_chain(report)
    memory(report)
    return len(report.missed)


if __name__ == "__main__":
    sys.exit(main())
