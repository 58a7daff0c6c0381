"""A copy of the database at one instant, made while others go on writing, and the way back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import URL

from processes.errors import InvalidState
from service.backup.manifest import told

NAMES = {"sqlite": "jiedu.sqlite3", "postgresql": "jiedu.dump"}


def copy_out(engine: Engine, target: Path) -> dict[str, Any]:
    """Write the copy to *target* and tell what it holds.  Raises InvalidState."""
    return (_out_of_sqlite if engine.dialect.name == "sqlite" else _out_of_postgresql)(engine, target)


def copy_in(source: Path, engine: Engine) -> None:
    """Put the copy in place of what *engine* holds, in one transaction.  Raises InvalidState."""
    (_into_sqlite if engine.dialect.name == "sqlite" else _into_postgresql)(source, engine)


def _out_of_sqlite(engine: Engine, target: Path) -> dict[str, Any]:
    with closing(sqlite3.connect(target)) as copy:
        with engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    reading = create_engine(f"sqlite:///{target}")
    with reading.connect() as connection:
        found = told(connection)
    reading.dispose()
    return found


def _into_sqlite(source: Path, engine: Engine) -> None:
    with closing(sqlite3.connect(source)) as copy:
        [state] = copy.execute("PRAGMA integrity_check").fetchone()
        if state != "ok":
            raise InvalidState(f"备份中的数据库已损坏：{state}")
        with closing(engine.raw_connection()) as connection:
            driver: Any = connection.driver_connection
            copy.backup(driver)


def _out_of_postgresql(engine: Engine, target: Path) -> dict[str, Any]:
    """``pg_dump`` and the counts see the same snapshot."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        found = told(connection)
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        _run("pg_dump", [*options, f"--file={target}"], engine.url)
    return found


def _into_postgresql(source: Path, engine: Engine) -> None:
    """One transaction of ``psql``: what a newer version has added goes too."""
    script = source.with_suffix(".sql")
    _run("pg_restore", ["--no-owner", "--no-privileges", f"--file={script}", str(source)], engine.url)
    emptied = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
    whole = ["--no-psqlrc", "--quiet", "--output=/dev/null", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    _run("psql", [*whole, f"--command={emptied}", f"--file={script}"], engine.url)


def _run(program: str, options: Sequence[str], url: URL) -> None:
    """The password goes by the environment: arguments can be seen by everybody on the machine."""
    found = shutil.which(program) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)), ""
    )
    if not found:
        raise InvalidState(f"找不到 {program}：请在本机安装 PostgreSQL 客户端（版本不低于服务器）")
    places = {"PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password}
    places |= {"PGDATABASE": url.database}
    environment = os.environ | {name: str(value) for name, value in places.items() if value}
    done = subprocess.run([found, *options], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise InvalidState(f"{program} 没有成功（{done.returncode}）：{done.stderr.strip()[-800:]}")
