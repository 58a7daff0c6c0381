"""The tables beside the read side of instances: definitions, queues, notifications, calendar notices."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from processes.store.tables import Base, Identity, Instance


class Resource(Base):
    """The bytes of a diagram, form or decision table, kept once under their SHA-256."""

    __tablename__ = "resource"
    hash: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Deployment(Base):
    """A whole set of resources that was validated together.  ``content_hash`` names the set."""

    __tablename__ = "deployment"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    content_hash: Mapped[str] = mapped_column(index=True)
    note: Mapped[str]
    deployed_by: Mapped[str]
    deployed_at: Mapped[datetime]


class DeploymentResource(Base):
    """One file of a deployment; ``kind``: bpmn, dmn or form.

    ``key``: the form id of a form, else the name.
    """

    __tablename__ = "deployment_resource"
    deployment_id: Mapped[int] = mapped_column(ForeignKey(Deployment.id), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str]
    hash: Mapped[str] = mapped_column(ForeignKey(Resource.hash))


class ProcessDefinition(Base):
    """A version of a process.  ``fingerprint`` covers its file and everything that the file refers to;
    ``version_tag`` is its ``zeebe:versionTag``.

    ``personal`` are the paths of personal data that its deployment declares (``jiedu:personal``), if any;
    ``retention`` says how long its finished instances are kept (``processes.retention``).
    """

    __tablename__ = "process_definition"
    process_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    deployment_id: Mapped[int] = mapped_column(ForeignKey(Deployment.id))
    name: Mapped[str]
    file: Mapped[str]
    executable: Mapped[bool]
    fingerprint: Mapped[str]
    personal: Mapped[list[str] | None]
    retention: Mapped[dict[str, Any] | None]
    version_tag: Mapped[str | None]


class StartEvent(Base):
    """A start event of the latest version of a process.

    ``kind``: message, signal or timer (then with ``due``).
    """

    __tablename__ = "start_event"
    __table_args__ = (Index(None, "kind", "name"), Index(None, "due"))
    process_id: Mapped[str] = mapped_column(primary_key=True)
    element_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    kind: Mapped[str]
    name: Mapped[str | None]
    due: Mapped[datetime | None]
    timer: Mapped[Any | None]
    fired: Mapped[int]


class Delivery(Base):
    """A message or signal on its way from one instance to others; ``status``: pending or unmatched.

    Numbered by the instance that threw it and a count of its own; delivered rows are deleted.  An unmatched
    message that is sent outside has ``attempt`` tries, the next when ``due`` (or, while a worker sends it,
    the end of its lease), and the ``error`` of the last.
    """

    __tablename__ = "delivery"
    __table_args__ = (Index(None, "status", "created_at"),)
    instance_id: Mapped[int] = mapped_column(ForeignKey(Instance.id), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    correlation_key: Mapped[str | None]
    variables: Mapped[dict[str, Any]]
    status: Mapped[str]
    created_at: Mapped[datetime]
    due: Mapped[datetime | None]
    attempt: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]


class Effect(Base):
    """An open job as the workers see it; ``seq`` of its ``job_created`` record is the key of its effect.

    ``due`` is the next try or, while a worker has it, the end of the lease.  ``fence`` grows with every
    lease, ``attempt`` is counted before the run.
    """

    __tablename__ = "effect"
    __table_args__ = (Index(None, "due", "instance_id"),)
    instance_id: Mapped[int] = mapped_column(ForeignKey(Instance.id), primary_key=True)
    element_instance_id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    due: Mapped[datetime]
    attempt: Mapped[int]
    fence: Mapped[int]
    leased_by: Mapped[str | None]
    error: Mapped[str | None]


class Notification(Base):
    """A message to one person inside the service, numbered by the job that sent it."""

    __tablename__ = "notification"
    __table_args__ = (Index(None, "user_id", "read_at", "created_at"),)
    instance_id: Mapped[int] = mapped_column(ForeignKey(Instance.id), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[datetime]
    mailed_at: Mapped[datetime | None]
    hooked_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]


class CalendarNotice(Base):
    """A State Council notice, or the arrangement of a unit, that somebody loaded.

    ``text`` is the file and says which; ``year`` is the year that a notice is about and in which an
    arrangement was issued; ``calendar_version`` is the calendar that came of it.
    """

    __tablename__ = "calendar_notice"
    __table_args__ = ({"sqlite_autoincrement": True},)
    version: Mapped[int] = mapped_column(Identity, primary_key=True)
    year: Mapped[int]
    number: Mapped[str]
    text: Mapped[str]
    calendar_version: Mapped[str]
    loaded_by: Mapped[str]
    loaded_at: Mapped[datetime]
