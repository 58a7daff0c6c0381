"""The migrations give the tables that the code describes, and records cannot be touched."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine

from processes import store


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
