"""Checks of extension elements and attributes: nothing of the dialect, nor of other engines, is silently
dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from processes.errors import Problem

from ..reading.dialect import DECORATION, DIALECT, MARKS, OTHER_ENGINES, Word
from ..reading.document import Document
from ..reading.extensions import BPMN, JIEDU, ZEEBE
from ..running.expressions import source_of
from ..running.instants import parse_duration, parse_instant

_EXTENSIONS = f"{BPMN}extensionElements"


def check(document: Document) -> Iterator[Problem]:
    """Every extension of executable processes and of root elements."""
    foreign: Counter[str] = Counter()
    for element in document.model_elements():
        if document.apart(element):
            continue
        yield from _foreign(document, element, foreign)
        if element.tag == _EXTENSIONS:
            counted = Counter(str(child.tag) for child in element.iterchildren(etree.Element))
            for child in element.iterchildren(etree.Element):
                yield from _word(document, child, counted)
        elif (around := element.getparent()) is not None and str(around.tag) in DIALECT:
            yield from _word(document, element, Counter())


def _foreign(document: Document, element: etree._Element, told: Counter[str]) -> Iterator[Problem]:
    """Names of other namespaces: once per namespace where they only decorate or come from strangers."""
    for name in (str(element.tag), *map(str, element.attrib)):
        space = name[1:].partition("}")[0] if name.startswith("{") else BPMN[1:-1]
        if space in (BPMN[1:-1], JIEDU[1:-1]) or space in DECORATION or name in MARKS:
            continue
        local, where = name.rpartition("}")[2], document.label(document.owner(element))
        if space == ZEEBE[1:-1]:
            if name != element.tag:
                message = f"“{where}”的属性 zeebe:{local} 引擎不支持，会被忽略"
                yield document.problem("BPMN-extension-attribute", element, message)
        elif space in OTHER_ENGINES:
            message = f"“{where}”用了 {OTHER_ENGINES[space]} 的扩展 {local}，引擎不认识"
            yield document.problem("BPMN-other-engine", element, message)
        else:
            told[space] += 1
            if told[space] == 1:
                message = f"“{where}”用了不认识的扩展 {local}（{space}），不起作用；同类的不再一一列出"
                yield document.problem("BPMN-foreign-extension", element, message)


def _word(document: Document, element: etree._Element, counted: Counter[str]) -> Iterator[Problem]:
    name = str(element.tag)
    if not name.startswith((ZEEBE, JIEDU)):
        return
    local, where = name.rpartition("}")[2], document.label(document.owner(element))
    word = DIALECT.get(name)
    if word is None:
        message = f"“{where}”的扩展元素 {local} 引擎不支持，会被忽略"
        yield document.problem("BPMN-unsupported-extension", element, message)
        return
    if not _in_place(document, element, word):
        message = f"扩展元素 {local} 不能放在“{where}”（{document.tag(_carrier(element))}）上，会被忽略"
        yield document.problem("BPMN-extension-place", element, message)
    if counted[name] > 1 and not word.many:
        counted[name] = 0
        yield document.problem("BPMN-extension-doubled", element, f"“{where}”有两个扩展元素 {local}")
    yield from _attributes(document, element, word)


def _carrier(element: etree._Element) -> etree._Element:
    """The BPMN element that carries an extension, or the extension element around it."""
    around = element.getparent()
    if around is not None and around.tag == _EXTENSIONS:
        around = around.getparent()
    return element if around is None else around


def _in_place(document: Document, element: etree._Element, word: Word) -> bool:
    carrier = _carrier(element)
    if word.places and document.tag(carrier) not in word.places:
        return False
    match str(element.tag).removeprefix(ZEEBE):
        case "taskDefinition" if document.tag(carrier).endswith("Event"):
            return [document.tag(each) for each in document.definitions(carrier)] == [
                "messageEventDefinition"
            ]
        case "taskHeaders":
            return "job" in document.extensions(carrier)
        case "input":
            return _maps_in(document, document.owner(element))
    return True


def _maps_in(document: Document, owner: etree._Element) -> bool:
    """Whether an element enters by a sequence flow of its own: boundary events and the events behind an event
    gateway do not, so they have nowhere to map anything into."""
    sources = [document.by_id.get(flow.get("sourceRef", "")) for flow in document.incoming(owner)]
    raced = any(each is not None and document.tag(each) == "eventBasedGateway" for each in sources)
    return document.tag(owner) != "boundaryEvent" and not raced


def _attributes(document: Document, element: etree._Element, word: Word) -> Iterator[Problem]:
    local, where = str(element.tag).rpartition("}")[2], document.label(document.owner(element))
    for key, value in element.attrib.items():
        name, given = str(key), str(value)
        if name.startswith("{"):
            continue
        if name not in word.attributes:
            message = f"“{where}”的 {local} 没有属性 {name}，会被忽略"
            yield document.problem("BPMN-extension-attribute", element, message)
        elif word.attributes[name] == "binding" and given == "latest":
            message = f"“{where}”的 {local} 绑定“latest”：引擎总是用同一次部署中的版本"
            yield document.problem("BPMN-binding", element, message)
        elif source_of(given) is None and given and not _accepts(word.attributes[name], given):
            message = f"“{where}”的 {local} 的 {name} 值“{given}”不合规定（{_MEANT[word.attributes[name]]}）"
            yield document.problem("BPMN-extension-value", element, message)


_MEANT = {
    "boolean": "true 或 false",
    "integer": "非负整数，或以 = 开头的表达式",
    "moment": "ISO 8601 的时刻或时长，或以 = 开头的表达式",
    "binding": "只支持 deployment",
    "call-binding": "latest、deployment 或 versionTag",
}


def _accepts(kind: str, value: str) -> bool:
    match kind:
        case "boolean":
            return value in ("true", "false")
        case "integer":
            return value.isascii() and value.isdecimal()
        case "binding":
            return value == "deployment"
        case "call-binding":
            return value in ("latest", "deployment", "versionTag")
        case "moment":
            try:
                parse_duration(value) if value.startswith("P") else parse_instant(value)
            except (ValueError, OverflowError):
                return False
    return True
