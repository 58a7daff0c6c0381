"""What lists share: the page number of the query string and links to neighbours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request, url_for

from processes.queries import Page

SIZE = 20


def page_number() -> int:
    """``?page=N``; anything else is the first page."""
    text = request.args.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def search_text() -> str:
    """``?q=…`` without blanks around it, at most 100 characters."""
    return request.args.get("q", "").strip()[:100]


def neighbours(page: Page[Any]) -> dict[str, int | None]:
    """Number of this page and of those around it."""
    return {
        "number": page.number,
        "total": page.total,
        "previous": page.number - 1 if page.number > 1 else None,
        "next": page.number + 1 if page.number < page.pages else None,
    }


def page_url(endpoint: str, **values: Any) -> Callable[[int], str]:
    """A function from page numbers to addresses that keep the filters."""
    return lambda number: url_for(endpoint, page=number, **{k: v for k, v in values.items() if v})
