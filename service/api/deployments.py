"""``/deployments``: put diagrams, tables and forms in force together, or only check them."""

from __future__ import annotations

from typing import Any

from processes import commands, definitions
from service import auth, db
from service.api import schemas
from service.api.base import Blueprint
from service.people import actor
from service.state import current

bp = Blueprint("deployments", __name__, description="部署")


@bp.post("/")
@bp.arguments(schemas.DeploymentBody)
@bp.response(201, schemas.Deployment)
@bp.alternative(200, schemas.Deployment)
def deploy(body: dict[str, Any]) -> Any:
    """Deploy files; with ``validate_only`` answer their problems and store nothing.  Designers only."""
    files = {name: text.encode() for name, text in body["files"].items()}
    if body["validate_only"]:
        return {"problems": definitions.validate(db.reading(), files)}, 200
    with db.transaction() as session:
        asking = actor(auth.person())
        now, base = current().now(), body["base"]
        return commands.deploy(session, files, body["note"], actor=asking, now=now, base=base)
