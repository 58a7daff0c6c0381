"""Traces by OpenTelemetry, for installations that want them (extra ``otel``, ``JIEDU_OTEL=1``).

A span for each request, named by its route, and one for each SQL statement in it.  Statements are sent
without their values, requests without their headers and bodies: traces leave the machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask
from sqlalchemy import Engine, event

from service.settings.environment import ConfigError
from service.state import State

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Tracer

_QUIET = "healthz,readyz,metrics,static/.*"


def install(app: Flask, state: State, exporter: SpanExporter | None = None) -> None:
    """Trace *app* when the settings say so; without an *exporter*, the ``OTEL_*`` variables say where to.

    Raises ConfigError when the packages are not there.
    """
    if not state.settings.monitoring.traces:
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.instrumentation.flask import FlaskInstrumentor
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise ConfigError("JIEDU_OTEL：应先安装附加的包（pip install 'jiedu[otel]'）") from error
    provider = TracerProvider(resource=Resource.create({"service.name": "jiedu"}))
    provider.add_span_processor(BatchSpanProcessor(exporter or OTLPSpanExporter()))
    FlaskInstrumentor().instrument_app(app, tracer_provider=provider, excluded_urls=_QUIET)  # type: ignore[no-untyped-call]
    _follow(state.engine, provider.get_tracer("jiedu"))
    app.extensions["jiedu_tracing"] = provider


def _follow(engine: Engine, tracer: Tracer) -> None:
    """A span for each statement; those of one connection end in the order in which they began."""

    def begin(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        span = tracer.start_span(statement.split(maxsplit=1)[0].upper())
        span.set_attributes({"db.system.name": engine.dialect.name, "db.query.text": statement})
        connection.info.setdefault("jiedu_spans", []).append(span)

    def end(connection: Any, *_: Any) -> None:
        connection.info["jiedu_spans"].pop().end()

    def failed(context: Any) -> None:
        if context.connection is not None and context.connection.info.get("jiedu_spans"):
            span = context.connection.info["jiedu_spans"].pop()
            span.set_attribute("error.type", type(context.original_exception).__name__)
            span.end()

    event.listen(engine, "before_cursor_execute", begin)
    event.listen(engine, "after_cursor_execute", end)
    event.listen(engine, "handle_error", failed)
