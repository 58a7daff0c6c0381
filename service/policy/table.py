"""The policy table: every route by endpoint and method.  What is not in it is refused.

A new route is named by one row in ``open_routes``, ``page_routes`` or ``api_routes``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from service.identity.people import Person
from service.policy import api_routes, open_routes, page_routes
from service.policy.roles import roles_of
from service.policy.rules import Rule


def indexed(rules: Iterable[Rule]) -> dict[tuple[str, str], Rule]:
    """The rules by endpoint and method; raises ValueError when a route is named twice."""
    found: dict[tuple[str, str], Rule] = {}
    for rule in rules:
        if found.setdefault((rule.endpoint, rule.method), rule) is not rule:
            raise ValueError(f"{rule.method} {rule.endpoint} is named twice")
    return found


TABLE: Mapping[tuple[str, str], Rule] = indexed(
    (*open_routes.ROUTES, *page_routes.ROUTES, *api_routes.ROUTES)
)


def find(endpoint: str, method: str) -> Rule | None:
    """The row of a route; HEAD and OPTIONS ask for what GET gives or tell less."""
    return TABLE.get((endpoint, "GET" if method in {"HEAD", "OPTIONS"} else method))


def is_open_to(rule: Rule, person: Person | None) -> bool:
    """Whether one of the roles of the person (None: nobody has logged in) is among those of the row."""
    return bool(rule.roles & roles_of(person))


def may_use(person: Person | None, endpoint: str, method: str = "GET") -> bool:
    """Whether a page should offer the route; the object may be refused all the same."""
    rule = find(endpoint, method)
    return rule is not None and is_open_to(rule, person)
