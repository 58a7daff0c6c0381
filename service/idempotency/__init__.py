"""``Idempotency-Key``: whoever sends a POST again after a lost answer gets it, and nothing happens twice.

The key, the digest of the request and the answer are written in the transaction of the command itself, so
there is no moment at which the one exists without the other (draft-ietf-httpapi-idempotency-key-header-07).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from service.idempotency.keys import FIELD, HEADER, form_key
from service.idempotency.views import REASON, exempt, give_way, honouring, refuses_repeats

__all__ = ["FIELD", "HEADER", "exempt", "exempted", "form_key", "give_way", "install", "refuses_repeats"]


def install(app: Flask) -> None:
    """Let every view that answers POST honour the key; call it when all routes are known."""
    app.add_template_global(form_key)
    posting = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    for endpoint in posting:
        view: Callable[..., Any] = app.view_functions[endpoint]
        app.view_functions[endpoint] = honouring(view)


def exempted(app: Flask) -> dict[str, str]:
    """The endpoints that keep no answers, each with the reason."""
    found = {endpoint: getattr(view, REASON, None) for endpoint, view in app.view_functions.items()}
    return {endpoint: reason for endpoint, reason in found.items() if reason}
