"""Multi-instance activities and standard loops."""

from __future__ import annotations

from lxml import etree

from . import expressions
from .draft import Draft, Element
from .flows import convert_text
from .names import BPMN
from .pieces import NAME


def convert(draft: Draft) -> None:
    """Collections, cardinalities and conditions."""
    for loop in draft.elements("multiInstanceLoopCharacteristics"):
        _collection(draft, loop)
        _aggregation(draft, loop)
        for tag in ("loopCardinality", "completionCondition"):
            for element in loop.findall(f"{BPMN}{tag}"):
                convert_text(draft, element, tag)
    for loop in draft.elements("standardLoopCharacteristics"):
        for element in loop.findall(f"{BPMN}loopCondition"):
            convert_text(draft, element, "loopCondition")


def _collection(draft: Draft, loop: Element) -> None:
    raw = draft.take(loop, "collection")
    element = draft.take(loop, "elementVariable")
    index = draft.take(loop, "elementIndexVariable")
    reference, item = loop.find(f"{BPMN}loopDataInputRef"), loop.find(f"{BPMN}inputDataItem")
    if raw is None and reference is not None and (draft.juel or draft.python):
        raw = (reference.text or "").strip()
        loop.remove(reference)
    if raw is None:
        return
    if element is None and item is not None:
        element = item.get("name") or item.get("id")
    if item is not None:
        loop.remove(item)
    settings = draft.extension(loop, "loopCharacteristics")
    settings.set("inputCollection", _named(draft, loop, raw))
    if element is not None:
        settings.set("inputElement", element)
        draft.mapped(loop, "elementVariable", element, f"zeebe:loopCharacteristics inputElement {element}")
    if index is not None:
        message = f"序号总在变量 loopCounter 里（从 1 起）；读“{index}”的地方请改成 loopCounter"
        draft.unmapped(loop, "elementIndexVariable", message, index)
    _results(draft, loop, settings)
    for cardinality in loop.findall(f"{BPMN}loopCardinality"):
        message = "已有集合，次数就是集合的长度"
        draft.dropped(loop, "loopCardinality", message, (cardinality.text or "").strip())
        loop.remove(cardinality)


def _named(draft: Draft, loop: Element, raw: str) -> str:
    """A collection is an expression or the plain name of a variable."""
    where = "zeebe:loopCharacteristics inputCollection"
    if expressions.has_template(raw) or raw.startswith("="):
        return draft.value(loop, "collection", raw, where=where)
    if NAME.fullmatch(raw):
        draft.mapped(loop, "collection", raw, f"{where} = {raw}")
        return f"= {raw}"
    result = expressions.refused(raw)
    draft.unmapped(loop, "collection", "集合不是变量名也不是表达式，部署时会被拒绝", raw, result)
    return result


def _results(draft: Draft, loop: Element, settings: Element) -> None:
    """``loopDataOutputRef`` and ``outputDataItem`` of the standard."""
    collected, item = loop.find(f"{BPMN}loopDataOutputRef"), loop.find(f"{BPMN}outputDataItem")
    if collected is None or item is None:
        return
    name, source = (collected.text or "").strip(), item.get("name") or item.get("id") or ""
    loop.remove(collected)
    loop.remove(item)
    settings.set("outputCollection", name)
    settings.set("outputElement", f"= {source}")
    message = "结果与集合一样长，没有做完的一轮是空值"
    draft.changed(loop, "loopDataOutputRef", message, f"{source} → {name}", f"outputElement = {source}")


def _aggregation(draft: Draft, loop: Element) -> None:
    """Flowable's collection of results."""
    for each in draft.take_elements(loop, "variableAggregation"):
        target = each.get("target", "")
        items = [(child.get("source", ""), child.get("target")) for child in each.iterchildren(etree.Element)]
        pairs = [(name or source, source) for source, name in items]
        plain = all(NAME.fullmatch(word) for word in (target, *(word for pair in pairs for word in pair)))
        if not pairs or not plain:
            draft.unmapped(loop, "variableAggregation", "结果汇总的写法不能转换", target)
            continue
        entries = ", ".join(f"{name}: {source}" for name, source in pairs)
        settings = draft.extension(loop, "loopCharacteristics")
        settings.set("outputCollection", target)
        settings.set("outputElement", f"= {{{entries}}}")
        message = "结果与集合一样长，没有做完的一轮是空值"
        draft.changed(loop, "variableAggregation", message, target, f"outputElement = {{{entries}}}")
