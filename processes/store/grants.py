"""The role that the service runs with on PostgreSQL: it uses the tables and cannot rewrite what happened.

The owner of the tables migrates; the role owns nothing, so it can neither drop a trigger nor disable one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, text

from processes.errors import InvalidArgument
from processes.store.guards import APPEND_ONLY, REMOVABLE

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
#: Read by everybody, written by migrations alone.
_VERSIONS = ("alembic_version", "service_alembic_version")


def grant(
    connection: Connection, role: str, *, password: str | None = None, append_only: Iterable[str] = ()
) -> list[str]:
    """Let *role*, which is made if it is not there, work with every table of the schema.

    *append_only* are tables of others that take new rows only.  To be repeated after every migration.  The
    names of the tables that the role cannot change.  Raises InvalidArgument: not PostgreSQL, no plain name,
    or a role that owns the tables or could pass every guard.
    """
    if connection.dialect.name != "postgresql":
        raise InvalidArgument("数据库角色只用于 PostgreSQL；SQLite 没有角色，由触发器保护")
    if not _NAME.fullmatch(role):
        raise InvalidArgument(f"角色名应为小写字母、数字和下划线，实际为“{role}”")
    _role(connection, role, password)
    tables = sorted(connection.scalars(_TABLES))
    kept = {*APPEND_ONLY, *REMOVABLE, *append_only} & set(tables)
    schema = connection.scalar(text("SELECT quote_ident(current_schema())"))
    statements = [
        f"GRANT USAGE ON SCHEMA {schema} TO {role}",
        f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {role}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        f"GRANT EXECUTE ON FUNCTION jiedu_remove_records(bigint) TO {role}",
    ]
    for table in tables:
        verbs = "SELECT" if table in _VERSIONS else "SELECT, INSERT"
        verbs += "" if table in kept or table in _VERSIONS else ", UPDATE, DELETE"
        statements.append(f'GRANT {verbs} ON "{table}" TO {role}')
    for statement in statements:
        connection.execute(text(statement))
    return sorted(kept)


_TABLES = text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")


def _role(connection: Connection, role: str, password: str | None) -> None:
    """Make the role or see that it is fit."""
    values = {"role": role}
    found = connection.execute(text("SELECT rolsuper FROM pg_roles WHERE rolname = :role"), values).first()
    if found is None:
        connection.execute(text(f"CREATE ROLE {role} LOGIN"))
    elif found.rolsuper or connection.scalar(_MEMBER, values):
        raise InvalidArgument(f"角色“{role}”是超级用户或表的所有者，什么都能改；请另给一个角色")
    if password:
        driver: Any = connection.connection.driver_connection
        secret = driver.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
        connection.exec_driver_sql(f"ALTER ROLE {role} PASSWORD '{secret.decode()}'")


#: Whether the role owns the records, itself or as a member of the role that does.
_MEMBER = text(
    "SELECT pg_has_role(:role, tableowner, 'MEMBER') FROM pg_tables "
    "WHERE schemaname = current_schema() AND tablename = 'record'"
)
