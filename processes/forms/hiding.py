"""Conditions on fields that may be hidden themselves: there form-js still sees what was entered before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from processes.feel import UnaryTests, nodes
from processes.forms.divergent import walked
from processes.forms.kinds import dotted
from processes.forms.model import Component
from processes.forms.problems import Problems
from processes.forms.syntax import trees


@dataclass(frozen=True)
class _Place:
    """A component with its data path, the references of its condition and whether it may be hidden."""

    component: Component
    path: str
    reads: frozenset[str]
    hideable: bool


def tell_hidden_references(components: tuple[Component, ...], problems: Problems) -> None:
    """Warn of conditions for which form-js takes a value that is no longer shown.

    form-js follows hidden fields one step only, keeps the first value of a hidden field that is in no group
    with a path, and shows a list row its hidden fields as ``this``.
    """
    places = list(_places(components, "", frozenset(), hideable=False))
    known = {place.path: place for place in places}
    for place in places:
        for name in sorted(place.reads):
            reason = _reason(known, name)
            if reason and place.component.hide is not None:
                message = f"隐藏条件依赖可能被隐藏的字段“{name}”，{reason}，浏览器和服务器可能不同。"
                remedy = "把被依赖字段的隐藏条件一并写进这个条件。"
                problems.warn("FORM-portability", message, remedy, place.component.id)


def _reason(known: Mapping[str, _Place], name: str) -> str:
    asked = known.get(name)
    if asked is None or not asked.hideable:
        return ""
    if name.startswith("this."):
        return "而它在本行中被隐藏后浏览器仍用旧值"
    if "." not in name:
        return "而它不在有 path 的分组里，被隐藏后浏览器仍用最初的值"
    further = next((each for each in sorted(asked.reads) if each in known and known[each].hideable), "")
    return f"而它又依赖可能被隐藏的“{further}”" if further else ""


def _places(
    components: tuple[Component, ...], base: str, reads: frozenset[str], *, hideable: bool
) -> Iterator[_Place]:
    for component in components:
        path = ".".join(part for part in (base, *component.path) if part)
        own = reads | frozenset(_references(component))
        may_hide = hideable or component.hide is not None
        yield _Place(component, path if component.path else "", own, may_hide)
        if component.type == "dynamiclist":
            # A hidden list takes its rows along: only conditions inside the row matter there.
            yield from _places(component.components, "this", frozenset(), hideable=False)
        else:
            yield from _places(component.components, path, own, hideable=may_hide)


def _references(component: Component) -> Iterator[str]:
    """The dotted names that the condition reads, each as long as it stands there."""
    if component.hide is None or not isinstance(component.hide.compiled, UnaryTests):
        return
    for root in trees(component.hide.compiled.text, unary=True):
        inner: set[int] = set()
        for node in walked(root):
            name = dotted(node) if isinstance(node, nodes.Path | nodes.Name) else None
            if name is not None and id(node) not in inner:
                yield name
            inner.update(id(child) for child in node.children() if isinstance(node, nodes.Path))
