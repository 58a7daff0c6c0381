"""Every word that the three editors show is Chinese, and the pages are accessible."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Live, ready

Axe = Callable[[Page], list[Any]]

#: names that are not words: identifiers and abbreviations of the notation
NOTATION = {
    "BPMN",
    "DMN",
    "FEEL",
    "HTML",
    "JSON",
    "ABC",
    "true",
    "false",
    "sample",
    "Sample",
    "window",
    "plan",
}


@pytest.mark.parametrize("island", ["modeler", "formedit", "dmn"])
def test_every_word_is_chinese(page: Page, plain: Live, island: str, axe: Axe) -> None:
    ready(page, f"{plain.url}/{island}")
    words = page.evaluate("document.querySelector('main').innerText.match(/[A-Za-z]{3,}/g) || []")
    assert set(words) <= NOTATION
    titles = page.evaluate(
        "[...document.querySelectorAll('main [title]')].map(e => e.title)"
        ".filter(title => /^[A-Za-z ]{4,}$/.test(title))"
    )
    assert set(titles) <= NOTATION
    assert axe(page) == []


@pytest.mark.parametrize("element_id", ["Review", "Overdue", "Start", "to_review"])
def test_every_word_of_the_panel_is_chinese(page: Page, plain: Live, element_id: str) -> None:
    ready(page, f"{plain.url}/modeler")
    page.locator(f"g.djs-element[data-element-id={element_id}] .djs-hit").first.click(force=True)
    for header in page.locator(".bio-properties-panel-group-header:not(.empty)").all():
        if "open" not in (header.get_attribute("class") or "").split():
            header.click()
    text = page.locator("#modeler-panel").inner_text()
    words = set(re.findall(r"[A-Za-z]{3,}", text)) - {element_id}
    assert words <= NOTATION | {"drafter", "return", "transfer", "add", "signer", "deadline", "ISO"}
