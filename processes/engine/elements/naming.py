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


def computed(evaluator: Evaluator, scope: Mapping[str, Any], kind: str, definition: Any) -> str | None:
    """The name or code, when it is an expression; Incident when that gives no text."""
    source = source_of(literal(kind, definition))
    if source is None:
        return None
    value = evaluator.evaluate(scope, source)
    if not isinstance(value, str) or not value:
        raise Incident("event_name", f"事件的名称或代码应为文本，实际得到 {value!r}（= {source}）")
    return value
