"""Every line says when, which process, which request or instance, and who."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest
import structlog
from flask import Flask

from service import logs
from tests.service.conftest import Browser


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], list[dict[str, object]]]]:
    """What a process of its own writes, as a collector reads it."""
    root, by_logging = logging.getLogger(), io.StringIO()
    kept, level = list(root.handlers), root.level
    logs.take_over("json", "machine-7")
    [handler] = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(by_logging)
    capsys.readouterr()
    yield lambda: [
        json.loads(line) for line in (capsys.readouterr().out + by_logging.getvalue()).splitlines()
    ]
    root.handlers[:] = kept
    root.setLevel(level)
    structlog.reset_defaults()


def test_a_request_names_itself_its_person_and_its_instance(
    app: Flask, started: str, as_user: Callable[[str], Browser], lines: Callable[[], list[dict[str, object]]]
) -> None:
    lin = as_user("lin")
    for address in (f"/tasks/{started}", f"/instances/{started.partition('-')[0]}", "/"):
        lin.client.get(address, headers={"X-Request-ID": "abcdefgh-1"})
    asked = [line for line in lines() if line.get("request_id") == "abcdefgh-1"]
    number = int(started.partition("-")[0])
    assert [(line["user"], line["instance"]) for line in asked] == [
        ("lin", number),
        ("lin", number),
        ("lin", None),
    ]
    assert all(str(line["timestamp"]).endswith("Z") for line in asked)


def test_what_the_worker_writes_is_of_the_same_form(lines: Callable[[], list[dict[str, object]]]) -> None:
    log = logging.getLogger("processes.jobs.effects")
    log.info("message %s was taken", "x", extra={"instance": 7})
    try:
        raise ValueError("password=geheim")
    except ValueError:
        log.exception("job %s failed", "7-12", extra={"instance": 7})
    first, second = lines()
    assert (first["event"], first["instance"], first["process"], first["level"]) == (
        "message x was taken",
        7,
        "machine-7",
        "info",
    )
    assert "ValueError" in str(second["exception"])
    assert "geheim" not in json.dumps(second)
