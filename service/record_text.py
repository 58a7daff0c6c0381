"""Records told as Chinese sentences, for the steps of an instance and for the replay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from processes.records import RecordType
from processes.wording import JOBS
from service.identity.people import OFFICE_TIME
from service.vocabulary import Vocabulary

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
    "suspend": "暂停",
    "resume": "恢复",
    "modify": "移动、结束或开始环节",
    "migrate": "改用流程的另一版本",
}


@dataclass(frozen=True)
class Told:
    """What a sentence needs: ``element`` names the element of the record, ``flow`` names flows by their ids,
    ``person`` users by theirs; ``words`` names variables and values.
    """

    kind: str
    payload: Payload
    element: str = ""
    person: Callable[[str], str] = str
    flow: Callable[[str], str] = str
    words: Vocabulary = field(default_factory=Vocabulary)

    def text(self) -> str:
        """The record as a sentence."""
        tell = _SENTENCES.get(self.kind)
        return tell(self) if tell else f"{self.kind} {self.element}".strip()

    def reasons(self) -> list[str]:
        """Why: what a gateway read, which rows of a decision table matched, how a deadline was counted."""
        payload, found = self.payload, list[str]()
        if payload.get("condition"):
            found += self._condition("条件成立", payload)
        if payload.get("default"):
            found.append("其他条件都不成立，走默认路径")
            for rejected in payload.get("rejected") or []:
                flow = self.flow(str(rejected.get("flow_id")))
                found += self._condition(f"“{flow}”的条件不成立" if flow else "条件不成立", rejected)
        if self.kind == RecordType.DECISION_EVALUATED:
            found += map(self._required, payload.get("required") or [])
            found += [f"命中第 {match.get('index')} 行规则" for match in payload.get("matched") or []]
            inputs = payload.get("inputs") or {}
            found += [
                f"{self.words.title(name)} = {self.said(name, value)}" for name, value in inputs.items()
            ]
        explanation = payload.get("explanation")
        if isinstance(explanation, Mapping) and explanation.get("explanation"):
            found.append(str(explanation["explanation"]))
        return found

    def _required(self, use: Payload) -> str:
        """A decision that was made on the way, with its inputs and rules."""
        told = f"先判定“{use.get('name')}”：{self.said('', use.get('result'))}"
        because = [f"命中第 {match.get('index')} 行规则" for match in use.get("matched") or []]
        because += [f"{name} = {self.said('', value)}" for name, value in (use.get("inputs") or {}).items()]
        return f"{told}（{'，'.join(because)}）" if because else told

    def _condition(self, label: str, payload: Payload) -> Iterable[str]:
        yield f"{label}：{self.words.condition(str(payload.get('condition') or ''))}"
        values = payload.get("values") or {}
        if not values:
            yield "当时还没有这项数据"
        for path, value in values.items():
            yield f"当时 {self.words.title(path)} = {self.said(path, value)}"

    def said(self, path: str, value: Any) -> str:
        """A value in words, cut where it grows long."""
        text = self.words.text(path, value)
        return text if len(text) <= 200 else text[:200] + "…"

    def version(self) -> str:
        """The version that a call runs."""
        number = self.payload.get("version")
        return f"“{self.payload.get('process_id')}”" + (f"第 {number} 版" if number else "随所在部署")

    def due(self) -> str:
        text = self.payload.get("due")
        if not isinstance(text, str):
            return ""
        return datetime.fromisoformat(text).astimezone(OFFICE_TIME).strftime("%Y-%m-%d %H:%M")

    def titles(self, names: Iterable[str]) -> str:
        """The first few of some variables, and how many there are."""
        told = [self.words.title(name) for name in names]
        rest = f"等 {len(told)} 项" if len(told) > _SHOWN else ""
        return "、".join(told[:_SHOWN]) + rest


_SHOWN = 6  # variables named in one sentence


def _command(told: Told) -> str:
    command = told.payload.get("command")
    return f"操作：{COMMANDS.get(str(command), '其他')}"


def _flow(told: Told) -> str:
    name = told.flow(str(told.payload.get("flow_id") or ""))
    return f"从“{told.element}”继续" + (f"：{name}" if name else "")


def _assigned(told: Told) -> str:
    assignee, previous = told.payload.get("assignee"), told.payload.get("previous")
    if assignee:
        return f"“{told.element}”由{told.person(assignee)}办理"
    return f"“{told.element}”放回待领" + (f"（原由{told.person(previous)}办理）" if previous else "")


def _created(told: Told) -> str:
    name = told.payload.get("name") or told.element
    return f"产生任务“{name}”" + (f"，期限 {told.due()}" if told.payload.get("due") else "")


def _decision(told: Told) -> str:
    payload = told.payload
    decision = str(payload.get("decision_id") or "")
    name = told.words.decisions.get(decision)
    table = f"“{name}”" if name and name != told.element else ""
    variable = str(payload.get("result_variable") or "")
    return f"“{told.element}”按决策表{table}判定：{told.said(variable, payload.get('result'))}"


def _migrated(told: Told) -> str:
    before = told.payload.get("from") or {}
    name = before.get("name") or before.get("element_id") or ""
    return f"“{name}”在新版本中是“{told.element}”"


def _job(told: Told) -> str:
    kind = str(told.payload.get("type") or "")
    return f"“{told.element}”交后台办理（{JOBS.get(kind, kind) or '未写明种类'}）"


def _copied(told: Told) -> str:
    names = [name for held in (told.payload.get("from") or {}).values() for name in held]
    return f"“{told.element}”取得数据：{told.titles(names)}"


_SENTENCES: dict[str, Callable[[Told], str]] = {
    "command_accepted": _command,
    "instance_started": lambda t: "流程开始",
    "instance_completed": lambda t: "流程结束",
    "instance_terminated": lambda t: f"流程取消：{t.payload.get('reason') or '未写明原因'}",
    "instance_failed": lambda t: f"流程失败：{t.said('', t.payload.get('error'))}",
    "instance_suspended": lambda t: f"流程暂停：{t.payload.get('reason') or '未写明原因'}",
    "instance_resumed": lambda t: "流程恢复",
    "instance_modified": lambda t: f"人工调整环节：{t.payload.get('reason') or '未写明原因'}",
    "instance_migrated": lambda t: f"改用流程的第 {t.payload.get('version')} 版",
    "element_migrated": _migrated,
    "element_activated": lambda t: f"进入“{t.element}”",
    "element_completed": lambda t: f"完成“{t.element}”",
    "element_terminated": lambda t: f"终止“{t.element}”",
    "sequence_flow_taken": _flow,
    "process_called": lambda t: f"“{t.element}”调用的版本：{t.version()}",
    "token_placed": lambda t: f"人工放到“{t.element}”",
    "token_consumed": lambda t: f"到达“{t.element}”",
    "variables_changed": lambda t: f"数据更新：{t.titles(t.payload.get('values') or {})}",
    "variables_copied": _copied,
    "variables_removed": lambda t: f"数据移除：{t.titles(t.payload.get('names') or [])}",
    "user_task_created": _created,
    "user_task_assigned": _assigned,
    "user_task_urged": lambda t: f"催办“{t.element}”",
    "user_task_completed": lambda t: f"办结“{t.element}”",
    "user_task_rescheduled": lambda t: f"任务“{t.element}”的期限改为 {t.due()}",
    "user_task_canceled": lambda t: f"任务“{t.element}”取消",
    "timer_created": lambda t: f"设定时限“{t.element}”：{t.due()}",
    "timer_fired": lambda t: f"“{t.element}”到时（{t.due()}）",
    "timer_canceled": lambda t: f"时限“{t.element}”解除",
    "timer_rescheduled": lambda t: f"时限“{t.element}”改为 {t.due()}",
    "message_subscribed": lambda t: f"“{t.element}”等待消息",
    "message_unsubscribed": lambda t: f"“{t.element}”不再等待消息",
    "message_correlated": lambda t: f"“{t.element}”收到消息",
    "message_thrown": lambda t: f"“{t.element}”发出消息",
    "signal_subscribed": lambda t: f"“{t.element}”等待信号“{t.payload.get('name')}”",
    "signal_unsubscribed": lambda t: f"“{t.element}”不再等待信号“{t.payload.get('name')}”",
    "signal_thrown": lambda t: f"“{t.element}”发出信号“{t.payload.get('name')}”",
    "signal_caught": lambda t: f"“{t.element}”收到信号“{t.payload.get('name')}”",
    "condition_subscribed": lambda t: f"“{t.element}”等待条件成立",
    "condition_unsubscribed": lambda t: f"“{t.element}”不再等待条件",
    "error_thrown": lambda t: f"“{t.element}”抛出错误 {t.payload.get('code') or ''}".strip(),
    "escalation_thrown": lambda t: f"“{t.element}”向上层报告",
    "compensation_started": lambda t: f"“{t.element}”开始补偿",
    "job_created": _job,
    "job_completed": lambda t: f"“{t.element}”后台办理完成",
    "job_failed": lambda t: f"“{t.element}”后台办理失败：{t.payload.get('message')}",
    "job_canceled": lambda t: f"“{t.element}”后台办理取消",
    "decision_evaluated": _decision,
    "incident_created": lambda t: f"“{t.element}”出现异常：{t.payload.get('message')}",
    "incident_resolved": lambda t: f"“{t.element}”异常已处理",
    "returned": lambda t: f"退回：{t.payload.get('reason') or '未写明原因'}",
    "round_added": lambda t: f"“{t.element}”增加一轮",
}
