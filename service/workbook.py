"""Tables as Excel files (ISO/IEC 29500, SpreadsheetML)."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import xlsxwriter

from processes.calendar import BEIJING
from service.ledger_tables import Column, Table

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMATS = {
    "share": "0.0%",
    "day": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "count": "0",
    "points": "0.##",
}


def workbook(title: str, name: str, table: Table, now: datetime) -> bytes:
    """A file with one sheet *name*: the *title*, the head, the rows.  Text is never taken for a formula."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": title, "created": now.astimezone(BEIJING).replace(tzinfo=None)})
        sheet = book.add_worksheet(name)
        base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        framed = {**base, "border": 1, "text_wrap": True}
        last = len(table.columns) - 1
        head = book.add_format({**framed, "bold": True, "align": "center", "bg_color": "#E8F1FA"})
        large = book.add_format({**base, "bold": True, "font_size": 16, "align": "center"})
        if last:
            sheet.merge_range(0, 0, 0, last, title, large)
        else:
            sheet.write_string(0, 0, title, large)
        sheet.set_row(0, 28)
        for place, column in enumerate(table.columns):
            look = book.add_format({**framed, "num_format": _FORMATS.get(column.kind, "@")})
            sheet.set_column(place, place, column.width)
            sheet.write_string(1, place, column.label, head)
            for number, row in enumerate(table.rows, start=2):
                _cell(sheet, (number, place), column, row.get(column.key), look)
        sheet.freeze_panes(2, 1)
        sheet.autofilter(1, 0, max(1, len(table.rows) + 1), last)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
    return out.getvalue()


def _cell(sheet: Any, place: tuple[int, int], column: Column, value: Any, look: Any) -> None:
    if value is None:
        sheet.write_blank(*place, None, look)
    elif isinstance(value, datetime):
        sheet.write_datetime(*place, value.astimezone(BEIJING).replace(tzinfo=None), look)
    elif isinstance(value, date):
        sheet.write_datetime(*place, datetime(value.year, value.month, value.day), look)
    elif isinstance(value, int | float):
        sheet.write_number(*place, value, look)
    else:
        sheet.write_string(*place, str(value), look)
