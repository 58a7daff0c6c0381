"""Runs the migrations on the connection that ``processes.store.upgrade`` hands in, inside its transaction."""

from __future__ import annotations

from alembic import context

from processes.store import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
