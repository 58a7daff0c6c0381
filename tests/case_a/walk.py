"""Case A of the catalogue through commands and worker, with a clock in hand and a site of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from processes import commands, jobs, queries
from processes.commands import SYSTEM, Actor, TaskRef
from processes.store import UserTask, database
from service import migrations
from service.background import worker_settings
from service.config import Settings
from service.identity.office import load_office
from service.identity.people import find_person, office_day
from service.identity.tables import User
from service.offices import demo_office
from service.people import actor
from service.state import State, open_state
from tests import artefacts
from tests.case_a.measure import Transaction, transactions

ROOT = Path(__file__).parents[2]
CASE: dict[str, Any] = artefacts.told(Path(__file__).parent / "data.yaml")
PASSWORD = "Correct-horse-9"
MAIN = "jd_main_district"
PROCESSES = {
    "P01": MAIN,
    "P04": "jd_package_drafting",
    "P05": "jd_review_3x3",
    "P06": "jd_route_a",
    "P08": "jd_predecision",
    "P10": "jd_publication",
    "PA": "jd_press_activities",
    "PC": "jd_channel_publication",
    "P11": "jd_press_release",
    "P13": "jd_interview_article",
    "P28": "jd_offline",
    "P30": "jd_deadline_guard",
}
#: Moments between the steps of the time line: before the reviews, the issue, the publication; after the end.
DRAFTED, SIGNED, ISSUED, FINISHED = "2026-01-16T23", "2026-02-05T23", "2026-02-06T23", "9999"
#: The pages of the government site: the document and its interpretation link to each other.
DOCUMENT, INTERPRETATION = "/zwgk/zcwj/2026/0210-1.html", "/zwgk/zcjd/2026/0210-2.html"
_PAGES = {DOCUMENT: INTERPRETATION, INTERPRETATION: DOCUMENT}
_SITE = "https://www.qinglan.example"


def with_tables(*processes: str) -> dict[str, bytes]:
    """These processes of the repository with all its tables and forms."""
    paths = [ROOT / "bpmn" / f"{name}.bpmn" for name in processes]
    paths += [*(ROOT / "bpmn").glob("*.dmn"), *(ROOT / "forms").iterdir()]
    return {path.name: path.read_bytes() for path in paths}


#: Databases that were furnished, by documents and clock.
_FURNISHED: dict[tuple[object, ...], bytes] = {}


class Clock:
    """It stands until it is moved."""

    def __init__(self, text: str) -> None:
        self.now = datetime.fromisoformat(text)

    def __call__(self) -> datetime:
        return self.now


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        other = _PAGES.get(self.path)
        body = f'<html lang="zh"><a href="{other}">相关</a></html>'.encode()
        self.send_response(200 if other else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@contextmanager
def government_site() -> Iterator[str]:
    """``host:port`` of a site on loopback that has the two published pages."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


