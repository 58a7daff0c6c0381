"""``jiedu calendar``: the notices and arrangements that deadlines are counted with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import click

from processes import calendars
from processes.calendar import BEIJING, Day, occurrences
from processes.commands import SYSTEM, MovedDeadline, NoticeReport
from service import notices
from service.cli.state import begin, installation
from service.system import calendar_of

MOMENT = click.DateTime(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
AS_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
UNIT = click.option("--unit", help="单位编号；不给出则为通用日历")


@click.group("calendar", help="工作日历")
def calendar_group() -> None:
    """Working calendar."""


@calendar_group.command("load", help="载入年度节假日安排或单位办公安排；先列出要移动的时限，确认后移动")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="只列出，不载入")
@click.option("--yes", is_flag=True, help="不询问，直接载入")
@AS_JSON
def load(file: Path, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Preview, ask, load; moved deadlines are recorded in their instances and listed here."""
    if as_json and not (dry_run or yes):
        raise click.UsageError("--json 时请同时给出 --dry-run 或 --yes")
    state = installation()
    text = _read(file)
    with state.readers() as session:
        names = notices.unit_names(session)
    with state.sessions() as session:
        preview = notices.preview(session, text, actor=SYSTEM, now=state.now())
    unchanged = preview.version == preview.previous_version
    if dry_run or unchanged:
        _show(preview, as_json, "将载入 ", names)
        return
    if not yes:
        _show(preview, False, "将载入 ", names)
        click.confirm("载入并移动以上时限吗", abort=True)
    with begin(state) as session:
        report = notices.load(session, text, actor=SYSTEM, now=state.now(), seen=preview.previous_version)
    _show(report, as_json, "已载入 ", names)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf8")
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{file} 应为 UTF-8 编码的文本") from error


def _show(report: NoticeReport, as_json: bool, verb: str, names: Mapping[str, str]) -> None:
    if as_json:
        _print_json(notices.as_data(report))
        return
    if report.version == report.previous_version:
        click.echo(notices.told(report, names))
        return
    click.echo(verb + notices.told(report, names))
    for change in report.days:
        click.echo(f"  {_day(change.date)} {_kind(change.old)} → {_kind(change.new)}")
    for moved in report.moved:
        click.echo(_moved(moved))
    for start in report.starts:
        due = f"{_due(start.old_due, False)} → {_due(start.new_due, False)}"
        click.echo(f"  定时发起 {start.process_id} {start.element_id}：{due}")
    click.echo(f"受影响的时限 {len(report.moved)} 项")


def _day(day: date) -> str:
    return f"{day.isoformat()} 周{'一二三四五六日'[day.weekday()]}"


def _kind(day: Day) -> str:
    name = f"（{day.name}）" if day.name and day.kind != "weekend" else ""
    return notices.KINDS[day.kind] + name


def _moved(moved: MovedDeadline) -> str:
    name = moved.title or f"第 {moved.instance_id} 号"
    before = _due(moved.old_due, moved.provisional_before)
    if moved.new_due is None:
        return f"  {name} {moved.element_id}：{before}，已解除"
    return f"  {name} {moved.element_id}：{before} → {_due(moved.new_due, moved.provisional_after)}"


def _due(due: datetime, provisional: bool) -> str:
    return f"{due.astimezone(BEIJING):%Y-%m-%d %H:%M}{'（暂定）' if provisional else ''}"


@calendar_group.command("show", help="列出一年的放假、调休和单位的停止办公、补班")
@click.argument("year", type=click.IntRange(2000, 2098))
@UNIT
@AS_JSON
def show(year: int, unit: str | None, as_json: bool) -> None:
    """Holidays and make-up days of a year."""
    calendar = calendar_of(installation(), unit)
    known = year in calendar.years
    days = [
        day
        for day in calendar.days(date(year, 1, 1), date(year, 12, 31))
        if day.kind not in ("workday", "weekend")
    ]
    if as_json:
        listed = [{"date": day.date.isoformat(), "kind": day.kind, "name": day.name} for day in days]
        _print_json(
            {
                "year": year,
                "unit": unit,
                "version": calendar.version,
                "provisional": not known,
                "days": listed,
            }
        )
        return
    click.echo(f"{year} 年，日历版本 {calendar.version}" + ("" if known else "，暂定：尚无国务院办公厅通知"))
    for day in days:
        click.echo(f"{_day(day.date)} {notices.KINDS[day.kind]} {day.name}")


@calendar_group.command("notices", help="列出通知和办公安排：文号、来源、载入人、载入时间")
@AS_JSON
def list_notices(as_json: bool) -> None:
    """Everything that the calendars are made of."""
    with installation().readers() as session:
        found = [notices.loaded_as_data(each) for each in calendars.documents(session)]
        names = notices.unit_names(session)
    if as_json:
        _print_json(found)
        return
    for each in found:
        about = notices.subject(each["year"], each["unit"], names)
        by = f"{each['loaded_by']} 于 {each['loaded_at'][:16]} 载入" if each["loaded_by"] else "随软件提供"
        old = "" if each["in_force"] else "，已被取代"
        click.echo(
            f"{about}{old}：{each['title']}，{each['number'] or '无文号'}，来源 {each['source']}，{by}"
        )


@calendar_group.command("next", help="列出周期的下几次，例如：jiedu calendar next '0 9 1WD 1,4,7,10 *'")
@click.argument("recurrence")
@click.option("--after", type=MOMENT, help="从这一时刻之后算起，默认现在")
@click.option("--count", type=click.IntRange(1, 100), default=5, show_default=True, help="次数")
@UNIT
@AS_JSON
def show_next(recurrence: str, after: datetime | None, count: int, unit: str | None, as_json: bool) -> None:
    """The next instants of a timer's recurrence."""
    state = installation()
    calendar = calendar_of(state, unit)
    found = list(islice(occurrences(recurrence, after or state.now(), calendar), count))
    if as_json:
        _print_json({"recurrence": recurrence, "next": [moment.isoformat() for moment in found]})
        return
    for moment in found:
        click.echo(f"{_day(moment.date())} {moment:%H:%M:%S}")
    if len(found) < count:
        click.echo("此后不再发生", err=True)


def _print_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))
