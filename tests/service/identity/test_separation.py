"""三员分立: what an administrator may hold besides."""

from __future__ import annotations

import pytest

from service.identity.separation import clash


@pytest.mark.parametrize("groups", [set(), {"auditor"}, {"drafter@zjw", "section_head@zjw"}, {"designer"}])
def test_what_may_be_held_together(groups: set[str]) -> None:
    assert clash(groups) is None


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        ({"auditor", "drafter@zjw"}, "审计员、其他岗位不能"),
        ({"auditor", "sysadmin"}, "系统管理员、审计员不能"),
        ({"auditor", "sysadmin", "designer"}, "系统管理员、审计员、其他岗位不能"),
    ],
)
def test_what_may_not(groups: set[str], told: str) -> None:
    assert (clash(groups) or "").startswith(told)
