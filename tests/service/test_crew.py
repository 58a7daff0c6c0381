"""Several processes behind one port: all answer, one that dies is replaced, all end together."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

SOON = 20.0
#: A site of two processes that tells which of them answered; the port is printed, an end is told.
SITE = """
import os, signal
from service.crew import STOPPING, Crew
from service.serving import Server, listen

def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]

listener = listen("127.0.0.1", 0)

def one(when_alone):
    server = Server(app, "", 0, 4, 5.0, listener)
    when_alone(server.stop)
    signal.signal(signal.SIGTERM, server.stop)
    server.run()

crew = Crew(2, one)
for number in STOPPING:
    signal.signal(number, crew.stop)
print(listener.getsockname()[1], flush=True)
crew.run()
"""


@contextmanager
def site() -> Iterator[tuple[subprocess.Popen[str], int]]:
    with subprocess.Popen([sys.executable, "-c", SITE], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        try:
            yield parent, int(parent.stdout.readline())
        finally:
            parent.kill()


def who_answers(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SOON)
    connection.request("GET", "/", headers={"Connection": "close"})
    return int(connection.getresponse().read())


def answering(port: int, but: int = 0) -> set[int]:
    """The two processes that answer; *but* is one that has ended."""
    found: set[int] = set()
    for _ in range(20_000):
        found |= {who_answers(port)} - {but}
        if len(found) == 2:
            return found
    pytest.fail(f"only {found} answer")


def test_one_that_dies_is_replaced_and_all_end_together() -> None:
    with site() as (parent, port):
        first, second = sorted(answering(port))
        os.kill(first, signal.SIGKILL)
        assert second in answering(port, but=first)
        parent.terminate()
        assert parent.wait(SOON) == 0
        with pytest.raises(ConnectionRefusedError):
            who_answers(port)


def test_nobody_stays_behind_when_the_parent_is_killed() -> None:
    with site() as (parent, port):
        answering(port)
        parent.kill()
        assert parent.stdout is not None
        assert parent.stdout.read() == ""  # the others hold it open until they have ended
        with pytest.raises(ConnectionRefusedError):
            who_answers(port)
