"""Throw what the OpenAPI document allows, and what it forbids, at a running service.

``python -m benchmarks.api_contract [SECONDS [USER ...]]``: schemathesis (extra ``fuzz``) as each of these
people of the demo office in turn, half of the time logged in and half with an API token of every scope, by
default 600 s in all.  Two thirds of what an address or a body can name is really there: instances, tasks,
processes, elements, people.  Ends with 1 when an answer was a 5xx or broke the contract.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from waitress.server import create_server

from benchmarks.web.office import ANY_NUMBER
from processes import papers
from processes.commands import TaskRef
from processes.store import ElementInstance, Instance, MessageSubscription, ProcessDefinition, UserTask
from service import create_app, ledgers, state_of
from service.config import Settings
from service.identity.tables import User
from service.identity.tokens import SCOPES, make_token
from service.settings.load import Load
from service.state import open_state
from tests.case_a.walk import DRAFTED, PASSWORD, Clock, Walk
from tests.service.conftest import Browser

PEOPLE = ("zjw-chengban", "zjw-keshi", "designer", "auditor", "sysadmin")
_AGENT = "jiedu-contract"
_NOW = "2025-12-01T08:30+08:00"
#: A body can be refused for what other things say (a task that is done): the document cannot tell.
_CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
#: What may be named in addresses and bodies, by the column or the list that holds it.
_NAMED = {
    "instances": ("path.instance_id",),
    "tasks": ("path.task_id",),
    "processes": ("path.process_id", "body.process_id"),
    "versions": ("path.version", "body.version"),
    "places": ("body.element_instance_id", "body.instructions.[*].element_instance_id"),
    "elements": (
        "body.target",
        "body.recompute.[*]",
        "body.instructions.[*].element_id",
        "body.instructions.[*].target",
    ),
    "messages": ("body.name",),
    "people": ("body.person", "body.deputy"),
    "views": ("path.view",),
    "papers": ("path.code",),
    "endings": ("path.ending",),
    "forms": ("path.form_id",),
    "rules": ("path.rule_id",),
    "revisions": ("body.revision",),
    "deadlines": ("query.basis",),
}
_NEW_MATTERS = 10


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
                settings = Path(folder) / "schemathesis.toml"
                settings.write_text(_settings(_names(walk)), encoding="utf8")
                wrong += _run(url, headers, seconds // len(people) // 2, settings)
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
        load=Load(person_limit=ANY_NUMBER),
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


def _names(walk: Walk) -> dict[str, list[str | int]]:
    """What is there now, and some new matters: those of the last run may be cancelled."""
    for _ in range(_NEW_MATTERS):
        walk.begin()
    with walk.state.readers() as session:
        tasks = session.execute(
            select(UserTask.instance_id, UserTask.element_instance_id).where(UserTask.status == "open")
        )
        return {
            "instances": list(session.scalars(select(Instance.id))),
            "tasks": [str(TaskRef(*row)) for row in tasks],
            "processes": list(session.scalars(select(ProcessDefinition.process_id).distinct())),
            "versions": [1, 2],
            "places": list(session.scalars(select(ElementInstance.element_instance_id).distinct())),
            "elements": list(session.scalars(select(UserTask.element_id).distinct())),
            "messages": list(session.scalars(select(MessageSubscription.name).distinct())),
            "people": list(session.scalars(select(User.id))),
            "views": list(ledgers.VIEWS),
            "papers": list(papers.KINDS),
            "endings": list(papers.ENDINGS),
            "forms": [name.removesuffix(".form") for name in walk.documents() if name.endswith(".form")],
            "rules": ["S1-10", "S2-62"],
            "revisions": [1, 2],
            "deadlines": ["20WD", "5WD", "3M", "480H"],
        }


def _settings(names: Mapping[str, list[str | int]]) -> str:
    """A configuration of schemathesis that knows these names."""
    lines = ["generation.with-security-parameters = false"]
    for each in filter(names.get, _NAMED):
        lines.append(f"dictionaries.{each}.values = {json.dumps(names[each])}")
        for place in _NAMED[each]:
            lines.append(f'parameters."{place}" = {{ dictionary = "{each}", probability = 0.67 }}')
    return "\n".join(lines)


def _run(url: str, headers: Mapping[str, str], seconds: int, settings: Path) -> bool:
    command = [str(Path(sys.executable).parent / "schemathesis"), f"--config-file={settings}"]
    command += ["run", f"{url}/api/v1/openapi.json"]
    command += [f"--max-time={seconds}", f"--checks={_CHECKS}", "--continue-on-failure", "--no-color"]
    for name, value in headers.items():
        command += ["--header", f"{name}: {value}"]
    return subprocess.run(command, check=False).returncode != 0


if __name__ == "__main__":
    given = sys.argv[1:]
    found = main(int(given[0]) if given else 600, tuple(given[1:]) or PEOPLE)
    print(f"{found} runs found something" if found else "nothing found")
    sys.exit(bool(found))
