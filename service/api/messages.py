"""``/messages``: what comes from outside and reaches the instance that waits for it."""

from __future__ import annotations

from typing import Any

from processes import commands
from service import auth, db
from service.api import schemas
from service.api.base import Blueprint
from service.people import actor
from service.state import current

bp = Blueprint("messages", __name__, description="消息")


@bp.post("/")
@bp.arguments(schemas.MessageBody)
@bp.response(200, schemas.Reached)
def publish(body: dict[str, Any]) -> dict[str, Any]:
    """Publish a message; 404 when nobody waits for it and nothing starts by it.  Administrators only."""
    auth.require_group("sysadmin")
    with db.transaction() as session:
        reached = commands.publish_message(
            session,
            body["name"],
            body["variables"],
            body["correlation_key"],
            actor=actor(auth.person()),
            now=current().now(),
        )
        return {"instances": [instance.id for instance in reached]}
