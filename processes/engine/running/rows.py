"""A token as a row of plain JSON data, and back.

``[id, scope id, body key or "", node, status, passive, via, variables, internal, long, kept, long kept]``,
trailing nulls cut off.  The key is written only where the scope does not tell it (inside compensation);
``long`` names variables, ``long kept`` the element's own values by their number (``values``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .shelf import Row
from .tokens import Status, Token
from .values import SHORT

if TYPE_CHECKING:
    from .instance import Instance
    from .values import Values

_NOTHING: tuple[Any, ...] = (None,) * 6
_STATUS = {str(status): status for status in Status}
#: Phases of an incident in which a token still waits at its join.
_AT_JOIN = ("enter", "try_fire")


def to_row(token: Token, internal: dict[str, Any], *, inside_round: bool = False) -> Row:
    """A token with what it shall remember; the row shares it with the token.

    Inside a round that lies apart only values that are known by number already are named by it.
    """
    key = token.spec.process.key
    values = token.instance.values
    variables, long = _split(values, token.variables, inside_round)
    kept, long_kept = _split(values, token.kept or None, inside_round)
    row = [
        token.id,
        token.scope.id if token.scope is not None else None,
        key if key != _home(token.scope) else "",
        token.spec.name,
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
    values: Values, variables: Mapping[str, Any] | None, inside_round: bool
) -> tuple[dict[str, Any] | None, dict[str, int] | None]:
    """Short values as they are, long ones by number; by name, so that a load changes no new number."""
    if variables is None:
        return None, None
    short: dict[str, Any] = {}
    long: dict[str, int] = {}
    number_of = values.known if inside_round else values.number
    for name, value in sorted(variables.items()):
        number = None if type(value) in SHORT else number_of(value)
        if number is None:
            short[name] = value
        else:
            long[name] = number
    return short, long or None


def restore(instance: Instance, row: Row) -> Token:
    """The live token of a row; its scope must be there already."""
    number, scope_id, key, name, status, passive, *rest = row
    via, variables, internal, long, kept, long_kept = (*rest, *_NOTHING[len(rest) :])
    scope = None if scope_id is None else instance.tokens[scope_id]
    if scope is None:
        spec = instance.body.root
    else:
        spec = instance.program.specs[key or _home(scope)].task_specs[name]
    if internal and "called" in internal:
        spec = spec.bound(instance.program.specs[internal["called"]])
    token = Token(instance, spec, scope, _STATUS[status], number=number, passive=bool(passive), via=via)
    if variables is not None:
        token.variables = _join(instance.values, variables, long)
    if internal:
        token.internal = copy_plain(internal)
    if kept or long_kept:
        token.kept = _join(instance.values, kept or {}, long_kept)
    waits = Status.WAITING in (token.status, token.internal.get("was"))
    at_join = token.status is Status.PARKED and token.internal.get("stuck") in _AT_JOIN
    if (waits and spec.kinds) or (spec.joins and (waits or (at_join and len(spec.incoming) > 1))):
        spec.register(token)
    return token


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
        return {name: copy_plain(each) if type(each) in _NESTS else each for name, each in value.items()}
    if kind is list:
        return [copy_plain(each) if type(each) in _NESTS else each for each in value]
    return value


def _home(scope: Token | None) -> str:
    """Key of the body that the tokens of a scope normally belong to."""
    if scope is None:
        return ""
    spec: Any = scope.spec
    key: str = spec.body.key if spec.is_scope else spec.process.key
    return key
