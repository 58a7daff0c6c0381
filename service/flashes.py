"""What the next page says.  It waits in the cookie, which browsers refuse beyond 4 KB."""

from __future__ import annotations

from flask import Flask, Response, session

#: Where Flask keeps what ``flash`` says until a page shows it.
_KEY = "_flashes"
#: Whoever hands in form after form and reads no page is told of the last ones.
MOST = 5
Said = list[tuple[str, str]]


def install(app: Flask) -> None:
    """Keep no more than the last few."""
    app.after_request(_keep_few)


def waiting() -> Said:
    """What the next page is to say so far: category and text."""
    return [(str(category), str(text)) for category, text in session.get(_KEY, [])]


def unsay(before: Said) -> None:
    """Take back what was said since: it belonged to something that was not done."""
    if waiting() != before:
        session[_KEY] = before


def _keep_few(response: Response) -> Response:
    if session.modified and len(session.get(_KEY, [])) > MOST:
        session[_KEY] = session[_KEY][-MOST:]
    return response
