"""What waits that should not wait, and whether what is stored hangs together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from processes import queries, soundness
from processes.store import Instance
from service.doctor.finding import Finding, error, ok, warning

#: A worker fires timers within seconds; after this long there is none.
_LATE = timedelta(minutes=2)
#: Whether records hang together is looked at for so many of the newest matters: all of them are many to read.
NEWEST = 1_000


def findings(session: Session, now: datetime, *, whole: bool = False) -> Iterator[Finding]:
    """Workers, incidents, failed jobs, the invariants of what is stored: lately, or of *whole* tables."""
    load = queries.workload(session, now)
    if load.oldest_due is not None and now - load.oldest_due > _LATE:
        minutes = int((now - load.oldest_due).total_seconds() // 60)
        told = f"{load.due_timers} 个定时器已到期而没有触发，最早的晚了 {minutes} 分钟"
        yield error("后台进程", told, "启动 jiedu worker；已在运行的，看它的日志和运行维护页的“后台处理出错”")
    else:
        yield ok("后台进程", f"{load.timers} 个定时器，没有积压")
    for_people = {
        "异常": load.incidents,
        "失败的后台任务": load.failed_jobs,
        "后台处理出错": load.faults,
    }
    waiting = "、".join(f"{name} {count} 项" for name, count in for_people.items() if count)
    if waiting:
        yield warning("运行维护", waiting, "到“运行维护”页处理")
    else:
        yield ok("运行维护", "没有异常和失败的后台任务")
    yield _soundness(session, whole)


def _soundness(session: Session, whole: bool) -> Finding:
    earlier = None if whole else _newest_but(session, NEWEST)
    breaches = soundness.check(session, 0 if earlier is None else earlier + 1)
    if breaches:
        told = f"{len(breaches)} 处不一致，第 {breaches[0].instance_id} 号事项：{breaches[0].text}"
        return error(
            "一致性", told, "先 jiedu backup，再 jiedu verify --reexecute、jiedu rebuild，并告诉维护人员"
        )
    if earlier is None:
        return ok("一致性", "记录、查询表和队列一致")
    return ok(
        "一致性", f"最近 {NEWEST} 件的记录、查询表和队列一致；更早的没有查，全部检查用 jiedu doctor --all"
    )


def _newest_but(session: Session, count: int) -> int | None:
    """The number of the newest matter that has *count* newer ones."""
    return session.scalar(select(Instance.id).order_by(Instance.id.desc()).offset(count).limit(1))
