"""Decision tables: Camunda's ``decisionRef``, Flowable's DMN task, SpiffWorkflow's ``calledDecisionId``."""

from __future__ import annotations

from .draft import Draft, Element
from .names import BPMN, foreign

_SHAPES = {"singleEntry", "singleResult"}


def convert(draft: Draft) -> None:
    """Every task that decides by a table."""
    for task in draft.elements("serviceTask"):
        _flowable(draft, task)
    for task in draft.elements("businessRuleTask"):
        _camunda(draft, task)
        for called in draft.take_elements(task, "calledDecisionId"):
            _call(draft, task, "calledDecisionId", (called.text or "").strip(), None)


def _camunda(draft: Draft, task: Element) -> None:
    raw = draft.take(task, "decisionRef")
    binding = draft.take(task, "decisionRefBinding")
    version = draft.take(task, "decisionRefVersion") or draft.take(task, "decisionRefVersionTag")
    shape = draft.take(task, "mapDecisionResult")
    if raw is None:
        return
    _call(draft, task, "decisionRef", raw, draft.take(task, "resultVariable"))
    if version or binding in ("version", "versionTag"):
        message = "决策表总是取同一次部署中的那一份，不能指定版本"
        draft.changed(task, "decisionRefVersion", message, version or binding)
    if shape in _SHAPES:
        message = "单列结果直接是值，多列结果是按列名取值的数据"
        draft.changed(task, "mapDecisionResult", message, shape)
    elif shape is not None:
        message = "结果是否为列表由决策表的命中策略决定（“收集”“规则顺序”得出列表）"
        draft.changed(task, "mapDecisionResult", message, shape)


def _flowable(draft: Draft, task: Element) -> None:
    if not any(foreign(str(key)) == "type" and value == "dmn" for key, value in task.attrib.items()):
        return
    draft.take(task, "type")
    task.tag = f"{BPMN}businessRuleTask"
    reference = ""
    for field in draft.take_elements(task, "field"):
        text = field.get("stringValue") or "".join(str(part) for part in field.itertext()).strip()
        if field.get("name") == "decisionTableReferenceKey":
            reference = text
        else:
            draft.dropped(task, f"field {field.get('name')}", "决策表任务的选项，这里没有作用", text)
    draft.changed(task, "type", "决策任务改为业务规则任务", "dmn")
    _call(draft, task, "field decisionTableReferenceKey", reference, None)


def _call(draft: Draft, task: Element, name: str, raw: str, result: str | None) -> None:
    called = draft.extension(task, "calledDecision")
    called.set("decisionId", draft.value(task, name, raw, where="zeebe:calledDecision decisionId"))
    if result is not None:
        called.set("resultVariable", result)
        draft.mapped(task, "resultVariable", result, f"zeebe:calledDecision resultVariable {result}")
        return
    made = f"{task.get('id', 'decision')}_result".replace("-", "_").replace(".", "_")
    called.set("resultVariable", made)
    message = f"结果写入变量“{made}”；原引擎另有取法（各列各成变量，或 decisionResult），读结果的地方请核对"
    draft.changed(task, name, message, None, f"zeebe:calledDecision resultVariable {made}")
