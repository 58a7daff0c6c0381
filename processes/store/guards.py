"""What is written once: the triggers by which the database itself refuses to change or delete it.

Whoever owns the tables can drop a trigger; that he did so is for ``proof`` and the anchors to find.
"""

from __future__ import annotations

from collections.abc import Sequence

#: Tables whose rows are never changed and never deleted.
APPEND_ONLY = (
    "calendar_notice",
    "resource",
    "deployment",
    "deployment_resource",
    "process_definition",
    "tombstone",
    "anchor",
    "anchor_head",
)
#: Never changed, and deleted only together with a whole instance that has a tombstone.
REMOVABLE = ("record",)
#: The columns of ``process_instance`` that tell who the instance is.
IDENTITY = ("id", "process_id", "started_at", "started_by", "algorithm")
_GONE = "SELECT 1 FROM tombstone WHERE instance_id = OLD.{key}"
_FITS = (
    "SELECT 1 FROM process_instance WHERE id = NEW.instance_id AND seq = NEW.seq AND head = NEW.head "
    "AND status IN ('completed', 'terminated', 'failed')"
)


def refuse(dialect: str, table: str, key: Sequence[str]) -> list[str]:
    """Statements that let *table* (primary key *key*) take new rows only, on ``sqlite`` or ``postgresql``.

    On PostgreSQL they need ``functions`` first.
    """
    if dialect == "postgresql":
        return [_refusing(table, "UPDATE OR DELETE OR TRUNCATE")]
    return [
        _abort(table, "update", "UPDATE", "只能追加，不能修改或删除"),
        _abort(table, "delete", "DELETE", "只能追加，不能修改或删除"),
        _replace(table, key),
    ]


def refuse_but_removal(dialect: str, table: str, instance: str) -> list[str]:
    """The same, but rows go with an instance that has a tombstone; *instance* is the column of its number.

    No trigger looks at every insert for a row that it might replace: it would cost a step a fifteenth.  With
    ``recursive_triggers``, which every connection of ours has, a replacement counts as a deletion.
    """
    gone = _GONE.format(key=instance)
    if dialect == "postgresql":
        return [
            _refusing(table, "UPDATE OR TRUNCATE"),
            f"CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION jiedu_refuses_delete('{instance}')",
        ]
    return [
        _abort(table, "update", "UPDATE", "只能追加，不能修改或删除"),
        _abort(table, "delete", "DELETE", "只能追加，不能修改或删除", f"NOT EXISTS ({gone})"),
    ]


def refuse_to_forget_instances(dialect: str) -> list[str]:
    """The row of an instance changes at every step; who it is does not, and it goes only with a tombstone."""
    names, table = ", ".join(IDENTITY), "process_instance"
    if dialect == "postgresql":
        return [
            _refusing(table, f"UPDATE OF {names}"),
            f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION jiedu_refuses_change()",
            f"CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table} FOR EACH ROW "
            "EXECUTE FUNCTION jiedu_refuses_delete('id')",
        ]
    gone = _GONE.format(key="id")
    return [
        _abort(table, "update", f"UPDATE OF {names}", "：编号、流程、发起人、发起时间、算法不能修改"),
        _abort(table, "delete", "DELETE", "只能随清除登记删除", f"NOT EXISTS ({gone})"),
        _replace(table, ("id",)),
    ]


def refuse_false_tombstones(dialect: str) -> list[str]:
    """A tombstone can be set only for an instance that has ended, with the head of its chain."""
    if dialect == "postgresql":
        return [
            "CREATE TRIGGER tombstone_must_fit BEFORE INSERT ON tombstone FOR EACH ROW "
            "EXECUTE FUNCTION jiedu_tombstone_must_fit()"
        ]
    told = "：只能登记已经结束的实例，序号和哈希须与表头一致"
    return [_abort("tombstone", "insert", "INSERT", told, f"NOT EXISTS ({_FITS})")]


def functions() -> list[str]:
    """The functions of PostgreSQL that the triggers call, and the one that removes records.

    The last runs with the rights of the owner, so that a role without DELETE on ``record`` can remove an
    instance that has a tombstone, and nothing else.
    """
    return [
        _function(
            "jiedu_refuses_change() RETURNS trigger",
            "RAISE EXCEPTION '% 只能追加，不能修改或删除（%）', TG_TABLE_NAME, TG_OP "
            "USING ERRCODE = 'restrict_violation'; RETURN NULL;",
        ),
        _function(
            "jiedu_refuses_delete() RETURNS trigger",
            "IF EXISTS (SELECT 1 FROM tombstone WHERE instance_id = "
            "(to_jsonb(OLD) ->> TG_ARGV[0])::bigint) THEN RETURN OLD; END IF; "
            "RAISE EXCEPTION '% 只能追加，不能修改或删除（%）', TG_TABLE_NAME, TG_OP "
            "USING ERRCODE = 'restrict_violation';",
        ),
        _function(
            "jiedu_tombstone_must_fit() RETURNS trigger",
            f"IF NOT EXISTS ({_FITS}) THEN RAISE EXCEPTION "
            "'tombstone：只能登记已经结束的实例，序号和哈希须与表头一致' "
            "USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW;",
        ),
        _function(
            "jiedu_remove_records(instance bigint) RETURNS void",
            "DELETE FROM record WHERE instance_id = instance;",
            "SECURITY DEFINER ",
        ),
        "REVOKE ALL ON FUNCTION jiedu_remove_records(bigint) FROM PUBLIC",
    ]


def _function(head: str, body: str, rights: str = "") -> str:
    return (
        f"CREATE FUNCTION {head} LANGUAGE plpgsql {rights}SET search_path FROM CURRENT "
        f"AS $$ BEGIN {body} END $$"
    )


def _refusing(table: str, verbs: str) -> str:
    return (
        f"CREATE TRIGGER {table}_refuses_change BEFORE {verbs} ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION jiedu_refuses_change()"
    )


def _abort(table: str, name: str, verb: str, told: str, when: str = "") -> str:
    condition = f"WHEN {when} " if when else ""
    text = f"{table} {told}" if not told.startswith("：") else f"{table}{told}"
    return (
        f"CREATE TRIGGER {table}_refuses_{name} BEFORE {verb} ON {table} {condition}"
        f"BEGIN SELECT RAISE(ABORT, '{text}'); END"
    )


def _replace(table: str, key: Sequence[str]) -> str:
    """INSERT OR REPLACE of SQLite deletes the old row without asking a trigger for deletions."""
    same = " AND ".join(f"{name} = NEW.{name}" for name in key)
    told = "只能追加，不能修改或删除"
    return _abort(table, "replace", "INSERT", told, f"EXISTS (SELECT 1 FROM {table} WHERE {same})")
