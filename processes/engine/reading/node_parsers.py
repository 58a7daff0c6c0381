"""One BPMN node each, read by SpiffWorkflow's parsers without walking on along the flows."""

from __future__ import annotations

from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import event_parsers as spiff_events
from SpiffWorkflow.bpmn.parser import task_parsers as spiff_tasks
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.event_definitions import timer as spiff_timers

from ..elements import bodies, loops
from ..elements.definitions import CompensateEventDefinition, KeyedMessage, LinkEventDefinition
from ..running.expressions import source_of
from .behaviours import behaviours
from .extensions import read_extensions

EVENTS = [
    f".//bpmn:{name}EventDefinition"
    for name in ("message", "signal", "timer", "conditional", "error", "escalation", "cancel", "terminate")
]
TIMERS = (
    ("timeDate", spiff_timers.TimeDateEventDefinition),
    ("timeDuration", spiff_timers.DurationTimerEventDefinition),
    ("timeCycle", spiff_timers.CycleTimerEventDefinition),
)


class Node(TaskParser):
    """Attributes, extension elements, data associations and loop characteristics of one node."""

    STANDARD_LOOP_CLASS = loops.StandardLoop
    PARALLEL_MI_CLASS = loops.ParallelMultiInstance
    SEQUENTIAL_MI_CLASS = loops.SequentialMultiInstance

    def parse_node(self) -> Any:
        self.task = self.create_task()
        original = self.task
        original.kind = etree.QName(self.node).localname
        original.extensions = self.parse_extensions()
        original.quantities = (
            int(self.node.get("startQuantity", 1)),
            int(self.node.get("completionQuantity", 1)),
        )
        original.for_compensation = self.node.get("isForCompensation") == "true"
        if self.xpath("./bpmn:ioSpecification"):
            original.io_specification = self.parse_io_spec()
        for tag, pairs in (
            ("dataInputAssociation", original.data_in),
            ("dataOutputAssociation", original.data_out),
        ):
            pairs += [
                pair for pair in map(self._association, self.xpath(f"./bpmn:{tag}")) if pair[0] != pair[1]
            ]
        for loop in self.xpath("./bpmn:standardLoopCharacteristics"):
            self._add_loop_task(loop)
        for loop in self.xpath("./bpmn:multiInstanceLoopCharacteristics"):
            self._add_multiinstance_task(loop)
        if self.task is not original:
            self.task.bpmn_id, self.task.bpmn_name = original.bpmn_id, original.bpmn_name
            self.task.lane, self.task.for_compensation = original.lane, original.for_compensation
        return self.task

    def _association(self, element: etree._Element) -> tuple[str | None, str | None]:
        """(source, target) with references to data objects followed."""
        return self._data_object(element, "sourceRef"), self._data_object(element, "targetRef")

    def _data_object(self, element: etree._Element, tag: str) -> str | None:
        reference = element.findtext(full_tag(tag))
        objects: dict[str | None, str | None] = self.process_parser.parser.data_objects
        return objects.get(reference, reference)

    def parse_incoming_data_references(self) -> list[Any]:
        """``data_in`` has them; the stock method walks the document for each."""
        return []

    def parse_outgoing_data_references(self) -> list[Any]:
        """``data_out`` has them."""
        return []

    def parse_extensions(self, node: etree._Element | None = None) -> dict[str, Any]:
        return read_extensions(self.node if node is None else node)

    def _add_multiinstance_task(self, loop_characteristics: etree._Element) -> None:
        settings = read_extensions(loop_characteristics).get("loop")
        if settings is None:
            super()._add_multiinstance_task(loop_characteristics)
            self.task.behaviours = behaviours(loop_characteristics, self.filename)
            return
        original = self.spec.task_specs.pop(self.task.name)
        sequential = loop_characteristics.get("isSequential") == "true"
        cls = self.SEQUENTIAL_MI_CLASS if sequential else self.PARALLEL_MI_CLASS
        condition = loop_characteristics.findtext(full_tag("completionCondition"))
        self.task = cls(self.spec, original.name, task_spec="", condition=condition)
        self.task.collection = settings
        self.task.behaviours = behaviours(loop_characteristics, self.filename)
        self._copy_task_attrs(original, loop_characteristics)

    def _resolve_data_object_ref(self, ref: etree._Element | None) -> Any:
        """The stock method never ends when the object is two levels up."""
        scope = self.process_parser
        while ref is not None and scope is not None:
            found = scope.spec.data_objects.get(ref.get("dataObjectRef"))
            if found is not None:
                return found
            scope = scope.parent
        return None

    def raise_validation_exception(self, message: str, node: etree._Element | None = None) -> None:
        """The stock method does not take the ``node`` that its callers give."""
        raise ValidationException(message, self.node if node is None else node, self.filename)


