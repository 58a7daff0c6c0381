"""How fast everything is proven: ``python -m benchmarks.verify [records] [instances]`` (CPU seconds).

One real instance of six tasks is copied until there are so many *records*; another database gets so many
short *instances*, which are anchored, a hundredth of them again.  On SQLite and on the PostgreSQL of the
tests (its own work is not counted: CPU time is that of the service).  Ends with status 1 below 20,000
records/s.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Engine, insert, make_url, text

from benchmarks import engine_models as models
from benchmarks.engine_models import CONTEXT
from benchmarks.engine_stored import ACTOR, complete, store_tasks
from benchmarks.measuring import Bars, Report
from processes import commands, proof, store
from processes.records import Record
from processes.store import chain
from processes.store.rows import table_of
from tests import postgres

BARS: Bars = {"SQLite records/s": (">=", 20_000), "PostgreSQL records/s": (">=", 20_000)}
STEPS = 30
RECORD, INSTANCE = table_of(store.RecordRow), table_of(store.Instance)


def first(engine: Engine, steps: int) -> int:
    """A real instance after so many completed tasks; its number."""
    sessions = store.sessions(engine)
    with sessions.begin() as session:
        commands.deploy(session, {"m.bpmn": models.six_tasks(feel=True)}, "", actor=ACTOR, now=CONTEXT.now)
    with sessions.begin() as session:
        number = commands.start_instance(session, "policy", {"again": False}, actor=ACTOR, now=CONTEXT.now).id
    for count in range(steps):
        with sessions() as session:
            [task] = store_tasks(session, number)
        complete(sessions, commands.TaskRef(number, task), count)
    return number


def copy(engine: Engine, number: int, total: int) -> None:
    """*total* instances with the records of *number*, each with its own chain."""
    with store.sessions(engine)() as session:
        model = session.get_one(store.Instance, number)
        rows = list(store.records(session, number))
        values = {column.name: getattr(model, column.name) for column in INSTANCE.columns}
    for begin in range(number + 1, number + total, 500):
        copies, records = [], []
        for own in range(begin, min(begin + 500, number + total)):
            instance = store.Instance(**{**values, "id": own})
            head = chain.root(instance)
            for row in rows:
                cells = (row.seq, row.step, row.type, row.at, row.actor, row.process_id, row.element_id)
                cells += (row.element_instance_id, row.scope_id, row.payload)
                head = chain.link(
                    instance.algorithm, head, (own, *cells[:3], chain.instant(row.at), *cells[4:])
                )
                records.append(dict(zip(RECORD.columns.keys(), (own, *cells, head), strict=True)))
            instance.head, instance.seq, instance.step = head, len(rows), rows[-1].step
            copies.append(values | {"id": own, "head": head, "seq": len(rows), "step": instance.step})
            copies[-1]["seal"] = chain.seal(instance)
        with engine.begin() as connection:
            connection.execute(insert(INSTANCE), copies)
            connection.execute(insert(RECORD), records)


def whole(report: Report, name: str, engine: Engine, records: int) -> None:
    """The proof of everything, and the memory that it takes from its first tenth to its end."""
    number = first(engine, STEPS)
    with engine.connect() as connection:
        of_one = connection.scalar(text("SELECT count(*) FROM record"))
        size = connection.scalar(text("SELECT avg(length(payload)) FROM record"))
    copy(engine, number, max(records // of_one, 2))
    held: list[int] = []
    seen = proof.Seen(told=lambda _: held.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
    with store.readers(engine)() as session:
        begun, wall = process_time(), perf_counter()
        assert proof.verify(session, None, seen) == []
        took, waited = process_time() - begun, perf_counter() - wall
    grown = (held[-1] - held[len(held) // 10]) / 1024
    report.line(
        f"{name}: {seen.records} records of {seen.instances} instances, {float(size or 0):.0f} bytes of "
        f"payload each: {took:.2f} s CPU, {waited:.2f} s; memory grew by {grown:.1f} MB"
    )
    report.bar(f"{name} records/s", seen.records / took)


def anchors(report: Report, name: str, engine: Engine, instances: int) -> None:
    """The first anchor, one when a hundredth has changed, one when nothing has, and their proof."""
    number = first(engine, 1)
    copy(engine, number, instances)
    sessions, now = store.sessions(engine), CONTEXT.now
    with tempfile.TemporaryDirectory() as folder:
        rules = proof.Anchoring(proof.new_key(Path(folder) / "key"))
    for title, hours in (("first", 1), ("after a hundredth changed", 2), ("nothing changed", 3)):
        if hours == 2:
            for own in range(number, number + instances, 100):
                with sessions() as session:
                    instance = session.get_one(store.Instance, own)
                    last = list(store.records(session, own))[-1]
                extend(engine, instance, store.to_record(last))
        begun = process_time()
        made = proof.anchor(sessions, rules, now=now + timedelta(hours=hours))
        told = proof.stated(made)["leaves"] if made else 0
        report.line(f"{name}: anchor, {title}: {told} leaves, {process_time() - begun:.2f} s CPU")
    with store.readers(engine)() as session:
        begun = process_time()
        assert proof.check_anchors(session, {rules.signer.public: ""}) == []
        report.line(f"{name}: proof of the anchors: {process_time() - begun:.2f} s CPU")


def extend(engine: Engine, instance: store.Instance, again: Record) -> None:
    """One more record at the end of a chain."""
    row = store.InstanceRow.of(instance)
    with engine.begin() as connection:
        store.log(connection, row, [again])
        store.keep(connection, row, None)


def main(records: int, instances: int) -> bool:
    """Whether the bars hold."""
    report = Report(BARS)
    with tempfile.TemporaryDirectory() as name, postgres.server() as server:
        makers: dict[str, Any] = {
            "SQLite": lambda own: f"sqlite:///{Path(name) / own}.db",
            "PostgreSQL": partial(_create, server),
        }
        for title, make in makers.items():
            for run, size in ((whole, records), (anchors, instances)):
                engine = store.connect(make(f"verify_{run.__name__}"))
                store.upgrade(engine)
                run(report, title, engine, size)
                engine.dispose()
    return not report.missed


def _create(server: str, name: str) -> str:
    administrator = store.connect(server).execution_options(isolation_level="AUTOCOMMIT")
    with administrator.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    administrator.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    sys.exit(0 if main(*(given + [200_000, 100_000][len(given) :])) else 1)
