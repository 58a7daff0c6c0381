"""Makes every change to the checks of rights and tells which of them nobody notices.

``python -m tests.service.rights.mutate``: ends with 1 when a change survives that is
not known to be equivalent.
"""

from __future__ import annotations

import argparse
import logging
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import structlog

from processes.store import database
from tests.service.rights import trials
from tests.service.rights.mutants import Mutant, mutants
from tests.service.rights.opened import opened
from tests.service.rights.survivors import EQUIVALENT
from tests.service.rights.world import World, furnish, world


def main() -> int:
    """Print the changes that are equivalent or that nobody noticed, and how many there were."""
    parser = argparse.ArgumentParser(description="逐一去掉权限检查，看矩阵和测试能否发现")
    parser.add_argument("--only", default="", help="只做名称包含这段文字的")
    parser.add_argument("--functions", action="store_true", help="只做检查函数的改动，不做权限表的")
    parser.add_argument("--rows", action="store_true", help="只做权限表的改动")
    parser.add_argument("--all", action="store_true", help="也列出被发现的改动")
    given = parser.parse_args()
    with _office() as office:
        survivors = 0 if given.functions else _rows(office, given.only)
        if not given.rows:
            survivors += _branches(office, given.only, given.all)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"CPU {time.process_time() + children.ru_utime + children.ru_stime:.0f} s")
    return 1 if survivors else 0


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


def _branches(office: World, only: str, every: bool) -> int:
    about = [each for each in mutants() if only in each.name]
    count = Counter[str]()

    def tell(mutant: Mutant, found: str | None) -> None:
        kind = "发现" if found else "等价" if mutant.key in EQUIVALENT else "没有发现"
        count[kind] += 1
        if every or kind != "发现":
            print(f"{kind}：{mutant.name}：{found or EQUIVALENT.get(mutant.key, '')}", flush=True)

    code = trials.run(about, office, tell)
    places = len({each.spot.key for each in about})
    told = "，".join(f"{kind} {count[kind]}" for kind in ("发现", "等价", "没有发现"))
    print(f"检查函数：{places} 个，改动 {len(about)}，{told}", flush=True)
    return count["没有发现"] + (code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED))


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
