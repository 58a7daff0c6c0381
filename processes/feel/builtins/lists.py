"""Functions that look into lists or make new ones (DMN 1.5 §10.3.4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cmp_to_key

from processes.feel.builtins.registry import builtin, free_form
from processes.feel.builtins.strings import offset
from processes.feel.functions import FunctionValue
from processes.feel.run import Run
from processes.feel.values import ORDERED, Value, equal, items

# Values that are equal exactly when type and hashed value are.
_HASHED = ORDERED | {bool, type(None)}


@builtin("list contains", "list: list, element: any|null", run=True)
def _list_contains(run: Run, values: list[Value], element: Value) -> bool:
    return any(equal(value, element, run) is True for value in items(values, run))


@builtin("index of", "list: list, match: any|null", run=True)
def _index_of(run: Run, values: list[Value], match: Value) -> list[Decimal]:
    found = enumerate(items(values, run), start=1)
    return [Decimal(position) for position, value in found if equal(value, match, run) is True]


@builtin("sublist", "list: list, start position: number, length?: number")
def _sublist(values: list[Value], start: Decimal, length: Decimal | None = None) -> list[Value] | None:
    begin = offset(start, len(values))
    if length is None:
        return values[begin:]
    if length < 1 or begin + length > len(values):
        return None
    return values[begin : begin + int(length)]


def _append(run: Run, arguments: Sequence[Value]) -> list[Value] | None:
    if len(arguments) < 2 or arguments[0] is None:
        return None
    first = arguments[0] if type(arguments[0]) is list else [arguments[0]]
    run.allocate(len(first) + len(arguments))
    return [*first, *arguments[1:]]


free_form("append", ("list", "item"), _append)


def _concatenate(run: Run, arguments: Sequence[Value]) -> list[Value] | None:
    if not arguments or any(argument is None for argument in arguments):
        return None
    result: list[Value] = []
    for argument in arguments:
        part = argument if type(argument) is list else [argument]
        run.allocate(len(part))
        result += part
    return result


free_form("concatenate", ("list",), _concatenate)


@builtin("insert before", "list: list, position: number, newItem: any|null")
def _insert_before(values: list[Value], position: Decimal, new: Value) -> list[Value]:
    index = offset(position, len(values))
    return [*values[:index], new, *values[index:]]


@builtin("remove", "list: list, position: number")
def _remove(values: list[Value], position: Decimal) -> list[Value]:
    index = offset(position, len(values))
    return values[:index] + values[index + 1 :]


@builtin(
    "list replace",
    "list: list, position: number, newItem: any|null",
    "list: list, match: function, newItem: any|null",
    run=True,
)
def _list_replace(
    run: Run, values: list[Value], where: Decimal | FunctionValue, new: Value
) -> list[Value] | None:
    if isinstance(where, Decimal):
        index = offset(where, len(values))
        return [*values[:index], new, *values[index + 1 :]]
    if len(where.parameters) != 2:
        return None
    result = []
    for value in items(values, run):
        hit = where.invoke(run, (value, new))
        if not isinstance(hit, bool):
            return None
        result.append(new if hit else value)
    return result


@builtin("reverse", "list: list")
def _reverse(values: list[Value]) -> list[Value]:
    return values[::-1]


def _distinct(run: Run, values: list[Value]) -> list[Value]:
    """The first of each: scalars by hash, lists and contexts one by one."""
    seen: set[tuple[type, Value]] = set()
    composite: list[Value] = []
    found: list[Value] = []
    for value in items(values, run):
        if type(value) in _HASHED:
            key = (type(value), value)
            if key in seen:
                continue
            seen.add(key)
        else:
            run.spend(len(composite))
            if any(equal(value, other, run) is True for other in composite):
                continue
            composite.append(value)
        found.append(value)
    return found


builtin("distinct values", "list: list", run=True)(_distinct)


def _union(run: Run, arguments: Sequence[Value]) -> list[Value] | None:
    joined = _concatenate(run, arguments)
    return None if joined is None else _distinct(run, joined)


free_form("union", ("list",), _union)


@builtin("flatten", "list: list", run=True)
def _flatten(run: Run, values: list[Value]) -> list[Value]:
    result: list[Value] = []
    for value in items(values, run):
        if type(value) is list:
            result += _flatten(run, value)
        else:
            result.append(value)
    return result


@builtin("sort", "list: list, precedes?: function", run=True)
def _sort(run: Run, values: list[Value], precedes: FunctionValue | None = None) -> list[Value] | None:
    """Stable; without a function only values of one ordered type can be sorted."""
    found = items(values, run)
    if precedes is None:
        if any(type(value) not in ORDERED or type(value) is not type(found[0]) for value in found):
            return None
        return sorted(found)
    if len(precedes.parameters) != 2:
        return None
    compare_by = precedes.invoke

    def order(a: Value, b: Value) -> int:
        if compare_by(run, (a, b)) is True:
            return -1
        return 1 if compare_by(run, (b, a)) is True else 0

    return sorted(found, key=cmp_to_key(order))
