"""``jiedu deadline`` and ``jiedu calendar``: statutory periods and the notices they are counted with."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from processes import commands
from processes.calendar import BEIJING, Deadline, WorkingCalendar, deadline, default_calendar
from processes.commands import SYSTEM, MovedDeadline
from service.cli.state import begin, installation
from service.system import calendar_of

MOMENT = click.DateTime(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
WORDS = {"workday": "工作日", "makeup": "调休上班", "weekend": "周末", "holiday": "放假"}


@click.command("deadline", help="计算法定期限并说明理由，例如：jiedu deadline 2026-02-06 --working-days 20")
@click.argument("start", type=MOMENT)
@click.option("--working-days", type=click.IntRange(1, 2500), help="工作日数")
@click.option("--days", type=click.IntRange(1, 3660), help="自然日数（末日逢休假顺延）")
@click.option("--hours", type=click.IntRange(1, 87840), help="小时数（起点须写到分钟）")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@click.option("--packaged", is_flag=True, help="只用随软件发布的节假日安排，不读数据库")
def show_deadline(
    start: datetime,
    working_days: int | None,
    days: int | None,
    hours: int | None,
    as_json: bool,
    packaged: bool,
) -> None:
    """Print the date and its explanation."""
    asked = [(n, unit) for n, unit in ((working_days, "WD"), (days, "D"), (hours, "H")) if n is not None]
    if len(asked) != 1:
        raise click.UsageError("请给出 --working-days、--days、--hours 中的一个")
    number, unit = asked[0]
    begins: date = start if unit == "H" else start.date()
    calendar = default_calendar() if packaged else _calendar()
    result = deadline(calendar, f"{number}{unit}", begins)
    click.echo(json.dumps(result.as_context(), ensure_ascii=False, indent=2) if as_json else _words(result))


def _calendar() -> WorkingCalendar:
    """The calendar of this installation; the packaged one while there is no database yet."""
    return calendar_of(installation())


def _words(result: Deadline) -> str:
    mark = "（暂定）" if result.provisional else ""
    lines = [f"{result.due_date.isoformat()}{mark}", result.explanation]
    lines += [f"提醒 {item.label}：{item.at:%Y-%m-%d %H:%M}" for item in result.reminders]
    return "\n".join(lines)


@click.group("calendar", help="工作日历")
def calendar_group() -> None:
    """Working calendar."""


@calendar_group.command("load", help="载入国务院办公厅年度节假日安排，并重算受影响的时限")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(file: Path) -> None:
    """Load a notice; moved deadlines are recorded in their instances and listed here."""
    state = installation()
    text = file.read_text(encoding="utf8")
    with begin(state) as session:
        report = commands.load_calendar_notice(session, text, actor=SYSTEM, now=state.now())
    if report.version == report.previous_version:
        click.echo(f"{report.year} 年安排早已载入，没有变化：日历版本 {report.version}")
        return
    click.echo(f"已载入 {report.year} 年安排：日历版本 {report.previous_version} → {report.version}")
    for moved in report.moved:
        click.echo(_moved(moved))
    click.echo(f"受影响的时限 {len(report.moved)} 项")


def _moved(moved: MovedDeadline) -> str:
    name = moved.title or f"第 {moved.instance_id} 号"
    before = f"{moved.old_due.astimezone(BEIJING):%Y-%m-%d}" + (
        "（暂定）" if moved.provisional_before else ""
    )
    if moved.new_due is None:
        return f"  {name} {moved.element_id}：{before}，已解除"
    after = f"{moved.new_due.astimezone(BEIJING):%Y-%m-%d}" + ("（暂定）" if moved.provisional_after else "")
    return f"  {name} {moved.element_id}：{before} → {after}"


@calendar_group.command("show", help="列出一年的放假与调休")
@click.argument("year", type=click.IntRange(2007, 2100))
def show(year: int) -> None:
    """Holidays and make-up days of a year."""
    calendar = _calendar()
    known = year in calendar.years
    click.echo(f"{year} 年，日历版本 {calendar.version}" + ("" if known else "，暂定：尚无国务院办公厅通知"))
    for day in calendar.days(date(year, 1, 1), date(year, 12, 31)):
        if day.kind in {"holiday", "makeup"}:
            weekday = "一二三四五六日"[day.date.weekday()]
            click.echo(f"{day.date.isoformat()} 周{weekday} {WORDS[day.kind]} {day.name}")


COMMANDS = (show_deadline, calendar_group)
