"""Dump and load.  A state *is* the live frontier: nothing to compact, nothing that grows with history.

``dump`` gives a state that is whole; ``pack`` leaves out what belongs on the shelf and tells what changes
there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from processes.errors import InvalidState

from .instance import Instance
from .rows import copy_plain, names_of, restore, to_row
from .shelf import Changes, Piece, Shelf
from .tokens import Status, Token
from .values import Held, apart, plain

if TYPE_CHECKING:
    from ..context import Deployments
    from ..program import Program

VERSION = 2
_Rounds = dict[int, tuple[int, int]]  # token inside a round that lies apart -> (body, token of the round)


def dump(instance: Instance) -> dict[str, Any]:
    """The whole instance as plain JSON data.  An instance that goes on will change it: copy it then."""
    instance.fetch_all()
    rounds, tokens = _rounds(instance), instance.tokens
    rows = []
    for number in sorted(tokens):
        token = tokens[number]
        internal = token.internal
        if "apart" in internal:
            results = {str(index): value for index, value in instance.results(token).items()}
            internal = {**internal, "apart": token.active, "results": results}
        rows.append(to_row(token, internal, inside_round=number in rounds))
    state, held = _head(instance), {}
    if instance.values.held:
        instance.values.drop({number for row in rows for number in names_of(row)})
        held = {str(number): plain(value) for number, value in instance.values.held.items()}
    state |= {"tokens": rows, "values": held, "last_value": instance.values.last}
    return state


def pack(instance: Instance) -> tuple[dict[str, Any], Changes]:
    """The part of the state that every command needs, and what a step changed on the shelf."""
    changes, rows, pinned, bodies = Changes(), [], set(instance.pinned), False
    rounds, tokens = _rounds(instance), instance.tokens
    for number in sorted(tokens):
        token = tokens[number]
        if number in rounds:
            row = to_row(token, token.internal, inside_round=True)
            _keep(instance, token, rounds[number], row, changes)
            pinned |= set(names_of(row))
        elif "apart" in token.internal:
            bodies = True
            rows.append(to_row(token, _without_results(token, changes)))
        else:
            rows.append(to_row(token, token.internal))
    _clear(instance, changes)
    if not bodies:
        pinned = set()
    held = _values(instance, rows, pinned, changes) if instance.values.held else {}
    kinds = instance.kinds_apart.union(*(piece.kinds for piece in changes.pieces.values() if piece))
    told = {"values": sorted(instance.values.apart), "pinned": sorted(pinned), "kinds": sorted(kinds)}
    state = _head(instance)
    state |= {"tokens": rows, "values": held, "last_value": instance.values.last, "apart": told}
    return state, changes


def _head(instance: Instance) -> dict[str, Any]:
    if instance.agenda or instance.throws:
        raise AssertionError("an instance is only saved at rest")
    held = {} if instance.suspended is None else {"suspended": instance.suspended}
    return {
        "v": VERSION,
        "process": instance.process_id,
        "sequence": instance.sequence,
        "ended": instance.ended,
        "end_events": list(instance.end_events),
        "correlations": copy_plain(instance.correlations),
        **held,
    }


def _rounds(instance: Instance) -> _Rounds:
    found: _Rounds = {}
    for number in sorted(instance.tokens):
        token = instance.tokens[number]
        scope = token.scope
        if scope is None:
            continue
        if scope.id in found:
            found[number] = found[scope.id]
        elif "apart" in scope.internal and not token.passive:
            found[number] = (scope.id, number)
    return found


def _keep(instance: Instance, token: Token, place: tuple[int, int], row: list[Any], changes: Changes) -> None:
    body, round_ = place
    if instance.taken.get((body, token.id)) != row:
        kinds = token.spec.waits_for if token.status is Status.WAITING else ()
        joins = ("join",) if token.id in instance.joins else ()
        changes.pieces[body, token.id] = Piece(round_, (*kinds, *joins), row)


def _without_results(token: Token, changes: Changes) -> dict[str, Any]:
    """What a body remembers whose rounds lie apart; the results go to the shelf."""
    for text, value in token.internal["results"].items():
        number = -1 - int(text)
        changes.pieces[token.id, number] = Piece(number, (), [value])
    return {**token.internal, "apart": token.active, "results": {}}


def _clear(instance: Instance, changes: Changes) -> None:
    """What lay on the shelf and is over."""
    changes.dropped_bodies = {body for body in instance.bodies_apart if body not in instance.tokens}
    for body, number in instance.taken:
        if number not in instance.tokens and body not in changes.dropped_bodies:
            changes.pieces[body, number] = None


def _values(instance: Instance, rows: list[Any], pinned: set[int], changes: Changes) -> dict[str, Any]:
    """The long values that stay in the state; the longest go to the shelf once."""
    values, used = instance.values, pinned.union(*map(names_of, rows))
    changes.dropped_values = values.drop(used) & values.apart
    values.apart -= changes.dropped_values
    stay: dict[str, Any] = {}
    for number, value in values.held.items():
        if isinstance(value, Held):
            continue
        if number > values.loaded and apart(value):
            values.apart.add(number)
            changes.values[number] = value
        else:
            stay[str(number)] = value
    return stay


def load(
    program: Program,
    state: dict[str, Any],
    shelf: Shelf | None = None,
    deployments: Deployments | None = None,
) -> Instance:
    """The live form of a state; the state itself stays untouched.

    A state made by ``pack`` needs the shelf on which its other parts lie, one in which other versions were
    called the *deployments* that hold them.
    """
    if state.get("v") != VERSION:
        raise InvalidState(f"实例的状态格式是 {state.get('v')!r}，这一版引擎需要格式 {VERSION}")
    instance = Instance(program, state["process"], deployments)
    instance.sequence, instance.ended = state["sequence"], state["ended"]
    instance.end_events, instance.correlations = list(state["end_events"]), copy_plain(state["correlations"])
    instance.suspended = state.get("suspended")
    _load_values(instance, state, shelf)
    for row in state["tokens"]:
        restore(instance, row)
    if shelf is not None:
        _load_apart(instance, state.get("apart", {}))
    return instance


def called_in(state: dict[str, Any]) -> frozenset[str]:
    """The content hashes of the other deployments of which a state has called a version."""
    internals = (row[8] for row in state["tokens"] if len(row) > 8 and row[8])
    references = (internal.get("called", "").partition("@")[2] for internal in internals)
    return frozenset(filter(None, references))


def _load_values(instance: Instance, state: dict[str, Any], shelf: Shelf | None) -> None:
    values = instance.values
    values.last = values.loaded = state["last_value"]
    for number, value in state["values"].items():
        values.add(int(number), value)
    for number in state.get("apart", {}).get("values", ()):
        if shelf is None:
            raise ValueError("this state has parts on a shelf, and no shelf was given")
        values.hold(number, shelf)
    instance.shelf = shelf


def _load_apart(instance: Instance, told: dict[str, Any]) -> None:
    instance.kinds_apart, instance.pinned = set(told.get("kinds", ())), set(told.get("pinned", ()))
    for token in instance.tokens.values():
        if "apart" in token.internal:
            token.partial, token.active = True, token.internal["apart"]
            instance.bodies_apart.add(token.id)
