"""What only SpiffWorkflow has: scripts around tasks, service operators, payloads, lanes as groups."""

from __future__ import annotations

import ast

from lxml import etree

from . import expressions, jobs, python
from .draft import Draft, Element
from .names import BPMN, foreign
from .pieces import Untranslatable, checked

_THROWS = ("intermediateThrowEvent", "endEvent", "sendTask")


def convert(draft: Draft) -> None:
    """All of it; nothing happens to documents without SpiffWorkflow's namespace."""
    if not draft.python:
        return
    for task in draft.elements("serviceTask"):
        _operator(draft, task)
    for box in draft.elements("extensionElements"):
        element = box.getparent()
        if element is not None:
            _scripts(draft, element)
            _instructions(draft, element)
            _properties(draft, element)
    for tag in _THROWS:
        for element in draft.elements(tag):
            _payloads(draft, element)
    _lanes(draft)


def _operator(draft: Draft, task: Element) -> None:
    for operator in draft.take_elements(task, "serviceTaskOperator"):
        name = operator.get("id", "")
        made = jobs.propose(draft, task, name)
        message = f"服务操作改为作业，需要有处理“{made}”的程序"
        draft.changed(task, "serviceTaskOperator", message, name, f"zeebe:taskDefinition type {made}")
        for element in operator.iter(etree.Element):
            if foreign(str(element.tag)) == "parameter":
                _parameter(draft, task, element)
            elif foreign(str(element.tag)) == "retry" and (element.get("retries") or "").isdecimal():
                retries = str(element.get("retries"))
                draft.extension(task, "taskDefinition").set("retries", retries)
                draft.mapped(task, "retry", retries, f"zeebe:taskDefinition retries {retries}")
        result = operator.get("resultVariable")
        if result:
            draft.header(task, "resultVariable", result)
            message = f"作业完成时应交回变量“{result}”（写在任务头 resultVariable 里）"
            draft.changed(task, "resultVariable", message, result)


def _parameter(draft: Draft, task: Element, parameter: Element) -> None:
    name, raw = parameter.get("id", ""), parameter.get("value")
    if raw is None or not raw.strip():
        draft.dropped(task, f"parameter {name}", "参数没有值", raw)
        return
    where = f"zeebe:input {name}"
    value = draft.value(task, f"parameter {name}", raw, expressions.from_python, where)
    draft.mapping(task, "input", value, name)


def _scripts(draft: Draft, element: Element) -> None:
    """Assignments before a task become inputs, those after it outputs."""
    for word, direction in (("preScript", "input"), ("postScript", "output")):
        for script in draft.take_elements(element, word):
            text = script.text or ""
            if not text.strip():
                continue
            try:
                found = python.assignments(text)
                pieces = [(each.name, checked(each.value).text) for each in found]
            except Untranslatable as error:
                message = f"程序不能自动译成 FEEL（{error}），请写成输入输出映射或单独的脚本任务"
                draft.unmapped(element, word, message, text.strip())
                continue
            for name, source in pieces:
                draft.mapping(element, direction, f"= {source}", name)
            told = "、".join(name for name, _ in pieces)
            message = (
                f"写成输入映射：{told} 只在这个元素里可见"
                if direction == "input"
                else f"写成输出映射：{told} 传出，元素的其他结果留在局部"
            )
            draft.changed(element, word, message, text.strip())


def _instructions(draft: Draft, element: Element) -> None:
    for instructions in draft.take_elements(element, "instructionsForEndUser"):
        text = (instructions.text or "").strip()
        if text:
            note = element.makeelement(f"{BPMN}documentation", {})
            note.text = text
            element.insert(len(element.findall(f"{BPMN}documentation")), note)
            draft.changed(
                element, "instructionsForEndUser", "办理说明放进了元素的说明，其中的 {{}} 不会计算", text
            )


def _properties(draft: Draft, element: Element) -> None:
    for holder in draft.take_elements(element, "properties"):
        for each in holder.iterchildren(etree.Element):
            name, value = each.get("name", ""), each.get("value", "")
            if name == "formJsonSchemaFilename":
                form_id = value.rpartition("/")[2].removesuffix(".json").removesuffix("-schema")
                draft.extension(element, "formDefinition").set("formId", form_id)
                message = f"表单格式不同：请在本平台设计标识为“{form_id}”的表单，放进同一次部署"
                draft.unmapped(element, name, message, value, f"zeebe:formDefinition formId {form_id}")
            elif name == "formUiSchemaFilename":
                draft.dropped(element, name, "界面布局属于表单，在本平台的表单里设计", value)
            else:
                made = draft.extension(element, "properties")
                etree.SubElement(made, made.tag[: -len("properties")] + "property", name=name, value=value)
                draft.mapped(element, f"property {name}", value, "zeebe:property")


def _payloads(draft: Draft, element: Element) -> None:
    """A payload that is written as a dictionary: one input mapping per entry."""
    messages = {e.get("id"): e for e in draft.root.iter(f"{BPMN}message")}
    holders = [element, *element.findall(f"{BPMN}messageEventDefinition")]
    references = [holder.get("messageRef") for holder in holders]
    for holder in [*holders, *(messages[r] for r in references if r in messages)]:
        for payload in draft.take_elements(holder, "messagePayload"):
            _payload(draft, element, (payload.text or "").strip())


def _payload(draft: Draft, element: Element, text: str) -> None:
    try:
        tree = ast.parse(text, mode="eval").body if len(text) <= python.MAX_LENGTH else None
        if not isinstance(tree, ast.Dict):
            raise Untranslatable("消息内容不是字典")
        entries = []
        for key, value in zip(tree.keys, tree.values, strict=True):
            if not (
                isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.isidentifier()
            ):
                raise Untranslatable("消息内容的键不是变量名")
            entries.append((key.value, checked(python.expression(value)).text))
    except (Untranslatable, SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = error if isinstance(error, Untranslatable) else "不是合法的 Python"
        draft.unmapped(element, "messagePayload", f"不能自动转换（{reason}），请用输入映射给出内容", text)
        return
    for name, source in entries:
        draft.mapping(element, "input", f"= {source}", name)
    draft.mapped(element, "messagePayload", text, "zeebe:input")


def _lanes(draft: Draft) -> None:
    """There the lane says who does a task; here the candidate group does."""
    tasks = {task.get("id"): task for task in draft.elements("userTask", "manualTask")}
    for lane in draft.elements("lane"):
        name = (lane.get("name") or "").strip()
        inside = [(reference.text or "").strip() for reference in lane.findall(f"{BPMN}flowNodeRef")]
        if not name or lane.find(f"{BPMN}childLaneSet") is not None:
            continue
        for task in (tasks[node] for node in inside if node in tasks):
            held = draft.extension(task, "assignmentDefinition")
            if not held.attrib:
                held.set("candidateGroups", name)
                message = f"泳道在这里不决定谁办理，写成候选组“{name}”；请核对组的标识"
                result = f"zeebe:assignmentDefinition candidateGroups {name}"
                draft.changed(task, "lane", message, name, result)
