"""制度条款: the numbered rules with their wording, and what in force carries each of them out."""

from __future__ import annotations

from flask import Blueprint, render_template

from processes import rules
from service import db
from service.rules_in_force import KINDS, in_force

bp = Blueprint("rulebook", __name__, url_prefix="/rules")


@bp.get("/")
def index() -> str:
    """All rules, document by document."""
    found = in_force(db.reading())
    known = rules.rules()
    documents = [
        (
            document,
            [(rule, len(found.get(rule.id, ()))) for rule in known.values() if rule.document == document],
        )
        for document in dict.fromkeys(rule.document for rule in known.values())
    ]
    return render_template("web/rules.html", documents=documents)


@bp.get("/<rule_id>")
def show(rule_id: str) -> str:
    """One rule: clause, wording, what it is based on (S2-01), its places."""
    rule = rules.rule(rule_id)
    session = db.reading()
    return render_template("web/rule.html", rule=rule, places=in_force(session).get(rule.id, ()), kinds=KINDS)
