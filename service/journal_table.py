"""The security journal as a table: the same columns and cells for the page and the Excel file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from service.identity.journal_words import DETAILS, KINDS, WAYS, WRITERS
from service.identity.tables import JournalEntry
from service.ledger_tables import Column, Table

_COLUMNS = (
    Column("at", "时间", "moment", 17),
    Column("kind", "种类", width=14),
    Column("who", "人员", width=24),
    Column("what", "对象", width=24),
    Column("detail", "说明", width=48),
    Column("address", "来源地址", width=18),
    Column("place", "链与序号", width=12),
)


def of_entries(entries: Sequence[JournalEntry], names: Mapping[str, str]) -> Table:
    """One row for each entry; *names* are those of people by account."""
    rows = [
        {
            "at": entry.at,
            "kind": KINDS.get(entry.kind, entry.kind),
            "who": _called(entry.who, {**WRITERS, **names}),
            "what": _called(entry.what, names),
            "detail": told(json.loads(entry.detail)),
            "address": entry.address,
            "place": f"{entry.chain}-{entry.seq}",
        }
        for entry in entries
    ]
    return Table(_COLUMNS, tuple(rows))


def told(detail: Mapping[str, Any]) -> str:
    """The details of an entry as one line."""
    return "；".join(f"{DETAILS.get(key, key)}：{_plain(key, value)}" for key, value in detail.items())


def _plain(key: str, value: Any) -> str:
    if isinstance(value, list):
        return "、".join(_plain(key, each) for each in value)
    if key == "method":
        return WAYS.get(value, value)
    return str(value) if isinstance(value, str | int | float) else json.dumps(value, ensure_ascii=False)


def _called(account: str, names: Mapping[str, str]) -> str:
    name = names.get(account)
    if name is None:
        return account
    return name if account in WRITERS else f"{name}（{account}）"
