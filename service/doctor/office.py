"""Who is there, which processes, which calendar."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from processes import calendars, queries
from service.doctor.finding import Finding, error, ok, warning
from service.identity.people import all_people, members_of, office_day
from service.identity.separation import ADMINISTRATORS
from service.state import State


def findings(session: Session, state: State) -> Iterator[Finding]:
    """The office of this installation."""
    today = office_day(state.now())
    people = all_people(session, today)
    if not people:
        yield error("机构", "没有任何账号", "jiedu office load 机构.yaml")
        return
    missing = [name for code, name in ADMINISTRATORS.items() if not members_of(session, code, today)]
    if missing:
        yield warning("三员分立", f"没有{'、'.join(missing)}", "给专人的账号以该岗位")
    clashes = [f"{person.name}（{person.id}）" for person in people if person.clash]
    if clashes:
        yield error("三员分立", f"兼任了不能兼任的岗位：{'、'.join(clashes)}", "结束其中一个岗位的任职")
    elif not missing:
        yield ok("三员分立", "系统、安全、审计管理员齐全且不兼任")
    count = len(queries.definitions(session, executable=True))
    if count:
        yield ok("流程", f"{count} 个可以发起")
    else:
        yield error("流程", "一个都没有部署", "jiedu deploy --defaults bpmn forms")
    yield _calendar(session, today.year)


def _calendar(session: Session, year: int) -> Finding:
    """Deadlines of the last weeks of a year reach into the next one."""
    known = {
        loaded.document.year for loaded in calendars.documents(session) if hasattr(loaded.document, "year")
    }
    if year not in known:
        return error("工作日历", f"没有 {year} 年的放假安排，时限都是推算的", "jiedu calendar load 通知.yaml")
    if year + 1 not in known:
        told = f"{year} 年已有，{year + 1} 年的通知还没有载入"
        return warning("工作日历", told, "国务院办公厅发布后（一般在 11 月）及时载入")
    return ok("工作日历", f"{year}、{year + 1} 年的放假安排都已载入")
