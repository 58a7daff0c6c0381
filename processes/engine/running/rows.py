"""A token as a row of plain JSON data, and back.

``[id, scope id, body or "", node, status, passive, via, variables, internal, long, kept, long kept]``,
trailing nulls cut off.  The body (``programs``) is written only where the scope does not tell it (inside
compensation); ``long`` names variables, ``long kept`` the element's own values by their number (``values``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import values as limits
from .programs import body_of, reference_to
from .shelf import Row
from .tokens import Status, Token
from .values import SHORT

if TYPE_CHECKING:
    from .instance import Instance
    from .values import Values

_NOTHING: Row = [None] * 6
_STATUS = {str(status): status for status in Status}
_WAITING = Status.WAITING
#: Phases of an incident in which a token still waits at its join.
_AT_JOIN = ("enter", "try_fire")


def to_row(token: Token, internal: dict[str, Any], *, inside_round: bool = False) -> Row:
    """A token with what it shall remember; the row shares it with the token.

    Inside a round that lies apart only values that are known by number already are named by it.
    """
    spec, scope, values = token.spec, token.scope, token.instance.values
    variables = long = kept = long_kept = None
    if token.variables is not None:
        variables, long = _split(values, token.variables, inside_round)
    if token.kept:
        kept, long_kept = _split(values, token.kept, inside_round)
    row: Row = [
        token.id,
        None if scope is None else scope.id,
        "" if scope is None or spec.process is _home(scope) else _place(token),
        spec.name,
        str(token.status),
        int(token.passive),
        token.via,
        variables,
        internal or None,
        long,
        kept,
        long_kept,
    ]
    while row[-1] is None:
        row.pop()
    return row


def names_of(row: Row) -> list[int]:
    """The numbers of the values that a row names."""
    return [number for column in (9, 11) if len(row) > column for number in (row[column] or {}).values()]


def _split(
    values: Values, variables: dict[str, Any], inside_round: bool
) -> tuple[dict[str, Any], dict[str, int] | None]:
    """Short values as they are, long ones by number; by name, so that a load changes no new number."""
    limit, maybe_long = limits.LONG, []
    for name, value in variables.items():
        kind = type(value)
        if kind not in SHORT and (kind is not str or len(value) > limit):
            maybe_long.append(name)
    if not maybe_long:
        return variables, None
    number_of = values.known if inside_round else values.number
    numbers = ((name, number_of(variables[name])) for name in sorted(maybe_long))
    long = {name: number for name, number in numbers if number is not None}
    return {name: value for name, value in variables.items() if name not in long}, long or None


def restore(instance: Instance, row: Row) -> Token:
    """The live token of a row; its scope must be there already."""
    number, scope_id, key, name, status, passive, via, variables, internal, *rest = row + _NOTHING
    long, kept, long_kept = rest[:3]
    if scope_id is None:
        scope, spec = None, instance.body.root
    else:
        scope = instance.tokens[scope_id]
        body = body_of(instance, key) if key else _home(scope)
        spec = body.task_specs[name]
    if internal and "called" in internal:
        spec = spec.bound(body_of(instance, internal["called"]))
    token = Token(instance, spec, scope, _STATUS[status], number=number, passive=bool(passive), via=via)
    if variables is not None:
        token.variables = _join(instance.values, variables, long)
    if internal:
        token.internal = copy_plain(internal)
    if kept or long_kept:
        token.kept = _join(instance.values, kept or {}, long_kept)
    if (spec.kinds or spec.joins) and _waits(token):
        spec.register(token)
    return token


def _waits(token: Token) -> bool:
    """Whether a restored token waits for an event or for its siblings, be it behind an incident."""
    status, internal, spec = token.status, token.internal, token.spec
    if status is _WAITING or internal.get("was") == _WAITING:
        return True
    at_join = status is Status.PARKED and internal.get("stuck") in _AT_JOIN
    return bool(spec.joins) and at_join and len(spec.incoming) > 1


_NESTS = (dict, list)


def _join(values: Values, short: dict[str, Any], long: dict[str, int] | None) -> dict[str, Any]:
    found = dict(short)
    if long:
        found.update((name, values.held[number]) for name, number in long.items())
    return found


def copy_plain(value: Any) -> Any:
    """A copy of JSON data (and of status words) that shares no list and no mapping."""
    kind = type(value)
    if kind is dict:
        copied = value.copy()
        for name, each in value.items():
            if type(each) in _NESTS:
                copied[name] = copy_plain(each)
        return copied
    if kind is list:
        return [copy_plain(each) if type(each) in _NESTS else each for each in value]
    return value


def _place(token: Token) -> str:
    return reference_to(token.instance.program, token.spec.process)


def _home(scope: Token) -> Any:
    """The body that the tokens of a scope normally belong to."""
    spec: Any = scope.spec
    return spec.body if spec.is_scope else spec.process
