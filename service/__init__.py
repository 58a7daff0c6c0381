"""The Flask face of ``processes``: parse, authorise, one command or query, render."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from service import (
    auth,
    db,
    errors,
    flashes,
    idempotency,
    logs,
    metrics,
    numbers,
    oidc,
    plain,
    pressure,
    security,
    tracing,
)
from service.config import Settings
from service.policy import door, traces
from service.state import State, open_state, prepare


def create_app(config: Settings | None = None) -> Flask:
    """The WSGI application of *config* (default: ``JIEDU_*`` environment variables).

    Raises ConfigError when a variable is wrong.
    """
    settings = config or Settings.from_environment()
    prepare()
    app = _Flask(__name__)
    app.testing = settings.testing
    app.extensions["jiedu"] = open_state(settings)
    logs.configure(settings.log_format)
    logs.install(app)
    metrics.install(app, state_of(app))
    tracing.install(app, state_of(app))
    pressure.install(app, settings)
    numbers.install(app)
    plain.install(app)
    security.install(app, settings)
    db.install(app)
    flashes.install(app)
    auth.install(app)
    oidc.install(app)
    door.install(app)
    pressure.limit_people(app)
    traces.install(app)
    _register(app, settings)
    errors.install(app)
    idempotency.install(app)
    return app


class _Flask(Flask):
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Nothing here is a coroutine: there is no need to look, some twenty times in each request."""
        return func


def state_of(app: Flask) -> State:
    """Settings, database and clock of an application."""
    state: State = app.extensions["jiedu"]
    return state


def _register(app: Flask, settings: Settings) -> None:
    from service import api, health, public, web

    health.install(app)
    web.install(app, settings)
    api.install(app)
    public.install(app, settings)
