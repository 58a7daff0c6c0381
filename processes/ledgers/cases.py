"""From facts to the documents, inquiries and opinion events that ledgers list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from processes.ledgers.model import Cases, Document, Inquiry, Opinion, Return, Row
from processes.papers.wording import as_day, mapping, sequence

#: Processes of which an instance is about one document.
DOCUMENTS = frozenset({"jd_main_district", "jd_main_municipal", "jd_exec_explanation", "jd_upper_doc"})
SITE, TEXT, DOCUMENT = "政府网站", "文字", "政策性文件"
_FORMS = ("文字", "图表图解", "动漫", "音频", "视频")


@dataclass
class _Matter:
    """The facts of one instance: those of the instance itself, and those of each scope."""

    first: Row
    scopes: dict[int, dict[str, Any]] = field(default_factory=dict)
    latest: dict[str, Row] = field(default_factory=dict)

    def take(self, row: Row) -> None:
        self.scopes.setdefault(row.scope, {})[row.name] = row.value
        self.latest[row.name] = row

    def value(self, name: str) -> Any:
        """The latest value in any scope."""
        return self.latest[name].value if name in self.latest else None

    def context(self, name: str) -> Mapping[str, Any]:
        return mapping(self.value(name))


def cases(rows: Iterable[Row], hasty: Iterable[tuple[str, date | None]] = ()) -> Cases:
    """The cases of sorted rows."""
    documents: list[Document] = []
    inquiries: dict[tuple[int, str], Inquiry] = {}
    opinions: dict[tuple[int, str], Opinion] = {}
    spoken = []
    for _, group in groupby(rows, key=lambda row: row.instance_id):
        matter: _Matter | None = None
        for row in group:
            matter = matter or _Matter(row)
            matter.take(row)
        assert matter is not None
        if matter.first.process_id in DOCUMENTS and "registration" in matter.latest:
            documents.append(_document(matter))
        for scope in sorted(matter.scopes):
            inquiry, opinion = _inquiry(matter, scope), _opinion(matter, scope)
            if inquiry is not None:  # a called process hands its own back to its caller: the same number
                inquiries.setdefault((inquiry.instance_id, inquiry.number), inquiry)
            if opinion is not None:
                opinions.setdefault((opinion.instance_id, opinion.number), opinion)
        spoken += _spoken(matter)
    return Cases(
        tuple(documents), tuple(inquiries.values()), tuple(opinions.values()), tuple(spoken), tuple(hasty)
    )


def _document(matter: _Matter) -> Document:
    registration, issue = matter.context("registration"), matter.context("issue")
    settings, goal = matter.context("settings"), matter.context("goal")
    plan, due = mapping(matter.scopes.get(0, {}).get("deadline_plan")), matter.context("deadline_plan")
    due = plan or (due if due.get("rule") == "S2-62" else {})
    late = matter.context("guard_result").get("late")
    shown = [mapping(each) for each in sequence(matter.value("publications"))]
    out = [each for each in shown if each.get("published_at")]
    kinds = tuple(sequence(settings.get("form_types")) or _FORMS)
    channels = {each.get("channel") for each in out}
    copied = matter.context("reviewed_package").get("copying")
    first = matter.first
    return Document(
        instance_id=first.instance_id,
        unit=_unit(matter, registration),
        title=str(registration.get("title") or first.title or ""),
        doc_no=str(issue.get("doc_no") or ""),
        doc_type=str(registration.get("doc_type") or ""),
        public=registration.get("disclosure") in ("主动公开", None),
        in_scope=matter.context("d01").get("in_scope", "yes") == "yes",
        ended_at=first.ended_at,
        t0=as_day(matter.value("t0")) or as_day(issue.get("issue_date")),
        due_date=as_day(due.get("due_date")),
        due=instant(due.get("legal_due")),
        interpreted=_site(out, TEXT),
        published=_site(out, DOCUMENT),
        forms=tuple(kind for kind in kinds if any(each.get("form_type") == kind for each in out)),
        enough_forms=int(settings.get("distinct_forms") or 2),
        linked=matter.context("links").get("ok") is True,
        reached=instant(goal.get("at")) if goal.get("reached") else None,
        late=late if isinstance(late, bool) else None,
        channels_missing=tuple(
            str(each) for each in sequence(matter.context("plan").get("channels")) if each not in channels
        ),
        copying=copied if isinstance(copied, int | float) else None,
        copied=(copied or 0) >= float(settings.get("copying_threshold") or 0.8),
        returns=_returns(matter),
    )


def _unit(matter: _Matter, registration: Mapping[str, Any]) -> str:
    own = matter.context("d03").get("responsible_unit") or registration.get("drafting_unit")
    return str(own or matter.first.owner_unit or "")


def _site(publications: Iterable[Mapping[str, Any]], form_type: str) -> date | None:
    """The first day on which something of this kind stood on the site of the government (S2-51)."""
    days = [
        as_day(each.get("published_at"))
        for each in publications
        if each.get("channel") == SITE and each.get("form_type") == form_type
    ]
    return min(filter(None, days), default=None)


def _returns(matter: _Matter) -> tuple[Return, ...]:
    """By round: the caller gets the note of a called process handed back."""
    notes = [
        mapping(row.value) for name, row in sorted(matter.latest.items()) if name.startswith("return_note#")
    ]
    return tuple(
        Return(
            as_day(note.get("returned_at")),
            tuple(map(str, sequence(note.get("missing")))),
            str(note.get("reason") or ""),
        )
        for note in notes
    )


def _inquiry(matter: _Matter, scope: int) -> Inquiry | None:
    facts = matter.scopes[scope]
    asked, outcome = mapping(facts.get("inquiry")), mapping(facts.get("inquiry_outcome"))
    number = asked.get("inquiry_no")
    if not number:
        return None
    due, late = mapping(facts.get("inquiry_deadline")), outcome.get("late")
    unit = outcome.get("unit") or mapping(facts.get("dispatch")).get("unit") or matter.first.owner_unit
    return Inquiry(
        instance_id=matter.first.instance_id,
        unit=str(unit or ""),
        number=str(number),
        channel=str(asked.get("channel") or ""),
        question=str(asked.get("question") or ""),
        policy_ref=str(asked.get("policy_ref") or ""),
        received_at=instant(outcome.get("received_at") or asked.get("received_at")),
        replied_at=instant(outcome.get("replied_at")),
        due=instant(due.get("legal_due")),
        due_date=as_day(outcome.get("due_date") or due.get("due_date")),
        late=late if isinstance(late, bool) else None,
        instant=outcome.get("instant") is True,
        reassigned=_number(outcome.get("reassigned")),
    )


def _opinion(matter: _Matter, scope: int) -> Opinion | None:
    facts = matter.scopes[scope]
    told, number = mapping(facts.get("opinion")), facts.get("opinion_no")
    if not number or not told:
        return None
    late, need = mapping(facts.get("guard_result")).get("late"), mapping(facts.get("judgement"))
    due = mapping(facts.get("opinion_plan"))
    return Opinion(
        instance_id=matter.first.instance_id,
        unit=str(told.get("drafting_unit") or matter.first.owner_unit or ""),
        number=str(number),
        summary=str(told.get("summary") or ""),
        source=str(told.get("source") or ""),
        detected_at=instant(told.get("detected_at")),
        responded_at=instant(mapping(facts.get("first_response")).get("first_response_at")),
        due=instant(due.get("legal_due") or due.get("due")),
        late=late if isinstance(late, bool) else None,
        needs_response=need["need_response"] if isinstance(need.get("need_response"), bool) else None,
    )


def _spoken(matter: _Matter) -> list[tuple[str, date | None, int]]:
    """Interviews, articles and speeches of a head (P13), conferences at which one spoke (P12)."""
    unit, found = _unit(matter, matter.context("registration")), []
    times = matter.latest.get("head_spoke")
    if times is not None and _number(times.value):
        found.append((unit, as_day(times.at.isoformat()), _number(times.value)))
    held = matter.latest.get("conference_record")
    if held is not None and matter.context("conference").get("head"):
        found.append((unit, as_day(held.at.isoformat()), 1))
    return found


def _number(value: Any) -> int:
    if isinstance(value, bool):
        return int(value)
    return int(value) if isinstance(value, int | float) else len(value) if isinstance(value, list) else 0


def instant(value: Any) -> datetime | None:
    """An ISO instant; one without zone is office time, a day begins at midnight there."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value.partition("[")[0].partition("@")[0])
    except ValueError:
        return None
    return found if found.tzinfo else datetime.fromisoformat(found.isoformat() + "+08:00")
