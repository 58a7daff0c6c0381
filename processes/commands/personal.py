"""What a command brings of personal data is put apart before the engine sees it.

The engine, its records and a re-execution know the references alone, so that erasing the data changes
nothing that was recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes import store
from processes.engine import Command
from processes.engine.commands import from_plain
from processes.errors import InvalidArgument
from processes.personal import KEY, NO_PATHS, Paths, keys, paths, replaced
from processes.store import ProcessDefinition
from processes.store.chain import supported
from processes.store.personal import WAITING, Keeping


class Apart(NamedTuple):
    """A command that holds references alone; ``kept.write`` stores what they stand for."""

    command: Command
    kept: Keeping


def apart(
    session: Session,
    instance_id: int,
    plain: dict[str, Any],
    declared: Paths,
    *,
    source: int | None,
    now: datetime,
) -> Apart:
    """The *plain* command with references in place of what is *declared* personal.

    References that it already holds are those of the instance, or of *source*, from which they are taken
    over.  Raises InvalidArgument for any other: nobody gets at a datum by writing down its digest.
    """
    kept = Keeping(instance_id, supported(store.options(session).algorithm), now)
    _take_over(session, kept, plain, source)
    changed = dict(plain)
    if isinstance(plain.get("variables"), dict):
        changed["variables"] = replaced(plain["variables"], declared, kept)
    if isinstance(plain.get("instructions"), list):
        changed["instructions"] = [_instruction(each, declared, kept) for each in plain["instructions"]]
    return Apart(from_plain(changed), kept)


def _instruction(told: Any, declared: Paths, kept: Keeping) -> Any:
    if not isinstance(told, dict) or not isinstance(told.get("variables"), dict):
        return told
    return told | {"variables": replaced(told["variables"], declared, kept)}


def _take_over(session: Session, kept: Keeping, data: Any, source: int | None) -> None:
    wanted = keys(data)
    unknown = kept.take_over(session, wanted, source) if wanted else []
    if unknown:
        told = f"引用了本事项没有的个人信息：{unknown[0][:24]}……（“{KEY}”由系统填写，不能自行写入）"
        raise InvalidArgument(told, errors={"_schema": [told]})


def posted(
    session: Session,
    variables: Mapping[str, Any],
    *,
    besides: Paths = NO_PATHS,
    sender: int | None = None,
    now: datetime,
) -> dict[str, Any]:
    """The *variables* of a message or signal that is on its way, with references in place of personal data.

    Personal is what any version of a process declares, and *besides*; *sender* is the instance from which it
    came, if any.  The data wait under no instance until somebody takes the message (``store.release``).
    """
    kept = Keeping(WAITING, supported(store.options(session).algorithm), now)
    _take_over(session, kept, variables, sender)
    found: dict[str, Any] = replaced(dict(variables), besides | _of_processes(session), kept)
    kept.write(session)
    return found


def _of_processes(session: Session) -> Paths:
    told = session.scalars(
        select(ProcessDefinition.personal).where(ProcessDefinition.personal.is_not(None)).distinct()
    )
    return frozenset().union(*(paths(each) for each in told if each))
