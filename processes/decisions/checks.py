"""What a file must not contain when it is deployed, though parts of it could be evaluated."""

from __future__ import annotations

from collections import Counter

from processes.decisions.reader import BOXES, Reader
from processes.decisions.types import Types
from processes.decisions.xml import attribute, child, children, local_name, namespace
from processes.xml import Element

#: Elements that say something about the model but are not executed.
_NOTES = frozenset({"description", "extensionElements"})
_DECISION = frozenset(
    {"question", "allowedAnswers", "variable", "informationRequirement", "knowledgeRequirement"}
    | {"authorityRequirement", "supportedObjective", "impactedPerformanceIndicator", "decisionMaker"}
    | {"decisionOwner", "usingProcess", "usingTask"}
)
_DEFINITIONS = frozenset(
    {"import", "itemDefinition", "inputData", "decision", "businessKnowledgeModel", "decisionService"}
    | {"knowledgeSource", "performanceIndicator", "organizationUnit", "elementCollection", "textAnnotation"}
    | {"association", "group"}
)
_BOXES = frozenset(BOXES)
#: For each element that is read: the children it may have in the namespace of the model.
_CHILDREN: dict[str, frozenset[str]] = {
    "definitions": _DEFINITIONS,
    "decision": _DECISION | _BOXES,
    "businessKnowledgeModel": frozenset(
        {"variable", "encapsulatedLogic", "knowledgeRequirement", "authorityRequirement"}
    ),
    "encapsulatedLogic": _BOXES | {"formalParameter"},
    "functionDefinition": _BOXES | {"formalParameter"},
    "context": frozenset({"contextEntry"}),
    "contextEntry": _BOXES | {"variable"},
    "list": _BOXES,
    "relation": frozenset({"column", "row"}),
    "row": _BOXES,
    "invocation": _BOXES | {"binding"},
    "binding": _BOXES | {"parameter"},
    "conditional": frozenset({"if", "then", "else"}),
    "filter": frozenset({"in", "match"}),
    "for": frozenset({"in", "return"}),
    "some": frozenset({"in", "satisfies"}),
    "every": frozenset({"in", "satisfies"}),
    "decisionTable": frozenset({"input", "output", "annotation", "rule"}),
    "rule": frozenset({"inputEntry", "outputEntry", "annotationEntry"}),
    **dict.fromkeys(("if", "then", "else", "in", "match", "return", "satisfies"), _BOXES),
}


def check(root: Element, reader: Reader) -> None:
    """Note everything in a document that a deployment must not contain, or should not."""
    model = namespace(root)
    for element in root.iter(f"{{{model}}}*"):
        _check_children(element, model, reader)
        _check_type(element, reader)
        if attribute(element, "kind") in ("Java", "PMML"):
            message = f"函数由 {attribute(element, 'kind')} 实现，本系统不执行外部代码，结果会是 null"
            reader.problem(element, "DMN-external", message, "用 FEEL 改写函数")
    language = attribute(root, "expressionLanguage")
    if language is not None and "feel" not in language.lower():
        message = f"文件的表达式语言是“{language}”，而表达式只按 FEEL 计算"
        reader.problem(root, "DMN-unsupported", message, "改用 FEEL，并去掉 expressionLanguage")
    for element in children(root, "decision", "businessKnowledgeModel"):
        _check_logic(element, reader)
    _check_names(root, reader)


def _check_logic(element: Element, reader: Reader) -> None:
    holder = element if local_name(element) == "decision" else child(element, "encapsulatedLogic")
    if holder is None or not any(local_name(part) in BOXES for part in holder):
        message = f"“{attribute(element, 'name')}”没有逻辑，结果总是 null"
        reader.problem(element, "DMN-no-logic", message, "添加决策表或表达式")


def _check_children(element: Element, model: str, reader: Reader) -> None:
    known = _CHILDREN.get(local_name(element))
    if known is None:
        return
    for part in element:
        name = local_name(part)
        if namespace(part) == model and name not in known and name not in _NOTES:
            message = f"“{local_name(element)}”里的“{name}”不认识，不会执行"
            reader.problem(part, "DMN-unsupported", message, "删去，或用 DMN 1.2–1.5 的写法")
    logic = [part for part in element if local_name(part) in BOXES]
    single = known >= _BOXES and local_name(element) not in ("list", "row")
    if single and len(logic) > 1:
        message = f"“{local_name(element)}”里有 {len(logic)} 个表达式，只执行第一个"
        reader.problem(logic[1], "DMN-unsupported", message, "删去多余的表达式")


def _check_type(element: Element, reader: Reader) -> None:
    """Type references must lead somewhere: an unknown type would silently let everything pass."""
    names = [attribute(element, "typeRef"), attribute(element, "outputTypeRef")]
    if local_name(element) in ("itemDefinition", "itemComponent"):
        base = child(element, "typeRef")
        if base is None and child(element, "itemComponent", "functionItem") is None:
            message = f"类型“{attribute(element, 'name')}”没有说明是什么，任何值都会通过"
            reader.problem(element, "DMN-empty-type", message, "填写基础类型，或添加组成部分")
        names.append((base.text or "").strip() if base is not None else None)
    for name in names:
        if name and not reader.types.knows(name):
            remedy = "改为 string、number、boolean、date、time、dateTime 等类型或已定义的类型"
            reader.problem(element, "DMN-type", f"不认识类型“{name}”", remedy)
    if local_name(element) == "itemDefinition" and _is_circular(attribute(element, "name"), reader.types):
        message = f"类型“{attribute(element, 'name')}”直接或间接地以自己为基础"
        reader.problem(element, "DMN-type-cycle", message, "改正类型的 typeRef")


def _is_circular(name: str | None, types: Types) -> bool:
    seen: set[str] = set()
    while name and name in types.definitions and name not in seen:
        seen.add(name)
        name = types.definitions[name].base
    return name in seen


def _check_names(root: Element, reader: Reader) -> None:
    """Expressions see decisions, data and functions by name, and values their types."""
    for tags in (("inputData", "decision", "businessKnowledgeModel", "decisionService"), ("itemDefinition",)):
        parts = list(children(root, *tags))
        counts = Counter(attribute(part, "name") for part in parts)
        for part in parts:
            name = attribute(part, "name")
            if name and counts[name] > 1:
                message = f"名称“{name}”用了 {counts[name]} 次，只有其中一个看得见"
                reader.problem(part, "DMN-same-name", message, "改为不同的名称")
