"""Messages that no process takes leave for a real server, signed, and until it has taken them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from processes import jobs, queries, reexecution
from processes.jobs import OutgoingRules, WorkerSettings, outgoing
from processes.jobs.posting import sign
from tests.processes.conftest import Clock
from tests.processes.diagrams import diagram, flow
from tests.processes.jobs.place import Place
from tests.processes.matters import Sessions, begun

ANSWER = diagram(
    "answering",
    "答复",
    '<startEvent id="start"/><intermediateThrowEvent id="tell" name="主动回复咨询人"><extensionElements>'
    '<zeebe:ioMapping><zeebe:input source="Q-2026-000137" target="inquiry_no"/>'
    '<zeebe:input source="=&quot;每张 &quot; + string(value) + &quot; 元。&quot;" target="answer"/>'
    "</zeebe:ioMapping></extensionElements>"
    '<messageEventDefinition id="d" messageRef="m"/></intermediateThrowEvent><endEvent id="done"/>'
    + flow("start", "tell")
    + flow("tell", "done"),
).replace(b"<process ", b'<message id="m" name="inquiry_answered"/><process ', 1)


@pytest.fixture
def place() -> Iterator[Place]:
    place = Place()
    yield place
    place.close()


@pytest.fixture
def number(sessions: Sessions, clock: Clock) -> int:
    data = {"value": 200, "asker": "张某", "contact": "13800000000"}
    return begun(sessions, clock, "answering", {"answering.bpmn": ANSWER}, **data)


def settings(place: Place, name: str = "inquiry_answered") -> WorkerSettings:
    return WorkerSettings(outgoing=OutgoingRules({name: place.url}, key="schluessel", timeout=5))


@pytest.mark.rule("S2-73")
def test_the_answer_leaves_once_with_what_it_carries(
    sessions: Sessions, clock: Clock, number: int, place: Place
) -> None:
    told = jobs.run_once(sessions, now=clock(), settings=settings(place))
    assert (told.messages, told.failed) == (2, 0)  # looked for inside, then sent
    [(_, headers, body)] = place.taken
    assert body["message"] == "inquiry_answered"
    assert body["variables"] == {"inquiry_no": "Q-2026-000137", "answer": "每张 200 元。"}
    assert "13800000000" not in json.dumps(body, ensure_ascii=False)
    content, key = json.dumps(body, ensure_ascii=False).encode(), headers["Idempotency-Key"]
    assert key == body["key"]
    signed = sign("schluessel", headers["X-Jiedu-Timestamp"], key, content)
    assert headers["X-Jiedu-Signature"] == f"sha256={signed}"
    assert jobs.run_once(sessions, now=clock(), settings=settings(place)).done == 0
    with sessions() as session:
        assert (queries.unmatched_messages(session), queries.unheard_messages(session)) == ([], [])
        assert reexecution.reexecute(session, number) == []


def test_what_nobody_takes_is_tried_again_and_seen(
    sessions: Sessions, clock: Clock, number: int, place: Place
) -> None:
    place.status = 500
    for waits in (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1)):
        assert jobs.run_once(sessions, now=clock(), settings=settings(place)).failed == 1
        assert jobs.run_once(sessions, now=clock(), settings=settings(place)).failed == 0
        clock.advance(seconds=waits.total_seconds())
    with sessions() as session:
        [lost] = queries.unmatched_messages(session)
        assert (lost.attempt, queries.unheard_messages(session)) == (4, [])
        assert "没有收下，返回状态 500，应为 2xx" in str(lost.error)
    place.status = 204
    place.answer = b""
    assert jobs.run_once(sessions, now=clock(), settings=settings(place)).messages == 1
    assert len({headers["Idempotency-Key"] for _, headers, _ in place.taken}) == 1
    with sessions() as session:
        assert queries.unmatched_messages(session) == []


def test_a_worker_that_dies_is_followed_by_another(
    sessions: Sessions, clock: Clock, number: int, place: Place
) -> None:
    told = settings(place)
    jobs.run_once(sessions, now=clock())
    with sessions.begin() as session:
        first = outgoing.lease(session, told, clock())
    with sessions.begin() as session:
        assert outgoing.lease(session, told, clock()) is None
    clock.advance(minutes=3)
    assert jobs.run_once(sessions, now=clock(), settings=told).messages == 1
    assert first is not None
    place.status = 500
    assert not outgoing.perform(first, sessions, told, clock)  # the late one makes no difference
    with sessions() as session:
        assert queries.unmatched_messages(session) == []


@pytest.mark.parametrize("name", ["", "press_release"])
def test_without_an_address_it_stays_as_it_was(
    sessions: Sessions, clock: Clock, number: int, place: Place, name: str
) -> None:
    jobs.run_once(sessions, now=clock(), settings=settings(place, name) if name else None)
    with sessions() as session:
        assert [row.name for row in queries.unheard_messages(session)] == ["inquiry_answered"]
    assert place.taken == []
