"""The page of rights says what the policy table and the matrix say."""

from __future__ import annotations

from tests.docs.rights_page import PAGE, page


def test_the_page_is_that_of_the_table() -> None:
    assert PAGE.read_text(encoding="utf8") == page(), "python -m tests.docs.rights_page"
