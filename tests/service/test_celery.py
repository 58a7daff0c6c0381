"""Effects run by real Celery processes over a real Redis; both may go away at any moment."""

from __future__ import annotations

import base64
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import redis
from sqlalchemy import select

from benchmarks.soak.office import CHANNEL
from processes import commands, jobs, store
from processes.commands import Actor
from service import celery_app, migrations
from service.background import worker_settings
from service.config import Settings
from service.state import State, open_state
from tests import redis_server
from tests.processes.diagrams import diagram, flow

ROOT = Path(__file__).parents[2]
PASSWORD = "redis-secret-of-the-test"
PERSON = "13900001234"
STARTER = Actor("lin", "承办林")
_INPUTS = "".join(
    f'<zeebe:input source="{source}" target="{target}"/>'
    for source, target in (
        ("site", "adapter"),
        (CHANNEL, "channel"),
        (f"联系 {PERSON}", "title"),
        ("正文", "body"),
    )
)
PROCESS = diagram(
    "far",
    "远处发布",
    '<startEvent id="start"/><serviceTask id="publish" name="发布"><extensionElements>'
    f'<zeebe:taskDefinition type="publish" retries="3"/><zeebe:ioMapping>{_INPUTS}</zeebe:ioMapping>'
    '</extensionElements></serviceTask><endEvent id="done"/>'
    + flow("start", "publish")
    + flow("publish", "done"),
)


class Site:
    """Takes what is published; ``keys`` has the key of every request, answered once ``open`` is set."""

    def __init__(self) -> None:
        self.keys: queue.Queue[str] = queue.Queue()
        self.open = threading.Event()
        self.open.set()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                site.keys.put(self.headers["Idempotency-Key"])
                site.open.wait(60)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b'{"url": "https://www.gov.example/1"}')

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def next(self) -> str:
        return self.keys.get(timeout=60)


class Office:
    """The installation around one Redis: its database, its processes, the site."""

    def __init__(self, folder: Path, address: str, site: Site) -> None:
        self.site = site
        secret = folder / "redis_password"
        secret.write_text(PASSWORD + "\n")
        self.environment = {
            "JIEDU_DATABASE_URL": f"sqlite:///{folder}/far.db",
            "JIEDU_SECRET_KEY": "for this test only, and long enough",
            "JIEDU_VAR": str(folder),
            "JIEDU_CHANNELS": f"{CHANNEL}={site.url}",
            "JIEDU_CHANNELS_KEY": "far",
            "JIEDU_EFFECTS": "celery",
            "JIEDU_CELERY_BROKER": f"redis://{address}",
            "JIEDU_CELERY_PASSWORD_FILE": str(secret),
        }
        self.state: State = open_state(Settings.from_environment(self.environment))
        store.upgrade(self.state.engine)
        migrations.upgrade(self.state.engine)
        with self.state.sessions.begin() as session:
            commands.deploy(session, {"far.bpmn": PROCESS}, "", actor=STARTER, now=self.state.now())
        host, _, port = address.removesuffix("/0").partition(":")
        self.redis = redis.Redis(host, int(port), password=PASSWORD)
        self.line = celery_app.Broker(self.state.settings.effects)
        self.log = folder / "nursery.log"
        with self.log.open("w") as err:
            told = [sys.executable, "-m", "benchmarks.soak.nursery", str(folder)]
            pipe = subprocess.PIPE
            self.nursery = subprocess.Popen(
                told,
                cwd=ROOT,
                stdin=pipe,
                stdout=pipe,
                stderr=err,
                text=True,
                env=os.environ | self.environment,
            )
        self.folder, self.children = folder, dict[str, int]()

    def worker(self, name: str) -> None:
        """A real ``jiedu effects-worker``, forked from a process that has imported it."""
        self.children[name] = self._ask(f"start {name} effects-worker --pool solo --concurrency 1")

    def kill(self, name: str) -> int:
        os.kill(self.children[name], signal.SIGKILL)
        return self._ask(f"wait {self.children.pop(name)}")

    def stop(self, name: str) -> int:
        os.kill(self.children[name], signal.SIGTERM)
        return self._ask(f"wait {self.children.pop(name)}")

    def start(self) -> int:
        with self.state.sessions.begin() as session:
            return commands.start_instance(session, "far", {}, actor=STARTER, now=self.state.now()).id

    def relay(self, **later: float) -> jobs.Counts:
        """One turn of ``jiedu worker``, as if it were later."""
        settings = replace(worker_settings(self.state, "relay"), batch=50)
        now = datetime.now(UTC) + timedelta(**later)
        return jobs.run_once(self.state.sessions, now=now, settings=settings, line=self.line)

    def ended(self, number: int) -> None:
        """Returns when the instance has ended."""
        for _ in range(2400):
            with self.state.readers() as session:
                if (
                    session.scalar(select(store.Instance.status).where(store.Instance.id == number))
                    == "completed"
                ):
                    return
            threading.Event().wait(0.025)
        raise AssertionError((self.folder / "a.log").read_text() + self.log.read_text())

    def types(self, number: int) -> list[str]:
        with self.state.readers() as session:
            rows = select(store.RecordRow.type).where(store.RecordRow.instance_id == number)
            return list(session.scalars(rows.order_by(store.RecordRow.seq)))

    def close(self) -> None:
        for name in list(self.children):
            self.kill(name)
        assert self.nursery.stdin
        assert self.nursery.stdout
        self.nursery.stdin.close()
        self.nursery.wait(20)
        self.nursery.stdout.close()
        self.redis.close()
        self.state.engine.dispose()

    def _ask(self, line: str) -> int:
        assert self.nursery.stdin
        assert self.nursery.stdout
        self.nursery.stdin.write(line + "\n")
        self.nursery.stdin.flush()
        return int(self.nursery.stdout.readline())


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    site = Site()
    with redis_server.server(PASSWORD) as address:
        office = Office(tmp_path_factory.mktemp("celery"), address, site)
        yield office
        site.open.set()
        office.close()
        site.server.shutdown()
        site.server.server_close()


