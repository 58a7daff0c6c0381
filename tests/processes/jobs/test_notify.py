"""Notifications reach everybody once, in the service and by a real SMTP connection."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from processes import jobs, queries
from processes.jobs import Recipient, Smtp, WebhookRules, WorkerSettings
from processes.jobs.posting import sign
from tests.processes.conftest import Clock
from tests.processes.diagrams import diagram, flow
from tests.processes.jobs.place import Place
from tests.processes.matters import Sessions, begun

TOLD = diagram(
    "told",
    "告知",
    '<startEvent id="start"/><serviceTask id="tell" name="催办"><extensionElements>'
    '<zeebe:taskDefinition type="notify" retries="3"/><zeebe:ioMapping>'
    '<zeebe:input source="=[&quot;section_head&quot;, &quot;press_office&quot;]" target="to_groups"/>'
    '<zeebe:input source="=&quot;距离期限还有 3 个工作日&quot;" target="subject"/>'
    '<zeebe:input source="=&quot;请尽快发布解读材料。&quot;" target="text"/>'
    '<zeebe:input source="=&quot;reminder&quot;" target="kind"/>'
    '</zeebe:ioMapping></extensionElements></serviceTask><endEvent id="done"/>'
    + flow("start", "tell")
    + flow("tell", "done"),
)
PEOPLE = {
    "section_head@zjw": [Recipient("li4", "李四", "li4@example.gov.cn")],
    "press_office": [
        Recipient("wang5", "王五", "wang5@example.gov.cn"),
        Recipient("zhao6", "赵六"),
        Recipient("li4", "李四"),
    ],
}


KNOWN_HEADERS = {
    *("Message-ID", "From", "To", "Subject", "Date"),
    *("Content-Type", "Content-Transfer-Encoding", "MIME-Version"),
}


class Office:
    def members(self, group: str) -> Sequence[Recipient]:
        return PEOPLE.get(group, [])


class Sink:
    """A mail server that keeps what it gets, and may refuse some."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.reached: list[list[str]] = []
        self.refuse_after = 99

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if len(self.mails) >= self.refuse_after:
            return "451 later"
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.reached.append(list(envelope.rcpt_tos))
        return "250 OK"


