"""User tasks: who, until when, with which form."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from lxml import etree

from . import expressions
from .draft import Draft, Element
from .names import BPMN, foreign

_OWNER = re.compile(r"\s*(?:(user|group)\(([^)]*)\)|([^,()]+))")
#: Flowable's word for the starter, outside of expressions.
_STARTER = "$INITIATOR"


def convert(draft: Draft) -> None:
    """Every user task, and the starter of an instance."""
    for task in draft.elements("userTask"):
        _assignment(draft, task)
        _resources(draft, task)
        draft.copy(task, "dueDate", "taskSchedule", "dueDate")
        draft.copy(task, "followUpDate", "taskSchedule", "followUpDate")
        draft.copy(task, "priority", "priorityDefinition", "priority")
        _form(draft, task)
        if draft.juel or draft.python:
            draft.extension(task, "userTask")
    for start in draft.elements("startEvent"):
        _initiator(draft, start)


def _assignment(draft: Draft, task: Element) -> None:
    for key, value in task.attrib.items():
        if foreign(str(key)) == "assignee" and value == _STARTER:
            task.set(key, "${initiator}")
    draft.copy(task, "assignee", "assignmentDefinition", "assignee")
    for name in ("candidateGroups", "candidateUsers"):
        raw = draft.take(task, name)
        if raw is not None:
            where = f"zeebe:assignmentDefinition {name}"
            value = draft.value(task, name, raw, expressions.from_list, where)
            draft.extension(task, "assignmentDefinition").set(name, value)


def _resources(draft: Draft, task: Element) -> None:
    """``potentialOwner`` and ``humanPerformer`` of the standard, with Activiti's ``user(…)``/``group(…)``."""
    for tag in ("potentialOwner", "humanPerformer"):
        for resource in task.findall(f"{BPMN}{tag}"):
            text = "".join(str(part) for part in resource.itertext()).strip()
            users, groups = _owners(text)
            holder = draft.extension(task, "assignmentDefinition")
            if tag == "humanPerformer":
                holder.set("assignee", draft.value(task, tag, text))
            else:
                for name, found in (("candidateUsers", users), ("candidateGroups", groups)):
                    if found:
                        held = [part for part in (holder.get(name), ",".join(found)) if part]
                        holder.set(name, draft.value(task, tag, ",".join(held), expressions.from_list))
            task.remove(resource)


def _owners(text: str) -> tuple[list[str], list[str]]:
    users: list[str] = []
    groups: list[str] = []
    if expressions.has_template(text) and "(" not in text.split("{")[0]:
        return [], [text]
    for kind, named, bare in _OWNER.findall(text):
        name = (named or bare).strip()
        if name:
            (users if kind == "user" else groups).append(name)
    return users, groups


def _form(draft: Draft, task: Element) -> None:
    binding, version = draft.take(task, "formRefBinding"), draft.take(task, "formRefVersion")
    reference = draft.take(task, "formRef")
    key = draft.take(task, "formKey")
    if reference is not None:
        value = draft.value(task, "formRef", reference, where="zeebe:formDefinition formId")
        draft.extension(task, "formDefinition").set("formId", value)
        if version or binding == "version":
            message = "表单总是取同一次部署中的那一份，不能指定版本"
            draft.changed(task, "formRefVersion", message, version or binding)
    elif key is not None:
        _form_key(draft, task, key)


def _form_key(draft: Draft, task: Element, key: str) -> None:
    if expressions.has_template(key):
        value = draft.value(task, "formKey", key, where="zeebe:formDefinition formId")
        draft.extension(task, "formDefinition").set("formId", value)
        return
    if key.startswith("embedded:") or key.endswith((".html", ".htm")):
        message = "嵌入的网页表单不能使用：请在本平台设计表单，再在任务上选择"
        draft.unmapped(task, "formKey", message, key)
        return
    form_id = PurePosixPath(key.rpartition(":")[2]).name.removesuffix(".form")
    draft.extension(task, "formDefinition").set("formId", form_id)
    message = f"表单须以“{form_id}”为标识，放进同一次部署"
    draft.changed(task, "formKey", message, key, f"zeebe:formDefinition formId {form_id}")


def _initiator(draft: Draft, start: Element) -> None:
    name = draft.take(start, "initiator")
    if name is None:
        return
    if name == "initiator":
        draft.mapped(start, "initiator", name, "变量 initiator")
    elif any(child.tag.endswith("EventDefinition") for child in start.iterchildren(etree.Element)):
        message = f"发起人总在变量 initiator 里；读“{name}”的地方请改成 initiator"
        draft.unmapped(start, "initiator", message, name)
    else:
        draft.mapping(start, "output", "= initiator", name)
        message = f"发起人总在变量 initiator 里，另用输出映射写入“{name}”"
        draft.changed(start, "initiator", message, name, f"zeebe:output = initiator → {name}")