def test_effects_run_once_whatever_redis_and_the_workers_do(office: Office) -> None:
    lost = office.start()
    assert office.relay().handed == 1
    [ticket] = (json.loads(each) for each in office.redis.lrange(celery_app.QUEUE, 0, -1))
    assert PERSON not in json.dumps(ticket)
    office.redis.flushall()
    assert office.relay().handed == 0
    office.worker("a")
    assert office.relay(minutes=3).handed == 1  # the lease has ended
    key = office.site.next()
    office.ended(lost)
    assert key.startswith(f"jiedu-{lost}-")
    assert office.types(lost).count("job_completed") == 1

    office.site.open.clear()
    broken = office.start()
    office.relay()
    first = office.site.next()
    assert office.kill("a") == -signal.SIGKILL  # in the middle of it
    office.site.open.set()
    office.worker("b")
    assert office.relay().handed == 0
    assert office.relay(minutes=3).handed == 1
    assert office.site.next() == first  # the receiver can tell
    office.ended(broken)
    assert office.types(broken).count("job_completed") == 1
    assert office.site.keys.empty()
    assert office.stop("b") == 0
    told = "".join(file.read_text() for file in office.folder.glob("*.log"))
    assert PASSWORD not in told
    assert PERSON not in told


def test_a_ticket_holds_three_numbers(office: Office) -> None:
    office.redis.flushall()
    number = office.start()
    office.relay()
    [ticket] = (json.loads(each) for each in office.redis.lrange(celery_app.QUEUE, 0, -1))
    args, kwargs, _ = json.loads(base64.b64decode(ticket["body"]))
    assert args == []
    assert set(kwargs) == {"instance_id", "element_instance_id", "fence"}
    assert kwargs["instance_id"] == number
    assert all(isinstance(value, int) for value in kwargs.values())
    assert ticket["headers"]["task"] == celery_app.TASK
    assert office.line.room() == 999


def test_a_broker_that_is_away_leaves_the_effect_in_the_outbox(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    away = replace(office.state.settings.effects, broker=f"redis://:{PASSWORD}@127.0.0.1:1/0")
    line = celery_app.Broker(away)
    office.start()
    settings = worker_settings(office.state, "relay")
    counts = jobs.run_once(office.state.sessions, now=office.state.now(), settings=settings, line=line)
    assert counts.done == 0
    assert "cannot be handed over" in caplog.text
    assert PASSWORD not in caplog.text


def test_the_application_is_found_by_celery_itself(monkeypatch: pytest.MonkeyPatch, office: Office) -> None:
    for name, value in office.environment.items():
        monkeypatch.setenv(name, value)
    app: Any = celery_app.app
    assert celery_app.TASK in app.tasks
    conf = app.conf
    assert (conf.task_acks_late, conf.accept_content, conf.worker_enable_remote_control) == (
        True,
        ["json"],
        False,
    )
    assert conf.broker_transport_options["visibility_timeout"] > 3600
