"""Forms of a few fields, and what they make of data."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from processes.calendar import default_calendar, feel_functions
from processes.errors import InvalidArgument
from processes.feel import Environment
from processes.forms import Form

BEIJING = ZoneInfo("Asia/Shanghai")
NOW = Environment(
    now=datetime(2026, 2, 10, 9, 0, tzinfo=BEIJING), functions=feel_functions(default_calendar())
)


def field(kind: str, key: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "id": f"id_{key}", "key": key, "label": key, **more}


def form(*components: dict[str, Any]) -> Form:
    return Form.load({"type": "default", "id": "T", "schemaVersion": 19, "components": list(components)})


def errors(form: Form, data: Any, scope: dict[str, Any] | None = None) -> dict[str, list[str]]:
    with pytest.raises(InvalidArgument) as caught:
        form.clean(data, scope or {}, NOW)
    return caught.value.errors


def clean(form: Form, data: Any, scope: dict[str, Any] | None = None) -> dict[str, Any]:
    return form.clean(data, scope or {}, NOW)


def options(*values: Any) -> list[dict[str, Any]]:
    return [{"label": str(value), "value": value} for value in values]


def only(kind: str, **more: Any) -> Form:
    return form(field(kind, "a", **more))
