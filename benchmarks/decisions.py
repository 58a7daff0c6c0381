"""Decisions per CPU-second on one table of 100 rules and 3 columns, beside SpiffWorkflow's DMN engine.

    python benchmarks/decisions.py [--decisions N] [--check]

Both engines answer the same inputs in one run, in CPU time; the answers are compared first.  Then the static
analysis of larger tables.  ``--check`` ends with status 1 below the bar of 10,000 decisions per CPU-second.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.parser.DMNParser import DMNParser

sys.path.insert(0, str(Path(__file__).parents[1]))

from processes.decisions import Model

BAR = 10_000
NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
CATEGORIES = ("规范性文件", "重大决策", "重要措施", "其他")
COLUMNS = ("category", "amount", "urgent")
SPAN = 10  # numbers in one band of amounts


def rows() -> Iterator[tuple[str, int, bool, int]]:
    """Category, lower end of the amount, urgency and result of each of the 100 rules."""
    for number in range(100):
        yield CATEGORIES[number % 4], number // 8 * SPAN, number % 8 < 4, number


def feel_cells(category: str, low: int, urgent: bool) -> tuple[str, ...]:
    """The cells as the standard writes them."""
    return f'"{category}"', f"[{low}..{low + SPAN})", "true" if urgent else "false"


def python_cells(category: str, low: int, urgent: bool) -> tuple[str, ...]:
    """The cells in Python, SpiffWorkflow's language."""
    return f'"{category}"', f"{low} <= ? < {low + SPAN}", str(urgent)


def document(cells: Callable[[str, int, bool], tuple[str, ...]], policy: str) -> str:
    """The table with the cells of one language."""
    inputs = "".join(
        f'<input id="in_{name}" label="{name}"><inputExpression id="ex_{name}" typeRef="{kind}">'
        f"<text>{name}</text></inputExpression></input>"
        for name, kind in zip(COLUMNS, ("string", "number", "boolean"), strict=True)
    )
    rules = "".join(
        f'<rule id="r{result}">'
        + "".join(
            f'<inputEntry id="r{result}_{index}"><text>{escape(cell)}</text></inputEntry>'
            for index, cell in enumerate(cells(category, low, urgent))
        )
        + f'<outputEntry id="r{result}_o"><text>{result}</text></outputEntry></rule>'
        for category, low, urgent, result in rows()
    )
    return (
        f'<definitions xmlns="{NAMESPACE}" id="d" name="d" namespace="http://bench.example">'
        f'<decision id="band" name="band"><decisionTable id="t" hitPolicy="{policy}">{inputs}'
        f'<output id="o" name="band" label="band" typeRef="number"/>{rules}</decisionTable></decision>'
        "</definitions>"
    )


def ours(policy: str) -> Callable[[dict[str, Any]], Any]:
    """Decisions for the record, as the engine of the processes asks for them."""
    model = Model.load(document(feel_cells, policy))
    return lambda given: model.decide("band", given).result


def spiff() -> Callable[[dict[str, Any]], Any]:
    """SpiffWorkflow's engine; its UNIQUE stops at the first rule and checks nothing."""
    root = etree.fromstring(document(python_cells, "UNIQUE").encode())
    parser = DMNParser(None, root, {"dmn": NAMESPACE}, filename="bench.dmn")
    parser.parse()
    engine = DMNEngine(parser.decision.decisionTables[0])
    workflow = SimpleNamespace(script_engine=PythonScriptEngine())

    def decide(given: dict[str, Any]) -> Any:
        return engine.result(SimpleNamespace(data=given, workflow=workflow)).get("band")

    return decide


def per_second(decide: Callable[[dict[str, Any]], Any], given: list[dict[str, Any]]) -> float:
    """Decisions per second of CPU time."""
    begin = time.process_time()
    for data in given:
        decide(data)
    return len(given) / (time.process_time() - begin)


def wide_table(rules: int, columns: int) -> str:
    """A table of random cells over numbers, texts and booleans, for the analysis."""
    choice = random.Random(1)
    kinds = [("number", "string", "boolean")[column % 3] for column in range(columns)]
    inputs = "".join(
        f'<input id="i{n}"><inputExpression id="e{n}" typeRef="{kind}"><text>c{n}</text></inputExpression>'
        "</input>"
        for n, kind in enumerate(kinds)
    )
    rows = "".join(
        f'<rule id="r{row}">'
        + "".join(f"<inputEntry><text>{escape(_cell(kind, choice))}</text></inputEntry>" for kind in kinds)
        + f"<outputEntry><text>{row}</text></outputEntry></rule>"
        for row in range(rules)
    )
    return (
        f'<definitions xmlns="{NAMESPACE}" id="d" name="d" namespace="http://bench.example"><decision id="w" '
        f'name="w"><decisionTable id="t">{inputs}<output id="o" name="o"/>{rows}</decisionTable></decision>'
        "</definitions>"
    )


def _cell(kind: str, choice: random.Random) -> str:
    if choice.random() < 0.3:
        return "-"
    if kind == "number":
        low = choice.randint(0, 100)
        return f"[{low}..{low + choice.randint(1, 50)})"
    return f'"{choice.choice("abcdefgh")}"' if kind == "string" else choice.choice(("true", "false"))


def tell_analysis(rules: int, columns: int) -> None:
    """How long reading and analysing a table takes."""
    document = wide_table(rules, columns)
    begin = time.process_time()
    model = Model.load(document)
    loaded = time.process_time()
    told = len(model.warnings)
    print(
        f"{rules:>5} x {columns:<3} read in {loaded - begin:.2f} s, analysed in "
        f"{time.process_time() - loaded:.2f} s, {told} findings"
    )


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--decisions", type=int, default=20_000, help="how many for ours; a 100th for SpiffWorkflow"
    )
    parser.add_argument("--check", action="store_true", help="status 1 below the bar")
    options = parser.parse_args()
    given = [
        {"category": CATEGORIES[n % 4], "amount": n * 7 % 125, "urgent": n % 3 == 0}
        for n in range(options.decisions)
    ]
    unique, first, other = ours("UNIQUE"), ours("FIRST"), spiff()
    sample = given[: max(options.decisions // 100, 20)]
    assert [unique(data) for data in sample] == [other(data) for data in sample]
    speed = per_second(unique, given)
    print(f"UNIQUE          {speed:>10,.0f} decisions per CPU-second")
    print(f"FIRST           {per_second(first, given):>10,.0f}")
    begin = time.process_time()
    Model.load(document(feel_cells, "UNIQUE")).decide("band", given[0])
    print(f"load and decide {(time.process_time() - begin) * 1000:>10,.1f} ms (texts cached)")
    slow = per_second(other, sample)
    print(f"SpiffWorkflow   {slow:>10,.0f}   ratio {speed / slow:,.0f}")
    for rules, columns in ((100, 10), (1000, 10)):
        tell_analysis(rules, columns)
    if options.check and speed < BAR:
        sys.exit(f"below the bar of {BAR:,}")


if __name__ == "__main__":
    main()
