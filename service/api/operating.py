"""Envelopes of the interventions.  What the matters are about is not told: operators keep the system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields

from service.api.base import Body
from service.api.wording import choice, not_empty, number, table, text

_LONG = 1000


def _reason(**options: Any) -> fields.String:
    return text(_LONG, **options)


class ReasonBody(Body):
    """Why."""

    reason = _reason(shortest=1, required=True)


class Instruction(Body):
    """One change of tokens; docs/reference/api.md says what goes with which type."""

    type = choice("cancel", "activate", "move", required=True)
    element_instance_id = number(low=1)
    element_id = text(200, shortest=1)
    target = text(200, shortest=1)
    scope = number(low=1)
    process_id = text(200, shortest=1)
    flow_id = text(200, shortest=1)
    variables = fields.Dict(keys=fields.String(), values=table())


class ModificationBody(ReasonBody):
    """What is to be changed, in this order, all of it or nothing."""

    instructions = fields.List(fields.Nested(Instruction), required=True, validate=not_empty)


class ReturnBody(ReasonBody):
    """The open element instance and the id of the earlier element."""

    element_instance_id = number(required=True, low=1)
    target = text(200, shortest=1, required=True)


class VariablesBody(Body):
    """New values; of the instance, or in the scope of an element instance."""

    variables = table(required=True)
    element_instance_id = number(load_default=None, allow_none=True, low=1)


class MigrationBody(Body):
    """To which version, by which mapping of element ids; ``recompute``: elements (``*``: all) of then."""

    version = number(required=True, low=1)
    mapping = fields.Dict(keys=fields.String(), values=fields.String(), load_default=dict)
    recompute = fields.List(text(200), load_default=list)
    reason = _reason(load_default="")
    dry_run = fields.Boolean(load_default=False)


@dataclass(frozen=True)
class BriefView:
    """What an operator is told of an instance."""

    id: int
    process_id: str
    version: int
    status: str


class Brief(Schema):
    """An instance as an operator sees it."""

    id = fields.Integer()
    process_id = fields.String()
    version = fields.Integer()
    status = fields.String()


class Token(Schema):
    """A live element instance; ``state``: ready, waiting, open, parked, held."""

    element_instance_id = fields.Integer()
    scope_id = fields.Integer(allow_none=True)
    process_id = fields.String()
    element_id = fields.String()
    name = fields.String(allow_none=True)
    kind = fields.String()
    state = fields.String()


class Target(Schema):
    """An element that may begin by hand."""

    process_id = fields.String()
    element_id = fields.String()
    name = fields.String(allow_none=True)
    kind = fields.String()


class Tokens(Brief):
    """Where an instance stands."""

    tokens = fields.List(fields.Nested(Token))
    targets = fields.List(fields.Nested(Target))


class FormChange(Schema):
    """What the form of an open task asks for otherwise."""

    element_instance_id = fields.Integer()
    task = fields.String()
    form_id = fields.String()
    added = fields.List(fields.String())
    removed = fields.List(fields.String())
    missing = fields.List(fields.String())
    problem = fields.String(allow_none=True)


class Report(Schema):
    """What a migration did, or would do; with ``problems`` nothing was done."""

    instance_id = fields.Integer()
    from_version = fields.Integer()
    to_version = fields.Integer()
    moves = fields.List(fields.Dict())
    deadlines = fields.List(fields.Dict())
    forms = fields.List(fields.Nested(FormChange))
    problems = fields.List(fields.Dict())
    done = fields.Boolean()


class Reports(Schema):
    """One report per instance."""

    items = fields.List(fields.Nested(Report))
