"""The door in front of every view: what no row of the table opens is refused."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.wrappers import Response

from processes.errors import Forbidden
from service import auth, bearer
from service.identity.people import Person
from service.policy.roles import named
from service.policy.rules import ANYBODY, Rule
from service.policy.scopes import scope_of
from service.policy.table import find, is_open_to
from service.state import current

_READING = {"GET", "HEAD", "OPTIONS"}
#: Takes what other sites hand in: no log-in gives it any right.
_FROM_ANYWHERE = {"public_api.inquiries"}


def install(app: Flask) -> None:
    """Put the door behind the checks of ``service.security`` and in front of everything else."""
    app.before_request(admit)


def admit() -> Response | None:
    """None lets the request pass; whoever has not logged in is asked to do so.  Raises Forbidden."""
    if request.endpoint is None:
        return None
    rule = find(request.endpoint, request.method)
    if rule is None:
        raise Forbidden("这个地址没有写进权限表，按规定不开放", endpoint=request.endpoint)
    if request.method not in _READING and not is_from_here():
        raise Forbidden("提交来自其他网站，已被拒绝，没有保存任何内容")
    if ANYBODY in rule.roles:
        return None
    person = auth.asking()
    if is_open_to(rule, person):
        bearer.check(scope_of(rule))
        return None
    if person is None:
        return auth.unauthorized()
    raise Forbidden(refusal(rule, person))


def is_from_here() -> bool:
    """Whether the page that hands something in is of this service (OWASP ASVS 5.0 3.5.1).

    Programs name no origin; browsers always do when they hand something in.
    """
    origin = request.headers.get("Origin")
    if origin is None or request.endpoint in _FROM_ANYWHERE:
        return True
    return origin.partition("://")[2] in {request.host, urlsplit(current().settings.base_url).netloc}


def refusal(rule: Rule, person: Person) -> str:
    """Why the route is shut to the person."""
    if person.clash:
        return f"您的账号已停用全部岗位权限：{person.clash}。请联系安全管理员调整岗位"
    if not person.groups:
        return "您的账号目前没有岗位，只能查看自己的账号。请联系安全管理员"
    return f"此处只对{named(rule.roles)}开放"
