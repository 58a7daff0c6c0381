"""Pages for people: Jinja with htmx, one blueprint per page family; blueprints never import each other."""

from __future__ import annotations

from flask import Blueprint, Flask

from service.config import Settings
from service.web import (
    account,
    accounts,
    definitions,
    demo_site,
    deputies,
    designer,
    inbox,
    instances,
    interventions,
    journal,
    ledgers,
    login,
    notices,
    notifications,
    oidc,
    operations,
    page,
    papers,
    questions,
    replay,
    retention,
    rights,
    rules,
    second_factor,
    start,
    tasks,
    tokens,
    waiting,
)

#: Everything behind the login.
GUARDED: tuple[Blueprint, ...] = (
    inbox.bp,
    tasks.bp,
    start.bp,
    instances.bp,
    ledgers.bp,
    papers.bp,
    questions.bp,
    replay.bp,
    notifications.bp,
    operations.bp,
    waiting.bp,
    interventions.bp,
    notices.bp,
    definitions.bp,
    rules.bp,
    designer.bp,
    account.bp,
    accounts.bp,
    rights.bp,
    second_factor.bp,
    deputies.bp,
    tokens.bp,
    journal.bp,
    retention.bp,
)


def install(app: Flask, settings: Settings) -> None:
    """Register the pages; ``service.policy`` says who may use which."""
    page.install(app)
    app.register_blueprint(login.bp)
    app.register_blueprint(oidc.bp)
    for blueprint in GUARDED:
        app.register_blueprint(blueprint)
    if settings.demo:
        app.register_blueprint(demo_site.bp)
