"""The page of the settings is what the artefacts say; it answers every question that the rules leave open."""

from __future__ import annotations

from .rule_settings_page import PAGE, entries, page


def test_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf8") == page(), "python -m tests.docs.rule_settings_page"


def test_every_open_question_is_answered() -> None:
    fixed = {"A5"}

    assert {entry.number for entry in entries()} - {""} == {f"A{n}" for n in range(1, 18)} - fixed
    assert all(f"{number}（" in page() for number in fixed)
