"""PostgreSQL tells the workers when a command has made work due (SQLite has its change counter)."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_FUNCTION = """
CREATE FUNCTION jiedu_wake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('jiedu_work', '');
    RETURN NULL;
END
$$
"""
_TRIGGER = "CREATE TRIGGER wake AFTER INSERT ON {table} {when} EXECUTE FUNCTION jiedu_wake()"
_STATEMENT = "FOR EACH STATEMENT"
#: Most timers are due in days; only those that are due at once wake anybody.
_DUE = "FOR EACH ROW WHEN (NEW.due <= clock_timestamp())"


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(_FUNCTION)
    for table in ("effect", "delivery", "message"):
        op.execute(_TRIGGER.format(table=table, when=_STATEMENT))
    op.execute(_TRIGGER.format(table="timer", when=_DUE))
