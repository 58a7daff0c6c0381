"""The JSON API under ``/api/v1``: the same commands and queries as the pages, described by OpenAPI."""

from __future__ import annotations

from flask import Flask

from service.api import (
    calendar,
    definitions,
    deployments,
    deputies,
    forms,
    instances,
    interventions,
    ledgers,
    messages,
    rules,
    user_tasks,
)
from service.api.base import Api

PREFIX = "/api/v1"
RESOURCES = (
    definitions.bp,
    deployments.bp,
    deputies.bp,
    instances.bp,
    user_tasks.bp,
    messages.bp,
    forms.bp,
    rules.bp,
    calendar.bp,
    ledgers.bp,
)


def install(app: Flask) -> None:
    """Register the resources; ``service.policy`` says who may use which."""
    app.config.update(
        API_TITLE="jiedu",
        API_VERSION="v1",
        OPENAPI_VERSION="3.0.3",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = Api(app)
    cookie = app.config["SESSION_COOKIE_NAME"]
    api.spec.components.security_scheme("session", {"type": "apiKey", "in": "cookie", "name": cookie})
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    api.spec.options["security"] = [{"session": []}, {"token": []}]
    for resource in RESOURCES:
        api.register_blueprint(resource, url_prefix=f"{PREFIX}/{resource.name}")
    api.register_blueprint(interventions.bp, url_prefix=PREFIX)
