"""The marshmallow fields of form-js components: the type of a value, nothing that depends on other values."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields

from processes.forms import words
from processes.forms.model import Component

# C0 controls (without tab and line ends), DEL and lone surrogates: PostgreSQL and UTF-8 cannot hold them all.
# Embedding, overriding and isolating of direction (UAX #9) make a text look like another one.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,30})?\Z", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?\Z", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
#: A JSON number beyond these digits is not the number that was typed.
_PRECISE_DIGITS = 15


def plain_text(value: Any) -> str:
    """*value* when it is text that may be stored."""
    if not isinstance(value, str):
        raise ValidationError(words.NOT_TEXT)
    if _CONTROL.search(value):
        raise ValidationError(words.CONTROL_CHARACTERS)
    return value


class TextField(fields.Field[str]):
    """textfield (one line: line ends become spaces) and textarea."""

    def __init__(self, *, one_line: bool, **options: Any) -> None:
        super().__init__(**options)
        self._one_line = one_line

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> str:
        text = plain_text(value).replace("\r\n", "\n")
        return re.sub(r"[\r\n\t]", " ", text) if self._one_line else text


class NumberField(fields.Field[Any]):
    """number; with ``serializeToString`` the value is kept as text, digit by digit."""

    def __init__(self, *, as_text: bool, **options: Any) -> None:
        super().__init__(**options)
        self._as_text = as_text

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Any:
        if value == "":
            return None
        whole = isinstance(value, int) and not isinstance(value, bool)
        number = whole or (isinstance(value, float) and math.isfinite(value))
        text = isinstance(value, str) and self._as_text and _NUMBER.match(value)
        if not number and not text:
            raise ValidationError(words.NOT_NUMBER)
        if number and (abs(value) >= 10**_PRECISE_DIGITS or 0 < abs(value) < 10**-_PRECISE_DIGITS):
            raise ValidationError(words.TOO_PRECISE)
        if self._as_text:
            return format(Decimal(str(value)), "f")
        return int(value) if isinstance(value, float) and value.is_integer() else value


class CheckboxField(fields.Field[bool]):
    """checkbox."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError(words.NOT_BOOLEAN)
        return value


class ChoiceField(fields.Field[Any]):
    """radio and select: one value of any kind; membership is a matter of the rules."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Any:
        if value == "":
            return None
        if isinstance(value, list):
            raise ValidationError(words.OPTION)
        return plain_text(value) if isinstance(value, str) else value


class ChoicesField(fields.Field[list[Any]]):
    """checklist and taglist: a list of chosen values."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> list[Any]:
        if not isinstance(value, list):
            raise ValidationError(words.NOT_LIST)
        return [plain_text(item) if isinstance(item, str) else item for item in value]


class DateTimeField(fields.Field[str | None]):
    """datetime in its three kinds, kept as text that FEEL's ``date()``, ``time()``, ``date and time()`` read.

    Seconds are added (``09:30`` becomes ``09:30:00``), an offset stays as it came.
    """

    def __init__(self, *, subtype: str, **options: Any) -> None:
        super().__init__(**options)
        self._subtype = subtype

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> str | None:
        if value == "":
            return None
        text = plain_text(value)
        if self._subtype == "date":
            return _date(text, words.NOT_DATE)
        if self._subtype == "time":
            return _time(text, words.NOT_TIME)
        day, _sep, clock = text.partition("T")
        return f"{_date(day, words.NOT_DATETIME)}T{_time(clock, words.NOT_DATETIME)}"


def _date(text: str, message: str) -> str:
    try:
        if not _DATE.match(text):
            raise ValueError
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValidationError(message) from None


def _time(text: str, message: str) -> str:
    found = _TIME.match(text)
    if found is None:
        raise ValidationError(message)
    hour, minute, second, offset = found.groups()
    return time(int(hour), int(minute), int(second or 0)).isoformat() + (offset or "")


class ComputedField(fields.Field[None]):
    """expression: whatever the client sends is forgotten, the value is computed here."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> None:
        return None


def field_for(component: Component) -> fields.Field[Any]:
    """The marshmallow field of one keyed component; static limits are put into its metadata for OpenAPI."""
    options: dict[str, Any] = {"allow_none": True, "metadata": _metadata(component)}
    settings: Mapping[str, Any] = component.settings
    match component.type:
        case "number":
            return NumberField(as_text=settings.get("serializeToString", False), **options)
        case "checkbox":
            return CheckboxField(**options)
        case "checklist" | "taglist":
            return ChoicesField(**options)
        case "radio" | "select":
            return ChoiceField(**options)
        case "datetime":
            return DateTimeField(subtype=settings.get("subtype", "date"), **options)
        case "expression":
            return ComputedField(**options)
        case _:
            return TextField(one_line=component.type == "textfield", **options)


def fits(component: Component, value: Any) -> bool:
    """Whether a value that nobody has just entered (stored, or a default) has the type of the component."""
    try:
        field_for(component).deserialize(value)
    except ValidationError:
        return False
    return True


def _metadata(component: Component) -> dict[str, Any]:
    found: dict[str, Any] = {"title": component.label}
    for keyword, name in (("minLength", "minLength"), ("maxLength", "maxLength"), ("min", "minimum")):
        if isinstance(component.rules.get(keyword), int):
            found[name] = component.rules[keyword]
    if component.options is not None and component.options.values is not None:
        found["enum"] = list(component.options.values)
    return found