class Event(Node, spiff_events.EventDefinitionParser):
    """Every kind of event."""

    def create_task(self) -> Any:
        cancel = None
        if self.node.get("attachedToRef"):
            cancel = self.node.get("cancelActivity", "true").lower() == "true"
        spec = self._create_task(self.get_event_definition(EVENTS), cancel)
        spec.interrupting = self.node.get("isInterrupting", "true") != "false" if cancel is None else cancel
        spec.parallel_multiple = self.node.get("parallelMultiple") == "true"
        return spec

    def get_event_definition(self, xpaths: list[str]) -> Any:
        for node in self.xpath("./bpmn:compensateEventDefinition"):
            return CompensateEventDefinition(node.get("activityRef"))
        for node in self.xpath("./bpmn:linkEventDefinition"):
            return LinkEventDefinition(node.get("name"))
        return super().get_event_definition(xpaths)

    def parse_message_event(self, message_event: etree._Element) -> Any:
        plain = super().parse_message_event(message_event)
        key = self.process_parser.parser.message_keys.get(message_event.get("messageRef"))
        return KeyedMessage(plain.name, plain.correlation_properties, key, description=plain.description)

    def parse_timer_event(self, event: etree._Element) -> Any:
        name = self.node.get("name", self.node.get("id"))
        for tag, cls in TIMERS:
            for node in event.findall(full_tag(tag)):
                return cls(name, node.text)
        raise ValidationException("timer without a value", self.node, self.filename)


class MessageTask(Event, spiff_events.SendTaskParser):
    """Send and receive tasks."""

    def create_task(self) -> Any:
        spec = spiff_events.SendTaskParser.create_task(self)
        spec.instantiate = self.node.get("instantiate") == "true"
        return spec


class EventGateway(Event):
    """The events of the gateway are its targets."""

    def create_task(self) -> Any:
        spec = self._create_task(self.get_event_definition([]))
        spec.instantiate = self.node.get("instantiate") == "true"
        spec.parallel = self.node.get("eventGatewayType") == "Parallel"
        return spec


class ComplexGateway(Node):
    """With its activation condition."""

    def create_task(self) -> Any:
        spec = super().create_task()
        spec.activation_condition = self.node.findtext(full_tag("activationCondition"))
        return spec


class Script(Node, spiff_tasks.ScriptTaskParser):
    """The script is an extension element, never code in ``bpmn:script``."""

    def get_script(self) -> str:
        return ""


class SubProcess(Node):
    """Embedded, event, transactional and ad-hoc sub-processes: a body of their own."""

    def create_task(self) -> Any:
        parser = self.process_parser.parser
        parser.create_parser(self.node, filename=self.filename, lane=self.lane)
        parser.process_parsers[self.bpmn_id].parent = self.process_parser
        event = self.node.get("triggeredByEvent") == "true"
        cls = bodies.EventSubProcess if event else self.spec_class
        spec = cls(self.spec, self.bpmn_id, subworkflow_spec=self.bpmn_id, **self.bpmn_attributes)
        spec.completion_condition = self.node.findtext(full_tag("completionCondition"))
        spec.ordered = self.node.get("ordering", "Parallel").lower() == "sequential"
        spec.cancel_remaining = self.node.get("cancelRemainingInstances", "true") != "false"
        return spec


class CallActivity(Node):
    """``zeebe:calledElement`` or the attribute of the standard."""

    def create_task(self) -> Any:
        ours = read_extensions(self.node).get("called", {})
        called = ours.get("process") or self.node.get("calledElement")
        if not called:
            raise ValidationException("call activity without a called element", self.node, self.filename)
        spec = self.spec_class(self.spec, self.bpmn_id, subworkflow_spec=called, **self.bpmn_attributes)
        spec.target, spec.binding = source_of(called), ours.get("binding", "deployment")
        spec.tag = ours.get("tag")
        return spec