@dataclass
class Walk:
    """The demo office on a database, its clock, and the government site that it publishes on."""

    state: State
    clock: Clock
    site: str
    settings: jobs.WorkerSettings
    #: The transaction of every task that was handed in, by its number.
    handed_in: list[tuple[str, Transaction]] = field(default_factory=list)

    @classmethod
    def on(cls, url: str, now: str, site: str, **more: Any) -> Walk:
        """An office on the database *url*; *more* are settings of the service."""
        clock = Clock(now)
        settings = Settings(
            database_url=url,
            secret_key="only for tests",
            clock=clock,
            link_check_hosts=frozenset({site}),
            login_limit="1000 per minute",
            **more,
        )
        return cls.of(open_state(settings), clock, site)

    @classmethod
    def of(cls, state: State, clock: Clock, site: str) -> Walk:
        """The same on what a running application holds."""
        return cls(state, clock, site, worker_settings(state))

    def documents(self) -> dict[str, bytes]:
        """What is deployed: everything that the repository ships."""
        return artefacts.contents()

    def furnish(self) -> None:
        """Tables, the people of the demo office with one password, and the processes of ``documents``.

        What one test has furnished on SQLite the next copies: files are read and compiled once.
        """
        if self.state.engine.dialect.name != "sqlite":
            self._fill()
            return
        file = Path(str(self.state.engine.url.database))
        key = (*sorted(self.documents().items()), self.clock())
        if key in _FURNISHED:
            file.write_bytes(_FURNISHED[key])
            return
        self._fill()
        self.state.engine.dispose()
        _FURNISHED[key] = file.read_bytes()

    def _fill(self) -> None:
        database.upgrade(self.state.engine)
        migrations.upgrade(self.state.engine)
        known = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
        with self.state.sessions.begin() as session:
            load_office(session, demo_office(), today=date(2025, 12, 1))
            for user in session.scalars(select(User)):
                user.password_hash = known
            commands.deploy(session, self.documents(), "默认流程", actor=SYSTEM, now=self.clock())

    def begin(self, person: str = "zjw-chengban", process_id: str = MAIN) -> int:
        """Start a process; gives the number of the instance."""
        with self.state.sessions.begin() as session:
            who = self.actor(session, person)
            return commands.start_instance(session, process_id, {}, actor=who, now=self.clock()).id

    def at(self, text: str) -> jobs.Counts:
        """Move the clock and let the worker do what has become due."""
        self.clock.now = datetime.fromisoformat(text)
        return self.work()

    def work(self) -> jobs.Counts:
        """One sweep of the worker, in which nothing may fail."""
        counts = jobs.run_once(self.state.sessions, now=self.clock(), settings=self.settings)
        assert (counts.errors, counts.failed) == (0, 0)
        return counts

    def carry(self, instance_id: int, since: str = "", until: str = "9999") -> None:
        """Hand in what the time line says after *since* up to *until*, as the people it names."""
        for step in CASE["timeline"]:
            if since < step["at"] <= until:
                self.at(step["at"])
                self.step(instance_id, step)
                self.work()

    def step(self, instance_id: int, step: Mapping[str, str]) -> None:
        """Hand in one task of the time line."""
        data = self.data(step["data"])
        ref = self.task(instance_id, step["step"], data)
        self.hand_in(CASE["people"][step["by"]], ref, data)

    def hand_in(self, person: str, ref: TaskRef, data: Mapping[str, Any]) -> None:
        """Complete a task as a person."""
        with self.state.sessions.begin() as session:
            who = self.actor(session, person)
        with transactions(self.state.engine) as found, self.state.sessions.begin() as session:
            commands.complete_user_task(session, ref, data, actor=who, now=self.clock())
        [only] = found
        self.handed_in.append((str(ref), only))

    def actor(self, session: Session, person: str) -> Actor:
        """Who the person is on this day."""
        found = find_person(session, person, office_day(self.clock()))
        assert found is not None, person
        return actor(found)

    def data(self, name: str) -> dict[str, Any]:
        """What is entered (form/occasion); the two pages are those of the local site."""
        form, occasion = name.split("/")
        return cast(dict[str, Any], self._moved(CASE["forms"][form][occasion]))

    def _moved(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: self._moved(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._moved(inner) for inner in value]
        if isinstance(value, str) and value.removeprefix(_SITE) in _PAGES:
            return value.replace(_SITE, f"http://{self.site}")
        return value

    def task(self, instance_id: int, step: str, data: Mapping[str, Any]) -> TaskRef:
        """The open task of a step such as ``P05.T1``."""
        process, element = step.split(".")
        return self.open_task(instance_id, PROCESSES[process], element, data)

    def open_task(
        self, instance_id: int, process_id: str, element_id: str, data: Mapping[str, Any]
    ) -> TaskRef:
        """The open task of an element; of several, the one that was prefilled most like *data*."""
        mine = (UserTask.instance_id == instance_id, UserTask.status == "open")
        with self.state.readers() as session:
            rows = session.scalars(select(UserTask).where(*mine).order_by(UserTask.element_instance_id)).all()
            refs = [
                TaskRef(instance_id, row.element_instance_id)
                for row in rows
                if (row.process_id, row.element_id) == (process_id, element_id)
            ]
            open_ones = [f"{row.process_id}.{row.element_id}" for row in rows]
            assert refs, f"{process_id}.{element_id} is not open; open: {open_ones}"
            return max(refs, key=lambda ref: _likeness(session, ref, data))


def _likeness(session: Session, ref: TaskRef, data: Mapping[str, Any]) -> int:
    """A publication is known by its channel, then by its form; other products by their form."""
    seen = queries.task_detail(session, ref, Actor("nobody", "nobody", None, frozenset())).variables
    weights = {"channel": 2, "form_type": 1}
    return sum(
        weight * (known.get(key) == value.get(key))
        for name, value in data.items()
        for known in (seen.get(name),)
        if isinstance(known, Mapping)
        for key, weight in weights.items()
    )
