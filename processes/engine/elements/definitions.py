"""Event definitions that SpiffWorkflow has no word for, and the kind of each definition."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions import (
    conditional,
    item_aware_event,
    message,
    multiple,
    simple,
    timer,
)
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition


class CompensateEventDefinition(EventDefinition):
    """``activity`` is the id of the activity to undo.

    ``None`` means all of the scope (BPMN 2.0.2 §13.5.5).
    """

    def __init__(self, activity: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.activity = activity


class LinkEventDefinition(EventDefinition):
    """A pair of link events is a sequence flow without a line."""


class KeyedMessage(message.MessageEventDefinition):
    """A message with a ``zeebe:subscription``: it finds the instance whose key has this value."""

    def __init__(
        self, name: str, correlation_properties: Any = None, key: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(name, correlation_properties, **kwargs)
        self.key = key


KINDS: dict[type[Any], str] = {
    message.MessageEventDefinition: "message",
    item_aware_event.SignalEventDefinition: "signal",
    timer.TimerEventDefinition: "timer",
    conditional.ConditionalEventDefinition: "condition",
    item_aware_event.ErrorEventDefinition: "error",
    item_aware_event.EscalationEventDefinition: "escalation",
    simple.CancelEventDefinition: "cancel",
    simple.TerminateEventDefinition: "terminate",
    CompensateEventDefinition: "compensation",
    LinkEventDefinition: "link",
}


def kind_of(definition: Any) -> str | None:
    """The word for an event definition; ``None`` for a plain event."""
    return next((kind for cls, kind in KINDS.items() if isinstance(definition, cls)), None)


def several(definition: Any) -> list[tuple[str, Any]]:
    """(kind, definition) of each definition of an event, a multiple event having more than one."""
    all_of_it = (
        definition.event_definitions
        if isinstance(definition, multiple.MultipleEventDefinition)
        else [definition]
    )
    return [(kind, each) for each in all_of_it if (kind := kind_of(each)) is not None]
