"""Variables live in scopes.

Reading climbs outwards to the nearest isolated scope (the process or a called process); writing goes to the
nearest scope that knows the name, else to that isolated scope.  Parallel branches see each other's writes at
once. Values are plain JSON and are never changed in place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from processes.records import RecordType

from .tokens import Status, Token
from .values import Held

if TYPE_CHECKING:
    from .instance import Instance
# Looked up once: finding a member of an enumeration costs as much as making a record.
_VARIABLES_CHANGED = RecordType.VARIABLES_CHANGED
_ARRIVED = Status.ARRIVED


_MISSING = object()


class View(Mapping[str, Any]):
    """Variable maps looked up from the innermost outwards, without copying any."""

    __slots__ = ("_maps", "_through", "_token")

    def __init__(
        self, maps: Sequence[Mapping[str, Any]] | None, token: Token | None = None, *, through: bool = False
    ) -> None:
        self._maps, self._token, self._through = maps, token, through

    @property
    def maps(self) -> Sequence[Mapping[str, Any]]:
        """The maps; gathered when somebody first asks, because most elements evaluate nothing."""
        if self._maps is None:
            self._maps = [] if self._token is None else _maps(self._token, self._through)
        return self._maps

    def __getitem__(self, name: str) -> Any:
        for variables in self._maps or self.maps:
            if name in variables:
                value = variables[name]
                return value.value if type(value) is Held else value
        raise KeyError(name)

    def get(self, name: str, default: Any = None) -> Any:
        """The value, or *default*; a missing name costs no exception."""
        for variables in self._maps or self.maps:
            if name in variables:
                value = variables[name]
                return value.value if type(value) is Held else value
        return default

    def __contains__(self, name: object) -> bool:
        for variables in self._maps or self.maps:  # noqa: SIM110  a generator costs more than the answer
            if name in variables:
                return True
        return False

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for variables in self.maps for name in variables))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def over(self, variables: Mapping[str, Any]) -> View:
        """The same view with one more, innermost map."""
        return View([variables, *self.maps])


def holders(token: Token) -> list[Token]:
    """The tokens that hold variables visible at ``token``, innermost first."""
    found = []
    scope: Token | None = token
    while scope is not None:
        if scope.variables is not None:
            found.append(scope)
            if scope.spec.isolates and isolates(scope):
                break
        scope = scope.scope
    return found


def holders_of_names(token: Token) -> dict[str, Token]:
    """Every variable visible around and at ``token``, and the nearest token that holds it."""
    found: dict[str, Token] = {}
    for holder in holders(token):
        for name in holder.variables or {}:
            found.setdefault(name, holder)
    return found


def isolates(token: Token) -> bool:
    """Whether variables end here: the root, or a called process once it is open."""
    return bool(token.spec.isolates) and token.status is not _ARRIVED


def view(token: Token, *, through: bool = False) -> View:
    """What is visible at ``token``; ``through``: beyond a called process too, as its output mappings see."""
    return View(None, token, through=through)


def view_of_flows(token: Token) -> View:
    """What the conditions of the flows that leave ``token`` see: around a called process, not inside it."""
    if token.scope is None or not isolates(token):
        return view(token)
    scope, pending = token.scope, [values for _, values in token.pending]
    return View([*pending, *_maps(scope, through=False)])


def _maps(token: Token, through: bool) -> list[Mapping[str, Any]]:
    maps: list[Mapping[str, Any]] = []
    for holder in holders(token):
        if "completion" in holder.internal:
            maps.append(_completion(holder))
        maps.append(holder.variables or {})
    if token.variables is None and "completion" in token.internal:
        maps.insert(0, _completion(token))
    if token.pending:
        _insert_pending(token, maps)
    if through and isolates(token) and token.scope is not None:
        maps.extend(_maps(token.scope, through=False))
    return maps


def _completion(token: Token) -> dict[str, Any]:
    """Who completed the task, for its output mappings; kept short where he did it in his own name."""
    kept: dict[str, Any] = token.internal["completion"]
    who = kept["completed_by"]
    return {"completed_for": who, "involved": [who], **kept}


def _insert_pending(token: Token, maps: list[Mapping[str, Any]]) -> None:
    """What ``token`` is about to write, behind its own variables where it goes outwards."""
    own = (token.variables is not None) + ("completion" in token.internal)
    for holder, values in token.pending:
        maps.insert(0 if holder is token else own, values)


def assign(token: Token, values: Mapping[str, Any]) -> None:
    """Write each value to the nearest scope that knows its name, else to the isolating one.

    Record what changed.
    """
    chain = holders(token)
    outermost = chain.pop()
    changed: dict[int, dict[str, Any]] = {}
    for name, value in values.items():
        holder = outermost
        for nearer in chain:
            if name in (nearer.variables or {}):
                holder = nearer
                break
        held = holder.variables if holder.variables is not None else {}
        old = held.get(name, _MISSING)
        if old is value or (type(old) is type(value) and old == value):
            continue
        if type(old) is not Held or old.value != value:
            held[name] = value
            changed.setdefault(holder.id, {})[name] = value
            if holder.scope is not None:
                _written(holder, name)
    for holder_id, news in changed.items():
        _changed(token, holder_id, news, local=False)


def declare(token: Token, values: Mapping[str, Any]) -> None:
    """Set local variables of this element instance."""
    token.variables = {**(token.variables or {}), **values}
    if values:
        _changed(token, token.id, dict(values), local=True)


def copy(token: Token, names: Mapping[str, Token]) -> None:
    """Give this element instance its own variables, as other scopes hold them: ``names`` tells which.

    The record names the scopes instead of repeating the values.
    """
    local = dict(token.variables or {})
    told: dict[str, list[str]] = {}
    for name, holder in sorted(names.items()):  # not in the order of the scopes: a load changes that
        local[name] = (holder.variables or {})[name]
        told.setdefault(str(holder.id), []).append(name)
    token.variables = local
    if told:
        token.instance.stirred.changed(token.id, names)
        token.instance.emit(RecordType.VARIABLES_COPIED, token, token.id, **{"from": told})


def _written(holder: Token, name: str) -> None:
    """A called process hands back only what it wrote.

    A copy that went stale must not undo the caller's change.
    """
    if isolates(holder):
        written = holder.internal.setdefault("written", [])
        if name not in written:
            written.append(name)


def _changed(token: Token, holder_id: int, values: dict[str, Any], *, local: bool) -> None:
    instance: Instance = token.instance
    instance.stirred.changed(holder_id, values)
    told = {"values": values, "local": local}
    instance.record(_VARIABLES_CHANGED, token, told, holder_id)
