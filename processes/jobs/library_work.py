"""What the jobs of the question library share: the word list, one result per job, refusals in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from processes import library, store
from processes.errors import ProcessError
from processes.jobs.settings import WorkerSettings
from processes.jobs.work import JobFailed, Work
from processes.library.figures import office_day
from processes.store import LIBRARY, Instance, LibraryJob, exclusive

#: Defaults of ``settings`` (bpmn/settings.dmn) for a diagram that does not hand them on.
MATCH_THRESHOLD, REPEATED_QUESTIONS = 0.6, 3


def today(work: Work) -> str:
    """The day in the office: 2026-02-06."""
    return office_day(work.now)


def lexicon_of(settings: WorkerSettings, sessions: sessionmaker[Session]) -> library.Lexicon:
    """The word list; entries that were read with another one are read again first."""
    with told():
        lexicon = library.load_lexicon(settings.library.lexicon)
    with reading(sessions) as session:
        stale = library.is_stale(session, lexicon)
    if stale:
        with sessions.begin() as session:
            library.refresh(session, lexicon)
    return lexicon


def once(work: Work, sessions: sessionmaker[Session], do: Callable[[Session], Any], part: str = "") -> Any:
    """What *do* gives, done in one transaction and only once however often the job is tried."""
    key = f"{work.key}{part}"
    with told(), sessions.begin() as session:
        exclusive(session, LIBRARY)
        done = session.get(LibraryJob, key)
        if done is not None:
            return done.result
        result = do(session)
        session.add(LibraryJob(key=key, result=result, at=work.now))
        return result


def was_done(work: Work, sessions: sessionmaker[Session], part: str) -> Any:
    """The result of that part of the job, None when it has not been done."""
    with sessions() as session:
        done = session.get(LibraryJob, f"{work.key}{part}")
        return done.result if done is not None else None


def unit_of(work: Work, session: Session) -> str:
    """The unit of the job: its input ``unit``, else the unit that owns the instance."""
    owner = select(Instance.owner_unit).where(Instance.id == work.instance_id)
    unit = work.value("unit") or session.scalar(owner)
    if not unit:
        raise JobFailed("没有写明单位：任务没有输入 unit，事项也没有所属单位")
    return str(unit)


def reading(sessions: sessionmaker[Session]) -> Session:
    """A session for a question; it never waits for a writer."""
    return store.readers(sessions.kw["bind"])()


@contextmanager
def told() -> Iterator[None]:
    """A refusal of the library is a failed try with the same words."""
    try:
        yield
    except ProcessError as error:
        raise JobFailed(str(error)) from error
