"""The little XML preparation that SpiffWorkflow's parser needs before our subclasses can read a document."""

from __future__ import annotations

import copy
import itertools

from lxml import etree

from .extensions import BPMN

REFERENCES = (
    "messageRef", "signalRef", "errorRef", "escalationRef", "activityRef", "operationRef", "dataObjectRef",
    "itemSubjectRef", "calledElement", "processRef",
)  # fmt: skip
GLOBAL_TASKS = {
    f"{BPMN}globalScriptTask": "scriptTask",
    f"{BPMN}globalTask": "task",
    f"{BPMN}globalUserTask": "userTask",
    f"{BPMN}globalManualTask": "manualTask",
    f"{BPMN}globalBusinessRuleTask": "businessRuleTask",
}


def normalise(root: etree._Element) -> None:
    """Strip QName prefixes, inline shared event definitions, wrap global tasks, name every flow; in place.

    Data stores only describe and go.
    """
    fresh = map("__{}".format, itertools.count(1))
    _strip_prefixes(root)
    _inline_event_definitions(root)
    _global_tasks(root)
    _data_stores(root)
    for flow in root.iter(f"{BPMN}sequenceFlow"):
        if not flow.get("id"):
            flow.set("id", f"{next(fresh)}_flow")
    for item in root.iter(f"{BPMN}inputDataItem", f"{BPMN}outputDataItem"):
        name = item.get("name")
        if name and not item.get("id"):
            item.set("id", name)


def _strip_prefixes(root: etree._Element) -> None:
    prefixes = {prefix for prefix in root.nsmap if prefix}

    def local(value: str) -> str:
        head, _, tail = value.partition(":")
        return tail if tail and head in prefixes else value

    for element in root.iter(etree.Element):
        for key in REFERENCES:
            value = element.get(key)
            if value:
                element.set(key, local(value))
        if element.tag in (f"{BPMN}eventDefinitionRef", f"{BPMN}flowNodeRef") and element.text:
            element.text = local(element.text.strip())


def _inline_event_definitions(root: etree._Element) -> None:
    shared = {
        e.get("id"): e for e in root.iterchildren(etree.Element) if str(e.tag).endswith("EventDefinition")
    }
    for reference in list(root.iter(f"{BPMN}eventDefinitionRef")):
        parent, twin = reference.getparent(), copy.deepcopy(shared.get(reference.text or ""))
        if parent is not None and twin is not None:
            if "id" in twin.attrib:
                del twin.attrib["id"]
            parent.replace(reference, twin)


def _data_stores(root: etree._Element) -> None:
    """Data stores only describe: they and the associations with them go."""
    stores = list(root.iter(f"{BPMN}dataStore", f"{BPMN}dataStoreReference"))
    names = {store.get("id") for store in stores}
    for association in list(root.iter(f"{BPMN}dataInputAssociation", f"{BPMN}dataOutputAssociation")):
        ends = {association.findtext(f"{BPMN}{end}") for end in ("sourceRef", "targetRef")}
        if ends & names:
            stores.append(association)
    for element in stores:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


def _global_tasks(root: etree._Element) -> None:
    for task in list(root.iter(*GLOBAL_TASKS)):
        process = etree.SubElement(root, f"{BPMN}process", {"id": task.get("id", ""), "isExecutable": "true"})
        twin = copy.deepcopy(task)
        twin.tag = f"{BPMN}{GLOBAL_TASKS[str(task.tag)]}"
        process.append(twin)
        root.remove(task)
