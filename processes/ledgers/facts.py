"""Which variables ledgers need, and what of them.

A fact is the latest value of a variable in the scope of a process (0: the instance); of returns (退文单) each
round is a fact of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from processes.comparison import copying
from processes.records import Record, RecordType

_LONGEST = 300  # characters of a text that a ledger shows


class FactRow(NamedTuple):
    """``scope`` is the element instance of a called process, or 0; ``name`` the variable."""

    scope: int
    name: str
    at: datetime
    value: Any


def facts(record: Record) -> Iterator[FactRow]:
    """The facts that a record brings; local variables of elements are only being worked on."""
    if record.type == RecordType.INSTANCE_STARTED:
        values, scope = record.payload.get("variables") or {}, 0
    elif record.type == RecordType.VARIABLES_CHANGED and not record.payload.get("local"):
        values, scope = record.payload["values"], record.scope_id or 0
    else:
        return
    for name in values.keys() & _KEPT.keys():
        value = _KEPT[name](values[name])
        if value is not None:
            number = f"#{value.get('round') or 1}" if name == "return_note" else ""
            yield FactRow(scope, name + number, record.at, value)


def _only(*names: str) -> Callable[[Any], Any]:
    """Some members of a context; long texts are cut."""

    def reduce(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return None
        return {name: _short(value[name]) for name in names if value.get(name) is not None}

    return reduce


def _list(*names: str) -> Callable[[Any], Any]:
    reduce = _only(*names)

    def all_of(value: Any) -> Any:
        found = [reduce(item) for item in value] if isinstance(value, list) else []
        return [item for item in found if item is not None]

    return all_of


def _plain(value: Any) -> Any:
    return _short(value) if isinstance(value, str | int | float) else None


def _short(value: Any) -> Any:
    return value[:_LONGEST] if isinstance(value, str) else value


def _return(value: Any) -> Any:
    note = _only("missing", "reason", "returned_at", "round")(value)
    return note if note and note.get("returned_at") else None


def _copying(value: Any) -> Any:
    """How much of the interpretation that passed the reviews is copied from the document."""
    if not isinstance(value, Mapping) or not isinstance(value.get("document"), Mapping):
        return None
    material = value.get("material")
    if not isinstance(material, Mapping):
        return None
    own = "\n".join(material[name] for name in sorted(material) if isinstance(material[name], str))
    return {"copying": round(copying(str(value["document"].get("body") or ""), own), 4)}


def _plan(value: Any) -> Any:
    return _only("channels", "forms", "publish_date")(value)


def _heads(value: Any) -> Any:
    """Whether a head (主要负责人) was to speak at a press conference (F10)."""
    people = value.get("spokespersons") if isinstance(value, Mapping) else None
    told = people if isinstance(people, list) else []
    return {"head": any(isinstance(each, Mapping) and each.get("is_head") is True for each in told)}


def _held(value: Any) -> Any:
    return {"held": True} if isinstance(value, Mapping) and value else None


#: The variables by name, each with what is kept of it.
_KEPT: Mapping[str, Callable[[Any], Any]] = {
    "settings": _only("distinct_forms", "publish_same_day", "copying_threshold", "form_types"),
    "registration": _only(
        "title", "drafting_unit", "disclosure", "doc_type", "issued_in_name", "policy_major"
    ),
    "d01": _only("in_scope", "category"),
    "d03": _only("responsible_unit"),
    "issue": _only("doc_no", "issue_date"),
    "t0": _plain,
    "deadline_plan": _only("due_date", "legal_due", "rule"),
    "plan": _plan,
    "reviewed_package": _copying,
    "publications": _list("channel", "channel_name", "form_type", "published_at", "url"),
    "links": _only("ok"),
    "goal": _only("at", "reached"),
    "guard_result": _only("late", "goal_at"),
    "return_note": _return,
    "head_spoke": _plain,
    "conference": _heads,
    "conference_record": _held,
    "inquiry": _only("inquiry_no", "channel", "question", "policy_ref", "received_at"),
    "inquiry_deadline": _only("due_date", "legal_due"),
    "inquiry_outcome": _only(
        "inquiry_no", "instant", "received_at", "replied_at", "due_date", "late", "unit", "reassigned"
    ),
    "dispatch": _only("unit"),
    "opinion": _only("opinion_no", "detected_at", "source", "policy_ref", "summary", "drafting_unit"),
    "opinion_no": _plain,
    "opinion_plan": _only("due", "legal_due"),
    "safeguard_findings": _list("unit", "finding"),
    "assessment": _only("year"),
    "results": _list("unit", "score", "parts"),
    "assessment_result": _only("decision", "commended", "criticised"),
    "judgement": _only("need_response"),
    "first_response": _only("first_response_at"),
}

#: The names of the variables that ledgers read.
READ = frozenset(_KEPT)
