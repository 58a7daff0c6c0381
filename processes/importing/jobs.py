"""Work of programs: external tasks and service operators become jobs; Java classes get a proposal for one."""

from __future__ import annotations

import re

from lxml import etree

from . import expressions
from .draft import Draft, Element
from .names import BPMN, foreign
from .pieces import Untranslatable

_WORKERS = ("serviceTask", "sendTask", "businessRuleTask")
_RETRIES = re.compile(r"R(\d+)/")


def convert(draft: Draft) -> None:
    """Service, send and business rule tasks, and the definitions of thrown messages."""
    for task in draft.elements(*_WORKERS):
        _work(draft, task, task)
    for definition in draft.elements("messageEventDefinition"):
        event = definition.getparent()
        if event is not None and str(event.tag) in (f"{BPMN}intermediateThrowEvent", f"{BPMN}endEvent"):
            _work(draft, event, definition)


def propose(draft: Draft, task: Element, job_type: str) -> str:
    """Give a task a job type made of a name of the original; the type."""
    made = re.sub(r"[^\w./-]+", "_", job_type).strip("_") or "job"
    draft.extension(task, "taskDefinition").set("type", made)
    return made


def _work(draft: Draft, task: Element, holder: Element) -> None:
    """``holder`` carries the attributes: the task, or the event definition of a throw event."""
    kind, topic = draft.take(holder, "type"), draft.take(holder, "topic")
    if topic is not None:
        value = draft.value(task, "topic", topic, where="zeebe:taskDefinition type")
        draft.extension(task, "taskDefinition").set("type", value)
    elif kind is not None:
        made = propose(draft, task, kind)
        message = f"内置的 {kind} 任务改为作业，需要有处理“{made}”的程序；参数见任务头和输入映射"
        draft.changed(task, "type", message, kind, f"zeebe:taskDefinition type {made}")
    _java(draft, task, holder)
    _connector(draft, task)
    _fields(draft, task)
    _retries(draft, task)


def _java(draft: Draft, task: Element, holder: Element) -> None:
    result = draft.take(holder, "resultVariable") or draft.take(holder, "resultVariableName")
    for name in ("class", "delegateExpression", "expression"):
        raw = draft.take(holder, name)
        if raw is None:
            continue
        if name == "expression" and task is holder and _as_script(draft, task, raw, result):
            return
        made = propose(draft, task, _simple(name, raw))
        message = f"原来由 Java 程序执行，改为作业“{made}”：请提供处理它的程序，或改用表达式、决策表"
        draft.unmapped(task, name, message, raw, f"zeebe:taskDefinition type {made}")
    if result is not None:
        draft.header(task, "resultVariable", result)
        message = f"作业完成时应交回变量“{result}”（写在任务头 resultVariable 里）"
        draft.changed(task, "resultVariable", message, result)


def _simple(name: str, raw: str) -> str:
    """A short name for a class, a bean or a method of a bean."""
    found = re.findall(r"[^\W\d]\w*", raw) or ["job"]
    words = found[-1:] if name == "class" else found[: 2 if name == "expression" else 1]
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", "_".join(words)).lower()


def _as_script(draft: Draft, task: Element, raw: str, result: str | None) -> bool:
    """A service task that only computes becomes a script task."""
    if result is None or str(task.tag) != f"{BPMN}serviceTask":
        return False
    try:
        piece = expressions.from_juel(raw)
    except Untranslatable:
        return False
    task.tag = f"{BPMN}scriptTask"
    script = draft.extension(task, "script")
    script.set("expression", f"= {piece.text}")
    script.set("resultVariable", result)
    message = f"只做计算的服务任务改为脚本任务，结果写入“{result}”"
    draft.changed(task, "expression", message, raw, f"zeebe:script = {piece.text}")
    return True


def _connector(draft: Draft, task: Element) -> None:
    for connector in draft.take_elements(task, "connector"):
        inner = {foreign(str(child.tag)): child for child in connector.iterchildren(etree.Element)}
        name = (inner["connectorId"].text or "") if "connectorId" in inner else "connector"
        made = propose(draft, task, name.strip())
        message = f"连接器改为作业，需要有处理“{made}”的程序；它的输入输出成为任务的映射"
        draft.changed(task, "connector", message, name, f"zeebe:taskDefinition type {made}")
        if "inputOutput" in inner:
            draft.box(task).append(inner["inputOutput"])


def _fields(draft: Draft, task: Element) -> None:
    """Injected fields: texts become headers of the job, expressions inputs."""
    for field in draft.take_elements(task, "field"):
        name = field.get("name", "")
        raw = field.get("stringValue") or field.get("expression")
        raw = "".join(str(part) for part in field.itertext()).strip() if raw is None else raw
        if expressions.has_template(raw):
            value = draft.value(task, f"field {name}", raw, where=f"zeebe:input {name}")
            draft.mapping(task, "input", value, name)
        else:
            draft.header(task, name, raw)
            draft.mapped(task, f"field {name}", raw, f"zeebe:header {name}")


def _retries(draft: Draft, task: Element) -> None:
    for cycle in draft.take_elements(task, "failedJobRetryTimeCycle"):
        text = (cycle.text or "").strip()
        found = _RETRIES.match(text)
        job = task.find(f"{BPMN}extensionElements/{{*}}taskDefinition")
        if found is None or job is None:
            message = "重试次数写在作业的 retries 里；这里没有作业，或写法不是 R次数/间隔"
            draft.unmapped(task, "failedJobRetryTimeCycle", message, text)
            continue
        job.set("retries", found[1])
        message = "次数已转换；两次之间的间隔由处理作业的程序决定"
        draft.changed(task, "failedJobRetryTimeCycle", message, text, f"retries {found[1]}")
