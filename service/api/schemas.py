"""Marshmallow envelopes of the API: what goes in and what comes out."""

from __future__ import annotations

from marshmallow import Schema, fields

from service.api.base import Body, Page, Query
from service.api.wording import Incoming, choice, not_empty, number, table, text

Variables = table()


class Definition(Schema):
    """A version of a process."""

    process_id = fields.String()
    version = fields.Integer()
    name = fields.String()
    deployment_id = fields.Integer()
    executable = fields.Boolean()


class Definitions(Schema):
    """The newest versions of all processes."""

    items = fields.List(fields.Nested(Definition))


class UrgingBody(Body):
    """What those who have the task are told."""

    text = text(500, required=True)


class Place(Schema):
    """Where a rule is carried out: ``element`` and ``timer`` of a process, ``field`` of a form, ``row`` of a
    decision.
    """

    kind = fields.String()
    owner = fields.String()
    id = fields.String()
    name = fields.String()


class Rule(Schema):
    """A numbered rule (``S2-62``) with what its document is based on."""

    id = fields.String()
    clause = fields.String()
    text = fields.String()
    document = fields.String()
    basis = fields.String()
    effective = fields.Date(allow_none=True)
    places = fields.List(fields.Nested(Place))


class DeploymentBody(Body):
    """Files by name; ``validate_only`` checks them and stores nothing.

    ``base``: the deployment that they were made from; 409 when one of them has been changed since.
    """

    files = fields.Dict(keys=text(200), values=fields.String(), required=True, validate=not_empty)
    note = text(500, load_default="")
    validate_only = fields.Boolean(load_default=False)
    base = fields.Integer(load_default=None, allow_none=True)


class ProblemOut(Schema):
    """A fault of a document."""

    code = fields.String()
    message = fields.String()
    file = fields.String(allow_none=True)
    element_id = fields.String(allow_none=True)
    line = fields.Integer(allow_none=True)
    remedy = fields.String(allow_none=True)
    severity = fields.String()


class DeployedVersion(Schema):
    """A process that got a new version."""

    process_id = fields.String()
    version = fields.Integer()
    name = fields.String()


class Deployment(Schema):
    """What a deployment did, or the problems that a check found."""

    id = fields.Integer()
    content_hash = fields.String()
    changed = fields.List(fields.Nested(DeployedVersion))
    warnings = fields.List(fields.Nested(ProblemOut))
    problems = fields.List(fields.Nested(ProblemOut))


class StartBody(Body):
    """Which process to start with which variables."""

    process_id = text(200, shortest=1, required=True)
    variables = table(load_default=dict)


class Instance(Schema):
    """A process instance."""

    id = fields.Integer()
    process_id = fields.String()
    version = fields.Integer()
    title = fields.String(allow_none=True)
    status = fields.String()
    owner_unit = fields.String(allow_none=True)
    started_at = fields.AwareDateTime()
    started_by = fields.String()
    ended_at = fields.AwareDateTime(allow_none=True)


class InstanceQuery(Query):
    """Filters of the list of instances."""

    q = text(100, load_default="")
    status = choice("", "active", "suspended", "completed", "terminated", "failed", load_default="")


class Instances(Page):
    """A page of instances."""

    items = fields.List(fields.Nested(Instance))


class Record(Schema):
    """One recorded fact with its place in the hash chain."""

    seq = fields.Integer()
    step = fields.Integer()
    type = fields.String()
    at = fields.AwareDateTime()
    actor = fields.String()
    process_id = fields.String(allow_none=True)
    element_id = fields.String(allow_none=True)
    element_instance_id = fields.Integer(allow_none=True)
    scope_id = fields.Integer(allow_none=True)
    payload = fields.Raw()
    hash = fields.String()


class RecordQuery(Query):
    """Records after number ``after``."""

    after = number(load_default=0, low=0)


class Records(Page):
    """A page of records."""

    items = fields.List(fields.Nested(Record))


class HistoryQuery(Incoming):
    """The moment: after record number ``until`` (default: now)."""

    until = number(load_default=None, allow_none=True, low=0)


class Paper(Schema):
    """An official paper that can be had."""

    code = fields.String()
    name = fields.String()
    formats = fields.List(fields.String())


class Papers(Schema):
    """The papers of an instance."""

    items = fields.List(fields.Nested(Paper))


class UserTask(Schema):
    """A user task; ``id`` is ``instance-element`` such as ``12-34``."""

    id = fields.String()
    instance_id = fields.Integer()
    process_id = fields.String(allow_none=True)
    element_id = fields.String(allow_none=True)
    name = fields.String()
    form_id = fields.String(allow_none=True)
    status = fields.String()
    assignee = fields.String(allow_none=True)
    candidate_groups = fields.List(fields.String())
    candidate_users = fields.List(fields.String())
    due = fields.AwareDateTime(allow_none=True)
    created_at = fields.AwareDateTime()
    completed_at = fields.AwareDateTime(allow_none=True)
    completed_by = fields.String(allow_none=True)
    completed_for = fields.String(allow_none=True)
    revision = fields.Integer()


class UserTaskWithData(UserTask):
    """A user task with the variables that its form shows."""

    variables = Variables


class UserTaskQuery(Query):
    """``box``: mine, group (to claim), deputy (of the people stood in for) or done."""

    box = choice("mine", "group", "deputy", "done", load_default="mine")
    q = text(100, load_default="")


class UserTasks(Page):
    """A page of user tasks."""

    items = fields.List(fields.Nested(UserTask))


class RevisionBody(Body):
    """The revision that was seen; an older one is refused (409)."""

    revision = number(load_default=None, allow_none=True)


class CompletionBody(RevisionBody):
    """The data of the form."""

    data = table(required=True)


class MessageBody(Body):
    """A message from outside; ``time_to_live``: seconds or an ISO duration that it waits for receivers."""

    name = text(200, shortest=1, required=True)
    correlation_key = text(1000, load_default=None, allow_none=True)
    variables = table(load_default=dict)
    time_to_live = text(40, load_default="0")
    message_id = text(200, shortest=1, load_default=None, allow_none=True)


class DeadlineQuery(Incoming):
    """What to count.

    ``basis``: 20WD, nD, 24H, 8OH, -5WD, quarter_end, year_end, or steps such as ``30D -5WD``; ``start``: a
    day, or an instant for hours; ``unit``: whose calendar.
    """

    basis = text(80, required=True)
    start = text(40, required=True)
    n = number(load_default=None, allow_none=True, low=-100_000, high=100_000)
    unit = text(64, load_default=None, allow_none=True)


class Reached(Schema):
    """The instances that a message reached or started."""

    instances = fields.List(fields.Integer())
