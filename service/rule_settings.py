"""The settings of the rules (decision ``settings``) in the newest deployment, for whoever is no instance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from processes import calendars, definitions, queries
from processes.calendar.functions import feel_functions
from processes.decisions import Model
from processes.errors import ProcessError
from processes.feel import Environment
from processes.opening import SETTINGS

_FILE = f"{SETTINGS}.dmn"
_KEPT: dict[str, Model] = {}


def rule_settings(session: Session, now: datetime) -> Mapping[str, Any]:
    """The settings as an instance that starts now would get them; nothing when none are deployed."""
    deployment = queries.newest_deployment(session)
    if deployment is None:
        return {}
    try:
        model = _KEPT.get(deployment.content_hash) or _load(session, deployment.id, deployment.content_hash)
        functions = feel_functions(calendars.current(session))
        result = model.decide(SETTINGS, {"profile": None}, Environment(now=now, functions=functions)).result
    except ProcessError:
        return {}
    return result if isinstance(result, dict) else {}


def _load(session: Session, deployment_id: int, content_hash: str) -> Model:
    model = Model.load(definitions.resource(session, deployment_id, "dmn", _FILE))
    _KEPT.clear()
    _KEPT[content_hash] = model
    return model
