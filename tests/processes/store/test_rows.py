"""Plain rows say what the mapped classes say, and their statements behave like all others."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import IntegrityError

from processes import commands, store
from processes.store import CalendarNotice, Instance, RecordRow, SignalSubscription, UserTask, rows
from processes.store.batch import Batch
from processes.store.rows import table_of
from processes.store.types import canonical, compact, parsed
from tests.postgres import await_a_waiter
from tests.processes import diagrams
from tests.processes.conftest import DRAFTER, Clock
from tests.processes.matters import Sessions, begun, ref_of

TEXTS = st.text(st.characters(codec=None, exclude_categories=()), max_size=8)
NUMBERS = st.integers() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture
def number(sessions: Sessions, clock: Clock) -> int:
    return begun(sessions, clock, "review", {"review.bpmn": diagrams.REVIEW}, drafter="zhao3")


def columns(row: Any, model: type[Any]) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in table_of(model).columns}


def test_a_locked_row_is_the_mapped_instance(sessions: Sessions, number: int) -> None:
    with sessions.begin() as session:
        mapped = session.get_one(Instance, number)
        plain = store.lock(session.connection(), number)
        assert plain is not None
        assert columns(plain, Instance) == columns(mapped, Instance)
        assert columns(store.InstanceRow.of(mapped), Instance) == columns(mapped, Instance)
        assert store.lock(session.connection(), number + 1) is None


@pytest.mark.parametrize("count", [1, 2, 12, 13])
def test_any_number_of_rows_is_inserted_or_written_over(sessions: Sessions, number: int, count: int) -> None:
    table = table_of(SignalSubscription)
    for element in ("first", "second"):
        with sessions.begin() as session:
            insert = rows.insert_into(session.connection(), table, ("element_id",))
            keys = [{"instance_id": number, "element_instance_id": at, "name": "停"} for at in range(count)]
            values = [{**key, "process_id": None, "element_id": f"{element}%s"} for key in keys]
            rows.run(session.connection(), insert, values)
        with sessions() as session:
            found = session.execute(select(table.c.element_instance_id, table.c.element_id)).all()
            assert sorted(found) == [(at, f"{element}%s") for at in range(count)]


def test_new_rows_take_the_places_of_old_ones(sessions: Sessions, number: int) -> None:
    table = table_of(SignalSubscription)

    def step(gone: list[int], come: list[int]) -> list[int]:
        with sessions.begin() as session:
            batch = Batch(SignalSubscription, take_turns=True)
            for at in gone:
                batch.delete((number, at, "停"))
            for at in come:
                batch.insert((number, at, "停"), {"process_id": None, "element_id": str(at)})
            batch.write(session.connection())
            found = session.execute(select(table.c.element_instance_id, table.c.element_id)).all()
            assert all(element == str(at) for at, element in found)
            return sorted(at for at, _ in found)

    assert step([], [1, 2]) == [1, 2]
    assert step([1, 2], [3, 4]) == [3, 4]
    assert step([3, 4], [4, 5]) == [4, 5]
    assert step([4, 5], [6]) == [6]


def test_a_locked_task_is_the_mapped_task_and_its_instance(sessions: Sessions, number: int) -> None:
    with sessions.begin() as session:
        mapped = session.scalars(select(UserTask).where(UserTask.status == "open")).one()
        found = store.lock_task(session.connection(), number, mapped.element_instance_id)
        assert found is not None
        instance, task, newest = found
        assert columns(instance, Instance) == columns(session.get_one(Instance, number), Instance)
        assert task.columns() == columns(mapped, UserTask)
        assert newest is None
        assert store.lock_task(session.connection(), number, 99) is None


def test_after_a_wait_for_the_lock_the_task_is_as_it_is_now(
    sessions: Sessions, clock: Clock, number: int
) -> None:
    """PostgreSQL reads the locked row again after the wait, but not what is joined to it."""
    ref = ref_of(sessions, number)
    told = {
        "number": "国办发明电〔2026〕1号",
        "text": "year: 2027",
        "calendar_version": "2027",
        "loaded_by": "x",
    }

    def look() -> Any:
        with sessions.begin() as session:
            return store.lock_task(session.connection(), ref.instance_id, ref.element_instance_id)

    with ThreadPoolExecutor(1) as pool:
        with sessions.begin() as session:
            commands.claim_user_task(session, ref, actor=DRAFTER, now=clock())
            session.add(CalendarNotice(year=2027, loaded_at=clock(), **told))
            session.flush()
            waiting = pool.submit(look)
            await_a_waiter(sessions)
        instance, task, newest = waiting.result()

    with sessions() as session:
        assert columns(instance, Instance) == columns(session.get_one(Instance, number), Instance)
        assert (task.assignee, task.revision) == (DRAFTER.id, 2)
        assert newest == 1


def test_saving_writes_what_changed_and_a_mapped_instance_follows(
    engine: Engine, sessions: Sessions, number: int
) -> None:
    heard: list[str] = []
    with sessions.begin() as session:
        mapped = session.get_one(Instance, number)
        row = store.lock(session.connection(), number)
        assert row is not None
        row.title, row.context = "电梯补贴", {"settings": {"a": 1}}
        event.listen(engine, "before_cursor_execute", lambda _c, _u, text, *_: heard.append(text))
        row.save(session.connection())
        store.outdated(session, number)
        assert (mapped.title, mapped.context) == ("电梯补贴", {"settings": {"a": 1}})
    assert [name for name in ("title", "context", "status", "owner_unit") if f"{name}=" in heard[0]] == [
        "title",
        "context",
    ]


def test_faults_are_those_of_sqlalchemy(sessions: Sessions, number: int) -> None:
    with sessions() as session:
        connection = session.connection()
        record = session.scalars(select(RecordRow).limit(1)).one()
        again = [columns(record, RecordRow)]
        with pytest.raises(IntegrityError):
            rows.run(connection, rows.insert_into(connection, table_of(RecordRow)), again)


@given(VALUES)
def test_a_state_is_read_as_it_was_written(value: Any) -> None:
    assert parsed(compact(value)) == value
    assert type(parsed(compact(value))) is type(value)


@given(VALUES)
def test_canonical_text_is_that_of_the_standard_library(value: Any) -> None:
    plain = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    assert json.loads(canonical(value)) == value
    assert canonical(value).encode("utf-8", "strict")
    assert canonical(value) == plain or any("\ud800" <= letter <= "\udfff" for letter in plain)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {"at": object()}, {1, 2}])
def test_what_json_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical(value)


def test_what_holds_itself_is_refused() -> None:
    ring: list[Any] = []
    ring.append(ring)
    with pytest.raises(ValueError, match="自身"):
        canonical(ring)
