"""Traces tell which route took how long, and nothing of what was entered."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from service import create_app, state_of, tracing
from service.config import ConfigError, Settings
from service.settings.monitoring import Monitoring
from tests.service.conftest import PASSWORD, Browser

TRACED = Monitoring(traces=True)


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def app(settings: Settings, exporter: InMemorySpanExporter) -> Iterator[Flask]:
    application = create_app(settings)
    state = state_of(application)
    traced = replace(state, settings=replace(settings, monitoring=TRACED))
    tracing.install(application, traced, exporter)
    yield application
    state.engine.dispose()


def test_a_request_and_its_statements_are_one_trace(app: Flask, exporter: InMemorySpanExporter) -> None:
    Browser(app.test_client()).login("lin", PASSWORD)
    app.extensions["jiedu_tracing"].force_flush()
    spans = exporter.get_finished_spans()
    [request] = [span for span in spans if span.name == "POST /login"]
    inside = [span for span in spans if span.parent and span.parent.span_id == request.context.span_id]
    assert any("login_session" in span.to_json() for span in inside)
    told = " ".join(span.to_json() for span in spans)
    assert PASSWORD not in told
    assert "jiedu=" not in told


def test_a_statement_that_fails_ends_its_span(app: Flask, exporter: InMemorySpanExporter) -> None:
    with pytest.raises(OperationalError), state_of(app).engine.connect() as connection:
        connection.execute(text("SELECT nothing FROM nowhere"))
    app.extensions["jiedu_tracing"].force_flush()
    [span] = [span for span in exporter.get_finished_spans() if "nowhere" in span.to_json()]
    assert "OperationalError" in span.to_json()


def test_without_the_packages_the_setting_is_refused(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(ConfigError, match="JIEDU_OTEL"):
        create_app(replace(settings, monitoring=TRACED))
