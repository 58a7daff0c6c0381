"""The answer is lost after the commit: whoever asks again gets it, and nothing has happened twice."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, RemoteDisconnected
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from processes.store import RecordRow, UserTask
from service.config import Settings
from service.idempotency import FIELD
from service.state import State
from tests.service.conftest import Browser, Clock

MATERIAL = {"material": {"title": "加装电梯问答", "text": "补贴怎么申请？"}}
ROOT = Path(__file__).parents[3]


@pytest.fixture
def dying_server(settings: Settings, clock: Clock, started: str) -> Iterator[int]:
    """The port of a server on the same database."""
    module = "tests.service.idempotency.dying_server"
    arguments = [sys.executable, "-m", module, settings.database_url, clock().isoformat()]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.kill()


def test_killed_between_commit_and_answer(
    dying_server: int, state: State, started: str, as_user: Callable[[str], Browser]
) -> None:
    lin = as_user("lin")
    fields: dict[str, object] = {"data": json.dumps(MATERIAL), "revision": "1", FIELD: "form-key-1"}
    fields["csrf_token"] = lin.token()
    cookie = lin.client.get_cookie("jiedu")
    assert cookie is not None
    headers = {
        "Cookie": f"jiedu={cookie.value}",
        "Content-Type": "application/x-www-form-urlencoded",
        "User-Agent": f"Werkzeug/{version('werkzeug')}",  # a session belongs to its browser
    }
    connection = HTTPConnection("127.0.0.1", dying_server)
    connection.request("POST", f"/tasks/{started}/completion", urlencode(fields), headers)
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        connection.getresponse()
    connection.close()
    written = records(state)

    answer = lin.client.post(f"/tasks/{started}/completion", data=fields)
    assert (answer.status_code, answer.headers["Idempotent-Replayed"]) == (302, "true")
    assert "已办结。" in lin.text(answer.location)
    assert records(state) == written
    with state.readers() as session:
        tasks = list(session.scalars(select(UserTask).order_by(UserTask.element_instance_id)))
    assert [task.status for task in tasks] == ["completed", "open"]


def records(state: State) -> int:
    with state.readers() as session:
        return session.scalar(select(func.count()).select_from(RecordRow)) or 0
