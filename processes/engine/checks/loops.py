"""Checks of repetition: quantities, standard loops, multi-instance activities."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from processes.errors import Problem

from ..reading.document import ACTIVITIES, Document
from ..reading.extensions import BPMN

_QUANTITIES = (("startQuantity", 1), ("completionQuantity", 1), ("loopMaximum", 0))


def check(document: Document) -> Iterator[Problem]:
    """All checks of repetition."""
    for element in document.executable(*ACTIVITIES, "standardLoopCharacteristics"):
        for attribute, least in _QUANTITIES:
            value = element.get(attribute)
            if value is not None and not (value.isdecimal() and int(value) >= least):
                message = (
                    f"“{document.label(element)}”的 {attribute} 应为不小于 {least} 的整数，实际是 {value}"
                )
                yield document.problem("BPMN-quantity", element, message)
    for activity in document.executable(*ACTIVITIES):
        for loop in activity.iterchildren(f"{BPMN}standardLoopCharacteristics"):
            if loop.get("loopMaximum") is None and loop.find(f"{BPMN}loopCondition") is None:
                message = f"循环“{document.label(activity)}”既没有条件也没有次数上限"
                yield document.problem("BPMN-loop", activity, message)
        for loop in activity.iterchildren(f"{BPMN}multiInstanceLoopCharacteristics"):
            yield from _instances(document, activity, loop)


def _instances(document: Document, activity: etree._Element, loop: etree._Element) -> Iterator[Problem]:
    if activity.find(f"{BPMN}standardLoopCharacteristics") is not None:
        message = f"“{document.label(activity)}”既是标准循环又是多实例"
        yield document.problem("BPMN-multi-instance", activity, message)
    ours = document.extensions(loop).get("loop")
    given = [tag for tag in ("loopCardinality", "loopDataInputRef") if loop.find(f"{BPMN}{tag}") is not None]
    if len(given) + (ours is not None) != 1 or (ours is not None and not ours.get("inputCollection")):
        message = f"多实例“{document.label(activity)}”应恰有一个集合或次数"
        yield document.problem("BPMN-multi-instance", activity, message)
    for cardinality in loop.iterchildren(f"{BPMN}loopCardinality"):
        if (cardinality.text or "").strip().startswith("-"):
            message = f"多实例“{document.label(activity)}”的次数不能为负"
            yield document.problem("BPMN-quantity", activity, message)
