"""What a backup says about itself."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, inspect, text

from processes.errors import InvalidArgument
from service.migrations import VERSION_TABLE

FORMAT = 1
#: Tables that are counted, so that people can see at once what a backup holds.
COUNTED = ("process_instance", "record", "deployment", "office_user")


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """``sha256`` and ``size`` (bytes) are those of ``file``; ``taken_at`` is ISO 8601 with offset."""

    taken_at: str
    version: str
    #: ``sqlite`` or ``postgresql``: a copy of one cannot be put into the other.
    dialect: str
    #: Newest migration of each history.
    processes: str
    service: str
    counts: dict[str, int]
    file: str
    sha256: str
    size: int
    format: int = FORMAT

    def text(self) -> str:
        """As it is written."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def parse(cls, content: bytes) -> Manifest:
        """Raises InvalidArgument."""
        try:
            found: dict[str, Any] = json.loads(content)
            return cls(**found) if found["format"] == FORMAT else _refuse(f"格式版本 {found['format']}")
        except (ValueError, TypeError, KeyError) as error:
            return _refuse(str(error))


def _refuse(came: str) -> Manifest:
    raise InvalidArgument(f"备份的说明（manifest.json）无法读取：应为格式版本 {FORMAT}，得到 {came}")


def told(connection: Connection) -> dict[str, Any]:
    """Migrations and counts of the database behind *connection*, as one transaction sees them."""

    def one(query: str) -> Any:
        return connection.execute(text(query)).scalar_one()

    return {
        "dialect": connection.dialect.name,
        "processes": one("SELECT version_num FROM alembic_version"),
        "service": one(f"SELECT version_num FROM {VERSION_TABLE}"),
        "counts": {name: one(f"SELECT count(*) FROM {name}") for name in COUNTED},
    }


def is_empty(connection: Connection) -> bool:
    """Whether the database has no tables at all."""
    return not inspect(connection).get_table_names()
