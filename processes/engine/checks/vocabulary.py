"""Nothing is silently ignored: every element and attribute of BPMN is known, in its place, and executed or
documentation; ``reading.support`` has the verdicts."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from processes.errors import Problem

from ..reading import support
from ..reading.document import Document
from ..reading.extensions import BPMN
from ..reading.schema import schema
from ..reading.support import Kind, Verdict

#: Root elements that are documentation as a whole (and processes that are not executable).
APART = frozenset({"choreography", "globalChoreographyTask", "globalConversation"})
#: Rules that are held here; the others of the verdicts are held by the check of the construct.
HELD = frozenset({"BPMN-unsupported", "BPMN-performer", "BPMN-expression-language", "BPMN-default-language"})
#: What these contain is text or belongs to tools.
OPAQUE = frozenset({"extensionElements", "documentation", "text", "script"})


def check(document: Document) -> Iterator[Problem]:
    """Every element and attribute that may have to do with execution."""
    yield from _attributes(document, document.root, "tDefinitions")
    todo = [(document.root, "tDefinitions")]
    while todo:
        around, kind = todo.pop()
        allowed = schema().children(kind)
        for child in around.iterchildren(etree.Element):
            name = document.tag(child)
            if name.startswith("{"):
                if around is not document.root:
                    yield document.problem("BPMN-misplaced", child, _strange(document, child, around))
            elif name not in allowed:
                yield _unknown(document, child, around)
            elif (verdict := support.ELEMENTS[name]).code in HELD:  # what is inside goes with it
                yield _told(document, child, verdict, name)
            else:
                yield from _attributes(document, child, allowed[name])
                if name not in OPAQUE and not _apart(child, name):
                    todo.append((child, allowed[name]))


def _apart(element: etree._Element, name: str) -> bool:
    return name in APART or (name == "process" and element.get("isExecutable", "true") != "true")


def _strange(document: Document, child: etree._Element, around: etree._Element) -> str:
    where = document.label(document.owner(around))
    return f"“{where}”里的扩展元素 {_local(child)} 没有放在 extensionElements 中，会被忽略"


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _unknown(document: Document, child: etree._Element, around: etree._Element) -> Problem:
    name, where = document.tag(child), document.tag(around)
    if support.of_element(name) is None:
        return document.problem("BPMN-unknown-element", child, f"BPMN 2.0 没有元素 {name}（在 {where} 里）")
    message = f"元素 {name}（{document.label(child)}）不能放在 {where} 里，会被忽略"
    return document.problem("BPMN-misplaced", child, message)


def _attributes(document: Document, element: etree._Element, kind: str) -> Iterator[Problem]:
    known = schema().attributes(kind)
    for key, value in element.attrib.items():
        attribute, given = str(key), str(value)
        if attribute.startswith("{") and not attribute.startswith(BPMN):
            continue
        found = known.get(attribute)
        named = f"{document.tag(element)} 的属性 {attribute.removeprefix(BPMN)}"
        where = f"“{document.label(document.owner(element))}”"
        if found is None:
            yield document.problem("BPMN-unknown-attribute", element, f"{where}：BPMN 2.0 中没有 {named}")
            continue
        if not found.accepts(given):
            message = f"{where}：{named}的值“{given}”不合规定（{_kind(found.kind)}）"
            yield document.problem("BPMN-bad-value", element, message)
            continue
        verdict = support.ATTRIBUTES[f"{found.declared}.{attribute}"]
        if verdict.code in HELD and verdict.breached(given):
            yield _told(document, element, verdict, f"{document.tag(element)} 的 {attribute}=“{given}”")


def _kind(kind: str | frozenset[str]) -> str:
    words = {"boolean": "应为 true 或 false", "integer": "应为整数"}
    return words.get(kind, "") if isinstance(kind, str) else f"应为 {'、'.join(sorted(kind))} 之一"


def _told(document: Document, element: etree._Element, verdict: Verdict, what: str) -> Problem:
    where = document.label(document.owner(element))
    word = "不起作用" if verdict.kind is Kind.WARNED else "引擎不执行"
    return document.problem(
        verdict.code or "", element, f"“{where}”：{what} {word}（BPMN 2.0.2 {verdict.note}）"
    )
