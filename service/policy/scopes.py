"""Which scope of a token a route of the API needs.  What is not named here takes no token."""

from __future__ import annotations

from service.policy.rules import Rule

#: Needs a token, of whatever scope.
ANY = ""
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
#: Resources by what reading them needs, and by what changing them needs (None: no token does).
_RESOURCES: dict[str, tuple[str, str | None]] = {
    "api-docs": (ANY, None),
    "user-tasks": ("read", "work"),
    "process-instances": ("read", "work"),
    "ledgers": ("read", None),
    "process-definitions": ("read", None),
    "forms": ("read", None),
    "rules": ("read", None),
    "calendar": ("read", None),
    "deputies": ("read", None),
    "deployments": ("design", "design"),
    "messages": ("operate", "operate"),
    "instance-interventions": ("operate", "operate"),
}
#: The history of a matter is for those who examine it.
_AUDIT = frozenset({"process-instances.records", "process-instances.view", "process-instances.archive"})


def scope_of(rule: Rule) -> str | None:
    """The scope that a token needs for the route; ``ANY`` for all tokens, None when none will do."""
    if rule.endpoint in _AUDIT:
        return "audit"
    reading, changing = _RESOURCES.get(rule.endpoint.partition(".")[0], (None, None))
    return reading if rule.method in _READING else changing
