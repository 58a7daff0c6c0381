"""三员分立: system, security and audit administration are separate, and apart from all other work.

GB/T 22239-2019 8.1.5.1–8.1.5.3: three administrators with separate accounts.  An account that holds one of
these posts may hold nothing besides.
"""

from __future__ import annotations

from collections.abc import Set

#: The three administrators, by group.
ADMINISTRATORS = {"sysadmin": "系统管理员", "secadmin": "安全管理员", "auditor": "审计员"}


def clash(groups: Set[str]) -> str | None:
    """Why nobody may hold all of these groups at once, in Chinese; None when he may."""
    held = [name for group, name in ADMINISTRATORS.items() if group in groups]
    if not held or len(groups) == 1:
        return None
    besides = ["其他岗位"] if len(held) < len(groups) else []
    return f"{'、'.join([*held, *besides])}不能由同一账号兼任（三员分立）"
