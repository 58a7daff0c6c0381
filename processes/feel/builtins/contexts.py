"""Context functions (DMN 1.5 §10.3.4.9)."""

from __future__ import annotations

from processes.feel.builtins.registry import builtin
from processes.feel.run import Run
from processes.feel.values import Value, convert, items

Context = dict[str, Value]


@builtin("get value", "m: context, key: string", "context: context, keys: list", run=True, silent=True)
def _get_value(run: Run, context: Context, key: str | list[Value]) -> Value:
    if isinstance(key, str):
        return convert(context.get(key))
    if not key:
        return None
    value: Value = context
    for name in items(key, run):
        if not isinstance(value, dict) or name not in value:
            return None
        value = convert(value[name])
    return value


@builtin("get entries", "m: context", run=True)
def _get_entries(run: Run, context: Context) -> list[Context]:
    run.spend(len(context))
    return [{"key": key, "value": convert(value)} for key, value in context.items()]


@builtin("context", "entries: list", run=True)
def _context(run: Run, entries: list[Value]) -> Context | None:
    result: Context = {}
    for entry in items(entries, run):
        if not isinstance(entry, dict) or "value" not in entry:
            return None
        key = entry.get("key")
        if not isinstance(key, str) or key in result:
            return None
        result[key] = convert(entry["value"])
    return result


@builtin(
    "context put",
    "context: context, key: string, value: any|null",
    "context: context, keys: list, value: any|null",
    run=True,
)
def _context_put(run: Run, context: Context, key: str | list[Value], value: Value) -> Context | None:
    run.allocate(len(context) + 1)
    if isinstance(key, str):
        return {**context, key: value}
    if not key or not all(isinstance(name, str) for name in key):
        return None
    first, rest = key[0], key[1:]
    if not rest:
        return {**context, first: value}
    inner = convert(context.get(first, {}))
    if not isinstance(inner, dict):
        return None
    changed = _context_put(run, inner, rest, value)
    return None if changed is None else {**context, first: changed}


@builtin("context merge", "contexts: list", run=True)
def _context_merge(run: Run, contexts: list[Value]) -> Context | None:
    result: Context = {}
    for context in items(contexts, run):
        if not isinstance(context, dict):
            return None
        run.allocate(len(context))
        result.update(context)
    return result
