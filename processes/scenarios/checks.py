"""What a scenario may expect.  Keys of ``expect`` (all optional)::

open: [ELEMENT, …]            exactly these open user tasks (repeats count)
tasks: [{task, assignee?, groups?, users?, excluded?, once?, due?, form?, lane?}]   open user tasks with these
properties
jobs: [ELEMENT | {job, type?, waits?, variables?}]       open jobs
done: {ELEMENT: n}            exactly these completed activities (over `watch`; default every task of the
files)
count: {ELEMENT: n}           completions of any element
order: [[A, B]]               A completed before B
ended: true|false             every instance is over (or not)
ends: [ELEMENT, …]            end events that the first instance completed with
instances: n
vars: {name: value}           variables of the first instance; a mapping is matched by its given keys, and
                              `a.b.c: value` looks inside
novars: [name]
timers: [{element, due?}]     exactly these timers wait (all instances); due as an instant
lanes: {task: lane}
incidents: [ELEMENT | {element, code?}]   exactly these elements are parked
error: true                   an incident, or a refused deployment
uncaught: [CODE]              BPMN errors that nobody handles
records: [{type, element?, …payload}]     such records exist, in this order
norecords: [{type, element?, …payload}]   no such record exists
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from lxml import etree

from processes.engine.running.instants import iso
from processes.errors import InvalidArgument
from processes.records import Record, RecordType
from processes.sandbox import Sandbox
from processes.scenarios.matching import differences, instant, matches

if TYPE_CHECKING:
    from processes.scenarios.runner import Scenario

_ACTIVITIES = re.compile(r"\}(task|(user|manual|script|service|send|receive|businessRule|globalScript)Task)$")
_UNHANDLED = "unhandled_error"


def failures(sandbox: Sandbox, scenario: Scenario, expected: Mapping[str, Any]) -> list[str]:
    """What is not as expected, in Chinese; empty when all is well."""
    if unknown := sorted(set(expected) - set(CHECKS)):
        raise InvalidArgument(f"不认识的期望“{'、'.join(unknown)}”，可用：{'、'.join(CHECKS)}")
    found: list[str] = []
    if not {"error", "incidents"} & expected.keys():
        found += _unexpected_incidents(sandbox)
    for key, value in expected.items():
        found += CHECKS[key](sandbox, scenario, value)
    return found


def _unexpected_incidents(sandbox: Sandbox) -> list[str]:
    return [
        f"元素“{incident.element_id}”出了事故（{incident.code}）：{incident.message}"
        for instance in sandbox.instances()
        for incident in instance.incidents.values()
        if incident.code != _UNHANDLED
    ]


def _first(sandbox: Sandbox) -> Any:
    instances = sandbox.instances()
    return instances[0] if instances else None


def _open(sandbox: Sandbox, scenario: Scenario, wanted: Any) -> list[str]:
    return differences("待办任务", [task.element_id for task in sandbox.user_tasks()], wanted)


def _tasks(sandbox: Sandbox, scenario: Scenario, wanted: Any) -> list[str]:
    found, open_tasks = [], list(sandbox.user_tasks())
    for want in wanted:
        described = [
            {
                "task": task.element_id,
                "name": task.name,
                "assignee": task.assignee,
                "groups": task.candidate_groups,
                "users": task.candidate_users,
                "excluded": task.excluded_users,
                "once": task.once_users,
                "due": task.due,
                "form": task.form_id,
                "lane": task.lane,
            }
            for task in open_tasks
        ]
        hit = next((n for n, task in enumerate(described) if matches(task, want)), None)
        if hit is None:
            near = [task for task in described if task["task"] == want.get("task")] or described
            found.append(f"没有这样的待办任务 {want}；现有：{near or '（无）'}")
        else:
            open_tasks.pop(hit)
    return found


def _jobs(sandbox: Sandbox, scenario: Scenario, wanted: Any) -> list[str]:
    found, jobs = [], list(sandbox.jobs())
    for want in [{"job": each} if isinstance(each, str) else each for each in wanted or []]:
        told = [
            {"job": job.element_id, "type": job.type, "waits": job.waits, "variables": job.variables}
            for job in jobs
        ]
        hit = next((n for n, job in enumerate(told) if matches(job, want)), None)
        if hit is None:
            found.append(f"没有这样的作业 {want}；现有：{told or '（无）'}")
        else:
            jobs.pop(hit)
    return found + ([f"多出作业 {'、'.join(job.element_id for job in jobs)}"] if jobs else [])


def _completed(sandbox: Sandbox) -> list[str]:
    return [name for instance in sandbox.instances() for name in instance.completed]


def _watched(scenario: Scenario) -> Iterator[str]:
    for name, content in scenario.documents.items():
        if name.endswith(".bpmn"):
            for element in etree.fromstring(content).iter(etree.Element):
                if _ACTIVITIES.search(str(element.tag)):
                    yield element.get("id", "")


def _done(sandbox: Sandbox, scenario: Scenario, wanted: Any) -> list[str]:
    want = Counter({name: n for name, n in (wanted or {}).items() if n})
    watch = set(scenario.watch if scenario.watch is not None else _watched(scenario)) | set(want)
    got = [name for name in _completed(sandbox) if name in watch]
    return differences("已完成的活动", got, list(want.elements()))


def _count(sandbox: Sandbox, scenario: Scenario, wanted: Any) -> list[str]:
    got = Counter(_completed(sandbox))
    return [f"元素“{name}”应完成 {n} 次，实际 {got[name]} 次" for name, n in wanted.items() if got[name] != n]


def _order(sandbox: Sandbox, scenario: Scenario, wanted: Any) -> list[str]:
    got = _completed(sandbox)
    wrong = [(a, b) for a, b in wanted if a not in got or b not in got or got.index(a) > got.index(b)]
    return [f"“{a}”应先于“{b}”完成，实际顺序：{'、'.join(got)}" for a, b in wrong]


def _ended(sandbox: Sandbox, scenario: Scenario, wanted: Any) -> list[str]:
    instances = sandbox.instances()
    ended = bool(instances) and all(instance.state != "active" for instance in instances)
    if ended == bool(wanted):
        return []
    tasks = "、".join(task.element_id for task in sandbox.user_tasks()) or "无"
    return [f"流程应{'已' if wanted else '未'}结束，实际{'已' if ended else '未'}结束（待办：{tasks}）"]


def _ends(sandbox: Sandbox, scenario: Scenario, wanted: Any) -> list[str]:
    first = _first(sandbox)
    return differences("结束事件", [] if first is None else first.end_events, wanted)


def _instances(sandbox: Sandbox, scenario: Scenario, wanted: Any) -> list[str]:
    got = len(sandbox.instances())
    return [] if got == wanted else [f"实例数应为 {wanted}，实际 {got}"]


def _vars(sandbox: Sandbox, scenario: Scenario, wanted: Any) -> list[str]:
    first = _first(sandbox)
    held = {} if first is None else first.variables
    found = []
    for path, value in wanted.items():
        got: Any = held
        for step in [path] if path in held else path.split("."):
            got = got.get(step, _MISSING) if isinstance(got, Mapping) else _MISSING
        if got is _MISSING:
            found.append(f"变量“{path}”不存在，应为 {value!r}")
        elif not matches(got, value):
            found.append(f"变量“{path}”应为 {value!r}，实际是 {got!r}")
    return found


_MISSING = object()


def _novars(sandbox: Sandbox, scenario: Scenario, wanted: Any) -> list[str]:
    first = _first(sandbox)
    held = {} if first is None else first.variables
    return [f"变量“{name}”不应可见" for name in wanted if name in held]


def _timers(sandbox: Sandbox, scenario: Scenario, wanted: Any) -> list[str]:
    armed = [timer for instance in sandbox.instances() for timer in instance.timers.values()]
    told = [{"element": timer["element_id"], "due": timer["due"]} for timer in armed]
    left, found = list(told), []
    for want in [{"element": each} if isinstance(each, str) else each for each in wanted or []]:
        due = instant(want["due"]) if "due" in want else None
        fits = [t for t in left if t["element"] == want["element"] and due in (None, instant(t["due"]))]
        if fits:
            left.remove(fits[0])
        else:
            shown = "" if due is None else f"，到期 {iso(due)}"
            found.append(f"没有定时器“{want['element']}”{shown}；现有：{told or '（无）'}")
    return found + [f"多出定时器“{timer['element']}”，到期 {timer['due']}" for timer in left]


def _lanes(sandbox: Sandbox, scenario: Scenario, wanted: Any) -> list[str]:
    got = {task.element_id: task.lane for task in sandbox.user_tasks()}
    wrong = [(task, lane) for task, lane in wanted.items() if got.get(task) != lane]
    return [f"任务“{task}”应在泳道“{lane}”，实际在“{got.get(task)}”" for task, lane in wrong]


def _incidents(sandbox: Sandbox, scenario: Scenario, wanted: Any) -> list[str]:
    left = [incident for instance in sandbox.instances() for incident in instance.incidents.values()]
    found = []
    for want in [{"element": each} if isinstance(each, str) else each for each in wanted or []]:
        code = want.get("code")
        hit = next((i for i in left if i.element_id == want["element"] and code in (None, i.code)), None)
        if hit is None:
            found.append(f"元素“{want['element']}”应有事故{f'（{code}）' if code else ''}，实际没有")
        else:
            left.remove(hit)
    return found + [f"多出事故：“{i.element_id}”（{i.code}）：{i.message}" for i in left]


def _error(sandbox: Sandbox, scenario: Scenario, wanted: Any) -> list[str]:
    parked = any(instance.incidents for instance in sandbox.instances())
    return (
        []
        if parked == bool(wanted)
        else [f"应{'有' if wanted else '没有'}事故，实际{'有' if parked else '没有'}"]
    )


def _uncaught(sandbox: Sandbox, scenario: Scenario, wanted: Any) -> list[str]:
    got = []
    for instance in sandbox.instances():
        parked = {number for number, incident in instance.incidents.items() if incident.code == _UNHANDLED}
        thrown = [r for r in instance.records if r.type is RecordType.ERROR_THROWN]
        got += [str(r.payload["code"]) for r in thrown if r.element_instance_id in parked]
    return differences("无人处理的错误", got, wanted)


def _fits(record: Record, want: Mapping[str, Any]) -> bool:
    rest = {key: value for key, value in want.items() if key not in ("type", "element", "actor")}
    if record.type != want["type"] or ("element" in want and record.element_id != want["element"]):
        return False
    return want.get("actor", record.actor) == record.actor and matches(record.payload, rest)


def _records(sandbox: Sandbox, scenario: Scenario, wanted: Any) -> list[str]:
    found, rest = [], list(sandbox.records)
    for want in wanted:
        hit = next((n for n, record in enumerate(rest) if _fits(record, want)), None)
        if hit is None:
            kind = [f"{r.element_id} {r.payload}" for r in sandbox.records if r.type == want["type"]]
            found.append(f"没有（按此顺序）这样的记录 {want}；同类记录：{kind[-5:] or '（无）'}")
        else:
            rest = rest[hit + 1 :]
    return found


def _norecords(sandbox: Sandbox, scenario: Scenario, wanted: Any) -> list[str]:
    return [f"不应有记录 {want}" for want in wanted if any(_fits(record, want) for record in sandbox.records)]


CHECKS: dict[str, Callable[[Sandbox, Scenario, Any], list[str]]] = {
    "open": _open,
    "tasks": _tasks,
    "jobs": _jobs,
    "done": _done,
    "count": _count,
    "order": _order,
    "ended": _ended,
    "ends": _ends,
    "instances": _instances,
    "vars": _vars,
    "novars": _novars,
    "timers": _timers,
    "lanes": _lanes,
    "incidents": _incidents,
    "error": _error,
    "uncaught": _uncaught,
    "records": _records,
    "norecords": _norecords,
}
