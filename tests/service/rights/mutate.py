"""Makes every change to the checks of rights and tells which of them nobody notices.

``python -m tests.service.rights.mutate``: ends with 1 when a change survives that is
not known to be equivalent.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from processes.store import database
from tests.service.rights.mutants import mutants, noticed, opened
from tests.service.rights.survivors import EQUIVALENT
from tests.service.rights.world import World, furnish, world


def main() -> int:
    """Print changes, those that were noticed, and the survivors."""
    parser = argparse.ArgumentParser(description="逐一去掉权限检查，看矩阵和测试能否发现")
    parser.add_argument("--only", default="", help="只做名称包含这段文字的")
    parser.add_argument("--without-tests", action="store_true", help="只看矩阵，不运行测试")
    parser.add_argument("--functions", action="store_true", help="只做检查函数的改动，不做权限表的")
    given = parser.parse_args()
    began = time.process_time()
    with _office() as office:
        rows = 0 if given.functions else _rows(office, given.only)
        branches = _branches(office, given.only, not given.without_tests)
    print(f"CPU {time.process_time() - began:.0f} s")
    return 1 if rows or branches else 0


def _rows(office: World, only: str) -> int:
    about = [each for each in opened() if only in each.name]
    twice = [each for each in about if each.second and each.noticed(office, alone=True) is None]
    alone = [each for each in about if each not in twice]
    survivors = [each for each in alone if each.noticed(office, alone=True) is None]
    survivors += [each for each in twice if each.noticed(office, alone=False) is None]
    for each in twice:
        print(f"另有检查：{each.name}：{each.second}")
    for each in survivors:
        print(f"没有发现：{each.name}")
    print(f"权限表：改动 {len(about)}，另有检查 {len(twice)}，没有发现 {len(survivors)}", flush=True)
    return len(survivors)


def _branches(office: World, only: str, tests: bool) -> int:
    about = [each for each in mutants() if only in each.name]
    equal, survivors = 0, 0
    for each in about:
        found = noticed(office, each, tests)
        if found is not None:
            print(f"发现：{each.name}：{found}", flush=True)
        elif each.name in EQUIVALENT:
            equal += 1
            print(f"等价：{each.name}：{EQUIVALENT[each.name]}", flush=True)
        else:
            survivors += 1
            print(f"没有发现：{each.name}", flush=True)
    print(f"检查函数：改动 {len(about)}，等价 {equal}，没有发现 {survivors}")
    return survivors


@contextmanager
def _office() -> Iterator[World]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'office.sqlite3'}"
        engine = database.connect(url)
        given = furnish(engine)
        engine.dispose()
        with world(url, given) as office:
            yield office


if __name__ == "__main__":
    sys.exit(main())
