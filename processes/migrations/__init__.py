"""Alembic migrations, run by ``processes.store.upgrade``."""
