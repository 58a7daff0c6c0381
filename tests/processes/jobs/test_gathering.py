"""Inquiries that have no entry yet, and those that come again (P16.S1, P16.T1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session, sessionmaker

from processes import commands, library
from tests.processes.conftest import DRAFTER, OPERATOR
from tests.processes.diagrams import diagram, flow
from tests.processes.jobs.library_jobs import NOW, Desk

ANSWERED = diagram(
    "jd_inquiry",
    "政策咨询答复",
    '<startEvent id="start"/><exclusiveGateway id="how" default="how_E2"/>'
    '<endEvent id="E1"/><endEvent id="E2"/>'
    + flow("start", "how")
    + flow("how", "E2")
    + flow("how", "E1", "inquiry_outcome.instant = true"),
)
ELEVATOR = ("加装电梯以后谁来负责日常维护", "电梯加装后日常维护由谁负责", "加装的电梯平时谁负责维护")


@pytest.fixture
def desk(sessions: sessionmaker[Session]) -> Desk:
    with sessions.begin() as session:
        commands.deploy(session, {"inquiry.bpmn": ANSWERED}, "", actor=DRAFTER, now=NOW)
    desk = Desk(sessions)
    desk.number = 500
    desk.furnish()
    return desk


def inquire(desk: Desk, question: str, *, unit: str = "zjw", day: int = 0, instant: bool = False) -> None:
    with desk.sessions.begin() as session:
        instances = desk.number = desk.number + 1
        given = {
            "inquiry": {"inquiry_no": f"Q-2026-{instances:06d}", "question": question, "asker": "王**"},
            "reply": {"answer": f"关于“{question}”的答复"},
            "inquiry_outcome": {"instant": instant, "unit": unit},
        }
        now = NOW + timedelta(days=day)
        commands.start_instance(session, "jd_inquiry", given, actor=OPERATOR, now=now)


@pytest.mark.rule("S2-74", "S1-25")
def test_inquiries_without_entry_and_repeated_ones_are_gathered(desk: Desk) -> None:
    for question in ELEVATOR:
        inquire(desk, question)
    inquire(desk, "外地户籍的家庭能领托育消费券吗", instant=True)
    inquire(desk, "社区食堂周末开不开门")
    inquire(desk, "社区食堂春节开门吗", unit="mzj")
    gathered = desk.do("qa_gather", unit="zjw")["gathered"]
    assert [each["question"] for each in gathered["inquiries"]] == [*ELEVATOR, "社区食堂周末开不开门"]
    assert gathered["inquiries"][0]["answer"] == f"关于“{ELEVATOR[0]}”的答复"
    numbers = [each["inquiry_no"] for each in gathered["inquiries"][:3]]
    assert gathered["repeated"] == [{"question": ELEVATOR[0], "count": 3, "inquiry_nos": numbers}]
    assert desk.do("qa_gather", unit="zjw", repeated_questions=4)["gathered"]["repeated"] == []
    assert "王" not in str(gathered)


@pytest.mark.rule("S2-74")
def test_an_entry_that_answers_takes_the_inquiry_off_the_list(desk: Desk) -> None:
    inquire(desk, ELEVATOR[0])
    assert len(desk.do("qa_gather", unit="zjw")["gathered"]["inquiries"]) == 1
    document = {"doc_no": "青岚府办规〔2026〕2号", "title": "青岚区既有住宅加装电梯补助实施办法"}
    entry = {"question": ELEVATOR[1], "answer": "由业主委托维护单位。", "policy_ref": document["doc_no"]}
    desk.do("qa_store", entries=[entry], unit="zjw", status="有效", document=document)
    assert desk.do("qa_gather", unit="zjw")["gathered"] == {"inquiries": [], "repeated": []}


def test_only_what_came_since_then_is_gathered(desk: Desk) -> None:
    inquire(desk, ELEVATOR[0])
    inquire(desk, "社区食堂周末开不开门", day=20)
    for since in ("2026-06-10", "2026-06-10T00:00:00+08:00", "2026-06-10T00:00"):
        gathered = desk.do("qa_gather", unit="zjw", since=since)["gathered"]
        assert [each["question"] for each in gathered["inquiries"]] == ["社区食堂周末开不开门"]
    assert len(desk.do("qa_gather")["gathered"]["inquiries"]) == 2


@pytest.mark.rule("S2-75")
def test_the_rate_of_instant_answers_is_counted(desk: Desk) -> None:
    for number in range(4):
        inquire(desk, f"第{number}个问题怎么办理", instant=number == 0)
    inquire(desk, "下个月的问题", day=30)
    with desk.sessions() as session:
        month = library.figures(session, since=NOW, until=NOW + timedelta(days=29)).inquiries
    [(_, answered)] = month.items()
    assert (answered.received, answered.instant, answered.in_time, answered.rate) == (4, 1, 3, 0.25)


@pytest.mark.rule("S2-75")
def test_questions_of_the_public_are_counted_by_day(desk: Desk) -> None:
    with desk.sessions.begin() as session:
        for answered in (True, False, True):
            library.count_question(session, "2026-06-01", answered=answered)
        library.count_question(session, "2026-06-02", answered=False)
    with desk.sessions() as session:
        found = library.figures(session, since=NOW, until=NOW + timedelta(days=1))
        assert (found.asked, found.answered) == (3, 2)
        every = library.figures(session)
    assert (every.asked, every.answered, every.entries, every.documents) == (4, 2, {"wjw": 2}, 1)
    assert every.total.rate is None
