"""Every FEEL expression of a document must be readable.

Syntax errors are found at deployment, with their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from processes import feel
from processes.errors import Problem

from .document import Document
from .expressions import always_expression, source_of
from .extensions import BPMN, JIEDU, ZEEBE
from .timers import LITERAL

#: Texts that are expressions with or without the equals sign.
_ALWAYS = {
    f"{BPMN}{tag}": what
    for tag, what in {
        "conditionExpression": "顺序流条件",
        "condition": "条件事件的条件",
        "loopCondition": "循环条件",
        "completionCondition": "完成条件",
        "activationCondition": "激活条件",
        "loopCardinality": "多实例次数",
        "messagePath": "关联属性",
    }.items()
}
_TIMERS = {f"{BPMN}timeDate", f"{BPMN}timeDuration", f"{BPMN}timeCycle"}
_VARIABLE = re.compile(r"[^\W\d]\w*")
_TARGETS = (
    (f"{ZEEBE}input", "target"),
    (f"{ZEEBE}output", "target"),
    (f"{ZEEBE}script", "resultVariable"),
    (f"{ZEEBE}calledDecision", "resultVariable"),
    (f"{ZEEBE}loopCharacteristics", "inputElement"),
    (f"{ZEEBE}loopCharacteristics", "outputCollection"),
)


def check(document: Document) -> Iterator[Problem]:
    """Syntax of all expressions, and names of the variables that are written."""
    for element in document.model_elements():
        tag = str(element.tag)
        if tag in _ALWAYS and (element.text or "").strip():
            yield from _syntax(document, element, always_expression(element.text or ""), _ALWAYS[tag])
        elif tag in _TIMERS and (element.text or "").strip() and not LITERAL.match(element.text or ""):
            yield from _syntax(document, element, always_expression(element.text or ""), "定时器的值")
        elif tag.startswith((ZEEBE, JIEDU)):
            yield from _attributes(document, element)
    for tag, attribute in _TARGETS:
        for element in document.root.iter(tag):
            name = element.get(attribute)
            if name is not None and not _VARIABLE.fullmatch(name):
                message = f"变量名“{name}”不合写法：应以文字开头，只含文字、数字和下划线"
                yield document.problem(
                    "BPMN-variable-name", element, message, "换一个变量名（不支持 a.b 的写法）"
                )
            elif name is None and attribute == "target":
                yield document.problem(
                    "BPMN-variable-name", element, "输入输出映射缺少目标变量", "填写变量名"
                )


def _attributes(document: Document, element: etree._Element) -> Iterator[Problem]:
    for name, value in element.attrib.items():
        source = source_of(str(value))
        if source is not None:
            yield from _syntax(
                document, element, source, f"{str(element.tag).rpartition('}')[2]} 的 {name!s}"
            )
    needs = str(element.tag) == f"{ZEEBE}loopCharacteristics" and "outputElement" in element.attrib
    if needs and not str(element.get("outputElement")).strip().startswith("="):
        message = "多实例的 outputElement 应是以 = 开头的表达式"
        yield document.problem("FEEL-syntax", element, message, "在前面加上 =")


def _syntax(document: Document, element: etree._Element, source: str, what: str) -> Iterator[Problem]:
    try:
        feel.compile(source)
    except feel.FeelError as error:
        owner = element
        while not owner.get("id") and (parent := owner.getparent()) is not None:
            owner = parent
        position = getattr(error, "position", None)
        place = f"（第 {position[0]} 行第 {position[1]} 列）" if position else ""
        message = f"“{document.label(owner)}”的{what}不是合法的 FEEL 表达式{place}：{error}；原文：{source}"
        yield document.problem("FEEL-syntax", element, message, "按提示改正表达式")
