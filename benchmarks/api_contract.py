"""Throw what the OpenAPI document allows, and what it forbids, at a running service.

``python -m benchmarks.api_contract [SECONDS [USER ...]]``: schemathesis (extra ``fuzz``) as each of these
people of the demo office in turn, half of the time logged in and half with an API token of every scope, by
default 600 s in all.  Ends with 1 when an answer was a 5xx or broke the
contract.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from waitress.server import create_server

from service import create_app, state_of
from service.config import Settings
from service.identity.tokens import SCOPES, make_token
from service.state import open_state
from tests.case_a.walk import DRAFTED, PASSWORD, Clock, Walk
from tests.service.conftest import Browser

PEOPLE = ("zjw-chengban", "zjw-keshi", "designer", "auditor", "sysadmin")
_AGENT = "jiedu-contract"
_NOW = "2025-12-01T08:30+08:00"
#: A body can be refused for what other things say (a task that is done): the document cannot tell.
_CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def main(seconds: int, people: tuple[str, ...]) -> int:
    """Gives the number of runs in which something went wrong."""
    with tempfile.TemporaryDirectory() as folder:
        walk = _office(Path(folder))
        app = create_app(walk.state.settings)
        server = create_server(app, host="127.0.0.1", port=0, threads=4)
        threading.Thread(target=server.run, daemon=True).start()
        url = f"http://127.0.0.1:{server.effective_port}"
        wrong = 0
        for person in people:
            for way, headers in (("log-in", _logged_in(app, person)), ("token", _token(app, person))):
                print(f"== {person}, {way}, {seconds // len(people) // 2} s", flush=True)
                wrong += _run(url, headers, seconds // len(people) // 2)
        server.close()
        state_of(app).engine.dispose()
        walk.state.engine.dispose()
    return wrong


def _office(folder: Path) -> Walk:
    settings = Settings(
        database_url=f"sqlite:///{folder / 'office.sqlite3'}",
        secret_key="only for this run, thirty-two characters",
        login_limit="1000 per minute",
        session_idle=10**6,
        session_lifetime=10**6,
        demo=True,
        clock=Clock(_NOW),
    )
    walk = Walk.of(open_state(settings), settings.clock, "127.0.0.1:1")  # type: ignore[arg-type]
    walk.furnish()
    walk.carry(walk.begin(), until=DRAFTED)
    return walk


def _logged_in(app: Flask, person: str) -> Mapping[str, str]:
    browser = Browser(app.test_client())
    browser.client.environ_base["HTTP_USER_AGENT"] = _AGENT  # a log-in belongs to one program
    assert browser.login(person, PASSWORD).status_code == 302
    token = browser.token()
    cookie = browser.client.get_cookie("jiedu")
    assert cookie is not None
    return {"Cookie": f"jiedu={cookie.value}", "X-CSRFToken": token, "User-Agent": _AGENT}


def _token(app: Flask, person: str) -> Mapping[str, str]:
    now = int(state_of(app).settings.session_clock().timestamp())
    with state_of(app).sessions.begin() as session:
        token, _ = make_token(session, person, "contract", SCOPES, 1, now=now, longest=1)
    return {"Authorization": f"Bearer {token}"}


def _run(url: str, headers: Mapping[str, str], seconds: int) -> bool:
    command = [str(Path(sys.executable).parent / "schemathesis"), "run", f"{url}/api/v1/openapi.json"]
    command += [f"--max-time={seconds}", f"--checks={_CHECKS}", "--continue-on-failure", "--no-color"]
    for name, value in headers.items():
        command += ["--header", f"{name}: {value}"]
    return subprocess.run(command, check=False).returncode != 0


if __name__ == "__main__":
    given = sys.argv[1:]
    found = main(int(given[0]) if given else 600, tuple(given[1:]) or PEOPLE)
    print(f"{found} runs found something" if found else "nothing found")
    sys.exit(bool(found))
