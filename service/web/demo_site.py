"""A tiny public site for the demonstration (``JIEDU_DEMO=1`` only).

A document and its interpretation link to each other, so that a newcomer can enter working addresses and the
link check finds what the rule asks for (S2-58).
"""

from __future__ import annotations

import re

from flask import Blueprint, abort, render_template

bp = Blueprint("demo_site", __name__, url_prefix="/demo-site")

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
PAGES = {
    "documents": ("政策文件", "interpretations", "政策解读"),
    "interpretations": ("政策解读", "documents", "政策文件"),
}


@bp.get("/<any(documents, interpretations):kind>/<slug>")
def show(kind: str, slug: str) -> str:
    """A page of the invented government site; every well-formed name exists."""
    if not _SLUG.fullmatch(slug):
        abort(404)
    title, other, other_title = PAGES[kind]
    return render_template("web/demo_site.html", title=title, other=other, other_title=other_title, slug=slug)
