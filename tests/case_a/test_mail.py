"""The reminder of case A as mail; and a mail server that is down, until an administrator tries again."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select, update

from processes import jobs, queries, store
from service.config import Smtp
from service.identity.tables import User
from tests.case_a.conftest import LogIn, OpenAt
from tests.case_a.walk import Walk

SENDER = "jiedu@qinglan.example"
DRAFTERS = {"zjw-chengban": "lin@qinglan.example", "zjw-chengban2": "xu@qinglan.example"}
REMINDER = "2026-02-27T09:00+08:00"


class Sink:
    """Keeps the mails that it gets."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


@pytest.fixture
def port() -> int:
    """A free port on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def serve(port: int) -> Iterator[Callable[[], Sink]]:
    """Starts the mail server."""
    running: list[Controller] = []

    def serve() -> Sink:
        sink = Sink()
        running.append(Controller(sink, hostname="127.0.0.1", port=port))
        running[-1].start()
        return sink

    yield serve
    for controller in running:
        controller.stop()


@pytest.fixture
def walk(open_at: OpenAt, port: int) -> Walk:
    """The case before its publication; the drafters have addresses."""
    opened = open_at("issued", REMINDER, smtp=Smtp(host="127.0.0.1", port=port, sender=SENDER))
    with opened.state.sessions.begin() as session:
        for user, address in DRAFTERS.items():
            session.execute(update(User).where(User.id == user).values(email=address))
    return opened


def reminder(walk: Walk) -> store.Job:
    """The job of the newest reminder."""
    with walk.state.readers() as session:
        query = select(store.Job).where(store.Job.process_id == "jd_deadline_guard")
        found = session.scalars(query.order_by(store.Job.seq.desc())).first()
    assert found is not None
    return found


def test_the_reminder_comes_once_as_mail(walk: Walk, serve: Callable[[], Sink]) -> None:
    sink = serve()
    assert walk.work().effects == 1
    job = reminder(walk)
    assert {str(mail["To"]): str(mail["Message-ID"]) for mail in sink.mails} == {
        address: f"<1-{job.seq}.{user}@qinglan.example>" for user, address in DRAFTERS.items()
    }
    for mail in sink.mails:
        assert mail["Subject"] == "提醒（T-10）：《示例市青岚区既有住宅加装电梯补助实施办法（试行）》解读发布"
        assert "还有10个工作日" in mail.get_content()
    assert walk.at("2026-02-27T09:30+08:00").done == 0
    assert len(sink.mails) == len(DRAFTERS)


def test_a_mail_server_that_is_down_is_tried_again_and_then_told(
    walk: Walk, serve: Callable[[], Sink], port: int, log_in: LogIn
) -> None:
    tries = [sweep(walk)]
    for pause in jobs.BACK_OFF[:2]:
        walk.clock.now += pause - timedelta(seconds=1)
        assert sweep(walk) == 0
        walk.clock.now += timedelta(seconds=1)
        tries.append(sweep(walk))
    assert tries == [1, 1, 1]
    walk.clock.now += timedelta(days=1)
    assert sweep(walk) == 0
    with walk.state.readers() as session:
        [failed] = queries.failed_jobs(session)
        # two reminders of the consultation, the 退文 and this
        assert len(queries.notifications(session, "zjw-chengban", unread=True)) == 4
    assert f"邮件服务器 127.0.0.1:{port} 未能发出邮件" in str(failed.message)
    assert "（已尝试 3 次）" in str(failed.message)

    operator = log_in(walk, "sysadmin")
    page = operator.text("/operations/")
    assert "失败的后台任务（1）" in page
    assert f"邮件服务器 127.0.0.1:{port} 未能发出邮件" in page
    found = re.search(r'action="(/operations/jobs/1/\d+)"', page)
    assert found
    sink = serve()
    assert operator.post(found[1]).status_code == 302
    assert walk.work().effects == 1
    assert sorted(str(mail["To"]) for mail in sink.mails) == sorted(DRAFTERS.values())
    assert "失败的后台任务（0）" in operator.text("/operations/")
    with walk.state.readers() as session:
        assert len(queries.notifications(session, "zjw-chengban", unread=True)) == 4


def sweep(walk: Walk) -> int:
    """The worker's sweep; gives the number of failed tries."""
    counts = jobs.run_once(walk.state.sessions, now=walk.clock(), settings=walk.settings)
    assert (counts.effects, counts.errors) == (0, 0)
    return counts.failed
