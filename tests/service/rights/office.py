"""The people of the matrix: one for every role, of the unit that a matter belongs to and of another."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from service.identity.separation import clash
from service.identity.tables import Membership, Post

OFFICE = """
office: 权限区
units:
  - {id: own, name: 本单位}
  - {id: far, name: 外单位}
  - {id: press, name: 新闻办, oversees: true}
  - {id: cyber, name: 网信办, oversees: true}
  - {id: gov, name: 政府办, oversees: true, competent: true}
groups:
  - {code: drafter, name: 承办人, scope: unit}
  - {code: section_head, name: 科室负责人, scope: unit}
  - {code: interp_office, name: 政策解读工作机构, scope: unit}
  - {code: media_editor, name: 新媒体编辑, scope: unit}
  - {code: press_office, name: 新闻办审核人, scope: district}
  - {code: gov_office_reg, name: 政府办收文, scope: district}
  - {code: gov_office_interp, name: 政策解读主管, scope: district}
  - {code: cyber_office, name: 网信办, scope: district}
  - {code: inquiry_desk, name: 咨询受理窗口, scope: district}
  - {code: designer, name: 流程设计员, scope: role}
  - {code: auditor, name: 审计员, scope: role}
  - {code: sysadmin, name: 系统管理员, scope: role}
  - {code: secadmin, name: 安全管理员, scope: role}
users:
"""

#: Name, unit, groups; the names are the columns of the matrix.
PEOPLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "承办人": ("own", ("drafter", "section_head")),
    "审核人": ("own", ("section_head",)),
    "同事": ("own", ("media_editor",)),
    "解读机构": ("own", ("interp_office",)),
    "外单位承办人": ("far", ("drafter",)),
    "外单位审核人": ("far", ("section_head",)),
    "外单位解读机构": ("far", ("interp_office",)),
    "新闻办": ("press", ("press_office",)),
    "新闻办同事": ("press", ("gov_office_reg",)),
    "网信办": ("cyber", ("cyber_office",)),
    "主管部门": ("gov", ("gov_office_interp",)),
    "设计员": ("own", ("designer",)),
    "外单位设计员": ("far", ("designer",)),
    "审计员": ("own", ("auditor",)),
    "外单位审计员": ("far", ("auditor",)),
    "系统管理员": ("own", ("sysadmin",)),
    "外单位系统管理员": ("far", ("sysadmin",)),
    "安全管理员": ("own", ("secadmin",)),
    "外单位安全管理员": ("far", ("secadmin",)),
    "离岗人员": ("own", ("drafter",)),
    "兼审计和系统": ("own", ("auditor", "sysadmin")),
    "兼审计和承办": ("own", ("auditor", "drafter")),
}
#: Whoever has not logged in.
NOBODY = "公众"
#: Nobody holds a post any more from this day on.
GONE = "离岗人员"
IDS = {name: f"p{number:02}" for number, name in enumerate(PEOPLE, start=1)}


def office() -> str:
    """The office file; 离岗人员 held his post until the end of 2025, and nobody holds posts that clash."""
    lines = [OFFICE.strip()]
    for name, (unit, groups) in PEOPLE.items():
        until = ", to: 2025-12-31" if name == GONE else ""
        held = groups[:1] if clash(set(groups)) else groups
        posts = ", ".join(f"{{group: {group}, from: 2025-01-01{until}}}" for group in held)
        lines.append(f"  - {{id: {IDS[name]}, name: {name}, unit: {unit}, posts: [{posts}]}}")
    return "\n".join(lines) + "\n"


def force_clashes(session: Session) -> None:
    """Give the people of two roles the second one too, as no command would."""
    for name, (unit, groups) in PEOPLE.items():
        if clash(set(groups)):
            post = Post(id=f"forced-{IDS[name]}", unit_id=unit, group_code=groups[1])
            session.add(post)
            session.flush()
            session.add(
                Membership(user_id=IDS[name], post_id=post.id, since=date(2025, 1, 1), title="", acting=False)
            )
