"""Which subscription a message belongs to.

Keys of ``zeebe:subscription`` and BPMN correlation properties (§8.4.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..faults import Incident
from ..running.expressions import always_expression

if TYPE_CHECKING:
    from ..running.instance import Instance


def key_text(value: Any, message: str) -> str:
    """A correlation key as text, so that 12 and "12" are the same key.

    Incident for null, lists and contexts.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
        raise Incident("correlation_key", f"消息“{message}”的关联键应为非空文本或数字，实际得到 {value!r}")
    return str(value)


def properties(instance: Instance, definition: Any, payload: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The values of the correlation properties in this payload, by correlation key.

    Incident if one is missing.
    """
    keys: dict[str, dict[str, Any]] = {}
    for prop in definition.correlation_properties or ():
        value = instance.evaluator.evaluate(payload, always_expression(prop.retrieval_expression))
        if value is None:
            raise Incident("correlation_property", f"消息“{definition.name}”没有关联属性 {prop.name}")
        for key in prop.correlation_keys:
            keys.setdefault(key, {})[prop.name] = value
    return keys


def fits(instance: Instance, definition: Any, payload: Mapping[str, Any]) -> dict[str, dict[str, Any]] | None:
    """The correlation properties when the message belongs to this instance's conversation, else ``None``."""
    try:
        keys = properties(instance, definition, payload)
    except Incident:
        return None  # the message does not carry what this listener asks for
    known = instance.correlations
    return keys if all(known.get(key, value) == value for key, value in keys.items()) else None
