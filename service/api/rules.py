"""``/rules``: the numbered rules and what in force carries them out."""

from __future__ import annotations

from typing import Any

from processes import rules
from service import db
from service.api import schemas
from service.api.base import Blueprint
from service.rules_in_force import in_force

bp = Blueprint("rules", __name__, description="制度条款")


@bp.get("/<rule_id>")
@bp.response(200, schemas.Rule)
def show(rule_id: str) -> dict[str, Any]:
    """One rule with its wording, the basis of its document and its places; 404 for an unknown number."""
    rule = rules.rule(rule_id)
    document = rule.document
    return {
        "id": rule.id,
        "clause": rule.clause,
        "text": rule.text,
        "document": document.name,
        "basis": document.basis,
        "effective": document.effective,
        "places": in_force(db.reading()).get(rule.id, ()),
    }
