"""Numbers for Prometheus: what this process did, and what waits in the database.

Names follow its conventions (base units, ``_total``).  Labels are names of routes, never paths: a path holds
numbers of matters and would make a series for each.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from dataclasses import fields
from importlib.metadata import version

from flask import Blueprint, Flask, Response, current_app, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    start_http_server,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.pool import QueuePool

from processes import queries
from processes.errors import NotFound
from processes.jobs import Counts
from service import logs, security
from service.state import State, current

bp = Blueprint("metrics", __name__)

_WAITING = {
    "active_instances": "Process instances that have not ended",
    "open_tasks": "User tasks that wait for people",
    "overdue_tasks": "Open user tasks past their due instant",
    "timers": "Timers that have not fired",
    "due_timers": "Timers that are due and have not fired",
    "pending_messages": "Messages that no worker has handed on yet",
    "due_effects": "Effects that are due",
    "incidents": "Open incidents",
    "failed_jobs": "Jobs that have used up their tries",
    "faults": "Engine jobs that ended with a bug and will be tried again",
}
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Meters:
    """The counters of one web process."""

    def __init__(self, state: State) -> None:
        self.registry = _registry()
        self.requests = Counter(
            "jiedu_http_requests",
            "Requests answered",
            ("endpoint", "method", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "jiedu_http_request_duration_seconds",
            "How long an answer took",
            ("endpoint", "method"),
            registry=self.registry,
            buckets=_BUCKETS,
        )
        self.registry.register(_Waiting(state))


class _Waiting(Collector):
    """What waits in the database, counted when somebody asks."""

    def __init__(self, state: State) -> None:
        self.state = state

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing: the names are ours, so that the registry need not ask the database for them."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One statement; raises SQLAlchemyError when the database is away."""
        now = self.state.now()
        with self.state.readers() as session:
            load = queries.workload(session, now)
        for name, text in _WAITING.items():
            yield GaugeMetricFamily(f"jiedu_{name}", text, value=getattr(load, name))
        late = (now - load.oldest_due).total_seconds() if load.oldest_due else 0
        yield GaugeMetricFamily("jiedu_timer_lag_seconds", "Age of the oldest due timer", value=max(late, 0))
        pool = self.state.engine.pool
        if isinstance(pool, QueuePool):
            text = "Database connections in use"
            yield GaugeMetricFamily("jiedu_database_connections", text, value=pool.checkedout())


def install(app: Flask, state: State) -> None:
    """Count every request; serve ``/metrics``."""
    app.extensions["jiedu_meters"] = Meters(state)
    security.limiter.exempt(bp)
    app.after_request(_end)
    app.register_blueprint(bp)


@bp.get("/metrics")
def scrape() -> Response:
    """The numbers, for who shows the token.  Raises NotFound for anybody else."""
    token = current().settings.monitoring.metrics_token
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(shown.encode(), token.encode()):
        raise NotFound("这个地址没有内容")
    return Response(generate_latest(_meters().registry), content_type=CONTENT_TYPE_LATEST)


def serve_worker(port: int, host: str = "127.0.0.1") -> Callable[[Counts], None]:
    """Serve the numbers of a worker on a port of its own; give what counts each of its turns.

    Raises OSError when the port is taken.
    """
    registry = _registry()
    names = [each.name for each in fields(Counts)]
    jobs = Counter("jiedu_worker_jobs", "Jobs by kind and end", ("kind",), registry=registry)
    seen = Gauge("jiedu_worker_seen_timestamp_seconds", "When the worker last looked", registry=registry)
    start_http_server(port, addr=host, registry=registry)

    def count(counts: Counts) -> None:
        seen.set_to_current_time()
        for name in names:
            jobs.labels(name).inc(getattr(counts, name))

    return count


def _registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    about = Gauge("jiedu_build_info", "The version that runs", ("version",), registry=registry)
    about.labels(version("jiedu")).set(1)
    return registry


def _meters() -> Meters:
    meters: Meters = current_app.extensions["jiedu_meters"]
    return meters


def _end(response: Response) -> Response:
    endpoint, meters = request.endpoint or "unmatched", _meters()
    meters.requests.labels(endpoint, request.method, str(response.status_code)).inc()
    spent = logs.spent()
    if spent is not None:
        meters.seconds.labels(endpoint, request.method).observe(spent)
    return response
