"""The migrations give the tables that the code describes, and records cannot be touched."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from processes import commands, store
from tests.processes.conftest import DRAFTER, Clock
from tests.processes.diagrams import diagram

TAG = '<extensionElements><zeebe:versionTag value="2026"/></extensionElements>'


def ours(name: str | None, kind: str, _parents: Any) -> bool:
    """The candidate index is of another kind on each database (``processes.library.index``)."""
    return not (kind == "table" and str(name).startswith("qa_index"))


def test_migrations_give_the_schema_of_the_metadata(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": ours})
        assert compare_metadata(context, store.Base.metadata) == []


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    store.upgrade(engine)
    store.upgrade(engine)


def test_versions_that_were_deployed_before_get_their_tags(engine: Engine, clock: Clock) -> None:
    """The diagrams of what is there already say which they are; then the table refuses changes again."""
    files = {
        "old.bpmn": diagram("old", "旧", '<startEvent id="s"/>'),
        "tagged.bpmn": diagram("tagged", "新", TAG + '<startEvent id="s"/>'),
    }
    with store.sessions(engine).begin() as session:
        commands.deploy(session, files, "", actor=DRAFTER, now=clock())
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE process_definition DROP COLUMN version_tag"))
        with Operations.context(MigrationContext.configure(connection)):
            import_module("processes.migrations.versions.v0015_version_tags").upgrade()
    with engine.begin() as connection:
        found = connection.execute(text("SELECT process_id, version_tag FROM process_definition ORDER BY 1"))
        assert found.all() == [("old", None), ("tagged", "2026")]
        with pytest.raises(DBAPIError, match="只能追加"):
            connection.execute(text("UPDATE process_definition SET version_tag = 'x'"))
