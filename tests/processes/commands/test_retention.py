"""Finished instances leave whole when their time is over, unless a hold keeps them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, proof, store
from processes.commands import SYSTEM, retention
from processes.errors import InvalidArgument, InvalidState
from processes.store import PersonalDatum, Tombstone

BPMN = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:jiedu="http://jiedu.gov.example/schema/1.0"
  targetNamespace="t">
  <process id="kept" name="保存" isExecutable="true">
    <extensionElements>
      <jiedu:personal paths="who.name people.phone"/>
      {rule}
    </extensionElements>
    <startEvent id="S"><outgoing>a</outgoing></startEvent>
    <userTask id="T" name="办理"><extensionElements><zeebe:userTask/></extensionElements>
      <incoming>a</incoming><outgoing>b</outgoing></userTask>
    <endEvent id="E"><incoming>b</incoming></endEvent>
    <sequenceFlow id="a" sourceRef="S" targetRef="T"/><sequenceFlow id="b" sourceRef="T" targetRef="E"/>
  </process>
</definitions>"""
RULE = '<jiedu:retention years="2" personalDays="30"/>'
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DATA = {"who": {"name": "欧阳溪石"}, "people": [{"phone": "13971508842"}, {"phone": ""}, {"phone": None}]}


def _deploy(session: Session, rule: str = RULE) -> None:
    content = {"kept.bpmn": BPMN.replace("{rule}", rule).encode()}
    commands.deploy(session, content, "测试", actor=SYSTEM, now=NOW)


@pytest.fixture
def ended(sessions: sessionmaker[Session]) -> tuple[int, int]:
    """Two ended instances with personal data."""
    numbers = []
    with sessions.begin() as session:
        _deploy(session)
        for _ in range(2):
            row = commands.start_instance(session, "kept", DATA, actor=SYSTEM, now=NOW)
            commands.cancel_instance(session, row.id, "测试", actor=commands.CONSOLE, now=NOW)
            numbers.append(row.id)
    return numbers[0], numbers[1]


def _due(session: Session, found: list[retention.Due]) -> list[tuple[int, str | None]]:
    return [(each.instance_id, each.held) for each in found]


def test_personal_data_go_by_days_and_the_instance_by_years(
    sessions: sessionmaker[Session], ended: tuple[int, int]
) -> None:
    first, second = ended
    with sessions.begin() as session:
        assert retention.erasable(session, NOW + timedelta(days=30, seconds=-1)) == []
        assert _due(session, retention.erasable(session, NOW + timedelta(days=30))) == [
            (first, None),
            (second, None),
        ]
        over = datetime(2028, 3, 2, 1, 0, tzinfo=UTC)
        assert retention.removable(session, over - timedelta(seconds=1)) == []
        assert _due(session, retention.removable(session, over)) == [(first, None), (second, None)]
        with pytest.raises(InvalidState, match="未到"):
            retention.remove_instance(session, first, "期满", by="cli", now=over - timedelta(seconds=1))
        assert session.scalars(select(PersonalDatum.value)).all().count('"13971508842"') == 2


def test_a_hold_keeps_everything_until_it_is_lifted(
    sessions: sessionmaker[Session], ended: tuple[int, int]
) -> None:
    first, second = ended
    over = datetime(2028, 3, 2, 1, 0, tzinfo=UTC)
    with sessions.begin() as session:
        with pytest.raises(InvalidArgument):
            retention.place_hold(session, first, " ", by="anquan", now=NOW)
        retention.place_hold(session, first, "诉讼", by="anquan", now=NOW)
        with pytest.raises(InvalidState):
            retention.place_hold(session, first, "再来", by="anquan", now=NOW)
        assert _due(session, retention.removable(session, over)) == [(first, "诉讼"), (second, None)]
        for act in (retention.remove_instance, retention.erase_personal_data):
            with pytest.raises(InvalidState, match="诉讼"):
                act(session, first, "期满", by="cli", now=over)
        retention.lift_hold(session, first, "结案", by="anquan", now=over)
        with pytest.raises(InvalidState):
            retention.lift_hold(session, first, "结案", by="anquan", now=over)
        retention.place_hold(session, first, "再审", by="anquan", now=over)
        assert retention.hold(session, first) is not None


def test_what_is_removed_leaves_a_tombstone_and_the_rest_verifies(
    sessions: sessionmaker[Session], ended: tuple[int, int]
) -> None:
    first, second = ended
    over = datetime(2028, 3, 2, 1, 0, tzinfo=UTC)
    with sessions.begin() as session:
        retention.place_hold(session, first, "诉讼", by="anquan", now=NOW)
        retention.lift_hold(session, first, "结案", by="anquan", now=NOW)
        last = session.get_one(store.Instance, first).head
        retention.remove_instance(session, first, "保存期满", by="cli", now=over)
    with sessions.begin() as session:
        [stone] = session.scalars(select(Tombstone)).all()
        assert (stone.instance_id, stone.head, stone.reason, stone.removed_by) == (
            first,
            last,
            "保存期满",
            "cli",
        )
        assert session.get(store.Instance, first) is None
        assert set(session.scalars(select(PersonalDatum.instance_id))) == {second}
        assert proof.verify(session) == []


def test_the_newest_version_says_how_long(sessions: sessionmaker[Session], ended: tuple[int, int]) -> None:
    over = datetime(2028, 3, 2, 1, 0, tzinfo=UTC)
    with sessions.begin() as session:
        _deploy(session, "")
        assert retention.removable(session, over) == []
        assert retention.erasable(session, over) == []
        with pytest.raises(InvalidState, match="未到"):
            retention.remove_instance(session, ended[0], "期满", by="cli", now=over)


def test_a_running_instance_stays(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        _deploy(session)
        row = commands.start_instance(session, "kept", DATA, actor=SYSTEM, now=NOW)
        with pytest.raises(InvalidState, match="尚未结束"):
            retention.remove_instance(session, row.id, "期满", by="cli", now=datetime(2040, 1, 1, tzinfo=UTC))


def test_years_end_on_the_day_of_the_calendar() -> None:
    leap = datetime(2028, 2, 29, 3, 0, tzinfo=UTC)
    assert retention.after_years(leap, 1).date().isoformat() == "2029-02-28"
    assert retention.after_years(leap, 4).date().isoformat() == "2032-02-29"


def test_nobody_gets_at_a_datum_by_its_digest(
    sessions: sessionmaker[Session], ended: tuple[int, int]
) -> None:
    with sessions.begin() as session:
        key = session.scalars(select(PersonalDatum.key)).first()
        stolen = {"who": {"name": {"$personal": key}}}
        with pytest.raises(InvalidArgument, match="个人信息"):
            commands.start_instance(session, "kept", stolen, actor=SYSTEM, now=NOW)
        with pytest.raises(InvalidArgument, match="个人信息"):
            commands.publish_message(
                session, "any", stolen, actor=SYSTEM, now=NOW, time_to_live=timedelta(days=1)
            )


def test_a_waiting_message_holds_references_and_lets_go(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        _deploy(session)
        commands.publish_message(session, "any", DATA, actor=SYSTEM, now=NOW, time_to_live=timedelta(days=1))
        [message] = session.scalars(select(store.Message)).all()
        assert "欧阳溪石" not in str(message.variables)
        assert set(session.scalars(select(PersonalDatum.instance_id))) == {0}
        assert store.veiled(session, 0, message.variables)["who"] == {"name": "欧***"}
        commands.correlation.drop(session, message)
        assert session.scalars(select(PersonalDatum)).all() == []
