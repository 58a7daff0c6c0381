"""FEEL expressions per CPU-second, beside other evaluators where they are installed.

    python -m benchmarks.feel [--seconds 1] [--check]

Beside ours: SpiffWorkflow's own script engine (Python text), cel-python (extra ``bench``) and feelin in Node
(from service/ui/node_modules).  All get the same data in one run, in CPU time, and must agree.
``--check`` ends with status 1 below one of the bars.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine

from benchmarks import decisions
from processes import feel

ROOT = Path(__file__).parents[1]
FEELIN = ROOT / "service" / "ui" / "node_modules" / "feelin" / "dist" / "index.js"


@dataclass(frozen=True)
class Case:
    """One expression in three languages, its data, the answer and the bar."""

    title: str
    feel: str
    python: str
    cel: str
    data: dict[str, Any]
    answer: Any
    bar: int


ITEMS = [{"price": number % 20, "qty": number % 9} for number in range(100)]
CASES = (
    Case(
        "条件",
        'amount > 5 and category in ("a","b")',
        'amount > 5 and category in ("a","b")',
        'amount > 5 && category in ["a","b"]',
        {"amount": 7, "category": "b"},
        True,
        400_000,
    ),
    Case(
        "筛选 100 项",
        "count(items[price > 10 and qty < 5])",
        "len([i for i in items if i['price'] > 10 and i['qty'] < 5])",
        "size(items.filter(i, i.price > 10 && i.qty < 5))",
        {"items": ITEMS},
        sum(item["price"] > 10 and item["qty"] < 5 for item in ITEMS),
        25_000,
    ),
)
TABLE_BAR = decisions.BAR


def ours(case: Case) -> Callable[[], Any]:
    """Compiled once, as everywhere in the product."""
    expression, data = feel.compile(case.feel), case.data
    return lambda: expression.evaluate(data)


def spiff(case: Case) -> Callable[[], Any]:
    """SpiffWorkflow's environment: ``eval`` of the text."""
    environment, text, data = PythonScriptEngine().environment, case.python, case.data
    return lambda: environment.evaluate(text, data, {})


def cel(case: Case) -> Callable[[], Any]:
    """cel-python's program, with data converted beforehand."""
    from celpy import Environment, json_to_cel

    environment = Environment()
    program = environment.program(environment.compile(case.cel))
    data = {name: json_to_cel(value) for name, value in case.data.items()}
    return lambda: program.evaluate(data)


def per_second(evaluate: Callable[[], Any], seconds: float) -> float:
    """Evaluations per second of CPU time."""
    evaluate()
    count, batch, began = 0, 1, time.process_time()
    while (spent := time.process_time() - began) < seconds:
        for _ in range(batch):
            evaluate()
        count += batch
        batch = min(batch * 2, 1_000)
    return count / spent


_NODE = """
import { evaluate } from %s;
const { text, data, seconds } = JSON.parse(process.argv[1]);
const spent = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };
const run = () => {
  const found = evaluate(text, data);
  return found && typeof found === 'object' && 'value' in found ? found.value : found;
};
for (let i = 0; i < 20; i++) run();
let count = 0; const began = spent();
while (spent() - began < seconds) { for (let i = 0; i < 10; i++) run(); count += 10; }
console.log(JSON.stringify({ answer: run(), perSecond: count / (spent() - began) }));
"""


def feelin(case: Case, seconds: float) -> float | None:
    """feelin's own loop in Node; None where it is not installed."""
    if not FEELIN.exists():
        return None
    script = _NODE % json.dumps(FEELIN.as_uri())
    given = json.dumps({"text": case.feel, "data": case.data, "seconds": seconds})
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", script, given],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PATH": path},
    )
    found = json.loads(done.stdout)
    assert found["answer"] == case.answer, found
    return float(found["perSecond"])


def measure(case: Case, seconds: float) -> dict[str, float | None]:
    """Speeds by evaluator; None where it is not installed."""
    makers: dict[str, Callable[[Case], Callable[[], Any]]] = {"jiedu": ours, "SpiffWorkflow": spiff}
    if find_spec("celpy"):
        makers["cel-python"] = cel
    speeds: dict[str, float | None] = {"SpiffWorkflow": None, "cel-python": None}
    for name, make in makers.items():
        evaluate = make(case)
        assert evaluate() == case.answer, name
        speeds[name] = per_second(evaluate, seconds)
    speeds["feelin"] = feelin(case, seconds)
    return speeds


def table(seconds: float) -> dict[str, float | None]:
    """A decision table of 100 rules and 3 columns, ours and SpiffWorkflow's."""
    data = {"category": decisions.CATEGORIES[1], "amount": 64, "urgent": True}
    mine, other = decisions.ours("UNIQUE"), decisions.spiff()
    assert mine(data) == other(data)
    return {
        "jiedu": per_second(lambda: mine(data), seconds),
        "SpiffWorkflow": per_second(lambda: other(data), seconds),
    }


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0, help="CPU seconds per evaluator and case")
    parser.add_argument("--check", action="store_true", help="status 1 below a bar")
    options = parser.parse_args()
    found = [(case.title, case.bar, measure(case, options.seconds)) for case in CASES]
    found.append(("决策表 100×3", TABLE_BAR, table(options.seconds)))
    low = []
    for title, bar, speeds in found:
        mine = speeds["jiedu"] or 0.0
        print(f"{title}：每 CPU 秒 {mine:,.0f} 次（要求 {bar:,}）")
        for name, speed in speeds.items():
            if speed is None:
                print(f"  {name:<14}未安装")
            elif name != "jiedu":
                print(f"  {name:<14}{speed:>12,.0f}   我们是它的 {mine / speed:,.1f} 倍")
        if mine < bar:
            low.append(title)
    if options.check and low:
        sys.exit(f"低于要求：{'、'.join(low)}")


if __name__ == "__main__":
    main()
