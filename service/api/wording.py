"""What the API says about a request in the wrong shape: one base schema, so all of it is Chinese."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from service.numbers import LARGEST

COMMON = {"required": "必填", "null": "不能为 null", "validator_failed": "不符合要求"}
INVALID: tuple[tuple[type[Any], str], ...] = (
    (fields.String, "应为文字"),
    (fields.Integer, "应为整数"),
    (fields.Boolean, "应为 true 或 false"),
    (fields.Mapping, "应为键值表（JSON 对象）"),
    (fields.List, "应为列表（JSON 数组）"),
)


class Incoming(Schema):
    """Base of everything that is read: its refusals are Chinese and name the members that exist."""

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Give the field and what it holds their Chinese messages."""
        _speak_chinese(field_obj)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        known = "、".join(self.load_fields)
        self.error_messages = {
            "type": "应为键值表（JSON 对象）",
            "unknown": f"没有这一项，可用的有：{known}",
        }


#: For tables that must hold something.
not_empty = validate.Length(min=1, error="至少一项")


def number(*, low: int = -LARGEST, high: int = LARGEST, **options: Any) -> fields.Integer:
    """An integer from *low* to *high*."""
    text = f"应为 {low} 到 {high} 的整数" if abs(low) < LARGEST > high else f"应为不小于 {low} 的整数"
    if low == -LARGEST and high == LARGEST:
        text = "数字太大"
    return fields.Integer(validate=validate.Range(low, high, error=text), **options)


def text(longest: int, *, shortest: int = 0, **options: Any) -> fields.String:
    """Text of limited length."""
    error = f"应为 {shortest} 到 {longest} 个字符"
    return fields.String(validate=validate.Length(shortest, longest, error=error), **options)


def choice(*values: str, **options: Any) -> fields.String:
    """One of some words; the empty one means none of them."""
    shown = "、".join(value for value in values if value)
    return fields.String(validate=validate.OneOf(values, error=f"应为 {shown} 之一"), **options)


def table(**options: Any) -> fields.Dict:
    """A JSON object with any plain values."""
    return fields.Dict(keys=fields.String(), values=fields.Raw(allow_none=True), **options)


def _speak_chinese(field: Any) -> None:
    invalid = next((words for kind, words in INVALID if isinstance(field, kind)), "格式不正确")
    told = COMMON | {"invalid": invalid, "invalid_utf8": invalid, "too_large": "数字太大", "type": invalid}
    field.error_messages = {**field.error_messages, **told}
    for inner in ("key_field", "value_field", "inner"):
        if getattr(field, inner, None) is not None:
            _speak_chinese(getattr(field, inner))
