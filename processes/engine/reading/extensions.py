"""Extension elements of the dialect, read into plain data.

``zeebe:`` is Camunda 8's vocabulary; ``jiedu:`` holds what it has no word for.
"""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from ..elements.graph import Extensions

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
JIEDU = "{http://jiedu.gov.example/schema/1.0}"

_Reader = Callable[[Extensions, dict[str, str]], None]


def _single(key: str) -> _Reader:
    def read(into: Extensions, attributes: dict[str, str]) -> None:
        into[key] = attributes

    return read


def _mapping(key: str) -> _Reader:
    def read(into: Extensions, attributes: dict[str, str]) -> None:
        into.setdefault(key, []).append((attributes.get("source", ""), attributes.get("target", "")))

    return read


def _header(into: Extensions, attributes: dict[str, str]) -> None:
    into.setdefault("headers", {})[attributes.get("key", "")] = attributes.get("value", "")


def _called(into: Extensions, attributes: dict[str, str]) -> None:
    binding = attributes.get("bindingType", "latest")  # as Camunda 8 and its modelers have it
    into["called"] = {
        "process": attributes.get("processId", ""),
        "all_in": attributes.get("propagateAllParentVariables", "true") == "true",
        "all_out": attributes.get("propagateAllChildVariables", "true") == "true",
        "binding": binding,
        "tag": attributes.get("versionTag", "") if binding == "versionTag" else None,
    }


READERS: dict[str, _Reader] = {
    f"{ZEEBE}userTask": _single("user_task"),
    f"{ZEEBE}assignmentDefinition": _single("assignment"),
    f"{ZEEBE}formDefinition": _single("form"),
    f"{ZEEBE}taskSchedule": _single("schedule"),
    f"{ZEEBE}priorityDefinition": _single("priority"),
    f"{ZEEBE}taskDefinition": _single("job"),
    f"{ZEEBE}header": _header,
    f"{ZEEBE}script": _single("script"),
    f"{ZEEBE}input": _mapping("inputs"),
    f"{ZEEBE}output": _mapping("outputs"),
    f"{ZEEBE}loopCharacteristics": _single("loop"),
    f"{ZEEBE}adHoc": _single("ad_hoc"),
    f"{ZEEBE}subscription": _single("subscription"),
    f"{ZEEBE}calledElement": _called,
    f"{ZEEBE}calledDecision": _single("decision"),
    f"{JIEDU}segregation": _single("segregation"),
    f"{JIEDU}rule": _single("rule"),
    f"{JIEDU}deadline": _single("deadline"),
    f"{JIEDU}verbs": _single("verbs"),
}


def read_extensions(node: etree._Element) -> Extensions:
    """The extension elements directly under ``node``."""
    box = node.find(f"{BPMN}extensionElements")
    found: Extensions = {}
    for element in () if box is None else box.iter(etree.Element):
        reader = READERS.get(str(element.tag))
        if reader is not None:
            reader(found, {str(key): str(value) for key, value in element.attrib.items()})
    return found
