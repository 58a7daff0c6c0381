"""Names that a decision reads without declaring where they come from (DMN 1.5 §6.3.7, §7.3.1).

The engine shows every process variable to a decision, so such a name is not refused; but in a decision that
declares its requirements it is most often a slip of the pen, and then the value is silently null.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from processes.decisions.reader import Reader
from processes.decisions.requirements import DecisionPart, KnowledgeModel, Part
from processes.decisions.xml import attribute, children, local_name
from processes.feel import Expression, UnaryTests
from processes.feel.unknown import Unknown, unknown_names
from processes.xml import Element

#: Names that boxed expressions give to what they are about.
_ALWAYS = frozenset({"?", "item", "partial"})


@dataclass(frozen=True)
class Reading:
    """One part as it was read: its element, and the texts in it where they stand."""

    part: Part
    element: Element
    texts: Sequence[tuple[Element, Expression | UnaryTests]]
    reader: Reader


def check_scope(reading: Reading, parts: Mapping[str, Part]) -> None:
    """Warn of each name that neither the requirements nor the logic of a part explain."""
    part = reading.part
    declares = isinstance(part, KnowledgeModel) or (isinstance(part, DecisionPart) and part.requires)
    if not declares or any(key not in parts for key in part.requires):
        return
    scope = {*_ALWAYS, *_required(part, parts), *_local(reading.element)}
    told: set[str] = set()
    for element, unknown in _unknown(reading, scope):
        if unknown.name not in told:
            told.add(unknown.name)
            message = f"“{part.name}”：{unknown}"
            if not unknown.called:
                mark = "" if unknown.like else "；"
                message += f"{mark}它不是所需的决策或输入数据，执行时取同名的流程变量"
            remedy = "改正名称，或画出信息需求"
            reading.reader.problem(element, "DMN-undeclared", message, remedy)


def _unknown(reading: Reading, scope: set[str]) -> Iterator[tuple[Element, Unknown]]:
    for element, text in reading.texts:
        if not _within_match(element):
            for unknown in unknown_names(text.references, scope):
                yield element, unknown


def _within_match(element: Element) -> bool:
    """In the condition of a boxed filter every name may be a field of the element."""
    return any(local_name(outer) == "match" for outer in element.iterancestors())


def _required(part: Part, parts: Mapping[str, Part]) -> Iterator[str]:
    for key in part.requires:
        required = parts[key]
        prefix = part.module.import_names.get(required.module.namespace)
        if required.module is not part.module and prefix:
            yield prefix
            continue
        yield required.name
        if isinstance(required, DecisionPart):
            yield required.id
            yield required.variable or required.name


def _local(element: Element) -> Iterator[str]:
    """Names that the logic itself gives: entries, parameters, loop variables."""
    for inner in element.iter("{*}*"):
        yield attribute(inner, "iteratorVariable") or "item"
        if local_name(inner) == "formalParameter":
            yield attribute(inner, "name") or ""
        if local_name(inner) == "contextEntry":
            for variable in children(inner, "variable"):
                yield attribute(variable, "name") or ""
