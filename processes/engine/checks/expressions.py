"""Every FEEL expression of a document must be readable.

Syntax errors are found at deployment, with their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from processes import feel
from processes.errors import Problem

from ..elements.timers import LITERAL
from ..reading.document import Document
from ..reading.extensions import BPMN, JIEDU, ZEEBE
from ..running.expressions import always_expression, source_of

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
#: Elements with a name or code that may be an expression.
_NAMES = {
    f"{BPMN}message": "name",
    f"{BPMN}signal": "name",
    f"{BPMN}error": "errorCode",
    f"{BPMN}escalation": "escalationCode",
}
_VARIABLE = re.compile(r"[^\W\d]\w*")
_TARGETS = (
    (f"{ZEEBE}input", "target"),
    (f"{ZEEBE}output", "target"),
    (f"{ZEEBE}script", "resultVariable"),
    (f"{ZEEBE}calledDecision", "resultVariable"),
    (f"{ZEEBE}loopCharacteristics", "inputElement"),
    (f"{ZEEBE}loopCharacteristics", "outputCollection"),
)
#: Attributes for which a literal makes no sense.
_EXPRESSIONS = (
    (f"{ZEEBE}loopCharacteristics", "inputCollection"),
    (f"{ZEEBE}loopCharacteristics", "outputElement"),
    (f"{ZEEBE}script", "expression"),
    (f"{ZEEBE}subscription", "correlationKey"),
    (f"{ZEEBE}adHoc", "activeElementsCollection"),
    (f"{JIEDU}segregation", "excluded"),
    (f"{JIEDU}segregation", "once"),
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
        elif tag in _NAMES and source_of(element.get(_NAMES[tag])) is not None:
            yield from _syntax(document, element, source_of(element.get(_NAMES[tag])) or "", "名称或代码")
    for tag, attribute in _TARGETS:
        for element in document.root.iter(tag):
            name = element.get(attribute)
            dotted = attribute == "target"  # zeebe:input, zeebe:output
            parts = (name or "").split(".") if dotted else [name or ""]
            if name is not None and not all(map(_VARIABLE.fullmatch, parts)):
                message = f"变量名“{name}”不合写法：应以文字开头，只含文字、数字和下划线"
                yield document.problem("BPMN-variable-name", element, message)
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
    for tag, attribute in _EXPRESSIONS:
        literal = element.get(attribute) if str(element.tag) == tag else None
        if literal and source_of(literal) is None:
            message = f"{tag.rpartition('}')[2]} 的 {attribute} 应是以 = 开头的表达式，实际是“{literal}”"
            yield document.problem("FEEL-syntax", element, message, "在前面加上 =")


def _syntax(document: Document, element: etree._Element, source: str, what: str) -> Iterator[Problem]:
    try:
        expression = feel.compile(source)
    except feel.FeelError as error:
        position = getattr(error, "position", None)
        place = f"（第 {position[0]} 行第 {position[1]} 列）" if position else ""
        fault = f"不是合法的 FEEL 表达式{place}：{error}"
    else:
        unknown = expression.unknown_calls()
        if not unknown:
            return
        fault = f"调用了不存在的函数：{'；'.join(str(notice) for notice in unknown)}"
    message = f"“{document.label(document.owner(element))}”的{what}{fault}；原文：{source}"
    yield document.problem("FEEL-syntax", element, message)
