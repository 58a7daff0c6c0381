"""Checks of references: what is named must be there, and be of the right kind."""

from __future__ import annotations

from collections.abc import Iterator

from processes.errors import Problem

from ..reading.document import Document
from ..reading.extensions import BPMN

_REFERENCES = (
    ("messageRef", "message"),
    ("signalRef", "signal"),
    ("errorRef", "error"),
    ("escalationRef", "escalation"),
)


def check(document: Document) -> Iterator[Problem]:
    """References of events, tasks and data."""
    for element in document.inside_executable():
        for attribute, kind in _REFERENCES:
            reference = element.get(attribute)
            if reference and not document.refers(reference, kind):
                message = f"“{document.label(element)}”引用的 {kind} “{reference}”不存在"
                yield document.problem("BPMN-dangling-reference", element, message)
        tag = document.tag(element)
        if tag == "eventDefinitionRef" and document.local(element.text or "") not in document.by_id:
            message = f"引用的事件定义“{element.text}”不存在"
            yield document.problem("BPMN-dangling-reference", element, message)
        if tag == "dataObjectReference" and not document.refers(
            element.get("dataObjectRef", ""), "dataObject"
        ):
            message = f"数据对象引用“{document.label(element)}”没有指向数据对象"
            yield document.problem("BPMN-dangling-reference", element, message, "指向一个数据对象，或删去")
    yield from _associations(document)


def _associations(document: Document) -> Iterator[Problem]:
    for tag, end in (("dataInputAssociation", "sourceRef"), ("dataOutputAssociation", "targetRef")):
        for association in document.executable(tag):
            ends = [len(association.findall(f"{BPMN}{each}")) for each in ("sourceRef", "targetRef")]
            if ends != [1, 1]:
                where = document.label(document.owner(association))
                message = (
                    f"“{where}”的数据关联应有一个来源和一个去向，实际有 {ends[0]} 个来源、{ends[1]} 个去向"
                )
                yield document.problem("BPMN-data-association", association, message)
            reference = (association.findtext(f"{BPMN}{end}") or "").strip()
            target = document.target(reference)
            if target is None or document.tag(target) not in ("dataObjectReference", "dataStoreReference"):
                message = f"数据关联指向的“{reference}”不是数据对象引用"
                yield document.problem(
                    "BPMN-dangling-reference", association, message, "连到数据对象，或删去"
                )
                continue
            held = document.target(target.get("dataObjectRef"))
            if held is not None and held.getparent() not in list(association.iterancestors()):
                where = document.label(document.owner(association))
                message = f"数据对象“{document.label(held)}”在“{where}”处看不见"
                yield document.problem("BPMN-dangling-reference", association, message, "把数据对象移到外层")
