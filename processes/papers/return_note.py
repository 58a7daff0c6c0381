"""退文单 (F07, S2-47): what a report to the office of the government lacks, why and until when to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from processes.papers.page import Line, Names, Paper, Table
from processes.papers.wording import day, mapping, sequence, text


def return_note_paper(variables: Mapping[str, Any], names: Names) -> Paper:
    """The latest return: ``return_note`` (F07) and ``registration`` (F01)."""
    note, registration = mapping(variables.get("return_note")), mapping(variables.get("registration"))
    unit = names.unit(registration.get("drafting_unit") or variables.get("owner_unit"))
    lines = [Line("退文单", "title", "center"), Line(f"{unit}：", "body")]
    lines.append(Line(_opening(registration, note), indent=True))
    lines.append(Line("一、缺少的材料", "head", indent=True))
    lines += [Line(f"{number}．{each}", indent=True) for number, each in enumerate(missing(note), start=1)]
    lines.append(Line("二、退文理由", "head", indent=True))
    lines.append(Line(text(note.get("reason")), indent=True))
    if text(note.get("correct_by")):
        lines.append(Line(f"请于{day(note.get('correct_by'))}前补正后重新上报。", indent=True))
    if text(note.get("contact")):
        lines.append(Line(f"联系人和电话：{text(note.get('contact'))}", indent=True))
    office = names.unit(note.get("office")) or "区政府办公室"
    lines += [
        Line(f"{office}（盖章处）", align="right"),
        Line(day(note.get("returned_at")), align="right"),
        Line(""),
    ]
    return Paper("退文单", (*lines, _receipt(note, names)))


def missing(note: Mapping[str, Any]) -> list[str]:
    """What is missing: found by the system (D05) and added by hand."""
    added = (text(mapping(each).get("item")) for each in sequence(note.get("extra_missing")))
    return [each for each in (*map(text, sequence(note.get("missing"))), *added) if each]


def _opening(registration: Mapping[str, Any], note: Mapping[str, Any]) -> str:
    times = note.get("round")
    which = f"第{times}次" if isinstance(times, int) and times > 1 else ""
    title = text(registration.get("title"))
    return f"你单位{which}报送的《{title}》上报材料不齐全，现予退文。"


def _receipt(note: Mapping[str, Any], names: Names) -> Table:
    def cell(value: str, label: bool = False) -> tuple[Line, ...]:
        return (Line(value, "label" if label else "cell", "center"),)

    row = (
        cell("经办人", True),
        cell(names.signed(note.get("returned_by"), note.get("returned_for"))),
        cell("退文轮次", True),
        cell(text(note.get("round"))),
    )
    return Table((row,), (0.2, 0.3, 0.2, 0.3))
