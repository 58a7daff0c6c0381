"""Every rule of the two documents is carried out by something and checked by something."""

from __future__ import annotations

from processes.rules import rules
from tests.docs.rule_checks import checks
from tests.docs.rules_page import PAGE, carried_out, page


def test_only_rules_that_exist_are_named() -> None:
    assert sorted(set(carried_out()) - set(rules())) == []
    assert sorted(set(checks()) - set(rules())) == []


def test_every_rule_is_carried_out_by_something() -> None:
    carried = carried_out()
    assert [rule for rule in rules() if not carried.get(rule)] == []


def test_every_rule_is_checked_by_something() -> None:
    checked = checks()
    assert [rule for rule in rules() if not checked.get(rule)] == []


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf8") == page(), "python -m tests.docs.rules_page"