@pytest.fixture
def sink() -> Iterator[tuple[Sink, Smtp]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = Sink()
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    yield kept, Smtp("127.0.0.1", port, sender="jiedu@example.gov.cn", timeout=5)
    server.stop()


@pytest.fixture
def number(sessions: Sessions, clock: Clock) -> int:
    return begun(sessions, clock, "told", {"told.bpmn": TOLD})


def test_everybody_is_told_once(
    sessions: Sessions, clock: Clock, number: int, sink: tuple[Sink, Smtp]
) -> None:
    kept, smtp = sink
    settings = WorkerSettings(directory=Office(), smtp=smtp, base_url="http://jiedu.example")
    assert jobs.run_once(sessions, now=clock(), settings=settings).effects == 1
    with sessions() as session:
        assert queries.instance(session, number).status == "completed"
        told = {user: queries.notifications(session, user, unread=True) for user in ("li4", "wang5", "zhao6")}
    assert {user: len(rows) for user, rows in told.items()} == {"li4": 1, "wang5": 1, "zhao6": 1}
    assert told["zhao6"][0].subject == "距离期限还有 3 个工作日"
    assert (told["zhao6"][0].mailed_at, told["li4"][0].kind) == (None, "reminder")
    assert [mail["To"] for mail in kept.mails] == ["li4@example.gov.cn", "wang5@example.gov.cn"]
    assert kept.mails[0]["Subject"] == "距离期限还有 3 个工作日"
    assert f"http://jiedu.example/instances/{number}" in kept.mails[0].get_content()


def test_a_retry_mails_only_those_who_have_not_been(
    sessions: Sessions, clock: Clock, number: int, sink: tuple[Sink, Smtp], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, smtp = sink
    monkeypatch.setitem(PEOPLE, "press_office", [Recipient("wang5", "王五", "wang5@example.gov.cn")])
    kept.refuse_after = 1
    settings = WorkerSettings(directory=Office(), smtp=smtp)
    assert jobs.run_once(sessions, now=clock(), settings=settings).failed == 1
    kept.refuse_after = 99
    clock.advance(seconds=10)
    assert jobs.run_once(sessions, now=clock(), settings=settings).effects == 1
    assert sorted(str(mail["To"]) for mail in kept.mails) == ["li4@example.gov.cn", "wang5@example.gov.cn"]
    assert len({mail["Message-ID"] for mail in kept.mails}) == 2
    with sessions() as session:
        assert len(queries.notifications(session, "li4")) == 1


def test_without_a_mail_server_the_notification_is_enough(
    sessions: Sessions, clock: Clock, number: int
) -> None:
    assert jobs.run_once(sessions, now=clock(), settings=WorkerSettings(directory=Office())).effects == 1
    with sessions() as session:
        assert len(queries.notifications(session, "wang5")) == 1


def test_a_dead_mail_server_is_an_incident_that_names_it(
    sessions: Sessions, clock: Clock, number: int
) -> None:
    settings = WorkerSettings(directory=Office(), smtp=Smtp("127.0.0.1", 9, timeout=1))
    for _ in range(3):
        jobs.run_once(sessions, now=clock(), settings=settings)
        clock.advance(minutes=10)
    with sessions() as session:
        [(incident, _)] = queries.incidents(session)
        assert "邮件服务器 127.0.0.1:9 未能发出邮件" in incident.message
        assert len(queries.notifications(session, "li4")) == 1


@pytest.fixture
def place() -> Iterator[Place]:
    place = Place()
    yield place
    place.close()


def hook(place: Place, **more: Any) -> WorkerSettings:
    rules = WebhookRules(place.url + "?access_token=geheim", "schluessel", timeout=5)
    return WorkerSettings(directory=Office(), webhook=rules, base_url="http://jiedu.example", **more)


def test_the_webhook_tells_each_person_once(
    sessions: Sessions, clock: Clock, number: int, place: Place
) -> None:
    assert jobs.run_once(sessions, now=clock(), settings=hook(place)).effects == 1
    assert [body["to"] for _, _, body in place.taken] == [
        {"user_id": "li4", "name": "李四"},
        {"user_id": "wang5", "name": "王五"},
        {"user_id": "zhao6", "name": "赵六"},
    ]
    _, headers, body = place.taken[2]
    assert (body["kind"], body["subject"]) == ("reminder", "距离期限还有 3 个工作日")
    assert body["link"] == f"http://jiedu.example/instances/{number}"
    assert "example.gov.cn" not in json.dumps(body)  # no addresses
    key, content = headers["Idempotency-Key"], json.dumps(body, ensure_ascii=False).encode()
    assert key == body["key"]
    assert key.endswith("-zhao6")
    signed = sign("schluessel", headers["X-Jiedu-Timestamp"], key, content)
    assert headers["X-Jiedu-Signature"] == f"sha256={signed}"


def test_a_webhook_that_fails_is_tried_again_for_those_who_were_not_told(
    sessions: Sessions, clock: Clock, number: int, sink: tuple[Sink, Smtp], place: Place
) -> None:
    kept, smtp = sink
    place.fail_after = 1
    assert jobs.run_once(sessions, now=clock(), settings=hook(place, smtp=smtp)).failed == 1
    assert len(kept.mails) == 2  # mail does not wait for the webhook
    place.fail_after = 99
    clock.advance(seconds=10)
    assert jobs.run_once(sessions, now=clock(), settings=hook(place, smtp=smtp)).effects == 1
    assert len(kept.mails) == 2
    told = [headers["Idempotency-Key"].rpartition("-")[2] for _, headers, _ in place.taken]
    assert told == ["li4", "wang5", "wang5", "zhao6"]
    with sessions() as session:
        rows = {user: queries.notifications(session, user) for user in ("li4", "wang5", "zhao6")}
    assert all(row.hooked_at is not None for [row] in rows.values())


FORGED = "催办\r\nBcc: evil@example.org\r\n\r\n请转账\r\n.\r\nMAIL FROM:<evil@example.org>\u2028\x85\x0b终"


def test_what_is_told_makes_no_header_and_no_command(
    sessions: Sessions, clock: Clock, sink: tuple[Sink, Smtp]
) -> None:
    """OWASP ASVS 5.0 1.3.11: subject and text come from forms, the title from the document."""
    said = TOLD.replace("&quot;距离期限还有 3 个工作日&quot;".encode(), b"said").replace(
        "&quot;请尽快发布解读材料。&quot;".encode(), b"said"
    )
    begun(sessions, clock, "told", {"told.bpmn": said}, said=FORGED)
    kept, smtp = sink
    settings = WorkerSettings(directory=Office(), smtp=smtp)
    assert jobs.run_once(sessions, now=clock(), settings=settings).effects == 1

    assert [mail["To"] for mail in kept.mails] == ["li4@example.gov.cn", "wang5@example.gov.cn"]
    assert kept.reached == [["li4@example.gov.cn"], ["wang5@example.gov.cn"]]
    for mail in kept.mails:
        assert set(mail.keys()) <= KNOWN_HEADERS
        assert mail["Subject"] == " ".join(FORGED.split())
        assert mail.get_content().splitlines()[:3] == FORGED.splitlines()[:3]


NO_ADDRESSES = (
    "wang5@example.gov.cn\r\nBcc: evil@example.org",
    "wang5@example.gov.cn,evil@example.org",
    "wang5@example.gov.cn, <evil",
    "<evil@example.org>",
    "wang5@example.gov.cn> SIZE=1",
    "wang5@example.gov.cn\0",
    "wang5@example.gov.cn\n",
    "nobody",
)


def test_what_is_no_address_gets_no_mail(
    sessions: Sessions,
    clock: Clock,
    number: int,
    sink: tuple[Sink, Smtp],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    named = [Recipient(f"p{place}", "王五", address) for place, address in enumerate(NO_ADDRESSES)]
    monkeypatch.setitem(PEOPLE, "press_office", named)
    kept, smtp = sink
    settings = WorkerSettings(directory=Office(), smtp=smtp)

    assert jobs.run_once(sessions, now=clock(), settings=settings).effects == 1
    assert kept.reached == [["li4@example.gov.cn"]]
    with sessions() as session:
        told = [queries.notifications(session, person.user_id, unread=True) for person in named]
    assert [row.mailed_at for [row] in told] == [None] * len(NO_ADDRESSES)
