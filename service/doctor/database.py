"""The database: its version, how safely it writes, whether it guards what is written once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from processes import migrations as of_processes
from processes.store import guards
from service import migrations as of_service
from service.doctor.finding import Finding, error, ok, warning

#: Seconds that the clocks of the database and of this machine may differ.
_SKEW = 5


def findings(connection: Connection, now: datetime) -> Iterator[Finding]:
    """Raises SQLAlchemyError when the database does not answer."""
    yield ok("数据库", f"{connection.dialect.name} 可以连接")
    different = outdated(connection)
    if different:
        told = f"{'、'.join(different)}不是本版本所需的结构"
        yield error("数据库结构", told, "运行 jiedu db upgrade；如数据库更新，请换相应版本的软件")
        return
    yield ok("数据库结构", "与本版本一致")
    yield _durability(connection)
    yield _guards(connection)
    if connection.dialect.name == "postgresql":
        yield _clock(connection, now)


def outdated(connection: Connection) -> list[str]:
    """Which of the two sets of tables are not of this version, in Chinese; none when both are."""
    return [title for title, is_new in _versions(connection) if not is_new]


def _versions(connection: Connection) -> Iterator[tuple[str, bool]]:
    places = (
        ("流程数据", of_processes.__path__[0], "alembic_version"),
        ("机构数据", of_service.__path__[0], of_service.VERSION_TABLE),
    )
    for title, folder, table in places:
        config = Config()
        config.set_main_option("script_location", folder.replace("%", "%%"))
        newest = ScriptDirectory.from_config(config).get_current_head()
        found = connection.execute(text(f"SELECT version_num FROM {table}")).scalar()
        yield title, found == newest


def _durability(connection: Connection) -> Finding:
    """What is acknowledged must be on the disk (SQLite: WAL and FULL)."""
    if connection.dialect.name == "sqlite":
        mode = connection.execute(text("PRAGMA journal_mode")).scalar_one()
        full = connection.execute(text("PRAGMA synchronous")).scalar_one() >= 2
        is_safe, told = mode == "wal" and full, f"journal_mode={mode}"
    else:
        names = ("fsync", "full_page_writes", "synchronous_commit")
        values = {name: str(connection.execute(text(f"SHOW {name}")).scalar_one()) for name in names}
        is_safe = "off" not in values.values()
        told = "、".join(f"{name}={value}" for name, value in values.items())
    if is_safe:
        return ok("断电保护", told)
    return error("断电保护", f"{told}：断电会丢失已确认的办理", "在数据库服务器上恢复为 on（SQLite：WAL）")


def _guards(connection: Connection) -> Finding:
    """Somebody who can drop triggers can also edit; that is what the proof is for."""
    missing = [table for table in (*guards.APPEND_ONLY, *guards.REMOVABLE) if not _guarded(connection, table)]
    if missing:
        told = f"{'、'.join(missing)} 没有防改触发器"
        return error("只追加", told, "查明是谁拆除的；运行 jiedu verify，再从备份恢复")
    return ok("只追加", "记录和部署由数据库防止修改和删除")


def _guarded(connection: Connection, table: str) -> bool:
    if connection.dialect.name == "sqlite":
        query = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name"
    else:
        query = (
            "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D' "
            "AND tgrelid = to_regclass(:name)"
        )
    return bool(connection.execute(text(query), {"name": table}).scalar())


def _clock(connection: Connection, now: datetime) -> Finding:
    there: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    skew = abs((there - now.astimezone(UTC)).total_seconds())
    if skew <= _SKEW:
        return ok("时钟", f"与数据库服务器相差 {skew:.1f} 秒")
    return warning("时钟", f"与数据库服务器相差 {skew:.0f} 秒", "各机器用同一个时间源（NTP）")
