"""Every entry of the decision ``settings`` is read by some diagram, table, form or module (ADR 42)."""

from __future__ import annotations

import pytest

from tests.docs.rule_settings_page import Setting, entries, keys, readers, texts, unknown


def test_no_two_have_one_name() -> None:
    assert len(set(keys())) == len(keys()) > 30


@pytest.mark.parametrize("key", keys())
def test_it_is_read(key: str) -> None:
    assert readers(key) != []


@pytest.mark.parametrize("entry", [entry for entry in entries() if entry.named], ids=lambda entry: entry.key)
def test_each_answer_that_it_offers_makes_a_difference(entry: Setting) -> None:
    default = entry.default.strip('"')
    read = "".join(texts()[name] for name in readers(entry.key))

    assert default in entry.named
    assert [each for each in entry.named if each != default and f'"{each}"' not in read] == []


def test_nothing_reads_a_setting_that_does_not_exist() -> None:
    assert sorted(unknown()) == []
