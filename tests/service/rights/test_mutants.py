"""A row of the policy table that lets everybody in turns a cell of the matrix red."""

from __future__ import annotations

from service.policy.rules import ANYBODY
from service.policy.table import TABLE
from tests.service.rights.mutants import opened
from tests.service.rights.world import World


def test_every_row_of_a_page_is_needed(office: World) -> None:
    """Rows of the API are looked at by the rules of their objects as well, which refuse the same."""
    pages = [key for key, rule in TABLE.items() if ANYBODY not in rule.roles and "-" not in key[0]]
    survivors = [key for key in pages if opened(office, *key) is None]

    assert len(pages) > 60
    assert [key for key in survivors if key[0].partition(".")[0] not in _API] == []


_API = {"ledgers", "forms", "rules", "calendar", "deployments", "messages", "deputies"}
