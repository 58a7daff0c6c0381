"""Reports of migrations as Chinese lines, for pages and the command line."""

from __future__ import annotations

from processes.commands import MigrationReport


def words(report: MigrationReport) -> list[str]:
    """A report as Chinese lines."""
    lines = [f"{move['from']} → {move['to']} {move['name'] or ''}".rstrip() for move in report.moves]
    told = {"moved": "时限改变", "begins": "时限开始", "ends": "时限解除"}
    for each in report.deadlines:
        dates = " → ".join(filter(None, (each["previous"], each["due"])))
        lines.append(f"{told[each['change']]} {each['element_id']} {dates}".rstrip())
    for form in report.forms:
        parts = {"增加": form.added, "去掉": form.removed, "缺少数据": form.missing}
        told_parts = "；".join(f"{what}{'、'.join(names)}" for what, names in parts.items() if names)
        lines.append(f"表单 {form.form_id}（{form.task}）：{form.problem or told_parts}")
    return lines + [f"[{problem['code']}] {problem['message']}" for problem in report.problems]
