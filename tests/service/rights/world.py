"""An office in a database, with matters in every state that a route can be about, and people logged in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_login.utils import _create_identifier
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from processes import calendars, commands, library, personal, queries
from processes.commands import SYSTEM, Actor, TaskRef
from processes.records import RecordType
from processes.store import JobFault, database
from service import create_app, migrations, state_of
from service.config import Settings
from service.cookies import SignedCookies
from service.identity import log_ins
from service.identity.home import OfficeOfUnits
from service.identity.office import load_office
from service.identity.office_file import read_office
from service.identity.people import find_person
from service.identity.tables import User
from service.people import actor
from service.public.receipts import code_of
from service.settings.public import Public
from tests.service.conftest import OFFICE_TIME, cheap_hash
from tests.service.rights import matters
from tests.service.rights.office import GONE, IDS, NOBODY, PEOPLE, force_clashes, office

#: Before 离岗人员 left, and the day of the matrix.
THEN = datetime(2025, 12, 30, 9, 0, tzinfo=OFFICE_TIME)
NOW = datetime(2026, 1, 16, 9, 0, tzinfo=OFFICE_TIME)
SECRET = "for tests only"
AGENT = "matrix"
_RAW_TOKEN = "0" * 40
ARRANGEMENT = """
unit: own
title: 停止办公通知
number: 本发〔2026〕1号
issued: 2026-01-15
source: 本单位
closed:
  - {name: 汛情停止办公, days: 2026-03-24/2026-03-25}
