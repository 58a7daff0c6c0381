"""How moments and people are written in Chinese sentences."""

from __future__ import annotations

from datetime import datetime

from processes.calendar import BEIJING


def when(moment: datetime | None) -> str:
    """``2026年1月27日 10:05``, in Beijing time."""
    if moment is None:
        return "未知时间"
    local = moment.astimezone(BEIJING)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def person(name: str | None, user_id: str | None) -> str:
    """``张三（zhang3）``, or what is known of it."""
    if name and user_id and name != user_id:
        return f"{name}（{user_id}）"
    return name or user_id or "未知人员"
