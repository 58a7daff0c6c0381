"""Behaviour events of multi-instance loop characteristics, from the document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from ..elements.behaviours import Behaviour
from .extensions import BPMN

_REFERENCES = {"None": "noneBehaviorEventRef", "One": "oneBehaviorEventRef"}
_WHEN: dict[str, Any] = {"None": "each", "One": "first"}
_KINDS: dict[str, Any] = {"signalEventDefinition": "signal", "escalationEventDefinition": "escalation"}


def behaviours(loop: etree._Element, filename: str) -> list[Behaviour]:
    """What the loop throws; ValidationException for an event definition that it cannot throw."""
    mode = loop.get("behavior", "All")
    if mode in _REFERENCES:
        definition = _by_id(loop, loop.get(_REFERENCES[mode]))
        return [] if definition is None else [_behaviour(definition, filename, _WHEN[mode])]
    if mode == "Complex":
        return list(_complex(loop, filename))
    return []


def _complex(loop: etree._Element, filename: str) -> Iterator[Behaviour]:
    for each in loop.iterchildren(f"{BPMN}complexBehaviorDefinition"):
        condition = (each.findtext(f"{BPMN}condition") or "").strip()
        for event in each.iterchildren(f"{BPMN}event"):
            found = event.iterchildren(etree.Element)
            for definition in (each for each in found if str(each.tag).endswith("EventDefinition")):
                yield _behaviour(definition, filename, "condition", condition)


def _behaviour(definition: etree._Element, filename: str, when: Any, condition: str = "") -> Behaviour:
    kind = _KINDS.get(etree.QName(definition).localname)
    if kind is None:
        raise ValidationException("多实例的行为事件只能是信号或升级", definition, filename)
    target = _by_id(definition, definition.get(f"{kind}Ref"))
    name = None if target is None else target.get("name" if kind == "signal" else "escalationCode")
    return Behaviour(kind, name, when, condition)


def _by_id(element: etree._Element, reference: str | None) -> etree._Element | None:
    root = element.getroottree().getroot()
    local = (reference or "").rpartition(":")[2]
    return next((each for each in root.iter(etree.Element) if each.get("id") in (reference, local)), None)
