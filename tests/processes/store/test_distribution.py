"""Which tables can be shared out over several servers by instance; docs/scale.md names the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from sqlalchemy import BigInteger, Column, ForeignKey, Index, MetaData, Table, Text, UniqueConstraint

from processes.store import Base
from service.identity.tables import Base as Office

PAGE = Path(__file__).parents[3] / "docs" / "scale.md"
BY_INSTANCE, REFERENCE, CENTRAL = "按事项", "参考表", "中心表"
ROW = re.compile(r"^\| `(\w+)` \| (按事项|参考表|中心表) \| (.+) \|$", re.MULTILINE)
LISTED = {name: (place, reason) for name, place, reason in ROW.findall(PAGE.read_text(encoding="utf8"))}
TABLES: Mapping[str, Table] = {**Base.metadata.tables, **Office.metadata.tables}


def leading(table: Table) -> bool:
    """Whether the key begins with the instance."""
    first = table.primary_key.columns.values()[0].name
    return first == ("id" if table.name == "process_instance" else "instance_id")


def by_instance(table: Table) -> bool:
    return leading(table) or LISTED.get(table.name, ("", ""))[0] == BY_INSTANCE


def faults(table: Table) -> Iterator[str]:
    """Why the rows of an instance could not lie on any one server, and what the page does not say."""
    if not leading(table) and table.name not in LISTED:
        yield "neither keyed by the instance nor listed in docs/scale.md"
    own = "id" if table.name == "process_instance" else "instance_id"
    if not by_instance(table):
        for key in table.foreign_keys:
            if by_instance(key.column.table):
                yield f"{key.parent.name} refers to rows of an instance"
        return
    if own not in table.primary_key.columns:
        yield "the key does not hold the instance"
    for key in table.foreign_keys:
        target = key.column.table.name
        if target != "process_instance" and LISTED.get(target, ("", ""))[0] != REFERENCE:
            yield f"{key.parent.name} refers to {target}, which is no reference table"
        if target == "process_instance" and key.parent.name != own:
            yield f"{key.parent.name} refers to another instance"
    unique = [list(each.columns) for each in table.indexes if each.unique]
    unique += [list(each.columns) for each in table.constraints if isinstance(each, UniqueConstraint)]
    if any(own not in [column.name for column in columns] for columns in unique):
        yield "unique across instances"


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_lies_with_its_instance_or_the_page_says_where(name: str) -> None:
    assert not list(faults(TABLES[name]))


def test_the_page_lists_no_table_that_is_not_there() -> None:
    assert len(LISTED) > 30
    assert set(LISTED) <= {name for name, table in TABLES.items() if not leading(table)}
    assert all(len(reason) >= 6 for _, reason in LISTED.values())


def test_most_of_the_tables_of_a_command_begin_with_the_instance() -> None:
    wanted = {"record", "element_instance", "user_task", "user_task_candidate", "timer", "job", "effect"}
    assert wanted | {"delivery", "state_piece", "state_value"} <= {n for n, t in TABLES.items() if leading(t)}


def made(*columns: Column[int], name: str = "new") -> Table:
    metadata = MetaData()
    Table("process_instance", metadata, Column("id", BigInteger, primary_key=True))
    Table("office", metadata, Column("id", BigInteger, primary_key=True))
    return Table(name, metadata, *columns)


def key(name: str, target: str = "") -> Column[int]:
    return Column(name, BigInteger, *([ForeignKey(target)] if target else []), primary_key=True)


def test_what_does_not_fit_is_found() -> None:
    assert list(faults(made(key("id")))) == ["neither keyed by the instance nor listed in docs/scale.md"]
    other = Column("office", BigInteger, ForeignKey("office.id"))
    assert list(faults(made(key("instance_id"), other))) == [
        "office refers to office, which is no reference table"
    ]
    another = Column("parent", BigInteger, ForeignKey("process_instance.id"))
    assert list(faults(made(key("instance_id"), another))) == ["parent refers to another instance"]
    table = made(key("instance_id"), Column("code", Text))
    Index("once", table.c.code, unique=True)
    assert list(faults(table)) == ["unique across instances"]
    upwards = made(key("name", "process_instance.id"), name="qa_term")
    assert list(faults(upwards)) == ["name refers to rows of an instance"]
    assert not list(faults(made(key("instance_id", "process_instance.id"))))
