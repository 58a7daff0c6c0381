"""S11 in full: ``python -m benchmarks.mutations [edits] [seed]``: random edits, and how many are found.

On SQLite, and on the PostgreSQL of the tests.  Ends with status 1 when one is not found.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from sqlalchemy import make_url, text

from processes import commands, proof, store
from tests import postgres
from tests.processes import diagrams
from tests.processes.conftest import DRAFTER, Clock
from tests.processes.proof.mutating import Count, Mutator
from tests.processes.proof.test_mutations import furnish


def run(url: str, folder: Path, edits: int, seed: int) -> Count:
    """Edit a database of its own, which has no tables yet."""
    engine, clock = store.connect(url), Clock()
    store.upgrade(engine)
    sessions = store.sessions(engine)
    signer = proof.new_key(folder / engine.dialect.name)
    with sessions.begin() as session:
        commands.deploy(session, {"review.bpmn": diagrams.REVIEW}, "", actor=DRAFTER, now=clock())
    furnish(sessions, proof.Anchoring(signer), clock)
    try:
        return Mutator(engine, {signer.public: ""}, seed).run(edits)
    finally:
        engine.dispose()


def tell(name: str, count: Count) -> None:
    """The counts by table and kind, and what was missed."""
    total = count.tried.total()
    print(f"{name}: {total} edits, {total - len(count.missed)} found")
    tables: dict[str, Counter[str]] = {}
    for (table, kind), times in sorted(count.tried.items()):
        tables.setdefault(table, Counter())[kind] = times
    for table, kinds in tables.items():
        print(f"  {table}: " + ", ".join(f"{kind} {times}" for kind, times in sorted(kinds.items())))
    for each in count.missed:
        print(f"  MISSED {each}")


def main(edits: int, seed: int) -> bool:
    """Whether everything was found."""
    with tempfile.TemporaryDirectory() as name, postgres.server() as server:
        folder = Path(name)
        found = [("SQLite", run(f"sqlite:///{folder / 'edited.db'}", folder, edits, seed))]
        administrator = store.connect(server).execution_options(isolation_level="AUTOCOMMIT")
        with administrator.connect() as connection:
            connection.execute(text("CREATE DATABASE jiedu_mutations"))
        own = make_url(server).set(database="jiedu_mutations").render_as_string(hide_password=False)
        found.append(("PostgreSQL", run(own, folder, edits, seed)))
        with administrator.connect() as connection:
            connection.execute(text("DROP DATABASE jiedu_mutations WITH (FORCE)"))
        administrator.dispose()
    for title, count in found:
        tell(title, count)
    return not any(count.missed for _, count in found)


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    sys.exit(0 if main(*(given + [1000, 1][len(given) :])) else 1)
