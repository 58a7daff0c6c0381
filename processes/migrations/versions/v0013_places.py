"""Candidates know where their task stands in the list: a page of it is read from an index.

Rows of a release that does not know the column stand first until their task changes.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

#: As ``processes.store.places`` wrote it when this was made.
_STAMPS = {
    "postgresql": "to_char({} AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS')",
    "sqlite": "replace(replace(replace(replace({}, '-', ''), ' ', ''), '{}', ''), '.', '')",
}


def upgrade() -> None:
    """Apply."""
    op.add_column("user_task_candidate", sa.Column("place", sa.Text(), nullable=False, server_default=""))
    op.execute(sa.text(_places(op.get_bind().dialect.name)))
    op.create_index(
        "ix_user_task_candidate_place",
        "user_task_candidate",
        ["kind", "name", "place", "instance_id", "element_instance_id"],
    )


def _places(dialect: str) -> str:
    due, created = (_STAMPS[dialect].format(f"t.{name}", r"\:") for name in ("due", "created_at"))
    if dialect == "postgresql":
        ahead = "to_char(99999 - least(greatest(t.priority, 0), 99999), 'FM00000')"
    else:
        ahead = "printf('%05d', 99999 - min(max(t.priority, 0), 99999))"
    return (
        "UPDATE user_task_candidate SET place = coalesce((SELECT CASE WHEN t.assignee IS NOT NULL THEN 'x' "
        f"ELSE coalesce({due}, '99999999999999999999') || {ahead} || {created} END FROM user_task t "
        "WHERE t.instance_id = user_task_candidate.instance_id "
        "AND t.element_instance_id = user_task_candidate.element_instance_id), '')"
    )
