"""A row of the policy table: one method of one route, who may use it, and what is looked at besides."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from service.policy.roles import Role

#: Whoever comes; nothing is asked of him.
ANYBODY = Role.PUBLIC
#: Whoever has logged in, also without a post: his own account.
ACCOUNT = Role.ACCOUNT
STAFF = Role.STAFF
DESIGNER = Role.DESIGNER
AUDITOR = Role.AUDITOR
SYSADMIN = Role.SYSADMIN
SECADMIN = Role.SECADMIN
#: Those who read matters.
READERS = STAFF | AUDITOR
#: Those to whom diagrams give tasks: designer and secadmin have theirs when rules change (P26).
WORKERS = STAFF | DESIGNER | SECADMIN
#: Whoever holds a post.
MEMBERS = STAFF | DESIGNER | AUDITOR | SYSADMIN | SECADMIN


class Subject(Enum):
    """What is looked at besides the role: the rule of the object, as the page of rights tells it."""

    NONE = ""
    OWN = "只涉及本人"
    START = "流程图写明可以发起的岗位（`jiedu:starter`）"
    MATTERS = "只列出能查看的事项"
    MATTER = "能查看该事项的人"
    HISTORY = "参与该事项的人、审计员"
    TASK = "能办理该任务的人、能查看该事项的人"
    WORK = "该任务的办理人或候选人，且没有被职责分离排除"
    HOLDER = "认领了该任务的人"
    URGE = "能查看该事项的监督部门、本单位政策解读工作机构"
    UNITS = "本单位；监督部门、主管部门、审计员看所有单位"
    ENTRY = "已公开的条目；未公开的限本单位、监督部门、主管部门、审计员"
    TOKEN = "受理系统出示令牌；网民留言不需要"
    CODE = "查询码"


@dataclass(frozen=True)
class Rule:
    """*roles* may use *method* of *endpoint*; *what* tells in a few words what it does."""

    endpoint: str
    method: str
    roles: Role
    what: str
    subject: Subject = Subject.NONE
