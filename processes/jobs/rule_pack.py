"""``rule_pack``: the newest deployment carries the rule pack that was to take effect (S2-94, S2-95)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from processes import definitions, rule_packs
from processes.errors import InvalidState
from processes.jobs.settings import WorkerSettings
from processes.jobs.work import JobFailed, Work
from processes.store import Deployment


def rule_pack(work: Work, settings: WorkerSettings, sessions: sessionmaker[Session]) -> Mapping[str, Any]:
    """Compare ``pack_id``, ``effective_from`` (and ``profile``) with what new instances now start by.

    Returns ``{"pack_check": {pack_id, effective_from, deployment, content_hash, checked_at, problem}}``; a
    pack that is not the one is a ``problem`` to be told, not a failed try: the designer has to deploy it.
    """
    with sessions() as session:
        newest = session.scalar(select(Deployment).order_by(Deployment.id.desc()).limit(1))
        if newest is None:
            raise JobFailed("还没有部署过流程")
        program = definitions.program(session, newest.id, newest.content_hash)
        given = {"settings": {"profile": work.value("profile")}, "profile": work.value("profile")}
        try:
            pack = rule_packs.decided(program, given, work.now) or {}
            problem = _problem(work, pack)
        except InvalidState as error:
            pack, problem = {}, str(error)
    found = {
        "pack_id": pack.get("id"),
        "effective_from": pack.get("effective_from"),
        "deployment": newest.id,
        "content_hash": newest.content_hash,
        "checked_at": work.now.isoformat(),
        "problem": problem,
    }
    return {"pack_check": found}


def _problem(work: Work, pack: Mapping[str, Any]) -> str | None:
    wanted = {"id": work.value("pack_id"), "effective_from": work.value("effective_from")}
    for key, name in (("id", "规则包编号"), ("effective_from", "施行日期")):
        if pack.get(key) != wanted[key]:
            return f"最近一次部署的{name}是 {pack.get(key) or '（无）'}，应为 {wanted[key]}"
    if pack.get("closed_from") is not None:
        return f"最近一次部署的规则包自 {pack['closed_from']} 起停用，新规则不应有停用日期"
    return None
