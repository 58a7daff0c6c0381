"""Official papers of an instance at its present or a recorded moment, rendered when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from processes import papers
from processes.errors import NotFound
from processes.history import ROOT, View, fold
from processes.papers import ENDINGS, Names, Paper
from service import personal
from service.downloads import File
from service.identity.people import names_of, units

#: Elements whose scope belongs to a process; the scopes of others hold what is only being worked on.
_PROCESSES = frozenset({"callActivity", "subProcess", "adHocSubProcess", "transaction"})


def render(
    session: Session,
    instance_id: int,
    code: str,
    ending: str,
    *,
    until: int | None = None,
    font: Path | None = None,
) -> File:
    """A paper of an instance after record number *until* (None: now); the caller checks the rights.

    *font* is a TrueType file for PDF.  Raises NotFound and InvalidState.
    """
    if ending not in ENDINGS:
        raise NotFound(f"文书的格式应为 {'、'.join(ENDINGS)} 之一，得到“{ending}”", paper=code)
    variables = known(fold(personal.entries(session, instance_id, until=until)))
    paper = papers.make(code, variables, _names(session, variables))
    return File(f"{paper.name}-{instance_id}.{ending}", ENDINGS[ending], content(paper, ending, font=font))


def content(paper: Paper, ending: str, *, font: Path | None = None) -> bytes:
    """The bytes of a paper in one of the formats."""
    if ending == "docx":
        return papers.docx(paper)
    from processes.papers.pdf import pdf  # the PDF library is big: only those who ask for PDF wait for it

    return pdf(paper, font)


def known(view: View) -> dict[str, Any]:
    """The variables of an instance, over them those of the processes that are being carried out inside it."""
    found = dict(view.variables.get(ROOT, {}))
    for scope in sorted(view.variables):
        element = view.active.get(scope)
        if scope != ROOT and element is not None and element.kind in _PROCESSES:
            found |= {name: value for name, value in view.variables[scope].items() if value is not None}
    return found


def _names(session: Session, variables: Mapping[str, Any]) -> Names:
    offices = {unit.id: unit.name for unit in units(session)}
    given = variables.get("units")
    for option in given if isinstance(given, list) else ():
        if isinstance(option, Mapping):
            offices.setdefault(str(option.get("value")), str(option.get("label")))
    return Names(names_of(session, _texts(variables)), offices)


def _texts(variables: Mapping[str, Any]) -> Iterator[str]:
    """Short texts in the contexts that papers read: some of them are ids of people."""
    for kind in ("plan_signature", "office_review", "return_note"):
        value = variables.get(kind)
        if isinstance(value, Mapping):
            yield from (each for each in value.values() if isinstance(each, str) and len(each) <= 60)
