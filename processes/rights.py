"""Who may work on a user task and who may intervene: the rules that commands enforce and pages show."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Protocol

from processes.engine import Program

#: Groups whose people may suspend, cancel, modify, migrate and correct instances; nobody else may.
OPERATORS = frozenset({"sysadmin"})


@dataclass(frozen=True)
class Capacity:
    """In what somebody may act beside his own name (代): as deputy of ``person``, or in an acting ``post``.

    ``name`` is what is written behind 代: the name of the person or the title of the post.  ``groups`` are
    those of the posts that it covers; ``whole``: all posts of the person, so also what names him alone.
    """

    name: str
    groups: frozenset[str]
    person: str | None = None
    post: str | None = None
    whole: bool = False

    @property
    def holder(self) -> str | None:
        """In whose name it counts when nobody may do two parts (S2-42)."""
        return self.person or self.post


class Assigned(Protocol):
    """What the rule reads of a user task."""

    @property
    def name(self) -> str: ...
    @property
    def assignee(self) -> str | None: ...
    @property
    def candidate_groups(self) -> Sequence[str]: ...
    @property
    def candidate_users(self) -> Sequence[str]: ...
    @property
    def excluded_users(self) -> Sequence[str]: ...
    @property
    def once_users(self) -> Sequence[str] | None: ...


class Worker(Protocol):
    """What the rule reads of who asks (``commands.Actor``)."""

    @property
    def id(self) -> str: ...
    @property
    def groups(self) -> frozenset[str]: ...
    @property
    def capacities(self) -> tuple[Capacity, ...]: ...


@dataclass(frozen=True)
class Verdict:
    """Whether somebody may claim and complete a task: in which capacity (None: his own name), or why not."""

    refusal: str | None = None
    acting: Capacity | None = None


def may_work_on(task: Assigned, worker: Worker, started_by: str) -> Verdict:
    """Whether the worker may claim and complete the open *task*, and in which capacity.

    A task of somebody is his alone; otherwise its candidates share it; one without any belongs to who started
    the instance.  Whom the segregation of duties excludes may not, whatever else holds: neither himself nor
    through a deputy, nor as a deputy of somebody else.  His own name goes before what he only acts in.
    """
    if worker.id in task.excluded_users:
        return Verdict(f"您已参与本件的前序环节，按职责分离要求不能办理“{task.name}”")
    mine = task.assignee == worker.id
    own = (mine or task.assignee is None) and _offered(task, worker, started_by)
    may = [capacity for capacity in worker.capacities if covers(capacity, task, worker.id, started_by)]
    barred: list[str] = []
    for capacity in [*([None] if own else []), *may, *([None] if mine and not own else [])]:
        reason = _barred(task, capacity, worker.id)
        if reason is None:
            return Verdict(acting=capacity)
        barred.append(reason)
    if barred:
        return Verdict(barred[0])
    if task.assignee is not None:
        return Verdict(f"任务“{task.name}”已由 {task.assignee} 认领，您不能办理")
    return Verdict(f"您不在任务“{task.name}”的候选人或候选组中，不能办理")


def _offered(task: Assigned, worker: Worker, started_by: str) -> bool:
    """Whether the task is meant for the worker in his own name."""
    if worker.id in task.candidate_users or own_groups(worker) & set(task.candidate_groups):
        return True
    return not task.candidate_users and not task.candidate_groups and worker.id == started_by


def own_groups(worker: Worker) -> frozenset[str]:
    """The groups of the worker's own posts, without those that he only acts in."""
    acting = [capacity.groups for capacity in worker.capacities if capacity.person is None]
    return worker.groups.difference(*acting)


def covers(capacity: Capacity, task: Assigned, worker: str, started_by: str) -> bool:
    """Whether the task is one of those that the capacity is about; *worker* is the person who acts in it.

    A deputy for all posts gets what names the person alone, too; neither gets what the person only acts in.
    """
    offered = bool(capacity.groups & set(task.candidate_groups))
    if capacity.person is None:
        return offered and task.assignee in (None, worker)
    if task.assignee not in (None, capacity.person):
        return False
    nobody = not task.candidate_groups and not task.candidate_users
    mine = task.assignee is not None or started_by == capacity.person
    return offered or (capacity.whole and (capacity.person in task.candidate_users or (nobody and mine)))


def _barred(task: Assigned, capacity: Capacity | None, worker: str) -> str | None:
    """What the segregation of duties has against this capacity (None: his own name)."""
    once = task.once_users or ()
    if capacity is None:
        told = f"您已办理过本轮的另一环节，不能再办理“{task.name}”（有登记的代理时除外）"
        return told if worker in once else None
    if capacity.person in task.excluded_users:
        return f"您代理的{capacity.name}已参与本件的前序环节，按职责分离要求不能代其办理“{task.name}”"
    if capacity.holder in once:
        return f"{capacity.name}已办理过本轮的另一环节，不能再代其办理“{task.name}”"
    return None


def allowed_verbs(program: Program, process_id: str | None, element_id: str | None) -> frozenset[str]:
    """What ``jiedu:verbs`` allows at a user task besides completing it, such as ``return``."""
    for body in program.specs.values():
        if body.process_id != process_id or element_id not in body.task_specs:
            continue
        node = body.task_specs.get(f"{element_id} [child]") or body.task_specs[element_id]
        return frozenset(node.extensions.get("verbs", {}).get("allow", "").split())
    return frozenset()


#: Who guides and supervises every unit that he can see into (S2-04, S2-90, S1-07).
SUPERVISORS = frozenset({"gov_office_interp", "press_office", "cyber_office", "m_wg"})


def may_urge(groups: Set[str], owner_unit: str | None) -> bool:
    """Whether somebody of these groups may urge a task of an instance of *owner_unit* that he can see: the
    supervising offices, and the unit's own interpretation office (S2-12).
    """
    return bool(groups & SUPERVISORS) or f"interp_office@{owner_unit}" in groups


def may_intervene(groups: Set[str]) -> str | None:
    """None if somebody of these groups may intervene in running instances, else the reason in Chinese."""
    return (
        None if groups & OPERATORS else "只有系统管理员可以干预流程实例（暂停、取消、修改、迁移、修正数据）"
    )
