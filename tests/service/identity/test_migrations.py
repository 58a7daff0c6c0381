"""The migrations make exactly the tables that the models describe."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from service import migrations
from service.identity.tables import Base
from service.state import State


def test_migrations_and_models_agree(state: State) -> None:
    own = set(Base.metadata.tables)
    with state.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": migrations.VERSION_TABLE,
                "include_name": lambda name, kind, _: kind != "table" or name in own,
            },
        )
        assert compare_metadata(context, Base.metadata) == []


def test_upgrading_again_changes_nothing(state: State) -> None:
    migrations.upgrade(state.engine)
