"""``jiedu deadline``: statutory periods with their explanation."""

from __future__ import annotations

import json
from datetime import date, datetime

import click

from processes.calendar import Deadline, deadline, default_calendar
from processes.calendar.basis import PERIODS, are_steps
from service.cli.calendar import AS_JSON, MOMENT, UNIT, calendar_group
from service.cli.state import installation
from service.system import calendar_of


@click.command("deadline", help="计算法定期限并说明理由，例如：jiedu deadline 2026-02-06 --working-days 20")
@click.argument("start", type=MOMENT)
@click.option("--working-days", "wd", type=click.IntRange(1, 2500), help="工作日数")
@click.option("--days", "d", type=click.IntRange(1, 3660), help="自然日数（末日逢休假顺延）")
@click.option("--hours", "h", type=click.IntRange(1, 87840), help="小时数（起点须写到分钟）")
@click.option("--office-hours", "oh", type=click.IntRange(1, 20000), help="办公小时数（起点须写到分钟）")
@click.option("--basis", help="期限类型或算式：-5WD、quarter_end、year_end、“30D -5WD”")
@click.option("--back", is_flag=True, help="向前推算")
@click.option("--inclusive", is_flag=True, help="起算当日计入")
@click.option("--close", help="下班时间 HH:MM；默认按工作日历")
@UNIT
@click.option("--packaged", is_flag=True, help="只用随软件发布的节假日安排，不读数据库")
@AS_JSON
def show_deadline(
    start: datetime,
    basis: str | None,
    back: bool,
    inclusive: bool,
    close: str | None,
    unit: str | None,
    packaged: bool,
    as_json: bool,
    **lengths: int | None,
) -> None:
    """Print the date and its explanation."""
    asked = _basis(basis, back, lengths)
    begins: date = start if "H" in asked else start.date()
    calendar = default_calendar() if packaged else calendar_of(installation(), unit)
    steps = len(asked.split()) > 1 and are_steps(asked)
    result = deadline(
        calendar,
        "custom" if steps else asked,
        begins,
        close=close,
        inclusive=inclusive,
        end=asked if steps else None,
    )
    click.echo(json.dumps(result.as_context(), ensure_ascii=False, indent=2) if as_json else _words(result))


def _basis(basis: str | None, back: bool, lengths: dict[str, int | None]) -> str:
    """The one length that was asked for, as a basis."""
    given = [f"{'-' if back else ''}{n}{unit.upper()}" for unit, n in lengths.items() if n is not None]
    if len(given) + (basis is not None) != 1:
        raise click.UsageError("请给出 --working-days、--days、--hours、--office-hours、--basis 中的一个")
    if basis is None:
        return given[0]
    if back:
        raise click.UsageError(f"--back 用于数量；类型请直接写成 -5WD 或 {PERIODS[0]} 等")
    return basis


def _words(result: Deadline) -> str:
    mark = "（暂定）" if result.provisional else ""
    lines = [f"{result.due_date.isoformat()}{mark}", result.explanation]
    lines += [f"提醒 {item.label}：{item.at:%Y-%m-%d %H:%M}" for item in result.reminders]
    return "\n".join(lines)


COMMANDS = (show_deadline, calendar_group)
