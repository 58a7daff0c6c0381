"""``/deputies``: 代理, who stands in for whom from when to when."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from service import auth, db, deputising
from service.api.base import Blueprint, Body
from service.api.wording import text
from service.identity.deputies import Plan
from service.identity.federation_tables import Deputyship

bp = Blueprint("deputies", __name__, description="代理")


class DeputyBody(Body):
    """Who stands in for whom; ``posts``: ids of posts, null for all of them."""

    person = text(60, load_default=None, allow_none=True)
    deputy = text(60, shortest=1, required=True)
    posts = fields.List(text(80), load_default=None, allow_none=True)
    since = fields.Date(required=True)
    until = fields.Date(required=True)
    reason = text(200, shortest=1, required=True)


class Deputy(Schema):
    """A deputy; ``in_force`` today."""

    id = fields.Integer()
    person = fields.String()
    deputy = fields.String()
    posts = fields.List(fields.String(), allow_none=True)
    since = fields.Date()
    until = fields.Date()
    reason = fields.String()
    made_by = fields.String()
    ended = fields.Boolean()
    in_force = fields.Boolean()


class Deputies(Schema):
    """The deputies that the caller may see, the latest first (at most 200)."""

    items = fields.List(fields.Nested(Deputy))


@bp.get("/")
@bp.response(200, Deputies)
def index() -> dict[str, Any]:
    """Own ones, those of the unit for its head, all for the security administrator."""
    return {"items": [_told(row) for row in deputising.listing(db.reading(), auth.person())]}


@bp.post("/")
@bp.arguments(DeputyBody)
@bp.response(201, Deputy)
def name(body: dict[str, Any]) -> dict[str, Any]:
    """Name a deputy for oneself, or as head of the unit or security administrator for ``person``."""
    body["person"] = body["person"] or auth.person().id
    number = deputising.name(Plan(**body), auth.person())
    return _told(db.reading().get_one(Deputyship, number))


@bp.post("/<int:number>/end")
@bp.response(204)
def end(number: int) -> None:
    """End one before its time."""
    deputising.end(number, auth.person())


def _told(row: Deputyship) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in ("id", "since", "until", "reason", "made_by")}
    posts = None if row.post_ids is None else sorted(row.post_ids)
    force = row.holds_on(deputising.today())
    ends = {"ended": row.ended_at is not None, "in_force": force}
    return plain | ends | {"person": row.person_id, "deputy": row.deputy_id, "posts": posts}