"""
#: The table that is written by what is refused and by what auditors read.
JOURNAL = "security_journal"
#: Where statements of the requests are noted, table by table.
_WRITTEN = "matrix_written"


def furnish(engine: Engine) -> dict[str, str]:
    """Tables, office, matters and log-ins; the values that paths of the matrix name."""
    database.upgrade(engine)
    migrations.upgrade(engine)
    sessions = database.sessions(engine, database.Options(office=OfficeOfUnits()))
    with sessions.begin() as session:
        load_office(session, read_office(office()), today=THEN.date())
        for name in PEOPLE:
            session.get_one(User, IDS[name]).password_hash = cheap_hash()
    with sessions.begin() as session:
        given = _matters(session)
    with sessions.begin() as session:
        force_clashes(session)
        tokens = {
            name: log_ins.start_session(session, IDS[name], now=int(NOW.timestamp())) for name in PEOPLE
        }
        second = {
            name: log_ins.start_session(session, IDS[name], now=int(NOW.timestamp())) for name in PEOPLE
        }
    given["second_log_in"] = log_ins.digest(second["审核人"])
    _watch(engine)
    return given | {f"token:{name}": token for name, token in tokens.items()}


def _who(session: Session, name: str, now: datetime) -> Actor:
    person = find_person(session, IDS[name], now.date())
    assert person is not None
    return actor(person)


def _matters(session: Session) -> dict[str, str]:
    files = {**matters.FILES, "matter.bpmn": matters.matter()}
    commands.deploy(session, files, "首次部署", actor=SYSTEM, now=THEN)
    numbers = {}
    for name, unit, title in (
        ("review", "own", "加装电梯"),
        ("held", "own", "老旧小区"),
        ("still", "own", "暂停的事项"),
        ("foreign", "far", "托育补贴"),
    ):
        starter = _who(session, "承办人" if unit == "own" else "外单位承办人", THEN)
        note = {"reason": "缺解读材料"}
        given = {"title": title, "return_note": note}
        numbers[name] = commands.start_instance(session, "matter", given, actor=starter, now=THEN).id
    tasks = {name: _open(session, number) for name, number in numbers.items()}
    draft = TaskRef.parse(tasks["review"]["draft"])
    leaver = _who(session, GONE, THEN)
    content = {"piece": {"title": "加装电梯", "phone": matters.PHONE}}
    commands.complete_user_task(session, draft, content, actor=leaver, now=THEN)
    check = _open(session, numbers["review"])["check"]
    starter = _who(session, "承办人", NOW)
    upkeep = _open(session, commands.start_instance(session, "upkeep", {}, actor=starter, now=NOW).id)
    held = TaskRef.parse(tasks["held"]["draft"])
    commands.claim_user_task(session, held, actor=_who(session, "承办人", NOW), now=NOW)
    wu = _who(session, "系统管理员", NOW)
    commands.suspend_instance(session, numbers["still"], "等上级意见", actor=wu, now=NOW)
    version = {"matter.bpmn": matters.matter("办理事项（新）")}
    commands.deploy(session, version, "改名", actor=SYSTEM, now=NOW)
    return {
        **{name: str(number) for name, number in numbers.items()},
        "check": check,
        **{name: ref for name, ref in upkeep.items() if name in ("compare", "verify")},
        "sign": tasks["review"]["sign"],
        "said": str(_said(session, numbers["review"])),
        "done": str(draft),
        "mine": str(held),
        "draft": tasks["foreign"]["draft"],
        "token_check": check.partition("-")[2],
        "piece_form": matters.piece().decode().replace("联系电话", "手机号码"),
        "arrangement": ARRANGEMENT,
        "calendar": calendars.current(session).version,
        **_troubles(session, numbers["review"]),
        **_library(session),
    }


def _open(session: Session, number: int) -> dict[str, str]:
    """The references of the open tasks of an instance by element."""
    detail = queries.instance_detail(session, number)
    found = [task for task in detail.user_tasks if task.status == "open"]
    return {str(task.element_id): f"{number}-{task.element_instance_id}" for task in found}


def _said(session: Session, number: int) -> int:
    """The number of the record that holds what 离岗人员 handed in."""
    kinds = (RecordType.COMMAND_ACCEPTED,)
    rows = queries.records_of(session, number, kinds)
    return next(row.seq for row in rows if personal.KEY in row.payload)


def _troubles(session: Session, number: int) -> dict[str, str]:
    """The incident of the gateway, a failed job, and a job that ended with a bug."""
    detail = queries.instance_detail(session, number)
    [incident] = [each for each in detail.incidents if each.status == "open"]
    [job] = detail.jobs
    commands.fail_job(session, number, job.element_instance_id, "邮件没有发出", now=NOW)
    moments = dict.fromkeys(("first_at", "last_at"), NOW) | {"retry_at": NOW + timedelta(hours=1)}
    place = {"kind": "timer", "instance_id": number, "number": 1, "index": 0, "name": "", "due": None}
    session.add(JobFault(**place, **moments, attempts=1, error="bug"))
    return {"incident": str(incident.element_instance_id), "job": str(job.element_instance_id)}


def _library(session: Session) -> dict[str, str]:
    """A document in force with an entry, a draft, and an inquiry of somebody."""
    words = library.default_lexicon()
    library.put_document(session, {"doc_no": "青府〔2026〕2号", "title": "电梯办法", "unit": "own"}, now=NOW)
    entry = {"question": "加装电梯补助多少？", "answer": "18万元。", "policy_ref": "青府〔2026〕2号"}
    public, draft = (
        library.put_entry(session, entry | {"status": status}, unit="own", lexicon=words, now=NOW)
        for status in ("有效", "草稿")
    )
    inquiry = {"question": "怎么补？", "channel": "网民留言", "received_at": NOW.isoformat()}
    given = {"inquiry": inquiry, "owner_unit": "own"}
    [asked] = commands.publish_message(session, "inquiry_received", given, actor=SYSTEM, now=NOW)
    number = f"Q-2026-{asked.id:06d}"
    return {"entry": library.qa_id(public.id), "entry_draft": library.qa_id(draft.id), "inquiry": number}


def _watch(engine: Engine) -> None:
    """Triggers that note which tables are written; what is rolled back is not noted.  SQLite only."""
    if engine.dialect.name != "sqlite":
        return
    with engine.begin() as connection:
        own = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        tables = [name for name in connection.execute(text(own)).scalars() if not name.startswith("sqlite_")]
        connection.execute(text(f"CREATE TABLE {_WRITTEN} (name TEXT PRIMARY KEY)"))
        for table in tables:
            for event in ("INSERT", "UPDATE", "DELETE"):
                connection.execute(
                    text(
                        f'CREATE TRIGGER "watch_{table}_{event}" AFTER {event} ON "{table}" BEGIN '
                        f"INSERT INTO {_WRITTEN} SELECT '{table}' "
                        f"WHERE NOT EXISTS (SELECT 1 FROM {_WRITTEN} WHERE name = '{table}'); END"
                    )
                )


@dataclass
class World:
    """The application over a furnished database; one in a file is put back after every change."""

    app: Flask
    path: Path | None
    original: bytes
    given: Mapping[str, str]
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    has_entries: bool = False

    def ask(self, who: str, method: str, path: str, **options: Any) -> TestResponse:
        """One request of a person; with a CSRF token unless ``headers`` are given."""
        headers = {"User-Agent": AGENT, **options.pop("headers", {"X-CSRFToken": self.token})}
        if self.cookies.get(who):
            headers["Cookie"] = f"jiedu={self.cookies[who]}"
        client = self.app.test_client(use_cookies=False)
        return client.open(path, method=method, headers=headers, **options)

    def written(self) -> set[str]:
        """The tables that were written since the last question; afterwards they are as they were.

        What stands in ``JOURNAL`` alone may stay until ``fresh``: every refusal writes it.  Of a database
        server nothing is known, and nothing is put back.
        """
        if self.path is None:
            return set()
        with state_of(self.app).engine.connect() as connection:
            found = set(connection.execute(text(f"SELECT name FROM {_WRITTEN}")).scalars())
        if found - {JOURNAL}:
            self.restore()
        self.has_entries = found == {JOURNAL}
        return found

    def fresh(self) -> None:
        """Put the journal back, too."""
        if self.has_entries:
            self.restore()

    def restore(self) -> None:
        """The database as it was furnished."""
        assert self.path is not None
        state_of(self.app).engine.dispose()
        for ending in ("-wal", "-shm"):
            Path(f"{self.path}{ending}").unlink(missing_ok=True)
        self.path.write_bytes(self.original)
        self.has_entries = False


@contextmanager
def world(url: str, given: Mapping[str, str]) -> Iterator[World]:
    """An application over the furnished database at *url*."""
    app = create_app(
        Settings(
            database_url=url,
            secret_key=SECRET,
            clock=_now,
            session_clock=_now,
            login_limit="100000 per minute",
            login_address_limit="100000 per minute",
            public=Public(limit="100000 per minute", intake_limit="100000 per minute"),
            demo=True,
        )
    )
    path = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else None
    made = World(app, path, path.read_bytes() if path else b"", given)
    with app.test_request_context(headers={"User-Agent": AGENT}, environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        made.given = {**given, "code": code_of(given["inquiry"])}
        identifier = _create_identifier()
    made.token = str(URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(_RAW_TOKEN))
    made.cookies = _cookies(app, given, identifier)
    yield made
    state_of(app).engine.dispose()


def _cookies(app: Flask, given: Mapping[str, str], identifier: str) -> dict[str, str]:
    """The session cookies of everybody, as a log-in would have left them."""
    signer = SignedCookies().get_signing_serializer(app)
    assert signer is not None
    found = {}
    for name in (NOBODY, *PEOPLE):
        content: dict[str, Any] = {"csrf_token": _RAW_TOKEN}
        if name != NOBODY:
            content |= {"_user_id": given[f"token:{name}"], "_fresh": True, "_id": identifier}
        found[name] = str(signer.dumps(content))
    return found


def _now() -> datetime:
    return NOW
