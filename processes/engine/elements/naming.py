"""Names of messages and signals, codes of errors and escalations: a literal, or ``= FEEL`` as in Camunda 8.

Those of catching events are computed when the event begins to wait, those of throwing ones when they throw.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..faults import Incident
from ..running.expressions import source_of

if TYPE_CHECKING:
    from ..running.expressions import Evaluator

_ATTRIBUTES = {"message": "name", "signal": "name", "error": "code", "escalation": "code"}


def literal(kind: str, definition: Any) -> str | None:
    """What the diagram says."""
    attribute = _ATTRIBUTES.get(kind)
    return None if attribute is None else getattr(definition, attribute, None)


def expressions(definitions: list[tuple[str, Any]]) -> list[tuple[int, str]]:
    """(index, expression) of the definitions whose name or code is one."""
    sources = [(index, source_of(literal(*each))) for index, each in enumerate(definitions)]
    return [(index, source) for index, source in sources if source is not None]


def computed(evaluator: Evaluator, scope: Mapping[str, Any], source: str) -> str:
    """The name or code that an expression gives; Incident when that is no text."""
    value = evaluator.evaluate(scope, source)
    if not isinstance(value, str) or not value:
        raise Incident("event_name", f"事件的名称或代码应为文本，实际得到 {value!r}（= {source}）")
    return value
