"""The candidates of a task go with it in the statement that ends it: one less for every completion."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_GONE = (
    "DELETE FROM user_task_candidate WHERE instance_id = NEW.instance_id "
    "AND element_instance_id = NEW.element_instance_id;"
)
_WHEN = "OLD.status = 'open' AND NEW.status <> 'open'"
_FUNCTION = f"""
CREATE FUNCTION jiedu_close_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {_GONE}
    RETURN NULL;
END
$$
"""


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name != "postgresql":
        op.execute(
            f"CREATE TRIGGER close_task AFTER UPDATE OF status ON user_task WHEN {_WHEN} BEGIN {_GONE} END"
        )
        return
    op.execute(_FUNCTION)
    op.execute(
        "CREATE TRIGGER close_task AFTER UPDATE OF status ON user_task "
        f"FOR EACH ROW WHEN ({_WHEN}) EXECUTE FUNCTION jiedu_close_task()"
    )
