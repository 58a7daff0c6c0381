"""``/forms``: the form-js documents in force."""

from __future__ import annotations

import json
from typing import Any

from processes import definitions, queries
from processes.errors import NotFound
from service import db
from service.api.base import Blueprint

bp = Blueprint("forms", __name__, description="表单")


@bp.get("/<form_id>")
@bp.response(200)
def show(form_id: str) -> Any:
    """The newest document of a form."""
    deployment = queries.newest_deployment(db.reading())
    if deployment is None:
        raise NotFound(f"没有部署过表单“{form_id}”", form_id=form_id)
    return json.loads(definitions.resource(db.reading(), deployment.id, "form", form_id))
