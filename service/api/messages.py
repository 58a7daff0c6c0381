"""``/messages``: what comes from outside and reaches the instance that waits for it."""

from __future__ import annotations

from typing import Any

from processes import commands
from processes.errors import InvalidArgument
from service import auth, db, pressure
from service.api import schemas
from service.api.base import Blueprint
from service.identity.home import unit_options
from service.numbers import duration
from service.people import actor
from service.state import current

bp = Blueprint("messages", __name__, description="消息")


@bp.post("/")
@bp.arguments(schemas.MessageBody)
@bp.response(200, schemas.Reached)
def publish(body: dict[str, Any]) -> dict[str, Any]:
    """Publish a message; 404 when nobody waits for it, nothing starts by it and it is not kept.

    Administrators only.  ``time_to_live`` keeps it for those who begin to wait later; ``message_id`` is taken
    once per name and key while it is kept (409).

    What it starts belongs to the unit ``variables.owner_unit``, or to the caller's when that is not given.
    """
    pressure.refuse_if_full()
    with db.transaction() as session:
        _check_unit(body["variables"], unit_options(session))
        reached = commands.publish_message(
            session,
            body["name"],
            body["variables"],
            body["correlation_key"],
            actor=actor(auth.person()),
            now=current().now(),
            time_to_live=duration(body["time_to_live"]),
            message_id=body["message_id"],
        )
        return {"instances": [instance.id for instance in reached]}


def _check_unit(variables: dict[str, Any], units: list[dict[str, str]]) -> None:
    """A unit that the office does not have would own what nobody can see; raises InvalidArgument."""
    named = variables.get("owner_unit")
    known = [unit["value"] for unit in units]
    if named is not None and named not in known:
        text = f"应为本机构的单位编号（{'、'.join(known)}），实际为“{str(named)[:60]}”"
        raise InvalidArgument(f"消息没有发出：owner_unit {text}", errors={"variables.owner_unit": [text]})
