"""Prometheus reads what happened and what waits; nobody else does."""

from __future__ import annotations

import socket
import urllib.request
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from processes.jobs import Counts
from service import create_app, state_of
from service.config import Settings
from service.metrics import serve_worker
from service.settings.monitoring import Monitoring
from tests.service.conftest import Browser

TOKEN = {"Authorization": "Bearer for-tests"}


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    application = create_app(replace(settings, monitoring=Monitoring(metrics_token="for-tests")))
    yield application
    state_of(application).engine.dispose()


def read(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def scraped(app: Flask) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    answer = app.test_client().get("/metrics", headers=TOKEN)
    assert answer.status_code == 200
    return read(answer.get_data(as_text=True))


def test_what_was_answered_is_counted_by_route(app: Flask, started: str) -> None:
    number = started.partition("-")[0]
    stranger = Browser(app.test_client())
    for _ in range(3):
        stranger.get(f"/instances/{number}")
    found = scraped(app)
    labels = frozenset({"endpoint": "instances.show", "method": "GET", "status": "302"}.items())
    assert found["jiedu_http_requests_total", labels] == 3
    timed = frozenset({"endpoint": "instances.show", "method": "GET"}.items())
    assert found["jiedu_http_request_duration_seconds_count", timed] == 3
    assert not any(f"/instances/{number}" in str(key) for key in found)


def test_what_waits_is_counted_when_somebody_asks(app: Flask, started: str) -> None:
    found = scraped(app)
    none: frozenset[tuple[str, str]] = frozenset()
    assert found["jiedu_open_tasks", none] == 1
    assert found["jiedu_active_instances", none] == 1
    assert found["jiedu_timer_lag_seconds", none] == 0


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer other"}, {"Authorization": "Bearer "}])
def test_without_the_token_there_is_nothing(app: Flask, headers: dict[str, str]) -> None:
    assert app.test_client().get("/metrics", headers=headers).status_code == 404


def test_without_a_token_set_there_is_nothing_for_anybody(settings: Settings) -> None:
    application = create_app(settings)
    answer = application.test_client().get("/metrics", headers={"Authorization": "Bearer "})
    assert answer.status_code == 404
    state_of(application).engine.dispose()


def test_a_worker_tells_on_a_port_of_its_own() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = serve_worker(port)
    told(Counts(timers=3, errors=1))
    told(Counts(timers=2))
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        found = read(answer.read().decode())
    assert found["jiedu_worker_jobs_total", frozenset({("kind", "timers")})] == 5
    assert found["jiedu_worker_jobs_total", frozenset({("kind", "errors")})] == 1
