"""Refusals as answers: problem+json (RFC 9457) for programs, a clear page for people.

Three kinds only (DESIGN §1.10): a refusal (404, 409, 422, 403; nothing changed), an incident (not an error of
the request at all) and a bug (500, logged with the request id).
"""

from __future__ import annotations

import json
import time
from typing import Any

import structlog
from flask import Flask, Response, g, render_template, request
from flask_limiter import RateLimitExceeded
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from processes.errors import (
    Forbidden,
    InvalidArgument,
    InvalidDefinition,
    InvalidState,
    NotFound,
    ProcessError,
)
from processes.store import passing
from service import logs
from service.bearer import InvalidToken
from service.identity.oidc import ProviderDown
from service.people import naming
from service.security import limiter

log = structlog.get_logger("jiedu.web")

STATUS: dict[type[ProcessError], int] = {
    NotFound: 404,
    InvalidState: 409,
    Forbidden: 403,
    InvalidArgument: 422,
    InvalidDefinition: 422,
    InvalidToken: 401,
    ProviderDown: 503,
}

TITLES = {
    400: "请求不完整",
    401: "请先登录",
    403: "没有权限",
    404: "找不到",
    405: "不支持这种操作",
    409: "情况已经变化",
    413: "提交的内容太大",
    415: "不支持这种内容格式",
    422: "内容需要修改",
    429: "尝试次数过多",
    500: "系统出错",
    503: "暂时不可用",
}

TEXTS = {
    400: "浏览器发来的请求缺少内容或者已经失效。请返回上一页，刷新后再试。",
    401: "尚未登录或登录已过期，没有保存任何内容。请在另一个窗口登录后再试。",
    403: "您的岗位不能使用这个页面。如有需要，请联系系统管理员。",
    404: "这个地址没有内容：可能已经办结、撤销，或者地址有误。",
    405: "请从页面上的按钮操作。",
    413: "提交的内容超过 16 MB。",
    415: "请按接口说明的格式提交。",
    422: "提交的内容不符合要求。",
    429: "为保护账号，已暂停尝试。请过几分钟再试。",
    500: "问题已经记录，没有保存任何内容。请稍后再试；再次出现时，请把下面的编号告诉系统管理员。",
    503: "请稍后再试。",
}


class Later(Exception):
    """Not now, but in *seconds*; the text is Chinese."""

    def __init__(self, text: str, *, seconds: int) -> None:
        super().__init__(text)
        self.seconds = seconds


def install(app: Flask) -> None:
    """Register the handlers; they replace those that extensions registered before."""
    app.register_error_handler(ProcessError, _refused)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(RateLimitExceeded, _too_many)
    app.register_error_handler(Later, _later)
    app.register_error_handler(PoolTimeout, _away)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(IntegrityError, _raced)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(DataError, _unkeepable)
    app.register_error_handler(Exception, _bug)


def wants_problem() -> bool:
    """Whether a program asks (the API, or anything that prefers JSON to a page)."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json", "application/problem+json"])
    is_program = best in {"application/json", "application/problem+json"}
    return is_program or request.path.startswith(("/api/", "/public/api/"))


def answer(status: int, code: str, detail: str, **members: Any) -> Response:
    """The refusal as the caller understands it; ``members`` become extension members (RFC 9457 §3.2)."""
    title = TITLES.get(status, "出错")
    members = {name: value for name, value in members.items() if value}
    if wants_problem():
        body = {"type": f"urn:jiedu:problem:{code}", "title": title, "status": status, "code": code}
        body |= {"detail": detail, "instance": request.path, "request_id": logs.request_id(), **members}
        text = json.dumps(body, ensure_ascii=False, default=str)
        return Response(text, status, content_type="application/problem+json; charset=utf-8")
    page = render_template("errors/error.html", status=status, title=title, detail=detail, **_page(members))
    return Response(page, status)


def _page(members: dict[str, Any]) -> dict[str, Any]:
    known = {"errors": members.get("errors") or {}, "problems": members.get("problems") or []}
    return {**known, "context": members.get("context") or {}, "request_id": logs.request_id()}


def _refused(error: ProcessError) -> Response:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)
    problems = [problem.to_plain() for problem in getattr(error, "problems", [])]
    errors = getattr(error, "errors", {})
    detail = naming(str(error), error.context.get("assignee"))
    response = answer(status, error.code, detail, errors=errors, problems=problems, context=error.context)
    if status == 401:
        response.headers["WWW-Authenticate"] = f'Bearer error="{error.code}"'
    return response


def _csrf(_error: CSRFError) -> Response:
    detail = "页面打开太久或登录已更换，提交已被拒绝，没有保存任何内容。"
    remedy = "请返回上一页，刷新后再提交。"
    if request.blueprint == "designer":
        remedy = "请先“下载”保存改动，刷新页面（需要时重新登录），再“导入”下载的文件。"
    return answer(400, "csrf", detail + remedy)


def later(status: int, code: str, detail: str, *, seconds: int) -> Response:
    """A refusal that holds only for now (429, 503): when it is worth to ask again (RFC 9110 §10.2.3)."""
    response = answer(status, code, detail)
    response.headers["Retry-After"] = str(seconds)
    return response


def _later(error: Later) -> Response:
    return later(503, "overloaded", str(error), seconds=error.seconds)


def _too_many(_error: RateLimitExceeded) -> Response:
    exceeded = limiter.current_limit
    seconds = exceeded.reset_at - time.time() if exceeded is not None else 60
    return later(429, "rate_limited", TEXTS[429], seconds=max(1, round(seconds)))


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return Response(status=status, headers=error.get_response().headers.items())
    data = getattr(error, "data", None) or {}
    errors = {
        path: texts for place in (data.get("messages") or {}).values() for path, texts in _flat(place).items()
    }
    response = answer(status, "http_error", TEXTS.get(status, error.description or ""), errors=errors)
    for name, value in (data.get("headers") or {}).items():
        response.headers[name] = value
    return response


def _flat(node: Any, path: str = "") -> dict[str, list[str]]:
    """Marshmallow's nested messages of one location (body, query) by path: ``{"plan.title": ["必填"]}``."""
    if isinstance(node, list):
        return {path or "_schema": [str(text) for text in node]}
    found: dict[str, list[str]] = {}
    for key, value in node.items() if isinstance(node, dict) else ():
        found |= _flat(value, ".".join(part for part in (path, str(key)) if part))
    return found


def _raced(error: IntegrityError) -> Response:
    log.warning("raced", exception=str(error.orig))
    return answer(409, "invalid_state", "同一事项刚刚被别人处理，您的提交没有保存。请刷新后查看最新情况。")


def _database(error: DBAPIError) -> Response:
    """A driver tells a connection that broke with errors of other classes, too."""
    return _busy(error) if passing(error) else _bug(error)


def _busy(error: DBAPIError) -> Response:
    return _away(error.orig)


def _away(error: BaseException | None) -> Response:
    log.error("database", exception=str(error))
    g._login_user = AnonymousUserMixin()  # the page of the error must not ask the database who asks
    return later(503, "database_busy", "数据库暂时忙，没有保存任何内容。请稍后再试。", seconds=2)


def _unkeepable(error: DataError) -> Response:
    """PostgreSQL refuses, for example, a NUL in a search text."""
    log.warning("unkeepable", exception=str(error.orig))
    return answer(422, "invalid_argument", "提交的内容里有数据库不能保存的字符或数字，没有保存任何内容。")


def _bug(error: Exception) -> Response:
    log.exception("bug", exception_type=type(error).__name__, exc_info=error)
    return answer(500, "bug", TEXTS[500])
