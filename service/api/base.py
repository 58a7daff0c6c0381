"""flask-smorest with types, and problem+json as the only form of refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import flask_smorest
from marshmallow import EXCLUDE, RAISE, Schema, fields, validate

View = TypeVar("View", bound=Callable[..., Any])

PAGE = 50
LARGEST_PAGE = 200


class ProblemDetails(Schema):
    """The body of every refusal (``application/problem+json``, RFC 9457)."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    code = fields.String()
    detail = fields.String()
    instance = fields.String()
    request_id = fields.String()
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


class Api(flask_smorest.Api):
    """The OpenAPI document; refusals are answered by ``service.errors`` alone."""

    ERROR_SCHEMA = ProblemDetails

    def _register_error_handlers(self) -> None:
        """Leave the handlers of the application in place."""


class Blueprint(flask_smorest.Blueprint):
    """A resource of the API.  The decorators keep the type of the view."""

    def arguments(self, schema: Any, *, location: str = "json", **options: Any) -> Callable[[View], View]:
        """Parse and check what comes in; a refusal is 422 with the errors of the fields."""
        decorate: Callable[[View], View] = super().arguments(schema, location=location, **options)
        return decorate

    def response(self, status_code: int, schema: Any = None, **options: Any) -> Callable[[View], View]:
        """Describe and serialise what goes out."""
        decorate: Callable[[View], View] = super().response(status_code, schema, **options)
        return decorate

    def get(self, rule: str) -> Callable[[View], View]:
        """Answer GET."""
        return self._on("GET", rule)

    def post(self, rule: str) -> Callable[[View], View]:
        """Answer POST."""
        return self._on("POST", rule)

    def _on(self, method: str, rule: str) -> Callable[[View], View]:
        decorate: Callable[[View], View] = super().route(rule, methods=[method])
        return decorate


class Body(Schema):
    """Base of request bodies: unknown members are refused."""

    class Meta:
        unknown = RAISE


class Query(Schema):
    """Base of query strings: pages of at most 200."""

    class Meta:
        unknown = EXCLUDE

    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))
    per_page = fields.Integer(load_default=PAGE, validate=validate.Range(min=1, max=LARGEST_PAGE))


class Page(Schema):
    """Base of lists: the page and whether there is another one."""

    page = fields.Integer()
    more = fields.Boolean()
