"""``python -m tests.releases.make FILE``: a database as this release leaves it, for the releases to come.

Three instances in the middle of their work: a review, much at once with timers that are due, items side by
side.  The file is kept compressed beside this one under the name of the release and never made again.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from processes import commands, jobs, queries, store
from tests.processes import diagrams
from tests.processes.conftest import DRAFTER, HEAD, Clock


def make(target: Path) -> None:
    """Write the database."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "release.db"
        engine = store.connect(f"sqlite:///{file}")
        store.upgrade(engine)
        _work(store.sessions(engine), Clock())
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA journal_mode = DELETE")
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("BEGIN")
        engine.dispose()
        target.write_bytes(gzip.compress(file.read_bytes(), 9, mtime=0))


def _work(sessions: store.sessions, clock: Clock) -> None:  # type: ignore[valid-type]
    files = {"review.bpmn": diagrams.REVIEW, "garden.bpmn": diagrams.GARDEN, "scopes.bpmn": diagrams.SCOPES}
    with sessions.begin() as session:
        commands.deploy(session, files, "", actor=DRAFTER, now=clock())
    for process_id, variables in (("review", {}), ("garden", {}), ("scopes", {"items": [1, 2, 3]})):
        with sessions.begin() as session:
            commands.start_instance(session, process_id, variables, actor=DRAFTER, now=clock())
    clock.now += timedelta(days=2, hours=1)
    jobs.run_once(sessions, now=clock(), handlers={})
    for actor, names in ((DRAFTER, ("起草", "签署")), (HEAD, ("征求意见",))):
        with sessions() as session:
            tasks = {item.name: item.ref for item in queries.worklist(session, actor).items}
        for name in names:
            with sessions.begin() as session:
                given = {"text": f"{name}的意见"}
                commands.complete_user_task(session, tasks[name], given, actor=actor, now=clock())


if __name__ == "__main__":
    make(Path(sys.argv[1]))
