"""What a person is to the service: the columns of the policy table."""

from __future__ import annotations

from enum import Flag, auto

from service.identity.people import Person


class Role(Flag):
    """What routes are opened to; a person may be several of them, never two that clash (三员分立)."""

    PUBLIC = auto()
    ACCOUNT = auto()
    STAFF = auto()
    DESIGNER = auto()
    AUDITOR = auto()
    SYSADMIN = auto()
    SECADMIN = auto()


NAMES = {
    Role.PUBLIC: "公众",
    Role.ACCOUNT: "账号本人",
    Role.STAFF: "业务人员",
    Role.DESIGNER: "流程设计员",
    Role.AUDITOR: "审计员",
    Role.SYSADMIN: "系统管理员",
    Role.SECADMIN: "安全管理员",
}
_GROUPS = {
    "designer": Role.DESIGNER,
    "auditor": Role.AUDITOR,
    "sysadmin": Role.SYSADMIN,
    "secadmin": Role.SECADMIN,
}


def roles_of(person: Person | None) -> Role:
    """Everything that the person is; an account without any post is an account and nothing else."""
    if person is None:
        return Role.PUBLIC
    found = Role.PUBLIC | Role.ACCOUNT
    if person.is_staff:
        found |= Role.STAFF
    for group, role in _GROUPS.items():
        if group in person.groups:
            found |= role
    return found


def named(roles: Role) -> str:
    """``业务人员、审计员``."""
    return "、".join(name for role, name in NAMES.items() if role in roles)
