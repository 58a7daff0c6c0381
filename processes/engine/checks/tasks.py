"""Checks of tasks and calls: what the dialect needs to execute them, and whether it is in the set."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from processes.errors import Problem

from ..reading.document import Document
from ..reading.extensions import BPMN
from ..running.expressions import source_of


def check(document: Document) -> Iterator[Problem]:
    """All checks of tasks."""
    for task in document.executable("scriptTask", "businessRuleTask"):
        given = document.extensions(task)
        if "job" in given and ("script" in given or "decision" in given):
            message = f"“{document.label(task)}”既有表达式或决策，又有作业类型，不知道听谁的"
            yield document.problem("BPMN-two-workers", task, message)
    for tag, each in _CHECKS.items():
        for task in document.executable(tag):
            yield from each(document, task)


def _user(document: Document, task: etree._Element) -> Iterator[Problem]:
    form = document.extensions(task).get("form")
    form_id = (form or {}).get("formId")
    if form is not None and not form_id:
        message = f"用户任务“{document.label(task)}”的表单定义没有 formId"
        yield document.problem("BPMN-form", task, message)
    elif form_id and not form_id.startswith("=") and form_id not in document.surroundings.forms:
        message = f"用户任务“{document.label(task)}”的表单“{form_id}”不在部署中"
        yield document.problem("BPMN-unknown-form", task, message)


def _service(document: Document, task: etree._Element) -> Iterator[Problem]:
    if not document.extensions(task).get("job", {}).get("type"):
        message = f"服务任务“{document.label(task)}”没有作业类型"
        yield document.problem("BPMN-no-job-type", task, message)


def _send(document: Document, task: etree._Element) -> Iterator[Problem]:
    message_of_it = document.target(task.get("messageRef"))
    named = message_of_it is not None and message_of_it.get("name")
    if (
        not document.extensions(task).get("job", {}).get("type")
        and not named
        and not document.definitions(task)
    ):
        message = f"发送任务“{document.label(task)}”既没有作业类型，也没有消息"
        yield document.problem("BPMN-no-name", task, message, "填写作业类型，或选择消息")


def _receive(document: Document, task: etree._Element) -> Iterator[Problem]:
    message_of_it = document.target(task.get("messageRef"))
    if (message_of_it is None or not message_of_it.get("name")) and not document.definitions(task):
        message = f"接收任务“{document.label(task)}”没有消息，不知道等什么"
        yield document.problem("BPMN-no-name", task, message, "选择有名称的消息")


def _script(document: Document, task: etree._Element) -> Iterator[Problem]:
    extensions = document.extensions(task)
    script = extensions.get("script")
    if task.find(f"{BPMN}script") is not None:
        message = f"脚本任务“{document.label(task)}”用了 bpmn:script，引擎不执行程序代码"
        yield document.problem("BPMN-script", task, message, "改用 FEEL 表达式（zeebe:script）")
    elif script is None and "job" not in extensions:
        message = f"脚本任务“{document.label(task)}”没有 FEEL 表达式"
        yield document.problem("BPMN-script", task, message, "填写表达式和结果变量（zeebe:script）")
    elif script is not None and not (script.get("expression") and script.get("resultVariable")):
        message = f"脚本任务“{document.label(task)}”缺少表达式或结果变量"
        yield document.problem("BPMN-script", task, message, "两者都要填写")


def _rule(document: Document, task: etree._Element) -> Iterator[Problem]:
    extensions = document.extensions(task)
    called = extensions.get("decision")
    if called is None:
        if "job" not in extensions:
            message = f"业务规则任务“{document.label(task)}”没有指定决策"
            yield document.problem("BPMN-decision", task, message)
        return
    decision_id = called.get("decisionId", "")
    if not decision_id or not called.get("resultVariable"):
        message = f"业务规则任务“{document.label(task)}”缺少决策标识或结果变量"
        yield document.problem("BPMN-decision", task, message, "两者都要填写")
    elif not decision_id.startswith("=") and decision_id not in document.surroundings.decisions:
        message = f"业务规则任务“{document.label(task)}”的决策“{decision_id}”不在部署中"
        yield document.problem("BPMN-unknown-decision", task, message)


def _call(document: Document, task: etree._Element) -> Iterator[Problem]:
    called = document.extensions(task).get("called", {})
    ours, plain = called.get("process"), document.local(task.get("calledElement", ""))
    given, where = ours or plain, document.label(task)
    if ours and plain and ours != plain:
        message = f"调用活动“{where}”写了两个不同的流程：{plain} 和 {ours}"
        yield document.problem("BPMN-call-twice", task, message)
    if called.get("tag") == "":
        message = f"调用活动“{where}”绑定版本标签，却没有写 versionTag"
        yield document.problem("BPMN-call-version", task, message)
    if not given:
        message = f"调用活动“{where}”没有指定被调用的流程"
        yield document.problem("BPMN-unknown-process", task, message, "填写被调用流程的标识")
    elif source_of(ours) is None:  # else known when it is called
        later = called.get("binding", "deployment") != "deployment"
        yield from (_found_later if later else _found_now)(document, task, given)


def _found_now(document: Document, task: etree._Element, called: str) -> Iterator[Problem]:
    """A call of a process of the same deployment."""
    where = document.label(task)
    if called not in document.surroundings.processes:
        message = f"调用活动“{where}”所调用的流程“{called}”不在部署中"
        yield document.problem("BPMN-unknown-process", task, message)
    elif called in document.surroundings.waiting:
        message = f"调用活动“{where}”所调用的流程“{called}”没有空开始事件，调用后要等到事件发生"
        yield document.problem("BPMN-call-start", task, message)


def _found_later(document: Document, task: etree._Element, called: str) -> Iterator[Problem]:
    """A call that looks for its version when it begins."""
    tag = document.extensions(task)["called"]["tag"]
    if not document.surroundings.callable(called, tag or None):
        wanted = f"“{called}”带标签“{tag}”的版本" if tag else f"“{called}”"
        message = f"调用活动“{document.label(task)}”到调用时才找流程{wanted}，而它还没有部署过"
        yield document.problem("BPMN-call-later", task, message)
    elif called in document.surroundings.processes:
        yield from _found_now(document, task, called)


_CHECKS: dict[str, Callable[[Document, etree._Element], Iterator[Problem]]] = {
    "userTask": _user,
    "serviceTask": _service,
    "sendTask": _send,
    "receiveTask": _receive,
    "scriptTask": _script,
    "businessRuleTask": _rule,
    "callActivity": _call,
}
