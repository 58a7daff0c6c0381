"""Damaged form documents and submissions: only declared refusals, and every answer in time.

    python -m benchmarks.form_robustness [--number 10000] [--seed 1]

Prints what became of them and the slowest answer (CPU time); ends with status 1 after any other exception.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from processes.errors import InvalidArgument, InvalidDefinition
from processes.forms import Form
from tests.processes.forms.mutations import documents, submissions

#: CPU seconds in which everything must have been answered.
BAR = 8.0


def load(document: Any, data: Any) -> str:
    """What becomes of a damaged document, and of data for it."""
    try:
        form = Form.load(document)
    except InvalidDefinition:
        return "文档被拒绝"
    try:
        form.clean(data, data)
    except InvalidArgument:
        return "文档可用，数据被拒绝"
    return "文档可用，数据通过"


def clean(document: Any, data: Any, variables: Any) -> str:
    """What becomes of damaged data."""
    try:
        Form.load(document).clean(data, variables)
    except InvalidArgument:
        return "数据被拒绝"
    return "数据通过"


def measure(title: str, cases: Iterator[tuple[Any, ...]], judge: Callable[..., str]) -> bool:
    """Run all cases; False when one ended otherwise than declared or too late."""
    found, slowest, wrong = Counter[str](), 0.0, 0
    for number, case in enumerate(cases):
        began = time.process_time()
        try:
            found[judge(*case)] += 1
        except Exception:
            wrong += 1
            print(f"{title} {number}：{traceback.format_exc(limit=-4)}", file=sys.stderr)
        slowest = max(slowest, time.process_time() - began)
    told = "，".join(f"{what} {count}" for what, count in sorted(found.items()))
    print(f"{title}：{sum(found.values()) + wrong} 例，{told}，其他异常 {wrong}，最慢 {slowest:.2f} 秒")
    return not wrong and slowest < BAR


def main() -> None:
    """Both kinds of damage."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    good = measure("损坏的文档", documents(given.seed, given.number), load)
    good = measure("损坏的数据", submissions(given.seed, given.number), clean) and good
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
