"""The tables of instances.  ``record`` is the truth; what follows it can be dropped and rebuilt from it.

Every key begins with the instance, so that the tables can be distributed over several servers by it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from processes.store.types import Instant, Json

#: SQLite counts up only in a column of exactly this type.
Identity = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """Names of constraints are fixed, so that later migrations can refer to them on every database."""

    type_annotation_map: ClassVar = {
        dict[str, Any]: Json,
        list[str]: Json,
        Any: Json,
        datetime: Instant,
        str: Text,
        int: BigInteger,
    }


Base.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instance(Base):
    """One running or finished process instance and the state of its engine.

    ``seq`` and ``head`` are number and hash of its last record, ``step`` counts its commands, ``seal`` covers
    head and state, ``context`` is what the engine was last given besides calendar and clock.
    ``status``: active, suspended, completed, terminated or failed.  ``deployment_id``, ``version`` and
    ``content_hash`` are those of now; ``origin`` are the first ones, once it has migrated.
    ``correlation_key`` is that of the message that started it.
    """

    __tablename__ = "process_instance"
    __table_args__ = (
        Index(None, "started_by", "id"),
        Index(None, "status", "id"),
        Index(None, "process_id", "id"),
        Index(None, "process_id", "correlation_key"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    process_id: Mapped[str]
    version: Mapped[int]
    deployment_id: Mapped[int] = mapped_column(ForeignKey("deployment.id"))
    content_hash: Mapped[str]
    origin: Mapped[Any | None]
    correlation_key: Mapped[str | None]
    status: Mapped[str]
    title: Mapped[str | None]
    title_source: Mapped[str | None]
    owner_unit: Mapped[str | None]
    started_at: Mapped[datetime]
    started_by: Mapped[str]
    ended_at: Mapped[datetime | None]
    context: Mapped[dict[str, Any]]
    algorithm: Mapped[str]
    seq: Mapped[int]
    step: Mapped[int]
    head: Mapped[str]
    seal: Mapped[str]
    state: Mapped[str | None]


class RecordRow(Base):
    """One fact.  Append-only: a trigger refuses UPDATE and DELETE.

    ``hash`` chains it to the record before.
    """

    __tablename__ = "record"
    instance_id: Mapped[int] = mapped_column(ForeignKey(Instance.id), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[int]
    type: Mapped[str]
    at: Mapped[datetime]
    actor: Mapped[str]
    process_id: Mapped[str | None]
    element_id: Mapped[str | None]
    element_instance_id: Mapped[int | None]
    scope_id: Mapped[int | None]
    payload: Mapped[str]
    hash: Mapped[str]


class ElementInstance(Base):
    """An element that was entered; ``status``: active, completed or terminated."""

    __tablename__ = "element_instance"
    instance_id: Mapped[int] = mapped_column(ForeignKey(Instance.id), primary_key=True)
    element_instance_id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[str | None]
    element_id: Mapped[str | None]
    scope_id: Mapped[int | None]
    kind: Mapped[str]
    name: Mapped[str | None]
    status: Mapped[str]
    activated_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class UserTask(Base):
    """A piece of work for a person; ``status``: open, completed or canceled.

    ``revision`` counts its changes from 1.  ``completed_for`` is the person whom ``completed_by`` stood in
    for, if any; ``completed_by_name`` tells both: 张三（代李四）.
    """

    __tablename__ = "user_task"
    __table_args__ = (
        Index(None, "assignee", "status", "due"),
        Index(None, "completed_by", "completed_at"),
        Index(None, "completed_for", "completed_at"),
        Index(None, "status", "due"),
    )
    instance_id: Mapped[int] = mapped_column(ForeignKey(Instance.id), primary_key=True)
    element_instance_id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[str | None]
    element_id: Mapped[str | None]
    scope_id: Mapped[int | None]
    name: Mapped[str]
    form_id: Mapped[str | None]
    status: Mapped[str]
    assignee: Mapped[str | None]
    candidate_groups: Mapped[list[str]]
    candidate_users: Mapped[list[str]]
    excluded_users: Mapped[list[str]]
    once_users: Mapped[list[str] | None]
    due: Mapped[datetime | None]
    follow_up: Mapped[datetime | None]
    priority: Mapped[int]
    lane: Mapped[str | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    completed_by: Mapped[str | None]
    completed_by_name: Mapped[str | None]
    completed_for: Mapped[str | None]
    revision: Mapped[int]


class UserTaskCandidate(Base):
    """Who may see an open user task: ``kind`` group, user, starter (no other); who may not: excluded, once.

    Rows go when the task ends, by a trigger.  ``place`` is where the task stands in the list of those who
    may claim it (``store.places``).
    """

    __tablename__ = "user_task_candidate"
    __table_args__ = (
        Index(None, "kind", "name"),
        Index("ix_user_task_candidate_place", "kind", "name", "place", "instance_id", "element_instance_id"),
    )
    instance_id: Mapped[int] = mapped_column(ForeignKey(Instance.id), primary_key=True)
    element_instance_id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(server_default="")


class Timer(Base):
    """A timer that has not fired.  ``explanation`` is the deadline context it was computed from, if any."""

    __tablename__ = "timer"
    __table_args__ = (Index(None, "due", "instance_id"),)
    instance_id: Mapped[int] = mapped_column(ForeignKey(Instance.id), primary_key=True)
    element_instance_id: Mapped[int] = mapped_column(primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[str | None]
    element_id: Mapped[str | None]
    due: Mapped[datetime]
    repetitions: Mapped[int | None]
    explanation: Mapped[Any | None]
    rule: Mapped[str | None]
    created_at: Mapped[datetime]


class MessageSubscription(Base):
    """An element that waits for a message."""

    __tablename__ = "message_subscription"
    __table_args__ = (Index(None, "name", "correlation_key"),)
    instance_id: Mapped[int] = mapped_column(ForeignKey(Instance.id), primary_key=True)
    element_instance_id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    process_id: Mapped[str | None]
    element_id: Mapped[str | None]
    correlation_key: Mapped[str | None]


class SignalSubscription(Base):
    """An element that waits for a signal."""

    __tablename__ = "signal_subscription"
    __table_args__ = (Index(None, "name"),)
    instance_id: Mapped[int] = mapped_column(ForeignKey(Instance.id), primary_key=True)
    element_instance_id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    process_id: Mapped[str | None]
    element_id: Mapped[str | None]


class Job(Base):
    """Work for a machine; ``seq`` is its (first) ``job_created`` record.

    ``status``: open, completed, failed or canceled.
    """

    __tablename__ = "job"
    __table_args__ = (Index(None, "status", "type"),)
    instance_id: Mapped[int] = mapped_column(ForeignKey(Instance.id), primary_key=True)
    element_instance_id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    process_id: Mapped[str | None]
    element_id: Mapped[str | None]
    type: Mapped[str]
    retries: Mapped[int]
    headers: Mapped[dict[str, Any]]
    variables: Mapped[dict[str, Any]]
    waits: Mapped[bool]
    status: Mapped[str]
    message: Mapped[str | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Incident(Base):
    """The latest fault of model or data that parked an element (0: the instance).

    ``status``: open or resolved.
    """

    __tablename__ = "incident"
    __table_args__ = (Index(None, "status", "instance_id"),)
    instance_id: Mapped[int] = mapped_column(ForeignKey(Instance.id), primary_key=True)
    element_instance_id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    process_id: Mapped[str | None]
    element_id: Mapped[str | None]
    code: Mapped[str]
    message: Mapped[str]
    phase: Mapped[str | None]
    status: Mapped[str]
    created_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None]


class LedgerFact(Base):
    """The latest value of a variable that ledgers need, in the scope of a process (0: the instance)."""

    __tablename__ = "ledger_fact"
    __table_args__ = (Index(None, "at", "instance_id"),)
    instance_id: Mapped[int] = mapped_column(ForeignKey(Instance.id), primary_key=True)
    scope: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    value: Mapped[Any]


#: The tables that ``history``'s rebuild drops and fills again from the records.
READ_TABLES = (
    ElementInstance,
    UserTask,
    UserTaskCandidate,
    Timer,
    MessageSubscription,
    SignalSubscription,
    Job,
    Incident,
    LedgerFact,
)
