"""Every rule of the two documents is carried out by something and checked by something."""

from __future__ import annotations

from processes.rules import rules
from tests.docs.rule_checks import checks
from tests.docs.rules_page import carried_out


def test_only_rules_that_exist_are_named() -> None:
    assert sorted(set(carried_out()) - set(rules())) == []
    assert sorted(set(checks()) - set(rules())) == []
