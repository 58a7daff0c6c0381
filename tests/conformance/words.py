"""What the words behind an element mean; see ``drawing``.

Events: ``timer= date= cycle= message= signal= error= escalation= when= link= compensate= cancel terminate``
(several make a multiple event, ``parallel`` a parallel multiple one), ``key=`` the correlation key of the
message before it, ``on=`` the activity of a boundary event, ``nonint``.
Repetition: ``each=LIST item=NAME collect=NAME of=EXPRESSION`` or ``times=N``; ``seq``, ``until=CONDITION``;
``while=CONDITION max=N before``.  Mappings: ``in.NAME=SOURCE out.NAME=SOURCE``.
By kind: ``script ID NAME EXPRESSION``, ``service|send ID TYPE``, ``rule ID DECISION NAME``, ``call ID ID``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

NAMESPACES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "zeebe": "http://camunda.org/schema/zeebe/1.0",
    "jiedu": "http://jiedu.gov.example/schema/1.0",
}
BPMN, ZEEBE, JIEDU = (f"{{{uri}}}" for uri in NAMESPACES.values())
KINDS: dict[str, tuple[str, dict[str, str]]] = {
    "process": ("process", {"isExecutable": "true"}),
    "start": ("startEvent", {}), "end": ("endEvent", {}), "catch": ("intermediateCatchEvent", {}),
    "throw": ("intermediateThrowEvent", {}), "boundary": ("boundaryEvent", {}),
    "user": ("userTask", {}), "manual": ("manualTask", {}), "task": ("task", {}),
    "service": ("serviceTask", {}), "send": ("sendTask", {}), "receive": ("receiveTask", {}),
    "script": ("scriptTask", {}), "rule": ("businessRuleTask", {}), "call": ("callActivity", {}),
    "sub": ("subProcess", {}), "esub": ("subProcess", {"triggeredByEvent": "true"}),
    "tx": ("transaction", {}), "adhoc": ("adHocSubProcess", {}),
    "xor": ("exclusiveGateway", {}), "and": ("parallelGateway", {}), "or": ("inclusiveGateway", {}),
    "race": ("eventBasedGateway", {}), "complex": ("complexGateway", {}),
}  # fmt: skip


@dataclass
class Drawing:
    """A document in the making: its root, and which messages, signals … it has."""

    root: etree._Element
    named: dict[tuple[str, str], etree._Element] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)

    def fresh(self, wanted: str) -> str:
        """An id that is not yet taken."""
        while wanted in self.ids:
            wanted += "_"
        self.ids.add(wanted)
        return wanted

    def reference(self, kind: str, name: str) -> str:
        """The id of a message, signal, error or escalation; made when it is new."""
        if (kind, name) not in self.named:
            attributes = {"id": self.fresh(f"{kind}_{len(self.named)}"), "name": name}
            if kind in ("error", "escalation"):
                attributes[f"{kind}Code"] = name
            self.named[kind, name] = etree.Element(f"{BPMN}{kind}", attributes)
            self.root.append(self.named[kind, name])
        return str(self.named[kind, name].get("id"))


def box(element: etree._Element) -> etree._Element:
    """The extension elements of an element."""
    found = element.find(f"{BPMN}extensionElements")
    if found is None:
        found = etree.Element(f"{BPMN}extensionElements")
        element.insert(0, found)
    return found


def zeebe(element: etree._Element, name: str, **attributes: str) -> None:
    """Add an extension element; one of the same name gets more attributes."""
    inside = box(element)
    found = inside.find(f"{ZEEBE}{name}")
    if found is None:
        found = etree.SubElement(inside, f"{ZEEBE}{name}")
    for key, value in attributes.items():
        found.set(key, value)


def _mapping(element: etree._Element, name: str, source: str, target: str) -> None:
    inside = box(element)
    found = inside.find(f"{ZEEBE}ioMapping")
    if found is None:
        found = etree.SubElement(inside, f"{ZEEBE}ioMapping")
    etree.SubElement(found, f"{ZEEBE}{name}", {"source": source, "target": target})


def _header(element: etree._Element, key: str, value: str) -> None:
    inside = box(element)
    found = inside.find(f"{ZEEBE}taskHeaders")
    if found is None:
        found = etree.SubElement(inside, f"{ZEEBE}taskHeaders")
    etree.SubElement(found, f"{ZEEBE}header", {"key": key, "value": value})


def _loop(element: etree._Element, tag: str) -> etree._Element:
    found = element.find(f"{BPMN}{tag}")
    return etree.SubElement(element, f"{BPMN}{tag}") if found is None else found


def _timed(tag: str) -> Callable[[Drawing, etree._Element, str], None]:
    def add(drawing: Drawing, element: etree._Element, value: str) -> None:
        definition = etree.SubElement(element, f"{BPMN}timerEventDefinition")
        etree.SubElement(definition, f"{BPMN}{tag}").text = value

    return add


def _refers(kind: str) -> Callable[[Drawing, etree._Element, str], None]:
    def add(drawing: Drawing, element: etree._Element, value: str) -> None:
        attributes = {f"{kind}Ref": drawing.reference(kind, value)} if value else {}
        if kind == "message" and str(element.tag).endswith(("receiveTask", "sendTask")):
            element.set("messageRef", attributes["messageRef"])
        else:
            etree.SubElement(element, f"{BPMN}{kind}EventDefinition", attributes)

    return add


def _when(drawing: Drawing, element: etree._Element, value: str) -> None:
    definition = etree.SubElement(element, f"{BPMN}conditionalEventDefinition")
    etree.SubElement(definition, f"{BPMN}condition").text = f"= {value}"


def _bare(tag: str, attribute: str | None = None) -> Callable[[Drawing, etree._Element, str], None]:
    def add(drawing: Drawing, element: etree._Element, value: str) -> None:
        attributes = {attribute: value} if attribute and value else {}
        etree.SubElement(element, f"{BPMN}{tag}EventDefinition", attributes)

    return add


def _key(drawing: Drawing, element: etree._Element, value: str) -> None:
    kinds = [element.get("messageRef"), *(child.get("messageRef") for child in element)]
    wanted = [kind for kind in kinds if kind][-1]
    message = next(each for each in drawing.named.values() if each.get("id") == wanted)
    zeebe(message, "subscription", correlationKey=f"= {value}")


def _collection(attribute: str, prefix: str) -> Callable[[Drawing, etree._Element, str], None]:
    def add(drawing: Drawing, element: etree._Element, value: str) -> None:
        loop = _loop(element, "multiInstanceLoopCharacteristics")
        zeebe(loop, "loopCharacteristics", **{attribute: prefix + value})

    return add


def _inside(loop: str, tag: str) -> Callable[[Drawing, etree._Element, str], None]:
    def add(drawing: Drawing, element: etree._Element, value: str) -> None:
        etree.SubElement(_loop(element, loop), f"{BPMN}{tag}").text = f"= {value}"

    return add


def _on_loop(loop: str, attribute: str) -> Callable[[Drawing, etree._Element, str], None]:
    def add(drawing: Drawing, element: etree._Element, value: str) -> None:
        _loop(element, loop).set(attribute, value or "true")

    return add


def _attribute(name: str, fixed: str | None = None) -> Callable[[Drawing, etree._Element, str], None]:
    def add(drawing: Drawing, element: etree._Element, value: str) -> None:
        element.set(name, fixed if fixed is not None else value)

    return add


def _extension(name: str, attribute: str) -> Callable[[Drawing, etree._Element, str], None]:
    def add(drawing: Drawing, element: etree._Element, value: str) -> None:
        zeebe(element, name, **{attribute: value})

    return add


_MI, _STANDARD = "multiInstanceLoopCharacteristics", "standardLoopCharacteristics"
WORDS: dict[str, Callable[[Drawing, etree._Element, str], None]] = {
    "timer": _timed("timeDuration"), "date": _timed("timeDate"), "cycle": _timed("timeCycle"),
    "message": _refers("message"), "signal": _refers("signal"), "error": _refers("error"),
    "escalation": _refers("escalation"), "when": _when, "link": _bare("link", "name"),
    "compensate": _bare("compensate", "activityRef"), "cancel": _bare("cancel"),
    "terminate": _bare("terminate"), "key": _key, "parallel": _attribute("parallelMultiple", "true"),
    "on": _attribute("attachedToRef"), "each": _collection("inputCollection", "= "),
    "item": _collection("inputElement", ""), "collect": _collection("outputCollection", ""),
    "of": _collection("outputElement", "= "), "times": _inside(_MI, "loopCardinality"),
    "until": _inside(_MI, "completionCondition"), "seq": _on_loop(_MI, "isSequential"),
    "while": _inside(_STANDARD, "loopCondition"), "max": _on_loop(_STANDARD, "loopMaximum"),
    "before": _on_loop(_STANDARD, "testBefore"), "comp": _attribute("isForCompensation", "true"),
    "instantiate": _attribute("instantiate", "true"),
    "group": _extension("assignmentDefinition", "candidateGroups"),
    "form": _extension("formDefinition", "formId"), "due": _extension("taskSchedule", "dueDate"),
    "binding": _extension("calledElement", "bindingType"), "tag": _extension("calledElement", "versionTag"),
    "all_in": _extension("calledElement", "propagateAllParentVariables"),
    "all_out": _extension("calledElement", "propagateAllChildVariables"),
    "retries": _extension("taskDefinition", "retries"),
    "active": _extension("adHoc", "activeElementsCollection"),
    "version": _extension("versionTag", "value"),
}  # fmt: skip
#: What the words without an equals sign mean, by kind and in order.
PLACES: dict[str, tuple[tuple[str, str], ...]] = {
    "script": (("script", "resultVariable"), ("script", "expression")),
    "service": (("taskDefinition", "type"),), "send": (("taskDefinition", "type"),),
    "rule": (("calledDecision", "decisionId"), ("calledDecision", "resultVariable")),
    "call": (("calledElement", "processId"),),
}  # fmt: skip


def dress(drawing: Drawing, element: etree._Element, kind: str, words: list[str]) -> None:
    """Give an element what its words say."""
    places = iter(PLACES.get(kind, ()))
    for word in words:
        name, equals, value = word.partition("=")
        if name.startswith("@"):
            element.set(name[1:], value)
        elif name.startswith(("in.", "out.")) and equals:
            side, _, target = name.partition(".")
            _mapping(element, "input" if side == "in" else "output", value, target)
        elif name.startswith("header."):
            _header(element, name.removeprefix("header."), value)
        elif name == "nonint":
            element.set("cancelActivity" if kind == "boundary" else "isInterrupting", "false")
        elif name in WORDS:
            WORDS[name](drawing, element, value)
        else:
            extension, attribute = next(places)
            prefix = "= " if attribute == "expression" else ""
            zeebe(element, extension, **{attribute: prefix + word})
