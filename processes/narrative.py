"""What happened, step by step, in Chinese sentences fit for an auditor.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from processes.calendar import BEIJING
from processes.history import Entry, View, by_step
from processes.records import RecordType
from processes.wording import JOBS, KINDS, told_by

T = RecordType
_PROCESSES = (None, "process", "callActivity")


@dataclass(frozen=True)
class StepLine:
    """One command: records ``first`` to ``last``, who gave it, and what it was and did, as sentences."""

    step: int
    first: int
    last: int
    at: datetime
    actor: str
    actor_name: str
    command: str
    process_id: str | None
    element_id: str | None
    summary: str
    consequences: tuple[str, ...]


#: From the name of a variable, or the id of a person, to what people call it; None when it has no other name.
Naming = Callable[[str], str | None]


def tell(
    entries: Iterable[Entry],
    names: Mapping[str, str] | None = None,
    *,
    title: Naming = str,
    person: Naming = str,
) -> list[StepLine]:
    """The steps of an instance.

    *names* gives the names of processes by id, *title* those of variables, *person* those of people.
    """
    view, lines, called = View(), [], _Names(names or {}, title, person)
    for group in by_step(entries):
        for entry in group:
            called.learn(entry)
        lines.append(_line(view, group, called))
        for entry in group:
            view.take(entry)
    return lines


@dataclass
class _Names:
    processes: Mapping[str, str]
    title: Naming
    person: Naming
    elements: dict[tuple[str | None, str | None], str] = field(default_factory=dict)
    instances: dict[int | None, str] = field(default_factory=dict)

    def learn(self, entry: Entry) -> None:
        record = entry.record
        if record.type in (T.ELEMENT_ACTIVATED, T.ELEMENT_MIGRATED):
            name = record.payload.get("name") or KINDS.get(record.payload.get("kind", ""), "")
            self.elements[record.process_id, record.element_id] = name
            self.instances[record.element_instance_id] = name

    def element(self, process_id: str | None, element_id: str | None) -> str:
        """The name of an element that was entered once, else its kind, else its id."""
        return self.elements.get((process_id, element_id)) or element_id or ""


def _line(view: View, group: list[Entry], names: _Names) -> StepLine:
    first = group[0].record
    payload = first.payload if first.type == T.COMMAND_ACCEPTED else {}
    arguments: dict[str, Any] = payload.get("arguments", {})
    command = str(payload.get("command", ""))
    who = told_by(payload, first.actor)
    process_id, element_id, name = _subject(view, group, arguments, names)
    if command == "start":
        process_id = arguments.get("process_id")
    told = _Telling(who, process_id, name, arguments, names, view)
    return StepLine(
        step=group[0].step,
        first=group[0].seq,
        last=group[-1].seq,
        at=first.at,
        actor=first.actor,
        actor_name=who,
        command=command,
        process_id=process_id,
        element_id=element_id,
        summary=told.summary(command),
        consequences=tuple(_consequences(view, group, names)),
    )


def _subject(
    view: View, group: list[Entry], arguments: Mapping[str, Any], names: _Names
) -> tuple[str | None, str | None, str]:
    """The element that a command was about: where it is drawn and what it is called."""
    number = arguments.get("element_instance_id")
    mine = (entry.record for entry in group if entry.record.element_instance_id == number)
    known = view.user_tasks.get(number or 0) or view.active.get(number or 0) or next(mine, None)
    if number is None or known is None:
        return None, None, ""
    name = names.instances.get(number) or names.element(known.process_id, known.element_id)
    return known.process_id, known.element_id, name


@dataclass(frozen=True)
class _Telling:
    who: str
    process_id: str | None
    name: str
    arguments: Mapping[str, Any]
    names: _Names
    view: View

    def summary(self, command: str) -> str:
        tell = getattr(self, f"_{command}", None)
        return str(tell()) if tell is not None else f"{self.who} 执行 {command or '未知命令'}"

    def _start(self) -> str:
        process = str(self.arguments.get("process_id"))
        return f"{self.who} 发起“{self.names.processes.get(process, process)}”"

    def _complete_user_task(self) -> str:
        return f"{self.who} 完成“{self.name}”"

    def _assign_user_task(self) -> str:
        assignee = self.arguments.get("assignee")
        if assignee is None:
            return f"{self.who} 把“{self.name}”放回待认领"
        task = self.view.user_tasks.get(self.arguments.get("element_instance_id") or 0)
        if task is not None and task.assignee is None:
            return f"{self.who} 认领“{self.name}”"
        return f"{self.who} 把“{self.name}”转给{self.names.person(assignee) or assignee}"

    def _urge_user_task(self) -> str:
        return f"{self.who} 催办“{self.name}”：{self.arguments.get('text')}"

    def _complete_job(self) -> str:
        return f"系统完成“{self.name}”（{self._job()}）"

    def _fail_job(self) -> str:
        return f"系统执行“{self.name}”（{self._job()}）失败：{self.arguments.get('message', '')}"

    def _throw_job_error(self) -> str:
        return f"“{self.name}”报告错误 {self.arguments.get('code')}：{self.arguments.get('message', '')}"

    def _complete_effect(self) -> str:
        return f"系统已{self._job()}"

    def _fail_effect(self) -> str:
        return f"系统{self._job()}失败：{self.arguments.get('message', '')}"

    def _retry_effect(self) -> str:
        return f"{self.who} 重试失败的后台任务"

    def _fire_timer(self) -> str:
        return f"“{self.name}”到时触发"

    def _publish_message(self) -> str:
        key = self.arguments.get("correlation_key")
        return f"收到消息“{self.arguments.get('name')}”" + (f"（{key}）" if key else "")

    def _broadcast_signal(self) -> str:
        return f"收到信号“{self.arguments.get('name')}”"

    def _resolve_incident(self) -> str:
        return f"{self.who} 处理“{self.name}”的异常并重试"

    def _cancel(self) -> str:
        return f"{self.who} 取消流程：{self.arguments.get('reason', '')}"

    def _suspend(self) -> str:
        return f"{self.who} 暂停流程：{self.arguments.get('reason', '')}"

    def _resume(self) -> str:
        return f"{self.who} 恢复流程"

    def _modify(self) -> str:
        return f"{self.who} 人工调整环节：{self.arguments.get('reason', '')}"

    def _migrate(self) -> str:
        reason = self.arguments.get("reason")
        told = f"：{reason}" if reason else ""
        return f"{self.who} 把流程改用第 {self.arguments.get('version')} 版{told}"

    def _set_variables(self) -> str:
        titles = (self.names.title(name) or name for name in self.arguments.get("variables", {}))
        return f"{self.who} 修改数据" + "、".join(f"“{title}”" for title in titles)

    def _return_to(self) -> str:
        target = self.names.element(self.process_id, self.arguments.get("target_element_id"))
        return f"{self.who} 把“{self.name}”退回到“{target}”：{self.arguments.get('reason', '')}"

    def _recompute_deadlines(self) -> str:
        return f"{self.who} 载入放假通知，重算时限"

    def _job(self) -> str:
        job = self.view.jobs.get(self.arguments.get("element_instance_id") or 0, "")
        return JOBS.get(job, f"执行 {job}" if job else "执行后台任务")


def _consequences(view: View, group: list[Entry], names: _Names) -> Iterable[str]:
    """What else the step did that a reader should see at once."""
    kinds = {number: element.kind for number, element in view.active.items()}
    for entry in group:
        record, payload = entry.record, entry.record.payload
        here = names.element(record.process_id, record.element_id)
        match record.type:
            case T.USER_TASK_CREATED:
                yield f"产生任务“{payload.get('name') or here}”"
            case T.ELEMENT_ACTIVATED:
                kinds[record.element_instance_id or 0] = payload.get("kind", "")
                # The ends of whole processes; those of sub-processes are details of the diagram.
                if payload.get("kind") == "endEvent" and kinds.get(record.scope_id or 0) in _PROCESSES:
                    yield f"到达“{here}”"
            case T.USER_TASK_CANCELED:
                yield f"任务“{here}”随之取消"
            case T.TIMER_CREATED if payload.get("explanation"):
                yield f"时限至 {_moment(payload['due'])}"
            case T.TIMER_RESCHEDULED:
                yield f"时限由 {_moment(payload.get('previous'))} 改为 {_moment(payload['due'])}"
            case T.USER_TASK_RESCHEDULED:
                dates = f"由 {_moment(payload.get('previous'))} 改为 {_moment(payload['due'])}"
                yield f"任务“{here}”的到期时间{dates}"
            case T.RETURNED:
                target = names.element(record.process_id, payload.get("target"))
                yield f"退回到“{target}”：{payload.get('reason')}"
            case T.INCIDENT_CREATED:
                yield f"发生异常：{payload.get('message')}"
            case T.INSTANCE_COMPLETED:
                yield "流程结束"
            case T.INSTANCE_TERMINATED:
                yield "流程被取消"
            case _:
                yield from _by_hand(entry, here, names)


def _by_hand(entry: Entry, here: str, names: _Names) -> Iterable[str]:
    """What an operator's command did to single tokens."""
    payload = entry.record.payload
    match entry.record.type:
        case T.TOKEN_PLACED:
            yield f"从“{here}”开始"
        case T.INSTANCE_MODIFIED:
            for change in payload["changes"]:
                for ended in change.get("ended", ()):
                    name = names.instances.get(ended["element_instance_id"])
                    yield f"结束“{name or ended['element_id']}”"
        case T.ELEMENT_MIGRATED if payload["from"]["name"] != payload["name"]:
            yield f"“{payload['from']['name'] or payload['from']['element_id']}”改为“{here}”"


def _moment(text: str | None) -> str:
    """An instant in office time, to the minute: 2026-03-12 18:00."""
    return datetime.fromisoformat(text).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") if text else ""
