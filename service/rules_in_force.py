"""Where the newest deployment carries out each rule; read once per deployment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from processes import definitions, queries
from processes.rules import Place, places

#: How kinds of places are called.
KINDS = {"element": "流程元素", "timer": "定时器", "field": "表单字段", "row": "决策行"}
_KEPT: dict[str, Mapping[str, Sequence[Place]]] = {}


def in_force(session: Session) -> Mapping[str, Sequence[Place]]:
    """The places of every rule in the newest deployment, by rule id; nothing when nothing is deployed."""
    deployment = queries.newest_deployment(session)
    if deployment is None:
        return {}
    known = _KEPT.get(deployment.content_hash)
    if known is None:
        known = _read(session, deployment.id)
        _KEPT.clear()
        _KEPT[deployment.content_hash] = known
    return known


def _read(session: Session, deployment_id: int) -> Mapping[str, Sequence[Place]]:
    found = definitions.resources(session, deployment_id)
    files = {**found.bpmn, **found.dmn, **{f"{key}.form": content for key, content in found.forms.items()}}
    sorted_by_rule: dict[str, list[Place]] = defaultdict(list)
    for place in places(files):
        sorted_by_rule[place.rule].append(place)
    return dict(sorted_by_rule)
