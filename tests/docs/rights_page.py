"""Writes docs/reference/rights.md: who may use which route, from the policy table and the matrix.

``python -m tests.docs.rights_page``
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from service.policy.api_routes import ROUTES as API
from service.policy.open_routes import ROUTES as OPEN
from service.policy.page_routes import ROUTES as PAGES
from service.policy.roles import NAMES, Role
from service.policy.rules import ANYBODY, Rule
from tests.service.rights.cells import Row, rows
from tests.service.rights.office import NOBODY, PEOPLE

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "rights.md"
_HEAD = """# 权限

本页由 `python -m tests.docs.rights_page` 从权限表（`service/policy`）和
权限矩阵（`tests/service/rights/matrix.yaml`）生成，测试保证它与二者一致，并按矩阵逐格发出请求。
没有写进权限表的地址一律拒绝（403）。

* 三员分立：系统管理员、安全管理员、审计员各用各的账号，不得兼任，也不得兼任其他岗位；
  一旦出现兼任，该账号的全部岗位权限停用。
* 系统管理员看不到事项内容，不能设计流程；审计员不办理、不改动任何事项（自己的账号除外）；
  安全管理员、流程设计员只能办理流程图指定给他们的任务。
* 被拒绝的访问（每人每分钟至多记 10 条）和审计员的查阅、导出记入安全日志。
* 从其他网站提交的、没有页面凭据的请求不写入任何内容。

共 {routes} 个地址，{cells} 格。
"""
_TABLE = """
## {title}

| 地址（方法） | 作用 | {roles} | 还要看 |
|---|---|{lines}|---|
"""
#: Roles as columns; whatever is open to the public is open to everybody.
_COLUMNS = tuple(role for role in NAMES if role is not Role.PUBLIC)
_GROUPS = (("登录和公众", OPEN), ("页面", PAGES), ("接口（JSON）", API))


def page() -> str:
    """The text of the page."""
    cells = sum(len(row.only) for row in rows())
    routes = sum(len(rules) for _, rules in _GROUPS)
    parts = [_HEAD.format(routes=routes, cells=cells)]
    for title, rules in _GROUPS:
        columns = " | ".join(NAMES[role] for role in _COLUMNS)
        head = _TABLE.format(title=title, roles=columns, lines=":-:|" * (len(_COLUMNS) - 1) + ":-:")
        parts.append(head + "\n".join(map(_line, rules)) + "\n")
    parts.append(_matrix())
    return "".join(parts)


def _line(rule: Rule) -> str:
    if ANYBODY in rule.roles:
        marks = ["✓"] * len(_COLUMNS)
    else:
        marks = ["✓" if role in rule.roles or rule.roles == Role.ACCOUNT else "—" for role in _COLUMNS]
    name = f"`{rule.endpoint}` {rule.method}"
    return f"| {name} | {rule.what} | {' | '.join(marks)} | {rule.subject.value or '—'} |"


def _matrix() -> str:
    """Who gets what in the cases of the matrix that look at more than the role."""
    told = [
        "\n## 按事项、任务、单位区分的情形\n\n事项“加装电梯”属于本单位，由承办人（兼科室负责人）发起，",
        "离岗人员起草，审核人和新闻办有待办。下列人员可以，其余人员一律被拒绝：\n\n",
        "| 情形 | 可以的人 |\n|---|---|\n",
    ]
    everybody = {NOBODY, *PEOPLE}
    for row in rows():
        if row.case and row.allowed and everybody in (set(row.only), row.allowed):
            told.append(f"| `{row.endpoint}` {row.method} {row.case} | {_people(row)} |\n")
    return "".join(told)


def _people(row: Row) -> str:
    everybody = (NOBODY, *PEOPLE)
    if row.allowed == frozenset(everybody):
        return "所有人"
    return "、".join(_ordered(row.allowed, everybody))


def _ordered(names: Iterable[str], order: Iterable[str]) -> Iterator[str]:
    held = set(names)
    return (name for name in order if name in held)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf8")
