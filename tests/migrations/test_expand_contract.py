"""Zero downtime: while a release is installed, processes of the one before go on with the new tables.

So a migration only adds (expand); what nobody reads any more goes a release later (contract), by moving
``RELEASED`` on.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from processes import store
from service import migrations
from tests.migrations.old_statements import Writer, upgrade_to_released


@pytest.fixture
def bare(engine: Engine, tmp_path: Path, connect: Callable[[str], Engine]) -> Engine:
    """A database without any table, once on SQLite and once on PostgreSQL."""
    if engine.dialect.name == "sqlite":
        return connect(f"sqlite:///{tmp_path}/bare.db")
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    return engine


def upgrade(engine: Engine) -> None:
    store.upgrade(engine)
    migrations.upgrade(engine)


def test_statements_of_the_release_before_still_work(bare: Engine) -> None:
    known = upgrade_to_released(bare)
    with bare.begin() as connection:
        before = Writer(connection, 1)
        before.write_all(known)
    upgrade(bare)
    with bare.begin() as connection:
        after = Writer(connection, 2)
        after.write_all(known)
        assert after.read_all(known) == after.written
        before.connection = connection
        assert before.read_all(known) == before.written


def test_nothing_that_the_release_before_knew_is_gone_or_asks_for_more(bare: Engine) -> None:
    upgrade_to_released(bare)
    old = described(bare)
    upgrade(bare)
    new = described(bare)
    assert {name: {c: new[name].get(c) for c in columns} for name, columns in old.items()} == old
    demanding = [
        f"{name}.{column}"
        for name, columns in new.items()
        for column, (_, nullable, default) in columns.items()
        if name in old and column not in old[name] and not nullable and default is None
    ]
    assert demanding == []


def described(engine: Engine) -> dict[str, dict[str, tuple[str, bool, object]]]:
    """Type, whether NULL may stand there, and the default of every column of every table."""
    inspector = inspect(engine)
    return {
        table: {
            column["name"]: (str(column["type"]), bool(column["nullable"]), column["default"])
            for column in inspector.get_columns(table)
        }
        for table in inspector.get_table_names()
    }
