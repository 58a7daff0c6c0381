"""flask-smorest with types, and problem+json as the only form of refusal."""

from __future__ import annotations

from collections.abc import Callable
from json import JSONDecodeError
from threading import Lock
from typing import Any, NoReturn, TypeVar

import flask_smorest
from flask import Flask, Request, Response
from marshmallow import EXCLUDE, INCLUDE, RAISE, Schema, fields
from webargs.core import missing
from webargs.flaskparser import FlaskParser, abort

from service import plain
from service.api.wording import Incoming, number
from service.idempotency import HEADER

View = TypeVar("View", bound=Callable[..., Any])

PAGE = 50
LARGEST_PAGE = 200


#: What every POST may bring (``service.idempotency``).
KEY = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "同一个值（1 至 200 个可见字符，如 UUID）的重复提交只办理一次，并得到同一个回答",
    "schema": {"type": "string", "minLength": 1, "maxLength": 202},
}


class ProblemDetails(Schema):
    """The body of every refusal (``application/problem+json``, RFC 9457); §3.2 allows more members."""

    class Meta:
        unknown = INCLUDE

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    code = fields.String()
    detail = fields.String()
    instance = fields.String()
    request_id = fields.String()
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    context = fields.Dict(keys=fields.String())


class Api(flask_smorest.Api):
    """The OpenAPI document; refusals are answered by ``service.errors`` alone.

    It is written when somebody first asks for it: that takes nearly as long as all the rest of a start.
    """

    ERROR_SCHEMA = ProblemDetails

    def __init__(self, app: Flask) -> None:
        self._resources: list[Blueprint] = []
        self._writing = Lock()
        super().__init__(app)

    def register_blueprint(self, blp: Blueprint, **options: Any) -> None:
        """Open its routes."""
        self._app.register_blueprint(blp, **options)
        self._resources.append(blp)

    def _openapi_json(self) -> Response:
        with self._writing:
            if self._resources:
                self._write_refusals()
            while self._resources:
                resource = self._resources.pop(0)
                resource.register_views_in_doc(
                    self, self._app, self.spec, name=resource.name, parameters=None
                )
                self.spec.tag({"name": resource.name, "description": resource.description})
        answer: Response = super()._openapi_json()
        return answer

    def _register_responses(self) -> None:
        """Leave it to ``_write_refusals``."""

    def _write_refusals(self) -> None:
        """Default responses, as the library says: refusals only, with a content type of their own."""
        self.DEFAULT_RESPONSE_CONTENT_TYPE = "application/problem+json"
        super()._register_responses()
        del self.DEFAULT_RESPONSE_CONTENT_TYPE

    def _register_error_handlers(self) -> None:
        """Leave the handlers of the application in place."""


class Parser(FlaskParser):
    """Reads what comes in; JSON by the rules of ``service.plain``."""

    DEFAULT_VALIDATION_STATUS = 422

    def _raw_load_json(self, req: Request) -> Any:
        return plain.read(req.get_data(cache=True).decode()) if req.is_json else missing

    def _handle_invalid_json_error(self, error: Any, req: Request, *args: Any, **kwargs: Any) -> NoReturn:
        is_text = isinstance(error, JSONDecodeError)
        place = f"第 {error.lineno} 行第 {error.colno} 列" if is_text else "应为 UTF-8 编码"
        abort(400, messages={"json": [f"不是有效的 JSON：{place}"]})


class Blueprint(flask_smorest.Blueprint):
    """A resource of the API.  The decorators keep the type of the view."""

    ARGUMENTS_PARSER = Parser()

    def arguments(self, schema: Any, *, location: str = "json", **options: Any) -> Callable[[View], View]:
        """Parse and check what comes in; a refusal is 422 with the errors of the fields."""
        if isinstance(schema, type):
            schema = schema()  # once, not for each request
        decorate: Callable[[View], View] = super().arguments(schema, location=location, **options)
        return decorate

    def response(self, status_code: int, schema: Any = None, **options: Any) -> Callable[[View], View]:
        """Describe and serialise what goes out."""
        decorate: Callable[[View], View] = super().response(status_code, schema, **options)
        return decorate

    def alternative(self, status_code: int, schema: Any) -> Callable[[View], View]:
        """Describe another good answer."""
        decorate: Callable[[View], View] = super().alt_response(status_code, schema=schema, success=True)
        return decorate

    def files(self, *media_types: str) -> Callable[[View], View]:
        """Describe a file that goes out as it is."""
        content = {name: {"schema": {"type": "string", "format": "binary"}} for name in media_types}
        responses = {"200": {"description": "OK", "content": content}}
        decorate: Callable[[View], View] = self.doc(responses=responses)
        return decorate

    def get(self, rule: str) -> Callable[[View], View]:
        """Answer GET."""
        return self._on("GET", rule)

    def post(self, rule: str) -> Callable[[View], View]:
        """Answer POST."""
        return self._on("POST", rule)

    def _on(self, method: str, rule: str) -> Callable[[View], View]:
        decorate: Callable[[View], View] = super().route(rule, methods=[method])
        if method == "GET":
            return decorate
        return lambda view: decorate(self.doc(parameters=[KEY])(view))


class Body(Incoming):
    """Base of request bodies: unknown members are refused."""

    class Meta:
        unknown = RAISE


class Query(Incoming):
    """Base of query strings: pages of at most 200."""

    class Meta:
        unknown = EXCLUDE

    page = number(load_default=1, low=1, high=100_000)
    per_page = number(load_default=PAGE, low=1, high=LARGEST_PAGE)


class Page(Schema):
    """Base of lists: the page and whether there is another one."""

    page = fields.Integer()
    more = fields.Boolean()
