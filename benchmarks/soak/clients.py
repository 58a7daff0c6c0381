"""People who complete their tasks over HTTP and try again until they are told that it is done."""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from collections.abc import Sequence

import requests

from benchmarks.soak.office import PASSWORD

_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


class Client(threading.Thread):
    """One person with a share of the tasks.

    ``done``: acknowledged.  ``known``: refused as done already, after an answer was lost.  ``answers``: how
    often each status came, ``lost`` for a connection that broke.  ``ready`` is set when it is logged in; it
    begins with *go*.
    """

    def __init__(
        self,
        user: str,
        ports: Sequence[int],
        tasks: Sequence[str],
        go: threading.Event,
        stop: threading.Event,
    ) -> None:
        super().__init__(name=user, daemon=True)
        self.user, self.ports, self.tasks, self.go, self.stop = user, ports, tasks, go, stop
        self.done, self.known, self.answers = set[str](), set[str](), Counter[str]()
        self.bugs: list[str] = []
        self.ready = threading.Event()
        self._session = requests.Session()
        self._port = 0

    def run(self) -> None:
        """All of them, one after the other."""
        self._log_in()
        self.ready.set()
        self.go.wait()
        for task in self.tasks:
            while not self.stop.is_set() and not self._complete(task):
                self._port += 1  # the other web process may be alive
                self.stop.wait(0.1)

    def _log_in(self) -> None:
        while not self.stop.is_set():
            try:
                token = self._token("/login")
                data = {"user": self.user, "password": PASSWORD, "csrf_token": token}
                answer = self._session.post(self._url("/login"), data=data, timeout=20, allow_redirects=False)
                if answer.status_code == 302:
                    self._session.headers["X-CSRFToken"] = self._token("/")
                    return
                self.answers[f"login {answer.status_code}"] += 1
            except (requests.RequestException, AssertionError):
                self.answers["lost"] += 1
            self._port += 1
            self.stop.wait(0.1)

    def _complete(self, task: str) -> bool:
        headers = {"Accept": "application/json", "Idempotency-Key": f"soak-{task}"}
        body = json.dumps({"data": {f"by_{task.partition('-')[2]}": self.user}})
        try:
            answer = self._session.post(
                self._url(f"/api/v1/user-tasks/{task}/completion"),
                data=body,
                headers={**headers, "Content-Type": "application/json"},
                timeout=20,
            )
        except requests.RequestException:
            self.answers["lost"] += 1
            return False
        self.answers[str(answer.status_code)] += 1
        if answer.status_code == 204:
            self.done.add(task)
        elif answer.status_code == 409 and "不能再次提交" in answer.text:
            self.known.add(task)
        elif answer.status_code not in (409, 429, 503):
            self.bugs.append(f"{answer.status_code}: {answer.text[:500]}")
        if answer.status_code in (400, 401):
            self._log_in()
        return task in self.done or task in self.known

    def _token(self, path: str) -> str:
        found = _TOKEN.search(self._session.get(self._url(path), timeout=20).text)
        assert found
        return found[1]

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.ports[self._port % len(self.ports)]}{path}"
