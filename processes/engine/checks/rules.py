"""Checks of a deployment set before it is parsed: what cannot be executed rightly is refused, never silently
dropped.

Every check is a function from a ``Document`` to problems; ``check`` runs them over all documents of the set.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from lxml import etree

from processes.errors import Problem

from ..reading.document import ACTIVITIES, FLOW_NODES, Document, Surroundings
from ..reading.extensions import BPMN
from . import events, expressions, gateways, tasks

_REFERENCES = (
    ("messageRef", "message"),
    ("signalRef", "signal"),
    ("errorRef", "error"),
    ("escalationRef", "escalation"),
)


def check(surroundings: Surroundings) -> list[Problem]:
    """Every fault of the set, errors and warnings, in the order of the documents."""
    problems: list[Problem] = list(_process_ids(surroundings))
    for name, root in surroundings.roots.items():
        document = Document(name, root, surroundings)
        found = [problem for each in CHECKS for problem in each(document)]
        problems += sorted(found, key=lambda problem: problem.line or 0)
    return problems


def _process_ids(surroundings: Surroundings) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    executable = 0
    for name, root in surroundings.roots.items():
        document = Document(name, root, surroundings)
        for process in root.iter(f"{BPMN}process"):
            process_id = process.get("id", "")
            executable += process.get("isExecutable", "true") == "true"
            if process_id in seen:
                where = f"流程标识“{process_id}”与 {seen[process_id]} 中的重复"
                yield document.problem("BPMN-duplicate-process", process, where, "给流程换一个标识")
            seen[process_id] = name
    if surroundings.roots and not executable:
        message = "部署中没有可执行的流程（isExecutable）"
        yield Problem(code="BPMN-no-process", message=message, remedy="在建模器中勾选“可执行”")


def _ids(document: Document) -> Iterator[Problem]:
    counted = Counter(e.get("id") for e in document.model_elements() if e.get("id"))
    for element in document.model_elements():
        element_id = element.get("id")
        if element_id and counted[element_id] > 1:
            counted[element_id] = 0
            yield document.problem(
                "BPMN-duplicate-id", element, f"标识“{element_id}”在文件中重复", "每个元素的标识应唯一"
            )
        elif not element_id and document.tag(element) in FLOW_NODES:
            yield document.problem(
                "BPMN-no-id", element, f"{document.tag(element)} 没有标识", "给元素一个标识"
            )


def _unsupported(document: Document) -> Iterator[Problem]:
    for element in document.bodies():
        for child in element.iterchildren(etree.Element):
            tag = document.tag(child)
            looks_like_node = tag.endswith(
                ("Task", "Gateway", "Event", "Process", "Activity", "Choreography")
            )
            if looks_like_node and tag not in FLOW_NODES:
                message = f"引擎不支持元素 {tag}（{document.label(child)}）"
                yield document.problem("BPMN-unsupported", child, message, "换成受支持的元素")


def _flows(document: Document) -> Iterator[Problem]:
    for flow in document.executable("sequenceFlow"):
        for attribute, what in (("sourceRef", "起点"), ("targetRef", "终点")):
            end = document.by_id.get(flow.get(attribute, ""))
            if end is None:
                message = f"顺序流“{flow.get('id')}”的{what}“{flow.get(attribute)}”不存在"
                yield document.problem("BPMN-dangling-reference", flow, message, "把顺序流连到元素上，或删去")
            elif document.tag(end) not in FLOW_NODES or end.getparent() is not flow.getparent():
                message = f"顺序流“{flow.get('id')}”的{what}“{flow.get(attribute)}”不在同一个流程或子流程里"
                yield document.problem("BPMN-flow-scope", flow, message, "顺序流不能跨越子流程边界")
        yield from _flow_ends(document, flow)


def _flow_ends(document: Document, flow: etree._Element) -> Iterator[Problem]:
    source, target = (document.by_id.get(flow.get(key, "")) for key in ("sourceRef", "targetRef"))
    wrong = []
    if source is not None and document.tag(source) == "endEvent":
        wrong.append(f"从结束事件“{document.label(source)}”出发")
    if target is not None and document.tag(target) in ("startEvent", "boundaryEvent"):
        wrong.append(
            f"进入{'开始' if document.tag(target) == 'startEvent' else '边界'}事件“{document.label(target)}”"
        )
    for what in wrong:
        yield document.problem("BPMN-flow-ends", flow, f"顺序流“{flow.get('id')}”{what}", "改连到其他元素")


def _references(document: Document) -> Iterator[Problem]:
    for element in document.inside_executable():
        for attribute, kind in _REFERENCES:
            reference = element.get(attribute)
            if reference and not document.refers(reference, kind):
                message = f"“{document.label(element)}”引用的 {kind} “{reference}”不存在"
                yield document.problem(
                    "BPMN-dangling-reference", element, message, "重新选择，或在文件中定义它"
                )
        if (
            document.tag(element) == "eventDefinitionRef"
            and document.local(element.text or "") not in document.by_id
        ):
            message = f"引用的事件定义“{element.text}”不存在"
            yield document.problem("BPMN-dangling-reference", element, message, "在文件中定义它")
        if (
            document.tag(element) == "dataObjectReference"
            and element.get("dataObjectRef") not in document.by_id
        ):
            message = f"数据对象引用“{document.label(element)}”没有指向数据对象"
            yield document.problem("BPMN-dangling-reference", element, message, "指向一个数据对象，或删去")


def _associations(document: Document) -> Iterator[Problem]:
    for tag, end in (("dataInputAssociation", "sourceRef"), ("dataOutputAssociation", "targetRef")):
        for association in document.executable(tag):
            reference = (association.findtext(f"{BPMN}{end}") or "").strip()
            target = document.target(reference)
            if target is None or document.tag(target) not in ("dataObjectReference", "dataStoreReference"):
                message = f"数据关联指向的“{reference}”不是数据对象引用"
                yield document.problem(
                    "BPMN-dangling-reference", association, message, "连到数据对象，或删去"
                )


def _quantities(document: Document) -> Iterator[Problem]:
    for element in document.inside_executable():
        for attribute, least in (("startQuantity", 1), ("completionQuantity", 1), ("loopMaximum", 0)):
            value = element.get(attribute)
            if value is not None and not (value.isdecimal() and int(value) >= least):
                message = (
                    f"“{document.label(element)}”的 {attribute} 应为不小于 {least} 的整数，实际是 {value}"
                )
                yield document.problem("BPMN-quantity", element, message, "改正数值")


def _unreachable(document: Document) -> Iterator[Problem]:
    for body in document.bodies():
        nodes = [e for e in body.iterchildren(etree.Element) if document.tag(e) in FLOW_NODES]
        if (
            not any(document.tag(node) == "startEvent" for node in nodes)
            or document.tag(body) == "adHocSubProcess"
        ):
            continue
        for node in nodes:
            free = (
                document.tag(node) in ("startEvent", "boundaryEvent")
                or node.get("triggeredByEvent") == "true"
            )
            free = free or node.get("isForCompensation") == "true" or node.get("instantiate") == "true"
            free = free or any(document.tag(child) == "linkEventDefinition" for child in node)
            if not free and not document.incoming(node):
                message = f"“{document.label(node)}”没有流入的顺序流，永远不会执行"
                yield document.problem(
                    "BPMN-unreachable", node, message, "连上顺序流，或删去", severity="warning"
                )


def _silent_ends(document: Document) -> Iterator[Problem]:
    """Where end events are drawn, a path that stops at an activity or gateway is most likely a forgotten flow
    (BPMN 2.0.2 §10.5.3: only without end events every such node is an end)."""
    for body in document.bodies():
        nodes = [e for e in body.iterchildren(etree.Element) if document.tag(e) in FLOW_NODES]
        drawn = any(document.tag(node) == "endEvent" for node in nodes)
        if not drawn or document.tag(body) == "adHocSubProcess":
            continue
        for node in nodes:
            tag = document.tag(node)
            handler = node.get("triggeredByEvent") == "true" or node.get("isForCompensation") == "true"
            stops = bool(document.incoming(node)) and not document.outgoing(node)
            if stops and (tag in ACTIVITIES or tag.endswith("Gateway")) and not handler:
                message = f"“{document.label(node)}”没有流出的顺序流，流程会在这里不声不响地结束"
                remedy = "连到下一个元素；确实到此为止的，连到一个结束事件"
                yield document.problem("BPMN-silent-end", node, message, remedy, severity="warning")


def _loops(document: Document) -> Iterator[Problem]:
    for activity in document.executable(*ACTIVITIES):
        for loop in activity.iterchildren(f"{BPMN}standardLoopCharacteristics"):
            if loop.get("loopMaximum") is None and loop.find(f"{BPMN}loopCondition") is None:
                message = f"循环“{document.label(activity)}”既没有条件也没有次数上限"
                yield document.problem("BPMN-loop", activity, message, "给循环一个条件或上限")
        for loop in activity.iterchildren(f"{BPMN}multiInstanceLoopCharacteristics"):
            ours = document.extensions(loop).get("loop")
            standard = ("loopCardinality", "loopDataInputRef")
            given = [tag for tag in standard if loop.find(f"{BPMN}{tag}") is not None]
            if len(given) + (ours is not None) != 1 or (ours is not None and not ours.get("inputCollection")):
                message = f"多实例“{document.label(activity)}”应恰有一个集合或次数"
                yield document.problem(
                    "BPMN-multi-instance", activity, message, "填写输入集合（inputCollection）"
                )
            for cardinality in loop.iterchildren(f"{BPMN}loopCardinality"):
                if (cardinality.text or "").strip().startswith("-"):
                    message = f"多实例“{document.label(activity)}”的次数不能为负"
                    yield document.problem("BPMN-quantity", activity, message, "改正次数")


CHECKS: tuple[Callable[[Document], Iterable[Problem]], ...] = (
    _ids,
    _unsupported,
    _flows,
    _references,
    _associations,
    _quantities,
    _loops,
    _unreachable,
    _silent_ends,
    events.check,
    gateways.check,
    tasks.check,
    expressions.check,
)
