"""Records told as Chinese sentences, for the steps of an instance and for the replay."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from processes.records import RecordType
from service.identity.people import OFFICE_TIME

Payload = Mapping[str, Any]

COMMANDS = {
    "start": "发起",
    "complete_user_task": "提交办结",
    "assign_user_task": "认领或放回",
    "complete_job": "后台任务完成",
    "complete_effect": "后台任务完成",
    "fail_job": "后台任务失败",
    "fail_effect": "后台任务失败",
    "retry_effect": "重试后台任务",
    "fire_timer": "定时器到时",
    "publish_message": "送达消息",
    "broadcast_signal": "送达信号",
    "resolve_incident": "处理异常",
    "cancel": "取消",
    "set_variables": "修改数据",
    "return_to": "退回",
    "recompute_deadlines": "按新日历重算时限",
}
MACHINES = {"timer": "定时器", "worker": "后台任务", "system": "系统"}

#: What a reader of the instance page sees; the replay shows every record.
STEPS = frozenset(
    {
        RecordType.INSTANCE_STARTED,
        RecordType.INSTANCE_COMPLETED,
        RecordType.INSTANCE_TERMINATED,
        RecordType.INSTANCE_FAILED,
        RecordType.USER_TASK_CREATED,
        RecordType.USER_TASK_ASSIGNED,
        RecordType.USER_TASK_COMPLETED,
        RecordType.USER_TASK_CANCELED,
        RecordType.TIMER_FIRED,
        RecordType.TIMER_RESCHEDULED,
        RecordType.MESSAGE_CORRELATED,
        RecordType.DECISION_EVALUATED,
        RecordType.INCIDENT_CREATED,
        RecordType.INCIDENT_RESOLVED,
        RecordType.RETURNED,
    }
)


def sentence(kind: str, element: str, payload: Payload, person: Callable[[str], str]) -> str:
    """One record as a sentence.  *element* is the name of its element, *person* names users by their ids."""
    tell = _SENTENCES.get(kind)
    return tell(element, payload, person) if tell else f"{kind} {element}".strip()


def reasons(kind: str, payload: Payload) -> list[str]:
    """Why: what a gateway read, which rows of a decision table matched, how a deadline was counted."""
    found: list[str] = []
    if kind == RecordType.SEQUENCE_FLOW_TAKEN and payload.get("condition"):
        found.append(f"条件：{payload['condition']}")
        found += [f"{name} = {_short(value)}" for name, value in (payload.get("values") or {}).items()]
    if kind == RecordType.DECISION_EVALUATED:
        found += [f"命中第 {match.get('index')} 行规则" for match in payload.get("matched") or []]
        found += [f"{name} = {_short(value)}" for name, value in (payload.get("inputs") or {}).items()]
    explanation = payload.get("explanation")
    if isinstance(explanation, Mapping) and explanation.get("explanation"):
        found.append(str(explanation["explanation"]))
    return found


def _short(value: Any) -> str:
    text = str(value) if not isinstance(value, bool) else ("是" if value else "否")
    return text if len(text) <= 200 else text[:200] + "…"


def _due(payload: Payload) -> str:
    text = payload.get("due")
    if not isinstance(text, str):
        return ""
    return datetime.fromisoformat(text).astimezone(OFFICE_TIME).strftime("%Y-%m-%d %H:%M")


def _assigned(element: str, payload: Payload, person: Callable[[str], str]) -> str:
    assignee, previous = payload.get("assignee"), payload.get("previous")
    if assignee:
        return f"“{element}”由{person(assignee)}办理"
    return f"“{element}”放回待领" + (f"（原由{person(previous)}办理）" if previous else "")


def _created(element: str, payload: Payload, person: Callable[[str], str]) -> str:
    name = payload.get("name") or element
    return f"产生任务“{name}”" + (f"，期限 {_due(payload)}" if payload.get("due") else "")


_SENTENCES: dict[str, Callable[[str, Payload, Callable[[str], str]], str]] = {
    "command_accepted": lambda e, p, who: f"操作：{COMMANDS.get(p.get('command', ''), p.get('command'))}",
    "instance_started": lambda e, p, who: "流程开始",
    "instance_completed": lambda e, p, who: "流程结束",
    "instance_terminated": lambda e, p, who: f"流程取消：{p.get('reason') or '未写明原因'}",
    "instance_failed": lambda e, p, who: f"流程失败：{_short(p.get('error'))}",
    "element_activated": lambda e, p, who: f"进入“{e}”",
    "element_completed": lambda e, p, who: f"完成“{e}”",
    "element_terminated": lambda e, p, who: f"终止“{e}”",
    "sequence_flow_taken": lambda e, p, who: f"从“{e}”继续",
    "token_consumed": lambda e, p, who: f"到达“{e}”",
    "variables_changed": lambda e, p, who: f"数据更新：{'、'.join(p.get('values') or {})}",
    "variables_removed": lambda e, p, who: f"数据移除：{'、'.join(p.get('names') or [])}",
    "user_task_created": _created,
    "user_task_assigned": _assigned,
    "user_task_completed": lambda e, p, who: f"办结“{e}”",
    "user_task_canceled": lambda e, p, who: f"任务“{e}”取消",
    "timer_created": lambda e, p, who: f"设定时限“{e}”：{_due(p)}",
    "timer_fired": lambda e, p, who: f"“{e}”到时（{_due(p)}）",
    "timer_canceled": lambda e, p, who: f"时限“{e}”解除",
    "timer_rescheduled": lambda e, p, who: f"时限“{e}”改为 {_due(p)}",
    "message_subscribed": lambda e, p, who: f"“{e}”等待消息“{p.get('name')}”",
    "message_unsubscribed": lambda e, p, who: f"“{e}”不再等待消息",
    "message_correlated": lambda e, p, who: f"“{e}”收到消息“{p.get('name')}”",
    "message_thrown": lambda e, p, who: f"“{e}”发出消息“{p.get('name')}”",
    "signal_thrown": lambda e, p, who: f"“{e}”发出信号“{p.get('name')}”",
    "signal_caught": lambda e, p, who: f"“{e}”收到信号“{p.get('name')}”",
    "error_thrown": lambda e, p, who: f"“{e}”抛出错误 {p.get('code') or ''}".strip(),
    "escalation_thrown": lambda e, p, who: f"“{e}”升级 {p.get('code') or ''}".strip(),
    "compensation_started": lambda e, p, who: f"“{e}”开始补偿",
    "job_created": lambda e, p, who: f"“{e}”交后台办理（{p.get('type')}）",
    "job_completed": lambda e, p, who: f"“{e}”后台办理完成",
    "job_failed": lambda e, p, who: f"“{e}”后台办理失败：{p.get('message')}",
    "job_canceled": lambda e, p, who: f"“{e}”后台办理取消",
    "decision_evaluated": lambda e, p, who: (
        f"“{e}”按决策表 {p.get('decision_id')} 判定：{_short(p.get('result'))}"
    ),
    "incident_created": lambda e, p, who: f"“{e}”出现异常：{p.get('message')}",
    "incident_resolved": lambda e, p, who: f"“{e}”异常已处理",
    "returned": lambda e, p, who: f"退回：{p.get('reason') or '未写明原因'}",
    "round_added": lambda e, p, who: f"“{e}”增加一轮",
}
