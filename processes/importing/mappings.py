"""``camunda:inputOutput``, and what goes into and comes out of called processes."""

from __future__ import annotations

from lxml import etree

from . import expressions
from .draft import Draft, Element
from .names import BPMN, foreign
from .pieces import Piece, Untranslatable, array, checked, context, string, variable

_TAKES_OUTPUTS = "有输出映射时只有映射的值传出，任务的其他结果留在局部"


def convert(draft: Draft) -> None:
    """Input and output parameters of every element; calls."""
    for box in draft.elements("extensionElements"):
        element = box.getparent()
        if element is not None:
            _parameters(draft, element)
    for definition in draft.elements("signalEventDefinition"):
        event = definition.getparent()
        for each in draft.take_elements(definition, "in") if event is not None else ():
            if event is not None and _pass(draft, event, each, "input"):
                draft.unmapped(event, "in", "信号只带输入映射给出的内容，请逐项写出", "variables = all")
    for call in draft.elements("callActivity"):
        _call(draft, call)


# -- parameters


def _parameters(draft: Draft, element: Element) -> None:
    for holder in draft.take_elements(element, "inputOutput"):
        for parameter in holder.iterchildren(etree.Element):
            name = parameter.get("name", "")
            output = foreign(str(parameter.tag)) == "outputParameter"
            word = "outputParameter" if output else "inputParameter"
            raw = _shown(parameter)
            try:
                piece = checked(_content(parameter))
                target = variable(name).text
            except Untranslatable as error:
                message = f"参数“{name}”不能自动转换（{error}），请用 FEEL 写成映射"
                draft.unmapped(element, word, message, raw)
                continue
            draft.mapping(element, "output" if output else "input", f"= {piece.text}", target)
            result = f"= {piece.text} → {target}"
            if output:
                draft.changed(element, word, _TAKES_OUTPUTS, raw, result)
            else:
                draft.mapped(element, word, raw, f"zeebe:input {result}")


def _shown(parameter: Element) -> str:
    text = " ".join("".join(str(part) for part in parameter.itertext()).split())
    return f"{parameter.get('name')} = {text}"


def _content(parameter: Element) -> Piece:
    children = list(parameter.iterchildren(etree.Element))
    if not children:
        return _text(parameter.text or "")
    return _structure(children[0])


def _structure(element: Element) -> Piece:
    kind = foreign(str(element.tag))
    children = list(element.iterchildren(etree.Element))
    if kind == "list":
        return array(_structure(child) for child in children)
    if kind == "map":
        return context((child.get("key", ""), _content(child)) for child in children)
    if kind == "script":
        return _script(element)
    return _text(element.text or "")


def _script(element: Element) -> Piece:
    language = element.get("scriptFormat", "")
    if language.lower() in ("juel", "el"):
        return expressions.from_juel((element.text or "").strip())
    raise Untranslatable(f"{language or '外部'}脚本")


def _text(text: str) -> Piece:
    return expressions.from_template(text) if expressions.has_template(text) else string(text)


# -- calls


def _call(draft: Draft, call: Element) -> None:
    target = call.get("calledElement")
    every_in = draft.take(call, "inheritVariables") == "true"
    given, taken = draft.take_elements(call, "in"), draft.take_elements(call, "out")
    if not (draft.juel or given or taken):
        return
    called = draft.extension(call, "calledElement")
    if target is not None:
        del call.attrib["calledElement"]
        value = draft.value(call, "calledElement", target, where="zeebe:calledElement processId")
        called.set("processId", value)
    passed = [_pass(draft, call, each, "input") for each in given]
    handed = [_pass(draft, call, each, "output") for each in taken]
    every_in, every_out = every_in or any(passed), any(handed)
    called.set("propagateAllParentVariables", str(every_in).lower())
    called.set("propagateAllChildVariables", str(every_out).lower())
    if every_out and call.find(f"{BPMN}extensionElements/{{*}}ioMapping/{{*}}output") is not None:
        draft.unmapped(
            call, "out", "同时写了“全部传出”和单项映射：这里有输出映射时只传映射的值，请补全或删去映射"
        )
    _binding(draft, call, called)


def _pass(draft: Draft, call: Element, element: Element, direction: str) -> bool:
    """One ``in`` or ``out``; whether it means everything."""
    word = "in" if direction == "input" else "out"
    source, expression, target = (element.get(key) for key in ("source", "sourceExpression", "target"))
    if element.get("variables") == "all":
        draft.mapped(call, word, "variables = all", "全部变量传入" if word == "in" else "全部变量传出")
        return True
    if element.get("businessKey") is not None:
        draft.dropped(
            call, word, "被调用流程与本流程是同一个实例，没有单独的业务键", element.get("businessKey")
        )
        return False
    raw = f"{source or expression} → {target}"
    try:
        if target is None:
            raise Untranslatable("没有目标变量")
        piece = expressions.from_juel(source or expression or "")
        draft.mapping(call, direction, f"= {piece.text}", variable(target).text)
    except Untranslatable as error:
        draft.unmapped(call, word, f"不能自动转换（{error}），请用 FEEL 写成映射", raw)
    else:
        draft.mapped(call, word, raw, f"zeebe:{direction} = {piece.text} → {target}")
    return False


def _binding(draft: Draft, call: Element, called: Element) -> None:
    binding, version = draft.take(call, "calledElementBinding"), draft.take(call, "calledElementVersion")
    tag, same = draft.take(call, "calledElementVersionTag"), draft.take(call, "sameDeployment")
    if binding == "deployment" or same == "true":
        called.set("bindingType", "deployment")
        draft.mapped(call, "calledElementBinding", "deployment", "zeebe:calledElement bindingType deployment")
    elif version is not None or (tag is not None and "{" in tag):
        name = "calledElementVersionTag" if version is None else "calledElementVersion"
        message = "不能按版本号或表达式指定版本：请用固定的版本标签（versionTag）"
        draft.unmapped(call, name, message, version or tag)
    elif tag is not None:
        called.set("bindingType", "versionTag")
        called.set("versionTag", tag)
        draft.mapped(call, "calledElementVersionTag", tag, f"zeebe:calledElement versionTag {tag}")
    elif binding == "latest":
        called.set("bindingType", "latest")
        draft.mapped(call, "calledElementBinding", "latest", "zeebe:calledElement bindingType latest")
