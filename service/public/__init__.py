"""For everybody, without login: search, published interpretations, figures, inquiries (S1-01, S2-67)."""

from __future__ import annotations

from flask import Flask

from processes import library
from service.config import Settings
from service.public import api, pages


def install(app: Flask, settings: Settings) -> None:
    """Register the public pages and their API.  Raises InvalidLexicon for a wrong word list."""
    own = settings.library.lexicon
    library.load_lexicon(str(own) if own else None)
    app.register_blueprint(pages.bp)
    app.register_blueprint(api.bp)
