"""Case A whole: its dates, and the proof that the records tell everything and that nobody changed them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, bindparam, select, text
from sqlalchemy.orm import Session

from processes import proof, queries, reexecution, store
from processes.calendar import BEIJING
from processes.history import Entry
from processes.records import RecordType
from processes.store.rows import table_of
from service.cli import main
from tests.case_a.conftest import OpenAt
from tests.case_a.walk import CASE, ROOT, Walk
from tests.tampering import unguard

AFTER_ISSUE, AFTER_END = "2026-02-06T23:00+08:00", "2026-03-11T10:00+08:00"
EXPECTED = CASE["expected"]
#: Where a byte is flipped: columns of the ``timer_created`` record of the deadline; bytes from either end.
TEXTS = {
    "payload": (0, 2, 700, -2, -1),
    "hash": (0, 31, -1),
    "actor": (0, -1),
    "type": (0, -1),
    "process_id": (3,),
    "element_id": (0,),
}
NUMBERS = ("step", "element_instance_id", "scope_id")


@pytest.fixture
def finished(open_at: OpenAt) -> Walk:
    return open_at("finished", AFTER_END, writes=False)


def entries(walk: Walk) -> list[Entry]:
    with walk.state.readers() as session:
        return list(store.entries(session, 1))


def of(walk: Walk, type_: RecordType, process_id: str, element_id: str) -> list[Entry]:
    return [
        entry
        for entry in entries(walk)
        if (entry.record.type, entry.record.process_id, entry.record.element_id)
        == (type_, process_id, element_id)
    ]


def faults(walk: Walk) -> list[tuple[int | None, int | None]]:
    with walk.state.readers() as session:
        return [(fault.instance_id, fault.seq) for fault in proof.verify(session)]


def test_the_deadline_and_its_reminders_are_those_of_the_catalogue(open_at: OpenAt) -> None:
    walk = open_at("issued", AFTER_ISSUE, writes=False)
    with walk.state.readers() as session:
        timers = {(timer.process_id, timer.element_id): timer for timer in queries.timers(session, 1)}
    assert {key: timer.due.astimezone(BEIJING).isoformat() for key, timer in timers.items()} == {
        ("jd_publication", "B1"): "2026-03-12T18:00:00+08:00",
        ("jd_publication", "B2"): "2026-03-12T18:00:00+08:00",
        ("jd_publication", "B3"): "2026-03-12T18:00:00+08:00",
        ("jd_deadline_guard", "TM2"): "2026-03-12T18:00:00+08:00",
        ("jd_deadline_guard", "TM1"): "2026-02-27T09:00:00+08:00",
    }
    deadline = timers["jd_deadline_guard", "TM2"].explanation or {}
    assert (deadline["due_date"], deadline["start"]) == (str(EXPECTED["due_date"]), str(EXPECTED["t0"]))
    assert (deadline["provisional"], deadline["rule"]) == (False, "S2-62")
    reminders = [reminder["due"] for reminder in deadline["reminders"]]
    assert reminders == [f"{day}T09:00:00+08:00" for day in EXPECTED["reminders"]]


def test_every_reminder_fires_at_its_instant_when_nothing_is_published(open_at: OpenAt) -> None:
    walk = open_at("issued", AFTER_ISSUE)
    instants = [f"{day}T09:00:00+08:00" for day in EXPECTED["reminders"]]
    for instant in instants:
        assert walk.at(instant).timers >= 1
    fired = of(walk, RecordType.TIMER_FIRED, "jd_deadline_guard", "TM1")
    assert [entry.record.payload["due"] for entry in fired] == instants
    assert [entry.record.at.astimezone(BEIJING).isoformat() for entry in fired] == instants


def test_the_file_comes_back_once_with_what_is_missing(finished: Walk) -> None:
    [note] = of(finished, RecordType.USER_TASK_COMPLETED, "jd_route_a", "T3")
    assert note.record.at.astimezone(BEIJING).isoformat() == "2026-01-27T10:00:00+08:00"
    written = of(finished, RecordType.VARIABLES_CHANGED, "jd_route_a", "T3")
    notes = [
        entry.record.payload["values"].get("return_note") for entry in written if entry.step == note.step
    ]
    assert [found["missing"] for found in notes if found] == [EXPECTED["return_missing"]]
    found = of(finished, RecordType.DECISION_EVALUATED, "jd_route_a", "D1")
    assert [entry.record.payload["result"] for entry in found] == [EXPECTED["return_missing"], []]


def test_it_ends_in_time(finished: Walk) -> None:
    [end] = of(finished, RecordType.ELEMENT_ACTIVATED, "jd_publication", "E1")
    assert end.record.payload["name"] == "按期发布完成"
    with finished.state.readers() as session:
        instance = queries.instance(session, 1)
        assert (instance.status, queries.timers(session, 1)) == ("completed", [])
    assert len(of(finished, RecordType.ELEMENT_ACTIVATED, "jd_deadline_guard", "E1")) == 1


def instances(session: Session) -> int:
    """How many there are: the clock starts inspections, trainings and others beside case A."""
    return len(session.scalars(select(store.Instance.id)).all())


def rows(session: Session) -> dict[str, list[str]]:
    tables = [table_of(model) for model in (*store.READ_TABLES, store.Instance)]
    return {table.name: sorted(map(repr, session.execute(select(table)))) for table in tables}


@pytest.mark.parametrize("stage", ["issued", "finished"])
def test_the_read_tables_follow_from_the_records(open_at: OpenAt, stage: str) -> None:
    walk = open_at(stage, AFTER_END)
    with walk.state.readers() as session:
        before = rows(session)
    assert {name for name, found in before.items() if found} >= {"element_instance", "user_task", "job"}
    with walk.state.sessions.begin() as session:
        for model in store.READ_TABLES:
            session.execute(table_of(model).delete())
        assert store.rebuild(session) == instances(session)
    with walk.state.readers() as session:
        assert rows(session) == before


def test_the_recorded_commands_give_the_same_records(open_at: OpenAt) -> None:
    for stage in ("issued", "finished"):
        walk = open_at(stage, AFTER_END, writes=False)
        with walk.state.readers() as session:
            assert reexecution.reexecute(session, 1) == []
        assert faults(walk) == []


def run(walk: Walk, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    """``jiedu …`` on the database of the walk."""
    url = walk.state.settings.database_url
    monkeypatch.setenv("JIEDU_DATABASE_URL", url)
    monkeypatch.setenv("JIEDU_SECRET_KEY", "only for tests")
    return CliRunner().invoke(main, list(arguments))


@contextmanager
def changed(engine: Engine, seq: int, column: str, expression: str, value: Any) -> Iterator[None]:
    """A column of a record exchanged behind the back of the service, and put back."""
    where = {"seq": seq}
    with engine.begin() as connection:
        query = text(f"SELECT CAST({column} AS text) FROM record WHERE instance_id = 1 AND seq = :seq")
        old = connection.execute(query, where).scalar_one()
        update = f"UPDATE record SET {column} = {expression} WHERE instance_id = 1 AND seq = :seq"
        bound = text(update).bindparams(bindparam("new", value))
        assert connection.execute(bound, where).rowcount == 1
    yield
    kind = "text" if column in {*TEXTS, "at"} else "bigint"
    back = "CAST(:new AS timestamptz)" if column == "at" and engine.dialect.name == "postgresql" else None
    update = (
        f"UPDATE record SET {column} = {back or f'CAST(:new AS {kind})'} WHERE instance_id = 1 AND seq = :seq"
    )
    with engine.begin() as connection:
        connection.execute(text(update).bindparams(bindparam("new", old)), where)


def flips(walk: Walk, seq: int) -> Iterator[tuple[str, str, Any]]:
    """Columns with one bit of one byte turned over: (column, SQL for the new value, its bytes or number)."""
    sqlite = walk.state.engine.dialect.name == "sqlite"
    given = "CAST(:new AS text)" if sqlite else "convert_from(CAST(:new AS bytea), 'UTF8')"
    with walk.state.readers() as session:
        row = session.get_one(store.RecordRow, (1, seq))
        stored = session.scalar(
            text(f"SELECT CAST(at AS text) FROM record WHERE instance_id = 1 AND seq = {seq}")
        )
    for column, places in TEXTS.items():
        for place in places:
            yield column, given, flipped(getattr(row, column), place)
    for column in NUMBERS:
        yield column, "CAST(:new AS bigint)", getattr(row, column) ^ 1
    if not sqlite:  # it holds instants as numbers, and takes no text that is not UTF-8
        yield "at", "at + CAST(:new AS interval)", "1 microsecond"
        return
    yield "payload", given, flipped(row.payload, 700, 0x80)
    for place in (0, 10, 18, -1):
        yield "at", given, flipped(str(stored), place)


def flipped(value: str, place: int, mask: int = 1) -> bytes:
    """The bytes of *value* with a bit of the byte at *place* turned over."""
    raw = bytearray(value.encode())
    raw[place] ^= mask
    return bytes(raw)


def test_one_flipped_byte_is_found_with_instance_and_number(
    open_at: OpenAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = open_at("finished", AFTER_END)
    [deadline] = of(walk, RecordType.TIMER_CREATED, "jd_deadline_guard", "TM2")
    seq = deadline.seq
    with walk.state.readers() as session:
        number = instances(session)
    assert f"校验通过：{number} 个实例" in run(walk, monkeypatch, "verify").output
    unguard(walk.state.engine, "record")
    told: dict[str, str] = {}
    for column, sql, value in flips(walk, seq):
        with changed(walk.state.engine, seq, column, sql, value):
            with walk.state.readers() as session:
                found = proof.verify(session, 1)
            assert found, f"{column} = {value!r} is not found"
            assert (found[0].instance_id, found[0].seq) == (1, seq), (column, value)
            if column not in told:
                result = run(walk, monkeypatch, "verify")
                told[column] = result.output if result.exit_code == 1 else ""
    assert faults(walk) == []
    assert told.keys() == {*TEXTS, *NUMBERS, "at"}
    assert all(output.startswith(f"实例 1 第 {seq} 条：") for output in told.values()), told


def test_a_process_of_its_own_finds_the_deleted_last_record(open_at: OpenAt) -> None:
    walk = open_at("finished", AFTER_END)
    last = len(entries(walk))
    unguard(walk.state.engine, "record")
    with walk.state.engine.begin() as connection:
        connection.execute(text("DELETE FROM record WHERE instance_id = 1 AND seq = :seq"), {"seq": last})
    url = walk.state.settings.database_url
    told = subprocess.run(
        [sys.executable, "-m", "service", "verify"],
        cwd=ROOT,
        env={**os.environ, "JIEDU_DATABASE_URL": url, "JIEDU_SECRET_KEY": "only for tests"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.returncode == 1, told.stderr
    assert told.stdout.startswith(f"实例 1 第 {last} 条："), told.stdout
    assert f"实际有 {last - 1} 条" in told.stdout
