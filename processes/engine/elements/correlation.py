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

    Incident if one is missing or cannot be evaluated.
    """
    keys, missing = _retrieved(instance, definition, payload)
    if missing:
        raise Incident("correlation_property", f"消息“{definition.name}”没有关联属性 {'、'.join(missing)}")
    return keys


def _retrieved(
    instance: Instance, definition: Any, payload: Mapping[str, Any]
) -> tuple[dict[str, dict[str, Any]], list[str]]:
    keys: dict[str, dict[str, Any]] = {}
    missing = []
    for prop in definition.correlation_properties or ():
        value = instance.evaluator.evaluate(payload, always_expression(prop.retrieval_expression))
        if value is None:
            missing.append(str(prop.name))
        for key in prop.correlation_keys:
            keys.setdefault(key, {})[prop.name] = value
    return keys, missing


def fits(instance: Instance, definition: Any, payload: Mapping[str, Any]) -> dict[str, dict[str, Any]] | None:
    """The correlation properties when the message belongs to this instance's conversation, else ``None``.

    Incident when one cannot be evaluated.
    """
    keys, missing = _retrieved(instance, definition, payload)
    if missing:
        return None  # the message does not carry what this listener asks for
    known = instance.correlations
    return keys if all(known.get(key, value) == value for key, value in keys.items()) else None
