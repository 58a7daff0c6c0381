"""Who may work on a user task and who may intervene: the rules that commands enforce and pages show."""

from __future__ import annotations

from collections.abc import Set
from typing import Protocol

from processes.engine import Program

#: Groups whose people may suspend, cancel, modify, migrate and correct instances; nobody else may.
OPERATORS = frozenset({"sysadmin"})


class Assigned(Protocol):
    """What the rule reads of a user task."""

    name: str
    assignee: str | None
    candidate_groups: list[str]
    candidate_users: list[str]
    excluded_users: list[str]


def may_work_on(task: Assigned, actor_id: str, groups: Set[str], started_by: str) -> str | None:
    """None if the actor may claim and complete the open *task*, else the reason in Chinese.

    A task of somebody is his alone; otherwise its candidates share it; one without any belongs to who started
    the
    instance.  Whom the segregation of duties excludes may not, whatever else holds.
    """
    if actor_id in task.excluded_users:
        return f"您已参与本件的前序环节，按职责分离要求不能办理“{task.name}”"
    if task.assignee is not None:
        return (
            None if task.assignee == actor_id else f"任务“{task.name}”已由 {task.assignee} 认领，您不能办理"
        )
    if actor_id in task.candidate_users or groups & set(task.candidate_groups):
        return None
    if not task.candidate_users and not task.candidate_groups and actor_id == started_by:
        return None
    return f"您不在任务“{task.name}”的候选人或候选组中，不能办理"


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
