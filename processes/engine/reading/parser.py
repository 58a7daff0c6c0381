"""BPMN XML -> bodies.  SpiffWorkflow's parser reads nodes, events, data and lanes; the graph is connected
here, flow by flow, so that flows keep their identity and a long chain costs no recursion.
"""

from __future__ import annotations

from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser as SpiffProcessParser
from SpiffWorkflow.bpmn.parser.util import full_tag

from ..elements import bodies, calls, catching, gateways, joins, tasks, throwing
from ..elements.definitions import CompensateEventDefinition
from ..elements.graph import Flow, ProcessSpec
from . import node_parsers
from .extensions import read_extensions
from .normalise import normalise

_PAIRS: dict[str, tuple[Any, Any]] = {
    "startEvent": (node_parsers.Event, catching.StartEvent),
    "endEvent": (node_parsers.Event, throwing.EndEvent),
    "intermediateCatchEvent": (node_parsers.Event, catching.CatchEvent),
    "intermediateThrowEvent": (node_parsers.Event, throwing.ThrowEvent),
    "boundaryEvent": (node_parsers.Event, catching.BoundaryEvent),
    "receiveTask": (node_parsers.MessageTask, catching.ReceiveTask),
    "sendTask": (node_parsers.MessageTask, throwing.SendTask),
    "eventBasedGateway": (node_parsers.EventGateway, gateways.EventBasedGateway),
    "exclusiveGateway": (node_parsers.Node, gateways.ExclusiveGateway),
    "inclusiveGateway": (node_parsers.Node, joins.InclusiveGateway),
    "parallelGateway": (node_parsers.Node, joins.ParallelGateway),
    "complexGateway": (node_parsers.ComplexGateway, joins.ComplexGateway),
    "userTask": (node_parsers.Node, tasks.UserTask),
    "manualTask": (node_parsers.Node, tasks.ManualTask),
    "task": (node_parsers.Node, tasks.NoneTask),
    "scriptTask": (node_parsers.Script, tasks.ScriptTask),
    "serviceTask": (node_parsers.Node, tasks.ServiceTask),
    "businessRuleTask": (node_parsers.Node, tasks.BusinessRuleTask),
    "subProcess": (node_parsers.SubProcess, bodies.SubProcess),
    "transaction": (node_parsers.SubProcess, bodies.Transaction),
    "adHocSubProcess": (node_parsers.SubProcess, bodies.AdHoc),
    "callActivity": (node_parsers.CallActivity, calls.CallActivity),
}
#: Tags of the flow nodes that the engine executes.
SUPPORTED = frozenset(_PAIRS)


class ProcessParser(SpiffProcessParser):
    """One process or sub-process body."""

    def create_spec(self) -> ProcessSpec:
        return ProcessSpec(name=self.bpmn_id, description=self.get_name(), filename=self.filename)

    def add_tasks(self) -> None:
        for child in self.node.iterchildren(etree.Element):
            if self.parser._get_parser_class(child.tag)[1] is not None:
                self.parse_node(child)
        for element in self.xpath("./bpmn:sequenceFlow"):
            self._connect(element)
        handlers = {a.get("sourceRef"): a.get("targetRef") for a in self.xpath("./bpmn:association")}
        for event in self.xpath("./bpmn:boundaryEvent"):
            spec, host = self.spec.node(event.get("id")), self.spec.node(event.get("attachedToRef"))
            if isinstance(spec.event_definition, CompensateEventDefinition):
                host.compensation = self.spec.node(handlers[event.get("id")])
            else:
                host.boundaries.append(spec)

    def _connect(self, element: etree._Element) -> None:
        source = self.spec.node(element.get("sourceRef", ""))
        target = self.spec.node(element.get("targetRef", ""))
        flow = Flow(element.get("id", ""), source, target, self.parse_condition(element))
        if self.get_node_by_id(element.get("sourceRef")).get("default") == flow.id:
            source.default = flow
        source.outgoing.append(flow)
        target.incoming.append(flow)


class Parser(BpmnParser):
    """One document.  Each document has its own parser: ids of messages and sub-processes are local to it."""

    PROCESS_PARSER_CLASS = ProcessParser
    AD_HOC_PARSER_CLASS = ProcessParser
    OVERRIDE_PARSER_CLASSES = {full_tag(tag): pair for tag, pair in _PAIRS.items()}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.message_keys: dict[str | None, str | None] = {}
        self.data_objects: dict[str | None, str | None] = {}  # reference to a data object -> the object

    def _add_messages(self, bpmn: etree._Element) -> None:
        super()._add_messages(bpmn)
        for message in bpmn.iter(full_tag("message")):
            subscription = read_extensions(message).get("subscription", {})
            self.message_keys[message.get("id")] = subscription.get("correlationKey")


def parse(root: etree._Element, filename: str) -> tuple[dict[str, ProcessSpec], dict[str, str | None]]:
    """The bodies of a checked document by id, and the id of the body around each (``None`` for a process)."""
    normalise(root)
    parser = Parser()
    references = root.iter(full_tag("dataObjectReference"))
    parser.data_objects = {each.get("id"): each.get("dataObjectRef") for each in references}
    parser.add_bpmn_xml(root, filename)
    found: dict[str, ProcessSpec] = {}
    while missing := [name for name in parser.process_parsers if name not in found]:
        for name in missing:
            if parser.process_parsers[name].process_executable:
                found[name] = parser.get_spec(name)
            else:
                del parser.process_parsers[name]
    parents = {name: getattr(parser.process_parsers[name].parent, "bpmn_id", None) for name in found}
    return found, parents
