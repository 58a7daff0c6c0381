"""The portability check: expressions and conditions of a form on which browser and server may disagree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from processes.feel import nodes
from processes.forms.divergent import SERVER_ONLY, Look, called, walked
from processes.forms.hiding import tell_hidden_references
from processes.forms.kinds import NUMBER, kind_of
from processes.forms.model import MULTIPLE, Component, walk
from processes.forms.portability import divergences
from processes.forms.problems import Problems
from processes.forms.syntax import trees

_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("textfield", "textarea", "datetime"), "text"),
    **dict.fromkeys(MULTIPLE, "list"),
    "checkbox": "boolean",
}
#: What becomes text when form-js keeps a computed value.
_WRITTEN = frozenset({"date", "time", "date and time", "days", "months"})


def tell_divergences(components: tuple[Component, ...], problems: Problems) -> None:
    """Warn of every expression that falls into a class of differences."""
    tell_hidden_references(components, problems)
    types: dict[str, str] = {}
    clocks: set[str] = set()
    _note_types(components, "", types, clocks)
    for written in problems.written:
        roots = trees(written.text, unary=written.unary)
        for divergence in divergences(roots, Look(written.text, types, frozenset(clocks))):
            message = (
                f"{written.what.strip()}“={written.text}”在浏览器和服务器上可能不同：{divergence.title}。"
            )
            problems.warn("FORM-portability", message, divergence.remedy, written.element_id)
        if written.unary and any(map(_is_valueless, roots)):
            message = f"{written.what}“={written.text}”中没有可以比较的值：条件应写出变量。"
            problems.warn("FORM-portability", message, "写出变量，例如“=x > 2”。", written.element_id)
    for component in walk(components):
        shown = (each for text in component.shown for each in walked(*trees(text.text)))
        if any(called(node) in SERVER_ONLY for node in shown):
            message = "文字中用了只在服务器上有的工作日函数，页面上显示为空。"
            remedy = "在流程中先算好，文字只引用结果变量。"
            problems.warn("FORM-portability", message, remedy, component.id)


def _is_valueless(node: nodes.Node) -> bool:
    """``> 2``, ``[1..3]`` and ``?`` look at a value that a condition does not have."""
    if isinstance(node, nodes.UnaryComparison | nodes.Interval):
        return True
    return any(isinstance(each, nodes.Name) and each.name == "?" for each in walked(node))


def _note_types(
    components: tuple[Component, ...], base: str, types: dict[str, str], clocks: set[str]
) -> None:
    for component in components:
        path = ".".join((base, *component.path)) if base and component.path else base
        path = path or ".".join(component.path)
        if component.type == "group":
            types.update(dict.fromkeys([path] if component.path else (), "context"))
            _note_types(component.components, path, types, clocks)
        elif component.type == "dynamiclist":
            types[path] = "list"
            for inside in (f"{path}[]", "this"):
                types[inside] = "context"
                _note_types(component.components, inside, types, clocks)
        elif component.keyed:
            types[path] = _kind(component, types)
            if component.settings.get("subtype", "date") != "date":
                clocks.add(path)


def _kind(component: Component, types: Mapping[str, str]) -> str:
    if component.type == "number":
        return _number(component.settings)
    if component.type == "expression" and component.expression is not None:
        found = kind_of(trees(component.expression.text)[0], types)
        return "text" if found in _WRITTEN else found
    if component.type in ("radio", "select"):
        return _common(component.options.values if component.options else None)
    return _KINDS.get(component.type, "any")


def _number(settings: Mapping[str, Any]) -> str:
    if settings.get("serializeToString"):
        return "text"
    return "integer" if settings.get("decimalDigits") == 0 else "number"


def _common(values: tuple[Any, ...] | None) -> str:
    kinds = set(_plain_kinds(values or ()))
    if kinds and kinds <= NUMBER:
        return "number" if "number" in kinds else "integer"
    return kinds.pop() if len(kinds) == 1 else "any"


def _plain_kinds(values: tuple[Any, ...]) -> Iterator[str]:
    for value in values:
        if isinstance(value, bool):
            yield "boolean"
        elif isinstance(value, (int, float)):
            yield "integer" if isinstance(value, int) or value.is_integer() else "number"
        else:
            yield "text" if isinstance(value, str) else "any"
