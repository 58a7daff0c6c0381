"""The version tag of each version of a process: a call may ask for the newest that has it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from processes import xml
from processes.store import guards

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_TAG = "{http://camunda.org/schema/zeebe/1.0}versionTag"


def upgrade() -> None:
    """Apply; versions that are there already get theirs from their diagrams."""
    op.add_column("process_definition", sa.Column("version_tag", sa.Text(), nullable=True))
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    refusal = "process_definition_refuses_" + ("change ON process_definition" if on_postgresql else "update")
    op.execute(f"DROP TRIGGER {refusal}")
    _fill(op.get_bind())
    op.execute(guards.refuse(op.get_bind().dialect.name, "process_definition", ("process_id", "version"))[0])


def _fill(connection: sa.Connection) -> None:
    files = sa.text(
        "SELECT p.process_id, p.version, r.content FROM process_definition p"
        " JOIN deployment_resource d ON d.deployment_id = p.deployment_id AND d.name = p.file"
        " JOIN resource r ON r.hash = d.hash"
    )
    tag = sa.text(
        "UPDATE process_definition SET version_tag = :tag WHERE process_id = :id AND version = :number"
    )
    for process_id, number, content in connection.execute(files).all():
        found = _tag(bytes(content), process_id)
        if found:
            connection.execute(tag, {"tag": found, "id": process_id, "number": number})


def _tag(content: bytes, process_id: str) -> str | None:
    if _TAG.rpartition("}")[2].encode() not in content:
        return None
    for process in xml.parse(content).iter(f"{_BPMN}process"):
        if process.get("id") == process_id:
            return next((each.get("value") for each in process.iter(_TAG)), None)
    return None
