"""Runs the migrations on the connection that ``upgrade`` hands over."""

from __future__ import annotations

from alembic import context

from service.identity.tables import Base
from service.migrations import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
)
context.run_migrations()
